"""The metadata of a file, as far as it is worth showing: title, author, date."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import PurePosixPath

from assistant.language.loading import language, languages
from assistant.language.phrases import Phrases
from assistant.reading.cleaning import one_line

_MAX_LENGTH = 300
_WRITTEN_AS = frozenset(
    ".doc .docx .dot .dotx .rtf .odt .ppt .pptx .pps .ppsx .odp .xls .xlsx .xlsm .ods .pdf .indd .qxd .tex .dvi"
    " .fm".split()
)
_PLAIN = frozenset(".csv .html .htm .txt".split())
"""Suffixes of names that have no space; behind a space they are what a text is about."""
_WRITTEN_WITH = frozenset(("word", "excel", "powerpoint", "publisher", "visio"))
_PROGRAMS = (
    "python-docx",
    "python-pptx",
    "openpyxl",
    "xlsxwriter",
    "apache poi",
    "root",
    "pc",
    "hp",
    "dell",
    "lenovo",
    "asus",
    "acer",
)
"""Names of programs and machines that are found instead of an author's."""
_ISO = re.compile(r"([12]\d{3})(?:-?(0[1-9]|1[0-2])(?:-?(0[1-9]|[12]\d|3[01]))?)?(?![\d-])")
_EPOCHS = (
    "0001-01-01",
    "1600-12-31",
    "1601-01-01",
    "1899-12-30",
    "1899-12-31",
    "1900-01-01",
    "1904-01-01",
    "1969-12-31",
    "1970-01-01",
    "1979-12-31",
    "1980-01-01",
)


@cache
def _untitled() -> Phrases:
    """Return the titles that programs assign, in any language, without their numbers: "Document1" is "Document"."""
    return Phrases(tuple(phrase for code in languages() for phrase in language(code).fields.untitled), spaced=False)


@cache
def _nobody() -> Phrases:
    """Return the author fields that name programs or accounts, in any language."""
    listed = (phrase for code in languages() for phrase in language(code).fields.nobody)
    return Phrases((*listed, *_PROGRAMS), spaced=False)


def _without_program(title: str) -> str:
    """Return a title without the program that wrote it: "Microsoft Word - Report" is "Report"."""
    program, dash, rest = title.partition(" - ")
    name = program.casefold().removeprefix("microsoft ").removeprefix("office ").strip()
    return rest.strip() if dash and name in _WRITTEN_WITH else title


def _is_file_name(title: str) -> bool:
    suffix = PurePosixPath(title).suffix.lower()
    return suffix in _WRITTEN_AS or (suffix in _PLAIN and " " not in title)


def title_of(raw: str | None) -> str:
    """Return a title field as one line, or "" if a program filled it in: "Document1", "Microsoft Word - x.doc"."""
    told = one_line(raw or "")
    titled = _without_program(told)
    title = titled.strip("\"'“”() ")
    if _is_file_name(title) or (titled != told and 3 <= len(PurePosixPath(title).suffix) <= 5):
        return ""
    says_nothing = _untitled().pattern.fullmatch(title.rstrip("()0123456789").rstrip(" -"))
    return "" if says_nothing or len(title) > _MAX_LENGTH or not any(map(str.isalpha, title)) else title


def author_of(raw: str | None) -> str:
    """Return an author field as one line, or "" if it names a program or an account instead of a person."""
    author = one_line(raw or "")
    says_nothing = _nobody().pattern.fullmatch(author) or not any(map(str.isalpha, author))
    return "" if says_nothing or len(author) > _MAX_LENGTH else author


def date_of_field(raw: str | date | None) -> str:
    """Return a date field in ISO 8601, to the day, month or year that it gives, or "".

    It may be an ISO date with or without a time, or a date of e-mail (RFC 5322). The epochs of computer clocks are not
    accepted as dates.
    """
    if isinstance(raw, date):
        found = (raw.date() if isinstance(raw, datetime) else raw).isoformat()
    elif match := _ISO.match((raw or "").strip()):
        found = "-".join(part for part in match.groups() if part)
        if match.group(3):
            try:
                date.fromisoformat(found)
            except ValueError:
                return ""
    else:
        try:
            found = parsedate_to_datetime(raw or "").date().isoformat()
        except (ValueError, IndexError, TypeError):
            return ""
    return "" if found in _EPOCHS else found
