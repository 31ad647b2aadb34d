"""What runs the packaged encoders best: milliseconds a pair and how far the logits are from those of float32.

    python -m benchmarks.looks.engines [--threads 1] [--rounds 5]

Of each engine the best of some rounds counts, in processor time, so that what else the machine does matters little.
ONNX Runtime is measured where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.base import plan_batches, read_tokenizer
from assistant.embedding.encoders.graph import build_graph
from assistant.embedding.encoders.weights import read_weights
from assistant.evaluation.datasets import read_questions
from assistant.models.encoders import CROSS_ENCODER, WEIGHTS, verified_encoder
from benchmarks.evaluation_sets import SHARED, questions_of

PAIRS = 64
BATCH_TOKENS = 512

Rows = list[NDArray[np.int64]]
Engine = Callable[[Rows], NDArray[np.float32]]


def _engines(folder: Path, threads: int) -> dict[str, Engine]:
    import openvino

    core = openvino.Core()
    whole, weights = core.read_model(folder / WEIGHTS), read_weights(folder / WEIGHTS)

    def by_openvino(model: Any, precision: str, group: str) -> Engine:  # noqa: ANN401
        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": threads,
            "INFERENCE_PRECISION_HINT": precision,
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": group,
        }
        request = core.compile_model(model, "CPU", settings).create_infer_request()
        return lambda rows: np.array(request.infer(rows)[0])

    engines = {
        "OpenVINO, float32": by_openvino(build_graph(weights, "pair"), "f32", "0"),
        "OpenVINO, the file as it is": by_openvino(whole, "f32", "0"),
        "OpenVINO, bfloat16": by_openvino(build_graph(weights, "pair"), "bf16", "0"),
    }
    for group in ("32", "128", "384"):
        name = f"OpenVINO, activations quantized in groups of {group}"
        engines[name] = by_openvino(build_graph(weights, "pair"), "f32", group)
    if importlib.util.find_spec("onnxruntime"):
        engines["ONNX Runtime, the file as it is"] = _by_onnxruntime(folder, threads)
    return engines


def _by_onnxruntime(folder: Path, threads: int) -> Engine:
    onnxruntime: Any = importlib.import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(folder / WEIGHTS), options, providers=["CPUExecutionProvider"])
    names = ("input_ids", "attention_mask", "token_type_ids")
    return lambda rows: np.asarray(session.run(None, dict(zip(names, rows, strict=True)))[0])


def _batches(folder: Path, pairs: Sequence[tuple[str, str]]) -> list[tuple[list[int], Rows]]:
    """Return the pairs in batches: their places, and token ids, mask and types."""
    read = read_tokenizer(folder).encode_batch(list(pairs))
    batches = []
    for places in plan_batches([len(pair.ids) for pair in read], BATCH_TOKENS):
        rows = [np.zeros((len(places), len(read[places[0]].ids)), np.int64) for _ in range(3)]
        for row, place in enumerate(places):
            pair = read[place]
            for filled, values in zip(rows, (pair.ids, pair.attention_mask, pair.type_ids), strict=True):
                filled[row, : len(pair.ids)] = values
        batches.append((places, rows))
    return batches


def _pairs() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return questions with a paragraph each, and with its first sentence."""
    paragraphs: list[str] = []
    for path in sorted((SHARED / "eval" / "squad2" / "corpus").iterdir()):
        paragraphs += [line for line in path.read_text("utf-8").splitlines() if len(line) > 200]
    asked = [question.text for question in read_questions(questions_of("squad2"))]
    drawn = np.random.default_rng(0)
    chosen = [
        (asked[q], paragraphs[p])
        for q, p in zip(
            drawn.integers(len(asked), size=PAIRS), drawn.integers(len(paragraphs), size=PAIRS), strict=True
        )
    ]
    return chosen, [(question, text.split(". ")[0]) for question, text in chosen]


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--rounds", type=int, default=5)
    options = arguments.parse_args()
    folder = verified_encoder(CROSS_ENCODER)
    batches = [_batches(folder, pairs) for pairs in _pairs()]
    tokens = [sum(rows[1].sum() for _, rows in part) / PAIRS for part in batches]
    print(f"| engine | {tokens[0]:.0f} tokens, ms | {tokens[1]:.0f} tokens, ms | mean difference |\n|---|---|---|---|")
    meant: NDArray[np.float32] | None = None
    for name, engine in _engines(folder, options.threads).items():
        logits, took = np.zeros((2, PAIRS), np.float32), [float("inf")] * 2
        for _ in range(options.rounds):
            for part, (kind, found) in enumerate(zip(batches, logits, strict=True)):
                started = time.process_time()
                for places, rows in kind:
                    found[places] = engine(rows)[:, 0]
                took[part] = min(took[part], (time.process_time() - started) / PAIRS * 1e3)
        meant = logits if meant is None else meant
        print(f"| {name} | {took[0]:.1f} | {took[1]:.1f} | {np.abs(logits - meant).mean():.4f} |", flush=True)


if __name__ == "__main__":
    main()
