"""What a company's filing says of itself on its first page: whose it is, of which kind, and for which period."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FORM = re.compile(r"\bform\s+(10-[KQ]|8-K|20-F|40-F|6-K)(/A)?", re.IGNORECASE)
_NAME_BELOW = re.compile(r"\(?\s*exact name of (?:the )?registrant", re.IGNORECASE)
_DATE = r"[A-Z][a-z]+\s+\d{1,2}\s*,\s*(?:19|20)\d\d"
_PERIOD = re.compile(rf"for the ((?:fiscal |quarterly )?(?:year|period|quarter) ended:?\s*{_DATE})", re.IGNORECASE)
_EVENT = re.compile(rf"date of (?:earliest event )?report\w*.{{0,60}}?({_DATE})", re.IGNORECASE)
_ANY_DATE = re.compile(_DATE)
_MOST_NAME = 100


def filing_title(lines: Sequence[str]) -> str:
    """Return "SALT CO., Form 10-K for the fiscal year ended June 30, 2023" from the lines of a first page.

    "" where they are not the first page of a filing: those name the form, and the registrant above the words "(Exact
    name of registrant as specified in its charter)".
    """
    text = "\n".join(lines)
    form, below = _FORM.search(text), _NAME_BELOW.search(text)
    if not form or not below:
        return ""
    above = [line.strip(" _*") for line in text[: below.start()].splitlines()]
    name = next((line for line in reversed(above) if any(map(str.isalpha, line))), "")
    if not name or len(name) > _MOST_NAME:
        return ""
    return " ".join(f"{name}, Form {form.group(1).upper()}{form.group(2) or ''} {_when(text)}".split())


def _when(text: str) -> str:
    if period := _PERIOD.search(text):
        return f"for the {period.group(1)}"
    if event := _EVENT.search(text):
        return f"of {event.group(1)}"
    dated = _ANY_DATE.search(text)
    return f"of {dated.group()}" if dated else ""
