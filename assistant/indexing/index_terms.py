"""The search terms of each row of an index, at each level, for writing and for checking."""

from __future__ import annotations

from assistant.language.terms import terms
from assistant.reading.passages.identity import identity_of
from assistant.types import Document, Passage


def document_words(document: Document) -> str:
    """Return the terms of a document's title and text, separated by spaces."""
    return _words(f"{document.title}\n{document.text}", document.language)


def identity_words(document: Document) -> str:
    """Return the terms of a document's names, separated by spaces."""
    return _words(identity_of(document), document.language)


def passage_words(passage: Passage) -> str:
    """Return the terms of a passage with its headings and its table's header, separated by spaces."""
    return _words("\n".join((*passage.heading, passage.header, passage.text)), passage.language)


def sentence_words(text: str, language: str) -> str:
    """Return the terms of a sentence in a language, separated by spaces."""
    return _words(text, language)


def _words(text: str, language: str) -> str:
    return " ".join(terms(text, language))
