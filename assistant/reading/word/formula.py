"""Word's formulas (OMML, section 22.1 of ECMA-376) in one line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.reading.notation.formulas import chained, fraction, indexed, power, root, summed, tidy

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0305": "bar", "\u0304": "bar", "\u20d7": "vec", "\u0307": "dot"}
_DEEPEST = 60
MATH = (f"{_M}oMath", f"{_M}oMathPara")


def formula_text(element: Element) -> str:
    """Return a formula, or a paragraph of several, in one line."""
    if element.tag == f"{_M}oMathPara":
        return "; ".join(filter(None, (formula_text(each) for each in element.iterfind(f"{_M}oMath"))))
    return tidy(_inside(element, 0))


def _inside(element: Element | None, depth: int) -> str:
    """Return the text of what an element contains."""
    if element is None or depth > _DEEPEST:
        return "" if element is None else "".join(element.itertext(f"{_M}t"))
    return chained(_parts(element, depth))


def _parts(element: Element, depth: int) -> Iterator[str]:
    for child in element:
        tag = str(child.tag)
        if tag.endswith("}t"):
            yield child.text or ""
        elif tag.startswith(_M) and not tag.endswith("Pr"):
            yield _one(child, tag.removeprefix(_M), depth + 1)
        elif tag.endswith(("}r", "}ins", "}hyperlink", "}smartTag", "}sdt", "}sdtContent", "}moveTo")):
            yield _inside(child, depth + 1)


def _one(element: Element, name: str, depth: int) -> str:
    def part(of: str) -> str:
        return _inside(element.find(f"{_M}{of}"), depth)

    match name:
        case "f":
            return f" {fraction(part('num'), part('den'), with_bar=_value(element, 'f', 'type') != 'noBar')} "
        case "sSup":
            return power(part("e"), part("sup"))
        case "sSub":
            return indexed(part("e"), part("sub"))
        case "sSubSup":
            return power(indexed(part("e"), part("sub")), part("sup"))
        case "sPre":
            return f"{power('', part('sup'))}{indexed('', part('sub'))} {part('e')}"
        case "rad":
            return root(part("e"), part("deg"))
        case "nary":
            return summed(_value(element, "nary", "chr", "∫"), part("sub"), part("sup"), part("e"))
        case "d":
            begin, end = _value(element, "d", "begChr", "("), _value(element, "d", "endChr", ")")
            inside = (_inside(each, depth).strip() for each in element.iterfind(f"{_M}e"))
            return f"{begin}{_value(element, 'd', 'sepChr', '|').join(inside)}{end}"
        case "func":
            return f" {part('fName')} {part('e')}"
        case "limLow":
            return indexed(part("e"), part("lim"))
        case "limUpp":
            return power(part("e"), part("lim"))
        case "eqArr":
            return "; ".join(_inside(each, depth).strip().replace("&", "") for each in element.iterfind(f"{_M}e"))
        case "m":
            rows = (
                ", ".join(_inside(each, depth).strip() for each in row.iterfind(f"{_M}e"))
                for row in element.iterfind(f"{_M}mr")
            )
            return f"[{'; '.join(rows)}]"
        case "acc":
            accent = _value(element, "acc", "chr", "\u0302")
            return f"{_ACCENTS[accent]}({part('e')})" if accent in _ACCENTS else part("e")
        case "bar":
            return f"bar({part('e')})"
        case _:
            return _inside(element, depth)


def _value(element: Element, of: str, name: str, default: str = "") -> str:
    """Return a property of an element; its name without a value means that there is none."""
    found = element.find(f"{_M}{of}Pr/{_M}{name}")
    return default if found is None else str(found.get(f"{_M}val", ""))
