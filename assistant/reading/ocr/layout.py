"""Recognized pages in the terms of the layout of PDF pages, and what is told of those that were not read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from assistant.models.recognizers import INSTALL, can_recognize
from assistant.reading.ocr.recognition import Recognition
from assistant.reading.ocr.words import SeenPage, SeenWord
from assistant.reading.pdf.structure.regions import PageWords
from assistant.reading.pdf.words import Word


def page_words(page: SeenPage | None) -> PageWords:
    """Return the words of a recognized page as those of a PDF page; none of one that was not recognized."""
    return PageWords(tuple(as_words(page.words)), page.width, page.height) if page else PageWords((), 0.0)


def as_words(words: Iterable[SeenWord]) -> Iterable[Word]:
    """Yield recognized words as words of a PDF, whose fonts are not known."""
    return (Word(w.text, w.left, w.right, w.base, w.size, bold=False, italic=False) for w in words)


def scan_notes(recognition: Recognition, seen: Mapping[int, SeenPage]) -> tuple[str, ...]:
    """Return what the report says about the pages of a file that are pictures, in words that follow its name."""
    notes = []
    if recognition.waiting and can_recognize():
        told = "is a picture" if len(recognition.waiting) == 1 else "are pictures"
        notes.append(
            f"waits for its text to be recognized, which `assistant index` does, or the window in the background:"
            f" {_called(recognition.waiting)} {told}"
        )
    elif recognition.waiting:
        told = "is scanned and has" if len(recognition.waiting) == 1 else "are scanned and have"
        notes.append(f"was read except {_called(recognition.waiting)}, which {told} no text. {ADVICE}")
    if recognition.failed:
        notes.append(f"was read except {_called(recognition.failed)}, where recognizing the text failed")
    unreadable = [number for number, page in seen.items() if page.unreadable]
    if unreadable:
        lines = sum(page.unreadable for page in seen.values())
        called = "line" if lines == 1 else "lines"
        notes.append(
            f"was read except {lines:,} {called} on {_called(unreadable)} that could not be recognized, for example"
            " handwriting"
        )
    return tuple(notes)


ADVICE = f"For text recognition, run: {INSTALL}"


def _called(pages: Sequence[int]) -> str:
    return f"{'pages' if len(pages) > 1 else 'page'} {spans(pages)}"


def spans(numbers: Sequence[int]) -> str:
    """Return page numbers in words: "3", "3 to 5 and 8"."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    told = [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return " and ".join((", ".join(told[:-1]), told[-1])) if len(told) > 1 else "".join(told)
