from collections.abc import Callable

import pytest

from assistant.types import Evidence, Passage, Sentence

MakeTable = Callable[..., tuple[Evidence, ...]]


@pytest.fixture
def table() -> MakeTable:
    """Make evidence of the lines of a text in Markdown: a table's first row and the rule under it are one sentence."""

    def make(text: str, document: str = "report.md", header: str = "", score: float = 0.5) -> tuple[Evidence, ...]:
        sentences: list[Sentence] = []
        at = 0
        for line in text.splitlines():
            if line.startswith("|---"):
                start = sentences.pop().start
                sentences.append(Sentence(start, at + len(line), text[start : at + len(line)]))
            elif line:
                sentences.append(Sentence(at, at + len(line), line))
            at += len(line) + 1
        passage = Passage(document, 0, 0, len(text), text, header=header, sentences=tuple(sentences))
        return tuple(Evidence(passage, sentence, score, 0.5) for sentence in sentences)

    return make
