"""Small BERT encoders that are packaged as int8 ONNX, run by OpenVINO.

`weights.py` reads the weights from the file, `graph.py` builds a new graph around them and `running.py` runs it. On top
of that, `token_vectors.py` makes a vector for each token and `relevance.py` reads question and text together.

The graph in the package is not used: it quantizes activations over a whole batch, so that a text's vectors depend on
the other texts of the batch, and OpenVINO is slow on it. `python -m benchmarks.looks.engines` compares, on 64 questions
with a paragraph (176 tokens a pair) and with a sentence (45): milliseconds of processor time per pair on one thread,
with AVX-512 VNNI, and the difference of the logit from that of float32.

| engine | 176 tokens | 45 tokens | mean difference |
|---|---|---|---|
| OpenVINO, the file as it is | 61.7 | 16.5 | .0265 |
| OpenVINO, float32 | 46.3 | 12.0 | 0 |
| OpenVINO, bfloat16 | 28.0 | 7.4 | .0032 |
| OpenVINO, int8 weights, activations quantized in groups of 32 | 25.8 | 6.2 | .0036 |
| the same in groups of 128 (chosen) | 22.3 | 5.3 | .0054 |
| the same in groups of 384 | 23.7 | 5.7 | .0092 |
| ONNX Runtime, the file as it is | 21.7 | 5.1 | .0285 |

If a processor cannot multiply bytes, OpenVINO widens the weights and computes in float32.
"""
