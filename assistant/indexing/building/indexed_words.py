"""Which words each row of an index is found by, at each level: what is written, and what a check expects."""

from __future__ import annotations

from assistant.language.terms import terms
from assistant.reading.passages.identity import identity_of
from assistant.types import Document, Passage


def document_words(document: Document) -> str:
    """Return the terms of a document's title and text, with spaces between."""
    return _words(f"{document.title}\n{document.text}")


def identity_words(document: Document) -> str:
    """Return the terms of what a document is called by, with spaces between."""
    return _words(identity_of(document))


def passage_words(passage: Passage) -> str:
    """Return the terms of a passage with its headings and its table's header, with spaces between."""
    return _words("\n".join((*passage.heading, passage.header, passage.text)))


def sentence_words(text: str) -> str:
    """Return the terms of a sentence, with spaces between."""
    return _words(text)


def _words(text: str) -> str:
    return " ".join(terms(text))
