"""Formulas in MathML, as web pages, books and OpenDocument have them, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.reading.notation.formulas import chained, fraction, indexed, power, root, summed, tidy

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BIG = frozenset("∑∏∐∫∬∭∮⋃⋂⋁⋀")
_UNSEEN = frozenset(("annotation", "annotation-xml", "maction", "mphantom", "none", "mprescripts"))
_DEEPEST = 60


def mathml_text(element: Element) -> str:
    """Return a formula in one line."""
    return tidy(_text(element, 0))


def _text(element: Element, depth: int) -> str:
    name = str(element.tag).rpartition("}")[2].rpartition(":")[2]
    if name in _UNSEEN or not isinstance(element.tag, str):
        return ""
    parts = [each for each in element if isinstance(each.tag, str)]
    if depth > _DEEPEST or not parts:
        return " ".join("".join(element.itertext()).split())
    told = [_text(each, depth + 1) for each in parts]
    match name, len(told):
        case "mfrac", 2:
            return f" {fraction(*told, with_bar=element.get('linethickness') not in ('0', '0pt'))} "
        case "msup", 2:
            return power(*told)
        case "msub", 2:
            return indexed(*told)
        case "msubsup", 3:
            return _with_limits(told)
        case "munder" | "mover", 2:
            if told[0] in _BIG:
                return summed(told[0], told[1] if name == "munder" else "", told[1] if name == "mover" else "", "")
            return told[0] if element.get("accent") == "true" else f"{told[0]}_{told[1]}"
        case "munderover", 3:
            return _with_limits(told)
        case "msqrt", _:
            return root("".join(told))
        case "mroot", 2:
            return root(*told)
        case "mtable", _:
            return "; ".join(filter(None, (tidy(one) for one in told)))
        case "mtr", _:
            return ", ".join(filter(None, (tidy(one) for one in told)))
        case "mfenced", _:
            return f"{element.get('open', '(')}{', '.join(told)}{element.get('close', ')')}"
        case "semantics", _:
            return told[0]
    return chained(told)


def _with_limits(told: list[str]) -> str:
    base, lower, upper = told
    return summed(base, lower, upper, "") if base in _BIG else power(indexed(base, lower), upper)
