"""Recognized pages in the terms of the layout of PDF pages, and what is told of those that were not read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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


def scan_notes(
    recognition: Recognition, seen: Mapping[int, SeenPage], layered: Collection[int] = ()
) -> tuple[str, ...]:
    """Return what the report says about the pages of a file that are pictures, in words that follow its name.

    `layered` are those with a text layer, which need not be recognized to be read.
    """
    notes = []
    waiting, failed = ([n for n in pages if n not in layered] for pages in (recognition.waiting, recognition.failed))
    if waiting and can_recognize():
        told = "is a picture" if len(waiting) == 1 else "are pictures"
        notes.append(f"waits for its text to be recognized, {_BY_WHAT}: {_called(waiting)} {told}")
    elif waiting:
        told = "is scanned and has" if len(waiting) == 1 else "are scanned and have"
        notes.append(f"was read except {_called(waiting)}, which {told} no text. {ADVICE}")
    if failed:
        notes.append(f"was read except {_called(failed)}, where recognizing the text failed")
    notes += _layer_notes(recognition, layered)
    unreadable = [number for number, page in seen.items() if page.unreadable and number not in layered]
    if unreadable:
        lines = sum(seen[number].unreadable for number in unreadable)
        called = "line" if lines == 1 else "lines"
        notes.append(
            f"was read except {lines:,} {called} on {_called(unreadable)} that could not be recognized, for example"
            " handwriting"
        )
    return tuple(notes)


_BY_WHAT = "which `assistant index` does, or the window in the background"


def _layer_notes(recognition: Recognition, layered: Collection[int]) -> Iterator[str]:
    told = "is read, with figures that another program recognized in a scan and that are uncertain"
    waiting, failed = ([n for n in pages if n in layered] for pages in (recognition.waiting, recognition.failed))
    if waiting and can_recognize():
        yield f"{told} until they are compared with the picture, {_BY_WHAT}: {_called(waiting)}"
    elif waiting:
        yield f"{told}: {_called(waiting)}. {ADVICE}"
    if failed:
        yield f"{told}, since they could not be compared with the picture: {_called(failed)}"


ADVICE = f"For text recognition, run: {INSTALL}"


def _called(pages: Sequence[int]) -> str:
    return f"{'pages' if len(pages) > 1 else 'page'} {spans(pages)}"


def spans(numbers: Sequence[int]) -> str:
    """Return page numbers in words: "3", "3 to 5 and 8"."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    told = [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return " and ".join((", ".join(told[:-1]), told[-1])) if len(told) > 1 else "".join(told)
