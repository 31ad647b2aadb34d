"""When a document was written, as far as it says so at its top or in its name."""

from __future__ import annotations

import re

_TOP = 600
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DATE = re.compile(
    rf"\b(?:(?:19|20)\d\d-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)? {MONTH},? (?:19|20)\d\d"
    rf"|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?, (?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_MONTH_ONLY = re.compile(rf"\b{MONTH} (?:19|20)\d\d\b", re.IGNORECASE)
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")


def date_of(name: str, text: str) -> str:
    """Return a document's date the way it is written, or "" where neither its top nor its name tells one.

    A full date at the top comes first, then one in the name, then a month at the top.
    """
    top = text[:_TOP]
    if full := _DATE.search(top):
        return full.group()
    if named := _IN_NAME.search(name):
        return "-".join(named.groups())
    month = _MONTH_ONLY.search(top)
    return month.group() if month else ""
