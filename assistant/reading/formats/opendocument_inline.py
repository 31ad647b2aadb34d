"""Writes into an OpenDocument body what it shows without text: raised characters, struck-out text, formulas, comments.

The tree is changed in place, as when hidden text is removed, so that whoever reads its text reads "10^6" and "~~old~~".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.formats.opendocument_hidden import Styles, TextLook
from assistant.reading.html.mathml import mathml_text
from assistant.reading.notation.annexes import Comment, is_page_line
from assistant.reading.notation.formulas import beside
from assistant.reading.notation.headings_by_hand import Seen
from assistant.reading.notation.raised import STRUCK, TextRun, note_labels, written
from assistant.reading.notation.symbols import in_unicode
from assistant.reading.xml import parse_xml

if TYPE_CHECKING:
    from zipfile import ZipFile

    from lxml.etree import _Element as Element

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _DRAW, _OFFICE = f"{{{_NS}text:1.0}}", f"{{{_NS}drawing:1.0}}", f"{{{_NS}office:1.0}}"
_TABLE, _CHART = f"{{{_NS}table:1.0}}", f"{{{_NS}chart:1.0}}"
_NO_VALUES = ("NaN", "1.#NAN", "#N/A")
_ADDRESS = ("cell-range-address", "cell-address")
_SHEET_OF = re.compile(r"(?:^|[\s:])\$?(?:'((?:[^']|'')+)'|([^\s.'$:]+))\.")
"""The sheet in the address of cells: "$Sheet1.$B$2:.$B$4", "'My sheet'.B2"."""
_DC = "{http://purl.org/dc/elements/1.1/}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_SPAN, _LINK, _NOTE = f"{_TEXT}span", f"{_TEXT}a", f"{_TEXT}note"
_SEEN = 60
_NAMED = ("Title", "Subtitle", "Quotations", "Caption", "Table", "Illustration")


def write_inline_text(body: Element, styles: Styles, assembly: Assembly, package: ZipFile) -> None:
    """Write as text what is raised, lowered, struck out, in a symbol font, or a formula; notes get their marks."""
    labels = note_labels("".join(paragraph.itertext())[:_SEEN] for paragraph in body.iter(*_PARAGRAPHS))
    for formula in body.iter(f"{_DRAW}object"):
        if text := _formula(formula, package):
            frame = formula.getparent()
            earlier, above = (frame.getprevious(), frame.getparent()) if frame is not None else (None, None)
            before = earlier.tail if earlier is not None else above.text if above is not None else ""
            formula.text = beside(text, before, frame.tail if frame is not None else "")
    for note in list(body.iter(_NOTE)):
        citation = note.find(f"{_TEXT}note-citation")
        if citation is not None:
            key = note_key(note)
            for child in list(citation):
                citation.remove(child)
            citation.text = assembly.mark(key)
    for paragraph in body.iter(*_PARAGRAPHS):
        _write_paragraph(paragraph, styles, assembly, labels)


def write_charts(body: Element, package: ZipFile, seen_sheets: Collection[str] = ()) -> None:
    """Put the title and the numbers of each chart in its place, as a text box with a table.

    A chart has a copy of its numbers (OpenDocument 1.3, 11.5), also where it shows cells of a sheet. One that shows
    cells of `seen_sheets` only would repeat them, and is left out.
    """
    shown: set[str] = set()
    for chart in list(body.iter(f"{_DRAW}object")):
        name = f"{chart.get(_HREF, '').removeprefix('./')}/content.xml"
        if name in shown or name not in package.NameToInfo:
            continue
        shown.add(name)
        root = parse_xml(package.read(name))
        drawn = root.find(f".//{_OFFICE}chart/{_CHART}chart")
        table = drawn.find(f"{_TABLE}table") if drawn is not None else None
        if drawn is None or table is None or _repeats(drawn, seen_sheets):
            continue
        for cell in table.iter(f"{_TABLE}table-cell"):
            if "".join(cell.itertext()).strip() in _NO_VALUES:
                for paragraph in list(cell):
                    cell.remove(paragraph)
        box = chart.makeelement(f"{_DRAW}text-box")
        box.extend([*drawn.iterfind(f"{_CHART}title/{_TEXT}p"), table])
        chart[:] = [box]


def _repeats(chart: Element, seen_sheets: Collection[str]) -> bool:
    """Return whether a chart shows cells, all of them on these sheets."""
    ranges = " ".join(value for each in chart.iter() for name, value in each.items() if name.endswith(_ADDRESS))
    sheets = {(quoted or plain).replace("''", "'") for quoted, plain in _SHEET_OF.findall(ranges)}
    return bool(sheets) and sheets.issubset(seen_sheets)


def note_key(note: Element) -> str:
    """Return the label by which a note and its mark know each other."""
    return f"note {note.get(f'{_TEXT}id', '')}"


def comments_of(body: Element) -> Iterator[Comment]:
    """Yield the comments in order."""
    for note in body.iter(f"{_OFFICE}annotation"):
        creator = note.find(f"{_DC}creator")
        texts = ("".join(each.itertext()) for each in note.iter(*_PARAGRAPHS))
        author = (creator.text or "") if creator is not None else ""
        yield Comment(author, _about(note), " ".join(texts))


def drop_page_lines(margin: Element) -> None:
    """Remove the lines of a header or footer that say only the number of the page."""
    numbers = (f"{_TEXT}page-number", f"{_TEXT}page-count")
    for line in list(margin.iter(f"{_TEXT}p")):
        found, above = list(line.iter(*numbers)), line.getparent()
        if found and above is not None and is_page_line("".join(line.itertext())):
            above.remove(line)


def _about(note: Element) -> str:
    """Return the words between a comment and its end, as far as they are in the same paragraph."""
    name = note.get(f"{_OFFICE}name")
    parts: list[str] = []
    here: Element | None = note
    while name and here is not None:
        parts.append(here.tail or "")
        here = here.getnext()
        if here is not None and here.tag == f"{_OFFICE}annotation-end":
            return "".join(parts)
        if here is not None and here.tag != f"{_OFFICE}annotation":
            parts.append("".join(here.itertext()))
    return ""


def _formula(element: Element, package: ZipFile) -> str:
    """Return the formula that an embedded object is, or ""."""
    inside = next((each for each in element if str(each.tag).endswith("}math")), None)
    if inside is None:
        name = f"{element.get(_HREF, '').removeprefix('./')}/content.xml"
        if name not in package.NameToInfo:
            return ""
        root = parse_xml(package.read(name))
        inside = root if str(root.tag).endswith("}math") else None
    return mathml_text(inside) if inside is not None else ""


def _write_paragraph(paragraph: Element, styles: Styles, assembly: Assembly, labels: frozenset[str]) -> None:
    look = styles.look(paragraph, styles.ground())
    struck: list[Element] = []
    _write_inside(paragraph, look, "", styles, assembly, labels, struck)
    for element in [paragraph] if look.struck else struck:
        _strike(element)


def _write_inside(
    element: Element,
    look: TextLook,
    before: str,
    styles: Styles,
    assembly: Assembly,
    labels: frozenset[str],
    struck: list[Element],
) -> str:
    """Write what is in a paragraph or span, and return the text up to its end."""
    if look.font:
        _in_unicode(element, look.font)
    before += element.text or ""
    for child in element:
        if child.tag in (_SPAN, _LINK):
            before = _write_span(child, look, before, styles, assembly, labels, struck)
        elif isinstance(child.tag, str) and child.tag != _NOTE:
            before += "".join(child.itertext())
        before = (before + (child.tail or ""))[-_SEEN:]
    return before


def _write_span(
    span: Element,
    around: TextLook,
    before: str,
    styles: Styles,
    assembly: Assembly,
    labels: frozenset[str],
    struck: list[Element],
) -> str:
    """Write a span, and return the text up to its end."""
    look = styles.look(span, around)
    if look.struck and not around.struck:
        struck.append(span)
    plain = all(child.tag == _SPAN for child in span)
    if not look.shift or look.shift == around.shift or not plain:
        return _write_inside(span, look, before, styles, assembly, labels, struck)
    run = TextRun("".join(span.itertext()), look.shift)
    text = written(run, before, _behind(span), assembly.mark, labels)
    for child in list(span):
        span.remove(child)
    span.text = text
    return before + text


def _behind(span: Element) -> str:
    following = span.getnext()
    if span.tail or following is None:
        return str(span.tail or "")
    return "".join(following.itertext())[:_SEEN] if following.tag == _SPAN else " "


def _in_unicode(element: Element, font: str) -> None:
    element.text = in_unicode(element.text or "", font)
    for child in element:
        child.tail = in_unicode(child.tail or "", font)


def _strike(element: Element) -> None:
    if "".join(element.itertext()).strip():
        element.text = STRUCK + (element.text or "")
        if len(element):
            element[-1].tail = (element[-1].tail or "") + STRUCK
        else:
            element.text += STRUCK


def seen_paragraphs(parent: Element, styles: Styles) -> Iterator[Seen]:
    """Yield the paragraphs and tables of a text in order as they are seen."""
    for element in parent:
        if element.tag in _PARAGRAPHS:
            look = styles.look(element, styles.ground())
            words = tuple(_words(element, look, styles))
            free = element.tag.endswith("}p") and not any(name in _NAMED for name in styles.names(element))
            yield Seen(element, "".join(text for text, _, _ in words), words, free)
        elif element.tag == f"{{{_NS}table:1.0}}table":
            yield Seen(element, "|", (), free=False)
        elif element.tag in (f"{_TEXT}section", f"{_TEXT}list", f"{_TEXT}list-item"):
            yield from seen_paragraphs(element, styles)


def _words(element: Element, look: TextLook, styles: Styles) -> Iterator[tuple[str, bool, float]]:
    """Yield the parts of a paragraph with whether they are bold, and their size in points."""
    yield element.text or "", look.bold, look.size
    for child in element:
        if child.tag in (_SPAN, _LINK):
            yield from _words(child, styles.look(child, look), styles)
        yield child.tail or "", look.bold, look.size
