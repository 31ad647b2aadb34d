"""JSON and JSON Lines with text: records become headings and paragraphs, flat ones a table.

The rule for each object: its title (under `title`, `name`, `headline`, ...) is a heading; a text of several lines, or
with more words than a label, becomes one paragraph per line; short values form one paragraph of "Key: value"; nested
objects are sections under their key. Several flat objects in a row without a long text are a table. Vectors (many
numbers in a row) and encoded data (long strings without a space) are left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from assistant.reading.assembly import Assembly
from assistant.reading.cleaning import one_line
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.formats.text import decode
from assistant.reading.metadata import author_of, date_of_field, title_of

_TITLES = ("title", "headline", "heading", "subject", "name", "question", "label")
_BODIES = frozenset({"text", "body", "content", "contents", "abstract", "summary", "description", "answer", "message"})
_RUNNING = frozenset({"text", "body", "content", "contents", "abstract"})
_AUTHORS = ("author", "creator", "byline", "by")
_DATES = ("date", "published", "published_at", "publication_date", "created_at", "created", "updated_at")
_LONG = 100
"""The number of characters from which a value is a text of its own, too long for a table."""
_MOST_NUMBERS = 20
_LONGEST_WORD = 1_000
_LOWEST_HEADING = 6


def read_json(data: bytes, _: Limits) -> Contents:
    """Read a JSON file.

    Raises:
        UnreadableError: it is not JSON, or contains no text.
    """
    with reading("JSON"):
        try:
            value = json.loads(decode(data))
        except json.JSONDecodeError as error:
            raise _not_json(error.lineno, error.msg) from error
        return _contents(value, value if isinstance(value, dict) else {})


def read_json_lines(data: bytes, _: Limits) -> Contents:
    """Read JSON Lines, one record per line.

    Raises:
        UnreadableError: a line is not JSON, or none contains text.
    """
    with reading("JSON Lines"):
        values: list[object] = []
        for number, line in enumerate(decode(data).split("\n"), start=1):
            if line.strip():
                try:
                    values.append(json.loads(line))
                except json.JSONDecodeError as error:
                    raise _not_json(number, error.msg) from error
        return _contents(values, {})


def _not_json(line: int, reason: str) -> UnreadableError:
    return UnreadableError(f"is not JSON: line {line}: {reason}", "Write it again; it may be truncated.")


def _contents(value: object, fields: dict[str, object]) -> Contents:
    assembly = Assembly()
    _add(assembly, value, "", 1)
    if not assembly.blocks:
        raise UnreadableError("holds no text")
    return Contents(
        assembly.text,
        assembly.blocks,
        title=title_of(_first(fields, _TITLES)),
        author=author_of(_first(fields, _AUTHORS)),
        date=date_of_field(_first(fields, _DATES)),
    )


def _first(fields: dict[str, object], names: Sequence[str]) -> str:
    by_name = {name.lower(): value for name, value in fields.items() if isinstance(value, str)}
    return next((by_name[name] for name in names if by_name.get(name)), "")


def _add(assembly: Assembly, value: object, key: str, level: int) -> None:
    """Add the value of a key; the key is "" at the top."""
    if isinstance(value, dict):
        _add_object(assembly, value, key, level)
    elif isinstance(value, list) and _is_table(value):
        assembly.heading(_label(key), level)
        keys = list(dict.fromkeys(name for record in value for name in record))
        assembly.header([_label(name) for name in keys])
        for number, record in enumerate(value, start=1):
            assembly.row([_short(record.get(name)) for name in keys], number)
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        assembly.heading(_label(key), level)
        for one in value:
            _add(assembly, one, "", min(level + bool(key), _LOWEST_HEADING))
    elif isinstance(value, list) and not key:
        for one in value:
            _add_text(assembly, _short(one), "")
    else:
        _add_text(assembly, _short(value), key)


def _add_object(assembly: Assembly, record: dict[str, object], key: str, level: int) -> None:
    title = _first(record, _TITLES)
    titled = next((name for name, value in record.items() if name.lower() in _TITLES and value == title), None)
    if len(title) > 2 * _LONG:
        title, titled = "", None
    assembly.heading(title or _label(key), level)
    short: list[str] = []
    later: list[str] = []
    for name, value in record.items():
        if name == titled:
            continue
        text = "" if _is_nested(value) else _short(value)
        if _is_nested(value) or _is_long(text) or name.lower() in _BODIES:
            later.append(name)
        elif text:
            short.append(f"{_label(name)}: {text}")
    assembly.paragraph("; ".join(short))
    for name in later:
        _add(assembly, record[name], name, min(level + 1, _LOWEST_HEADING))


def _add_text(assembly: Assembly, text: str, key: str) -> None:
    lines = [line for line in text.splitlines() if line.strip()]
    for index, line in enumerate(lines):
        labelled = index == 0 and key and key.lower() not in _BODIES
        assembly.paragraph(f"{_label(key)}: {line}" if labelled else line)


def _is_nested(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict | list) for one in value))


def _is_table(values: Sequence[object]) -> bool:
    """Return whether values are flat objects with common keys, none with a long text or a key for one."""
    if len(values) < 2 or not all(isinstance(one, dict) and one for one in values):
        return False
    records = [one for one in values if isinstance(one, dict)]
    shared = set(records[0]).intersection(*records)
    if any(name.lower() in _RUNNING for name in shared):
        return False
    flat = all(not _is_nested(inner) and not _is_long(_short(inner)) for one in records for inner in one.values())
    return flat and len(shared) >= max(1, len(records[0]) // 2)


def _is_long(text: str) -> bool:
    return len(text) > _LONG or "\n" in text.strip()


def _short(value: object) -> str:
    """Return a value that is not an object as text; "" for null, vectors and encoded data."""
    if isinstance(value, list):
        numbers = sum(isinstance(one, int | float) for one in value)
        return "" if numbers > _MOST_NUMBERS else ", ".join(filter(None, map(_short, value)))
    if isinstance(value, str):
        return (
            "" if len(value) > _LONGEST_WORD and len(max(value.split(), key=len, default="")) > _LONGEST_WORD else value
        )
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return str(value) if isinstance(value, int | float) else ""


def _label(key: str) -> str:
    words = one_line(key.replace("_", " ").replace("-", " "))
    return words[:1].upper() + words[1:]
