"""The metadata of a file, as far as it is worth showing: title, author, date."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import cache

from assistant.language.loading import language, languages
from assistant.language.phrases import any_of, words_pattern
from assistant.reading.cleaning import one_line

_MAX_LENGTH = 300
_FILE_NAME = re.compile(
    r"\S+\.(?:docx?|dotx?|rtf|odt|pptx?|ppsx?|odp|xlsx?|xlsm|ods|csv|pdf|indd|qxd|tex|dvi|html?|txt)"
)
_PROGRAM = re.compile(r"(?:Microsoft (?:Office )?)?(?:Word|Excel|PowerPoint|Publisher|Visio)\s+-\s+", re.IGNORECASE)
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
def _says_nothing() -> re.Pattern[str]:
    """Return the pattern of titles that programs assign, in any language: "Document1", "Neue Präsentation (2)"."""
    listed = [phrase for code in languages() for phrase in language(code).fields.untitled]
    return re.compile(rf"(?:{any_of(listed, spaced=False)})[ -]*\(?\d*\)?", re.IGNORECASE)


@cache
def _nobody() -> re.Pattern[str]:
    """Return the pattern of author fields that name programs or accounts, in any language."""
    listed = [phrase for code in languages() for phrase in language(code).fields.nobody]
    return re.compile(f"{any_of(listed, spaced=False)}|{words_pattern(_PROGRAMS)}", re.IGNORECASE)


def title_of(raw: str | None) -> str:
    """Return a title field as one line, or "" if a program filled it in: "Document1", "Microsoft Word - x.doc"."""
    title = _PROGRAM.sub("", one_line(raw or "")).strip("\"'“”() ")
    says_nothing = _says_nothing().fullmatch(title) or _FILE_NAME.fullmatch(title) or not any(map(str.isalpha, title))
    from_file_name = _PROGRAM.match(one_line(raw or "")) and re.search(r"\.\w{2,4}$", title)
    return "" if says_nothing or from_file_name or len(title) > _MAX_LENGTH else title


def author_of(raw: str | None) -> str:
    """Return an author field as one line, or "" if it names a program or an account instead of a person."""
    author = one_line(raw or "")
    says_nothing = _nobody().fullmatch(author) or not any(map(str.isalpha, author))
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
