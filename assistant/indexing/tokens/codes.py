"""Token vectors in 34 bytes each, and the similarity of a question to them.

A vector of 384 numbers is reduced to 64 by one fixed matrix (principal components of the encoder's vectors, followed by
a rotation), and each number is stored in four bits. The components of the vectors of random words from the
encoder's vocabulary are as good as those of the documents themselves. So the matrix is part of the package, the
documents need not be read before the first vector is written, and vectors stay valid whatever is added.

The rotation spreads the variance of the first components over all of them, so that four bits are enough. The scale of a
vector is set so that its product with the vector before rounding is right (Gao and Long, "RaBitQ", 2024, section 3.2).

`python -m benchmarks.looks.reductions` ranks the 602 paragraphs of squad2 by this alone, for 1,500 questions:

| kept of a token | bytes a paragraph | hit@1 | hit@5 | MRR@10 |
|---|---|---|---|---|
| all, float32 | 231,625 | .891 | .987 | .932 |
| components of the paragraphs: 64, 1 bit | 1,206 | .857 | .971 | .907 |
| 32, 8 bits | 5,127 | .869 | .971 | .912 |
| 64, 4 bits | 5,127 | .872 | .981 | .919 |
| 64, rotated, 4 bits | 5,127 | .883 | .982 | .926 |
| 64, 8 bits | 9,953 | .886 | .981 | .928 |
| components of the vocabulary: 64, 1 bit | 1,206 | .851 | .973 | .904 |
| 128, 1 bit | 2,413 | .877 | .981 | .922 |
| 32, 8 bits | 5,127 | .868 | .977 | .917 |
| 64, 4 bits | 5,127 | .876 | .981 | .921 |
| 64, rotated, 4 bits (chosen) | 5,127 | .888 | .983 | .929 |
| 128, rotated, 2 bits | 5,127 | .889 | .985 | .930 |
| 64, 8 bits | 9,953 | .887 | .983 | .929 |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 64
PACKED = DIMENSIONS // 2
_MIDDLE = 7.5
_MOST = 15
_ON_ONE_THREAD = 1 << 18
"""Up to how many products OpenBLAS computes on one thread."""
_LEVELS = np.array([(byte >> 4, byte & 15) for byte in range(256)], np.float32) - np.float32(_MIDDLE)
"""The two numbers in each byte."""

TokenVectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """Quantized token vectors: `packed`, `(t, 32)` bytes, and the factor that each vector is multiplied by, `(t,)`."""

    packed: NDArray[np.uint8]
    scales: NDArray[np.float16]

    def __len__(self) -> int:
        return len(self.packed)


@cache
def reduction() -> TokenVectors:
    """Return the matrix that reduces token vectors, `(384, 64)`; `benchmarks/looks/reductions.py` makes it."""
    with files("assistant.indexing.tokens").joinpath("reduction.npy").open("rb") as file:
        matrix: TokenVectors = np.load(file, allow_pickle=False).astype(np.float32)
    return matrix


def reduced(vectors: TokenVectors) -> TokenVectors:
    """Return an encoder's token vectors, `(t, 384)`, as unit vectors, `(t, 64)`."""
    return unit(_product(vectors, reduction()))


def unit(vectors: TokenVectors) -> TokenVectors:
    """Return vectors scaled to length 1; those of length 0 are unchanged."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), np.float32)


def quantized(vectors: TokenVectors) -> Codes:
    """Return vectors of an even number of dimensions in four bits a dimension."""
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    steps = np.where(largest == 0, 1, largest / _MIDDLE)
    levels = np.clip(np.floor(vectors / steps) + (_MOST + 1) // 2, 0, _MOST).astype(np.uint8)
    rounded = levels - np.float32(_MIDDLE)
    products = (vectors * rounded).sum(axis=1)
    scales = (vectors * vectors).sum(axis=1) / np.where(products == 0, 1, products)
    return Codes(levels[:, ::2] << 4 | levels[:, 1::2], scales.astype(np.float16))


def widened(codes: Codes) -> TokenVectors:
    """Return the vectors after quantization, `(t, 64)`."""
    levels = _LEVELS[codes.packed].reshape(len(codes), -1)
    return np.asarray(levels * codes.scales.astype(np.float32)[:, None], np.float32)


def closeness(question: TokenVectors, codes: Codes, starts: Sequence[int] | NDArray[np.int64]) -> TokenVectors:
    """Return how close a question is to each of some texts, `(n,)`, at most about 1.

    It is the mean, over the tokens of the question, `(q, 64)`, of the similarity to the nearest token of the text
    ("MaxSim"). `starts` are the places among the codes where the tokens of each text begin; each text has at least one.
    """
    if not len(starts):
        return np.zeros(0, np.float32)
    return np.asarray(np.maximum.reduceat(_products(question, codes), starts, axis=0).mean(axis=1), np.float32)


def _products(question: TokenVectors, codes: Codes) -> TokenVectors:
    """Return the products of `widened` vectors with a question's, `(t, q)`, without widening them.

    The upper and lower halves of the bytes are multiplied separately, and the middle is subtracted last.
    """
    upper = _product((codes.packed >> 4).astype(np.float32), question[:, ::2].T)
    lower = _product((codes.packed & _MOST).astype(np.float32), question[:, 1::2].T)
    middle = np.float32(_MIDDLE) * question.sum(axis=1)
    return np.asarray((upper + lower - middle) * codes.scales.astype(np.float32)[:, None], np.float32)


def _product(rows: TokenVectors, matrix: TokenVectors) -> TokenVectors:
    """Return the product of two matrices, computed in so few rows at a time that OpenBLAS uses one thread.

    Several threads wait for each other if other programs use the processor: 70 ms instead of 4.
    """
    step = max(1, _ON_ONE_THREAD // matrix.size)
    parts = [rows[start : start + step] @ matrix for start in range(0, len(rows), step)]
    return np.concatenate(parts) if parts else np.zeros((0, matrix.shape[1]), np.float32)
