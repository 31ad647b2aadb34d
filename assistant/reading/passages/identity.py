"""What identifies a document in its own words: its name, its title and its first page."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from assistant.types import Document

_HEAD = 3000
_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|[_\-./]+")


def words_of_name(name: str) -> str:
    """Return the words of a file's name: "ACME_2023Q2-report.pdf" is "ACME 2023 Q 2 report"."""
    stem = name.rpartition("/")[2].rpartition(".")[0] or name
    return " ".join(_SEAM.sub(" ", stem).split())


def identity_of(document: Document) -> str:
    """Return the text by which a document is recognised."""
    first_page = document.pages[1] if len(document.pages) > 1 else _HEAD
    head = document.text[: min(_HEAD, first_page)]
    return "\n".join((document.name.replace("_", " "), words_of_name(document.name), document.title, head))


def title_of_name(name: str) -> str:
    """Return a file's name made readable: the title of a document that has none."""
    words = re.sub(r"[\s_-]+", " ", PurePosixPath(name).stem).strip()
    return words[:1].upper() + words[1:]
