"""How well passages are found, without any language model: `python -m benchmarks.retrieval`, and its parts."""
