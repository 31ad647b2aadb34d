"""Token vectors in 34 bytes each, and the similarity of a question to them.

A vector of 384 numbers is reduced to 64 by one fixed matrix, the principal components of the encoder's vectors with a
rotation behind them, and each number is kept in four bits. The components of the vectors of random words of the
encoder's own vocabulary serve as well as those of the documents themselves, so that the matrix lies in the package, an
index need not be read before its first vector is written, and what is written stays right whatever is added.

The rotation spreads what the first components hold over all of them, so that four bits suffice; the scale of a vector
is set so that its product with the vector that was rounded is right (Gao and Long, "RaBitQ", 2024, section 3.2).

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
"""How many products OpenBLAS computes on one thread."""
_LEVELS = np.array([(byte >> 4, byte & 15) for byte in range(256)], np.float32) - np.float32(_MIDDLE)
"""The two numbers that a byte holds."""

TokenVectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """Quantized token vectors: `packed`, `(t, 32)` bytes, and what each vector is to be multiplied with, `(t,)`."""

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
    """Return token vectors of an encoder, `(t, 384)`, as unit vectors `(t, 64)`."""
    return unit(_product(vectors, reduction()))


def unit(vectors: TokenVectors) -> TokenVectors:
    """Return vectors at length 1; those of length 0 stay."""
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
    """Return what is left of the vectors, `(t, 64)`."""
    levels = _LEVELS[codes.packed].reshape(len(codes), -1)
    return np.asarray(levels * codes.scales.astype(np.float32)[:, None], np.float32)


def closeness(question: TokenVectors, codes: Codes, starts: Sequence[int] | NDArray[np.int64]) -> TokenVectors:
    """Return how close a question is to each of some texts, `(n,)`, at most about 1.

    Each token of the question, `(q, 64)`, counts with its nearest token of the text ("MaxSim"), and the mean is taken
    over them. `starts` say where the tokens of each text begin among the codes; no text is without a token.
    """
    if not len(starts):
        return np.zeros(0, np.float32)
    return np.asarray(np.maximum.reduceat(_products(question, codes), starts, axis=0).mean(axis=1), np.float32)


def _products(question: TokenVectors, codes: Codes) -> TokenVectors:
    """Return the products of `widened` vectors with a question's, `(t, q)`, without widening them.

    What is in the upper and in the lower halves of the bytes is multiplied apart, and the middle is taken off last.
    """
    upper = _product((codes.packed >> 4).astype(np.float32), question[:, ::2].T)
    lower = _product((codes.packed & _MOST).astype(np.float32), question[:, 1::2].T)
    middle = np.float32(_MIDDLE) * question.sum(axis=1)
    return np.asarray((upper + lower - middle) * codes.scales.astype(np.float32)[:, None], np.float32)


def _product(rows: TokenVectors, matrix: TokenVectors) -> TokenVectors:
    """Return the product of two matrices, of so few rows at a time that OpenBLAS keeps to one thread.

    Several threads would wait for each other, where other programs use the processor, for 70 ms instead of 4.
    """
    step = max(1, _ON_ONE_THREAD // matrix.size)
    parts = [rows[start : start + step] @ matrix for start in range(0, len(rows), step)]
    return np.concatenate(parts) if parts else np.zeros((0, matrix.shape[1]), np.float32)
