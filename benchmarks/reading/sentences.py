"""Which library splits sentences best, and how fast: the table behind the choice in `assistant/language/sentences.py`.

Each line of `benchmarks/data/sentences.txt` is right only if every boundary is. Speed is on the cases repeated to one
megabyte, a paragraph a call, as documents are read. Libraries that are not installed are left out; for all of them,
`pip install sentencex syntok pysbd nupunkt blingfire`. Run it with `python -m benchmarks.reading.sentences`; `--wrong`
shows what the assistant's own splitter gets wrong.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from assistant.language.sentences import split_sentences

CASES = Path(__file__).parents[1] / "data" / "sentences.txt"
Splitter = Callable[[str], list[tuple[int, int]]]


def load() -> list[list[str]]:
    """Return the cases, each as its sentences with the space between them still at their ends."""
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [line.split("‖") for line in lines if line and not line.startswith("#")]


def expected(case: list[str]) -> list[tuple[int, int]]:
    """Return the offsets of the sentences of a case, without surrounding space."""
    spans, start = [], 0
    for sentence in case:
        spans.append((start, start + len(sentence.rstrip())))
        start += len(sentence)
    return spans


def _syntok(module: ModuleType) -> Splitter:
    def split(text: str) -> list[tuple[int, int]]:
        sentences = [list(sentence) for paragraph in module.analyze(text) for sentence in paragraph]
        return [(words[0].offset, words[-1].offset + len(words[-1].value)) for words in sentences]

    return split


def _sentencex(module: ModuleType) -> Splitter:
    return lambda text: [(b["start_index"], b["end_index"]) for b in module.get_sentence_boundaries("en", text)]


def _pysbd(module: ModuleType) -> Splitter:
    segmenter = module.Segmenter(language="en", clean=False, char_span=True)
    return lambda text: [(span.start, span.end) for span in segmenter.segment(text)]


def _nupunkt(module: ModuleType) -> Splitter:
    return lambda text: list(module.sent_spans(text))


def _blingfire(module: ModuleType) -> Splitter:
    return lambda text: list(module.text_to_sentences_and_offsets(text)[1])


LIBRARIES: dict[str, Callable[[ModuleType], Splitter]] = {
    "sentencex": _sentencex,
    "syntok.segmenter": _syntok,
    "pysbd": _pysbd,
    "nupunkt": _nupunkt,
    "blingfire": _blingfire,
}


def right(split: Splitter, case: list[str]) -> bool:
    """Return whether a case is split correctly, ignoring the space between sentences."""
    text = "".join(case)
    found = []
    for start, end in split(text):
        part = text[start:end]
        if part.strip():
            found.append((start + len(part) - len(part.lstrip()), start + len(part.rstrip())))
    return found == expected(case)


def megabytes_a_second(split: Splitter, cases: list[list[str]]) -> float:
    """Return the speed on about a million characters; slow libraries are stopped after ten seconds."""
    paragraph = " ".join("".join(case) for case in cases[:20])
    done, begin = 0, time.perf_counter()
    while done < 1_000_000 and time.perf_counter() - begin < 10:
        split(paragraph)
        done += len(paragraph)
    return done / 1e6 / (time.perf_counter() - begin)


def main() -> None:
    """Print a table of the libraries, and of the assistant's corrections to the best one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="show the cases that the assistant splits wrongly")
    arguments = parser.parse_args()
    cases = load()
    splitters: dict[str, Splitter] = {}
    for name, adapt in LIBRARIES.items():
        try:
            splitters[name.partition(".")[0]] = adapt(importlib.import_module(name))
        except ModuleNotFoundError:
            print(f"{name} is not installed and left out.")
    splitters["assistant"] = lambda text: [(s.start, s.end) for s in split_sentences(text)]
    print(f"| splitter | right of {len(cases)} | MB/s |\n|---|---|---|")
    for name, split in splitters.items():
        count = sum(right(split, case) for case in cases)
        print(f"| {name} | {count} | {megabytes_a_second(split, cases):.1f} |")
    if arguments.wrong:
        for case in (case for case in cases if not right(splitters["assistant"], case)):
            print("‖".join(case), "→", "‖".join(s.text for s in split_sentences("".join(case))))


if __name__ == "__main__":
    main()
