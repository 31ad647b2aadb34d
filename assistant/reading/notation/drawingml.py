"""Writes into the text of slides what they show without text: raised characters, struck-out text, numbers of lists.

The tree is changed in place, so that whoever reads its text reads "10^6", "2. Rent" and "~~old~~".
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from assistant.reading.notation.counting import displayed
from assistant.reading.notation.raised import STRUCK, Shift, TextRun, note_labels, written
from assistant.reading.notation.symbols import in_unicode, is_symbol_font

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SEEN = 60
_FORMS = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}", "Minus": "{} -"}
_STYLES = {
    "arabic": "decimal", "alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman",
    "romanUc": "upperRoman", "circleNumDb": "decimalEnclosedCircle", "ea1Chs": "chineseCounting",
    "ea1Cht": "chineseCounting", "ea1JpnKor": "chineseCounting",
}  # fmt: skip
_LEVELS = 9
_PRIVATE = "\uf000"


def write_shown(root: Element, mark: Callable[[str], str]) -> None:
    """Write raised, lowered and struck-out runs as text, and the numbers of paragraphs before their text."""
    bodies = [element for element in root.iter() if str(element.tag).endswith("}txBody")]
    labels = note_labels("".join(p.itertext(f"{_A}t"))[:_SEEN] for body in bodies for p in body.iter(f"{_A}p"))
    for body in bodies:
        numbers: dict[int, tuple[str, int]] = {}
        for paragraph in body.iterfind(f"{_A}p"):
            _write_runs(paragraph, mark, labels)
            _number(paragraph, numbers)


def _write_runs(paragraph: Element, mark: Callable[[str], str], labels: Collection[str]) -> None:
    runs = [run for run in paragraph if run.tag in (f"{_A}r", f"{_A}fld") and run.find(f"{_A}t") is not None]
    before = ""
    for at, run in enumerate(runs):
        text, properties = run.find(f"{_A}t"), run.find(f"{_A}rPr")
        assert text is not None
        said = text.text or ""
        if properties is not None:
            said = _in_symbols(said, properties)
            after = "".join("".join(each.itertext(f"{_A}t")) for each in runs[at + 1 : at + 3])
            said = written(TextRun(said, _shift(properties)), before, after, mark, labels)
            if properties.get("strike", "noStrike") != "noStrike" and said.strip():
                said = f"{STRUCK}{said}{STRUCK}"
        text.text = said
        before = (before + said)[-_SEEN:]


def _in_symbols(said: str, properties: Element) -> str:
    """Return the text of a run with its symbols as Unicode.

    The font for symbols (`a:sym`) holds for them alone: a run of nothing else, or private characters beside letters.
    """
    fonts = {name: each.get("typeface", "") for name in ("latin", "sym") for each in properties.iterfind(f"{_A}{name}")}
    if is_symbol_font(fonts.get("latin", "")):
        return in_unicode(said, fonts["latin"])
    font = fonts.get("sym", "")
    has_letters = any(character.isascii() and not character.isspace() for character in said)
    return "".join(in_unicode(c, font) if c >= _PRIVATE else c for c in said) if has_letters else in_unicode(said, font)


def _shift(properties: Element) -> Shift:
    value = properties.get("baseline", "0").removesuffix("%")
    if not value.removeprefix("-").isdecimal() or not int(value):
        return ""
    return "lowered" if value.startswith("-") else "raised"


def _number(paragraph: Element, numbers: dict[int, tuple[str, int]]) -> None:
    """Count a paragraph of a text, and write its number; a level begins again after a paragraph without one."""
    properties = paragraph.find(f"{_A}pPr")
    level = properties.get("lvl", "0") if properties is not None else "0"
    depth = int(level) if level.isdecimal() and int(level) < _LEVELS else 0
    text = next((t for t in paragraph.iter(f"{_A}t") if (t.text or "").strip()), None)
    if text is None:
        return
    for deeper in [one for one in numbers if one > depth]:
        del numbers[deeper]
    automatic = properties.find(f"{_A}buAutoNum") if properties is not None else None
    if automatic is None:
        numbers.pop(depth, None)
        return
    kind, start = automatic.get("type", ""), automatic.get("startAt", "1")
    known, last = numbers.get(depth, ("", 0))
    first = int(start) if start.isdecimal() and len(start) < 6 else 1
    number = last + 1 if known == kind else first
    numbers[depth] = (kind, number)
    style = next((shown for name, shown in _STYLES.items() if kind.startswith(name)), "decimal")
    form = next((form for name, form in _FORMS.items() if kind.endswith(name)), "{}")
    text.text = f"{form.format(displayed(number, style))} {text.text}"
