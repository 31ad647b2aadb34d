"""Write what was trained as the package ships it: `python -m benchmarks.relevance.export`.

Matrices get a byte a weight, with a scale for each column. The logits are mapped to the scale of the English
cross-encoder, by a straight line through both on English sentences of the fitted side, so that they can be compared.
Prints the sha256 that `many_languages.py` names.
"""

from __future__ import annotations

import hashlib

import numpy as np
import torch
from safetensors.numpy import save_file

from assistant.embedding.encoders.many_languages import SCALE, TRAINED
from benchmarks.relevance.__main__ import in_torch
from benchmarks.relevance.train import TRAINED_TO, read_examples

FITTED_ON = 80


def line_to_english() -> tuple[float, float]:
    """Return the slope and intercept from our logits to those of the English cross-encoder.

    By the spread and the middle of both, since a regression would draw each towards the mean.
    """
    known = [one for one in read_examples("fitted") if one["teacher"]]
    known = known[:: max(1, len(known) // FITTED_ON)]
    read = in_torch()
    ours = np.concatenate([read(one["question"], one["texts"]) for one in known])
    theirs = np.concatenate([one["teacher"] for one in known])
    low, high = 0.2, 0.98
    (a, b), (c, d) = np.quantile(ours, (low, high)), np.quantile(theirs, (low, high))
    print(f"Spearman {np.corrcoef(np.argsort(np.argsort(ours)), np.argsort(np.argsort(theirs)))[0, 1]:.3f}")
    slope = float((d - c) / (b - a))
    return slope, float(c - slope * a)


def main() -> None:
    """Write the file."""
    slope, intercept = line_to_english()
    print(f"logit = {slope:.3f} × ours + {intercept:.3f}")
    found: dict[str, np.ndarray] = {}
    for full, tensor in torch.load(TRAINED_TO)["model"].items():
        name, values = full.removeprefix("bert."), tensor.detach().float().numpy()
        if name.startswith("classifier"):
            values = slope * values + (intercept if name.endswith("bias") else 0.0)
        if values.ndim < 2 or name.startswith("classifier"):
            found[name] = np.ascontiguousarray(values.T if values.ndim == 2 else values, dtype=np.float32)
            continue
        values = values.T
        scale = np.maximum(np.abs(values).max(axis=0), 1e-8) / 127
        found[name] = np.ascontiguousarray(np.rint(values / scale), dtype=np.int8)
        found[f"{name}{SCALE}"] = scale.astype(np.float32)
    save_file(found, TRAINED)
    print(
        f"{TRAINED}: {TRAINED.stat().st_size / 1e6:.1f} MB, sha256 {hashlib.sha256(TRAINED.read_bytes()).hexdigest()}"
    )


if __name__ == "__main__":
    main()
