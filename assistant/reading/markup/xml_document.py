"""XML of any kind: its texts as headings and paragraphs, its repeated flat elements as tables.

What an element means is in its name and shape, as programs write them: one whose text is mixed with elements is a
paragraph; several flat ones in a row, with the same fields, are the rows of a table; `title` and the like are headings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.cleaning import one_line
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.html.document import read_html
from assistant.reading.metadata import author_of, date_of_field, title_of
from assistant.reading.signatures import is_foreign_to_text, wrong_type

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_WHAT = "XML"
_TITLES = frozenset("title head heading headline caption subject name label titre titel titulo".split())
_PARAGRAPHS = frozenset("p para paragraph text content body description abstract summary note".split())
_ITEMS = frozenset("li item listitem".split())
_NO_DATA = frozenset("id xmlid class style lang version role".split())
_LEAST_FILLED = 3
_SHORT = 200
_LOWEST_HEADING = 6
_DEEPEST = 100
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\-.]+")


def read_xml(data: bytes, limits: Limits) -> Contents:
    """Read an XML file; XHTML is read as a page.

    Raises:
        UnreadableError: it is damaged, or contains no text.
    """
    from lxml import etree

    if not data.strip() or data.startswith(b"PK") or (is_foreign_to_text(data) and b"<html" not in data[:4096].lower()):
        raise wrong_type(data, _WHAT)
    with reading(_WHAT):
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            huge_tree=True,
        )
        root = etree.fromstring(data, parser)
        if _name(root) == "html":
            return read_html(data, limits)
        assembly = Assembly()
        _add(assembly, root, 1, _DEEPEST)
        if not assembly.blocks:
            raise UnreadableError("holds no text")
        return Contents(
            assembly.text,
            assembly.blocks,
            title=title_of(_field(root, "title")),
            author=author_of(_field(root, "author", "creator")),
            date=date_of_field(_field(root, "date", "pubdate", "published", "updated")),
        )


def _name(element: Element) -> str:
    """Return the name of an element in lower case, without its namespace; "" for an entity."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _label(element: Element) -> str:
    words = " ".join(filter(None, _WORDS.split(str(element.tag).rpartition("}")[2])))
    return words[:1].upper() + words[1:].lower() if words != words.upper() else words


def _field(root: Element, *names: str) -> str:
    found = (one for one in root.iter() if _name(one) in names and len(one) == 0)
    first = next(found, None)
    return one_line(first.text or "") if first is not None else ""


def _add(assembly: Assembly, element: Element, level: int, deepest: int) -> None:
    """Add an element with what is in it; `level` is that of a heading in it."""
    children = [child for child in element if _name(child)]
    if not deepest or _is_text(element, children):
        _add_text(assembly, element)
        return
    assembly.paragraph(_told_attributes(element) if deepest < _DEEPEST else "")
    fields: list[Element] = []
    place = 0
    inner = level
    while place < len(children):
        child = children[place]
        run = _run(children, place)
        if len(run) > 1 and _add_table(assembly, run):
            place += len(run)
            continue
        place += 1
        if _name(child) in _TITLES and _is_flat(child) and not fields:
            assembly.heading(_text(child), inner)
            inner = min(level + 1, _LOWEST_HEADING)
        elif _is_flat(child) and _name(child) not in _PARAGRAPHS | _ITEMS:
            fields.append(child)
            if place == len(children) or not _is_flat(children[place]):
                _add_fields(assembly, fields)
                fields = []
        else:
            _add_fields(assembly, fields)
            fields = []
            _add(assembly, child, inner, deepest - 1)
    _add_fields(assembly, fields)


def _is_text(element: Element, children: Sequence[Element]) -> bool:
    """Return whether an element is a text: it has no elements, or letters between them."""
    between = [element.text, *(child.tail for child in children)]
    return not children or any((text or "").strip() for text in between)


def _is_flat(element: Element) -> bool:
    return not any(_name(child) for child in element)


def _text(element: Element) -> str:
    return one_line("".join(element.itertext()))


def _add_text(assembly: Assembly, element: Element) -> None:
    text = _text(element)
    if _name(element) in _ITEMS:
        assembly.item(text)
        return
    assembly.paragraph(text or _told_attributes(element))


def _attributes(element: Element) -> list[tuple[str, str]]:
    """Return the attributes that say something, by name: no identifiers of XML itself, no layout."""
    told = ((str(name), one_line(str(value))) for name, value in element.attrib.items())
    return [(name, value) for name, value in told if value and not name.startswith("{") and name not in _NO_DATA]


def _told_attributes(element: Element) -> str:
    return "; ".join(f"{_label_of(name)}: {value}" for name, value in _attributes(element))


def _label_of(name: str) -> str:
    words = " ".join(filter(None, _WORDS.split(name.rpartition("}")[2])))
    return words[:1].upper() + words[1:]


def _add_fields(assembly: Assembly, fields: Sequence[Element]) -> None:
    """Add short values as one paragraph of "Label: value", and long ones as paragraphs."""
    short = [(one, text) for one in fields if (text := _text(one)) and len(text) <= _SHORT]
    beside = {id(one): f" ({told})" if (told := _told_attributes(one)) else "" for one, _ in short}
    assembly.paragraph("; ".join(f"{_label(one)}: {text}{beside[id(one)]}" for one, text in short))
    for one in fields:
        if len(_text(one)) > _SHORT or (not _text(one) and one.attrib):
            _add_text(assembly, one)


def _run(children: Sequence[Element], place: int) -> Sequence[Element]:
    """Return the elements of the same name that follow each other from a place on."""
    end = place
    while end < len(children) and children[end].tag == children[place].tag:
        end += 1
    return children[place:end]


def _record(element: Element) -> dict[str, str] | None:
    """Return an element as the fields of a row, or None where it is not flat, or has a long text."""
    told = {_label_of(name): value for name, value in _attributes(element)}
    children = [child for child in element if _name(child)]
    if children and _is_text(element, children):
        return None
    counts = Counter(map(_name, children))
    for child in children:
        text = _text(child)
        longest = _SHORT // 2 if _name(child) in _PARAGRAPHS else _SHORT
        if not _is_flat(child) or counts[_name(child)] > 1 or len(text) > longest:
            return None
        told[_label(child)] = text
        told |= {f"{_label(child)} {_label_of(name).lower()}": value for name, value in _attributes(child)}
    if not children and _text(element):
        told[_label(element)] = _text(element)
    return told


def _add_table(assembly: Assembly, run: Sequence[Element]) -> bool:
    records: list[dict[str, str]] = []
    for element in run:
        record = _record(element)
        if record is None:
            return False
        records.append(record)
    names = list(dict.fromkeys(name for record in records for name in record))
    if len(names) < 2 or sum(map(len, records)) < len(names) * len(records) / _LEAST_FILLED:
        return False
    assembly.header(names)
    for number, record in enumerate(records, start=1):
        assembly.row([record.get(name, "") for name in names], number)
    return True
