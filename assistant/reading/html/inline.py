"""Writes into the text of a page what its elements show without text: raised characters, numbers of lists, formulas.

The tree is changed in place, so that whoever reads its text reads "10^6", "2. Rent" and "~~old~~".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.html.mathml import mathml_text
from assistant.reading.notation.counting import displayed, spread_letter
from assistant.reading.notation.formulas import beside
from assistant.reading.notation.raised import STRUCK, TextRun, note_labels, written

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from assistant.reading.notation.raised import Shift

_SHIFTED: dict[str, Shift] = {"sup": "raised", "sub": "lowered"}
_STRUCK = frozenset(("s", "strike", "del"))
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code em font i ins kbd label mark q samp small span strong tt u var".split()
)
_BOLD = ("bold", "bolder", "600", "700", "800", "900")
_BEGINNINGS = ("p", "li", "dd", "td", "small")
_SEEN = 60
_NUMBERS = {
    "1": "decimal", "decimal": "decimal", "decimal-leading-zero": "decimalZero", "a": "lower", "A": "upper",
    "lower-alpha": "lower", "lower-latin": "lower", "upper-alpha": "upper", "upper-latin": "upper", "i": "lowerRoman",
    "I": "upperRoman", "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "lower-greek": "lowerGreek",
    "cjk-ideographic": "chineseCounting", "cjk-decimal": "ideographDigital",
}  # fmt: skip
_NO_TEXT = ("ul", "ol", "table", "pre", "img", "br", "input", "hr", "script", "style", "svg", "math")
_LONGEST_NUMBER = 7
_LONGEST_MARK = 12
_DEEPEST = 20
_MATHML = "{http://www.w3.org/1998/Math/MathML}"


def name_by_look(element: Element, declared: Mapping[str, str]) -> None:
    """Give an element the name of what its styles make of it: `sup`, `sub`, `s`, or a list's kind of numbers."""
    if element.tag in _INLINE:
        aligned = declared.get("vertical-align", "")
        if aligned in ("super", "sub") and element.tag not in ("a",):
            element.tag = "sup" if aligned == "super" else "sub"
        elif "line-through" in f"{declared.get('text-decoration', '')} {declared.get('text-decoration-line', '')}":
            element.tag = "s"
        elif declared.get("font-weight", "") in _BOLD and element.tag in ("span", "font"):
            element.tag = "b"
    elif element.tag in ("ol", "li"):
        words = f"{declared.get('list-style-type', '')} {declared.get('list-style', '')}".split()
        kind = next((word for word in words if word in _NUMBERS or word in ("none", "disc", "circle", "square")), "")
        if kind:
            element.set("type", kind)


def write_inline(root: Element, assembly: Assembly) -> frozenset[str]:
    """Write raised and lowered characters, struck-out text, formulas and the numbers of lists as text.

    Returns the ids of the elements that raised links refer to: the notes.
    """
    for formula in list(root.iter("math", f"{_MATHML}math")):
        earlier, above = formula.getprevious(), formula.getparent()
        before = earlier.tail if earlier is not None else above.text if above is not None else ""
        _replace_content(formula, beside(mathml_text(formula), before, formula.tail))
        formula.tag = "span"
    for element in list(root.iter(*_STRUCK)):
        if next(element.iterancestors(*_STRUCK), None) is None:
            _strike(element)
    labels = note_labels(map(_beginning, root.iter(*_BEGINNINGS)))
    ids: set[str] = set()
    for element, text in list(_shifted(root, assembly, labels, ids)):
        _replace_content(element, text)
    for ordered in list(root.iter("ol")):
        _number(ordered)
    return frozenset(ids)


def _shifted(root: Element, assembly: Assembly, labels: frozenset[str], ids: set[str]) -> Iterator[tuple[Element, str]]:
    """Yield each raised or lowered element and what it is in the line, and add the ids of notes."""
    from lxml import etree

    before = ""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag in _SHIFTED:
            said, note = "".join(element.itertext()), _note_id(element)
            ids |= {note} - {""}
            run = TextRun(said, _SHIFTED[str(element.tag)], refers=bool(note) and len(said.strip()) <= _LONGEST_MARK)

            def mark(label: str, note: str = note) -> str:
                return assembly.mark(note or label)

            text = written(run, before, _behind(element), mark, labels)
            yield element, text
            before = (before + text)[-_SEEN:]
            walk.skip_subtree()
            continue
        if element.tag not in _INLINE and element.tag not in _SHIFTED:
            before = ""
        before = (before + ((element.text if event == "start" else element.tail) or ""))[-_SEEN:]


def _note_id(element: Element) -> str:
    """Return the id that a raised link refers to, if it is one to a place in the same page."""
    links = [element, *element.iter("a"), *element.iterancestors("a")]
    return next((href[1:] for link in links if len(href := link.get("href", "")) > 1 and href.startswith("#")), "")


def _behind(element: Element) -> str:
    if element.tail:
        return str(element.tail)
    following = element.getnext()
    return "".join(islice(following.itertext(), 1)) if following is not None and following.tag in _INLINE else ""


def _beginning(element: Element) -> str:
    return "".join(islice(element.itertext(), 4))[:_SEEN]


def _replace_content(element: Element, text: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = text


def _strike(element: Element) -> None:
    """Mark what is struck out; where the element contains blocks, each of them by itself."""
    inner = [child for child in element if isinstance(child.tag, str) and child.tag not in _INLINE | _STRUCK]
    if any(child.tag not in _SHIFTED for child in inner):
        for child in element:
            if isinstance(child.tag, str):
                _strike(child)
    elif any(map(str.strip, element.itertext())):
        element.text = STRUCK + (element.text or "")
        if len(element):
            element[-1].tail = (element[-1].tail or "") + STRUCK
        else:
            element.text += STRUCK


def _number(ordered: Element) -> None:
    """Write the numbers of a list before its items."""
    items = [item for item in ordered if item.tag == "li"]
    step = -1 if "reversed" in ordered.attrib else 1
    start = _whole(ordered.get("start"), len(items) if step < 0 else 1)
    for item in items:
        start = _whole(item.get("value"), start)
        kind = _NUMBERS.get(item.get("type") or ordered.get("type") or "1")
        if kind is not None:
            letter = spread_letter(start)
            shown = {"lower": letter, "upper": letter.upper()}.get(kind) or displayed(start, kind)
            _put_first(item, f"{shown}. ")
        start += step


def _put_first(element: Element, text: str) -> None:
    """Put a text before the first text of an element, if it begins with text."""
    for _ in range(_DEEPEST):
        if (element.text or "").strip() or not len(element):
            if (element.text or "").strip():
                element.text = text + (element.text or "").lstrip()
            return
        element = element[0]
        if element.tag in _NO_TEXT or not isinstance(element.tag, str):
            return


def _whole(value: str | None, default: int) -> int:
    value = (value or "").strip()
    digits = value.removeprefix("-")
    return int(value) if digits.isascii() and digits.isdigit() and len(digits) < _LONGEST_NUMBER else default
