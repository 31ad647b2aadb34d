"""What a line of text says: a reader's letters with their places and probabilities (CTC, Graves et al., 2006)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.models.recognizers import PackagedFile
from assistant.reading.ocr.networks import network
from assistant.reading.ocr.regions import PagePixels

HEIGHT = 48
"""The height of a line in pixels for the networks."""
_LEAST_WIDTH, _MULTIPLE, _WIDEST = 64, 32, 3200
_BATCH_PIXELS = 3200


@dataclass(frozen=True, slots=True)
class ReadLetter:
    """A character, where it is in its line (its middle as a share of the width), and how probable it is."""

    text: str
    at: float
    probability: float


def read_lines(reader: PackagedFile, lines: Sequence[PagePixels]) -> list[tuple[ReadLetter, ...]]:
    """Return what pictures of single lines say, in order."""
    scaled = [_scaled(line) for line in lines]
    read: list[tuple[ReadLetter, ...]] = [()] * len(lines)
    for batch in _batches([line.shape[1] for line in scaled]):
        wide = -(-max(scaled[place].shape[1] for place in batch) // _MULTIPLE) * _MULTIPLE
        pictures = np.zeros((len(batch), 3, HEIGHT, wide), np.float32)
        for row, place in enumerate(batch):
            line = scaled[place]
            pictures[row, :, :, : line.shape[1]] = (line.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)
        told = network(reader)(pictures)
        for row, place in enumerate(batch):
            read[place] = _letters(told[row], network(reader).characters, wide / scaled[place].shape[1])
    return read


def _scaled(line: PagePixels) -> PagePixels:
    from PIL import Image

    high, wide = line.shape[:2]
    width = min(_WIDEST, max(_LEAST_WIDTH, round(wide * HEIGHT / high)))
    return np.asarray(Image.fromarray(line).resize((width, HEIGHT), Image.Resampling.BICUBIC), np.uint8)


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the places of lines of similar width, together at most so many pixels wide."""
    batch: list[int] = []
    for place in sorted(range(len(widths)), key=widths.__getitem__):
        if batch and (len(batch) + 1) * widths[place] > _BATCH_PIXELS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _letters(told: NDArray[np.float32], characters: Sequence[str], stretch: float) -> tuple[ReadLetter, ...]:
    """Return the letters of one line's probabilities `(t, classes)`: the most probable class of each step, once."""
    best, sure = told.argmax(axis=1), told.max(axis=1)
    letters: list[ReadLetter] = []
    steps = len(best)
    begin = 0
    while begin < steps:
        after = begin + 1
        while after < steps and best[after] == best[begin]:
            after += 1
        if best[begin]:
            at = (begin + after) / 2 / steps * stretch
            letters.append(ReadLetter(characters[best[begin]], min(1.0, at), float(sure[begin:after].max())))
        begin = after
    return tuple(letters)
