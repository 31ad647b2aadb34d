"""Sentences and passages for tests, with the figures and rows that cutting a document gives them."""

from collections.abc import Sequence

from assistant.language.figures import find_figures
from assistant.reading.blocks import find_blocks
from assistant.reading.passages.chunking import cut_passages
from assistant.types import Document, Evidence, Passage, Sentence, TableRow

WIDE = 10_000


def words_in(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def cut(text: str, document: str = "report.md", window: int = WIDE, language: str = "en") -> tuple[Passage, ...]:
    """Return the passages of a text in Markdown; `window` is the most words of one."""
    made = Document(document, text, document, "", language=language)
    return cut_passages(made, find_blocks(text, "markdown"), words_in, window)


def evidence_of(
    text: str, document: str = "report.md", score: float = 0.5, window: int = WIDE, language: str = "en"
) -> tuple[Evidence, ...]:
    """Return every sentence of a text in Markdown as evidence."""
    passages = cut(text, document, window, language)
    return tuple(Evidence(passage, s, score, 0.5) for passage in passages for s in passage.sentences)


def rows_in(text: str) -> tuple[TableRow, ...]:
    """Return the rows of the tables of a text in Markdown."""
    return tuple(item.sentence.row for item in evidence_of(text) if item.sentence.row)


def sentence_of(text: str, start: int = 0) -> Sentence:
    """Return a sentence of prose with its figures."""
    return Sentence(start, start + len(text), text, figures=find_figures(text))
