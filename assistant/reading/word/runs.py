"""The runs of a Word paragraph: their text and place, and the elements that are attached to them.

Tracked changes are read as accepted, symbols as Unicode, formulas in one line, and check boxes and lists of
forms as they are set. Page numbers and other texts that a field makes anew on each page are left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from assistant.reading.hidden import LeftOut
from assistant.reading.notation.formulas import beside
from assistant.reading.notation.raised import TextRun
from assistant.reading.notation.symbols import in_unicode
from assistant.reading.word.characters import Characters, CharacterStyles
from assistant.reading.word.formula import MATH, formula_text
from assistant.reading.word.hidden import Visibility, is_drawn

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}ptab": " ", f"{_W}noBreakHyphen": "-"}
UNSEEN = {f"{_W}{name}" for name in ("del", "moveFrom", "rt", "pPr", "rPr", "tblPr", "sdtPr")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
"""Elements whose text is not displayed."""
CHARTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart",
)
_NOTES = {f"{_W}footnoteReference": "footnotes", f"{_W}endnoteReference": "endnotes"}
_OF_THE_PAGE = ("PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF")
_OFF = ("0", "false", "off")
_MOST_OPEN, _MOST_RUNS = 20, 100
"""How many comments may be about the same words, and about how many runs each, so that a hostile file stays small."""


@dataclass(slots=True)
class ReadLine:
    """The runs of a paragraph, its looks where it has text, and what hangs on it: boxes, charts, and notes by key."""

    runs: list[TextRun] = field(default_factory=list)
    looks: list[tuple[str, Characters]] = field(default_factory=list)
    hanging: list[Element | tuple[str, str]] = field(default_factory=list)
    has_page_number: bool = False

    @property
    def text(self) -> str:
        """The text without the marks of notes and without regard to places."""
        return "".join(run.text for run in self.runs if not run.refers)


@dataclass(slots=True)
class Runs:
    """Reads paragraphs; `label` returns that of a note by its kind and number in the file."""

    characters: CharacterStyles
    visibility: Visibility
    left_out: LeftOut
    label: Callable[[tuple[str, str]], str]
    remarked: dict[str, list[str]] = field(default_factory=dict)
    """The text that each comment is about, by its number, in the order of the comments."""
    _open: dict[str, None] = field(default_factory=dict)

    def read(self, paragraph: Element) -> ReadLine:
        """Return the runs of a paragraph that are visible."""
        line = ReadLine()
        fields: list[str] = []
        look = Characters()
        custom = False
        pending = [paragraph]
        while pending:
            here = pending.pop()
            tag = here.tag
            if tag == f"{_W}r":
                if not self.visibility.shows(here):
                    self.left_out.add("".join(here.itertext(f"{_W}t")))
                    continue
                look, custom = self.characters.look(here), False
                pending.extend(reversed(here))
            elif tag == f"{_W}t":
                if any(instruction.startswith(_OF_THE_PAGE) for instruction in fields):
                    line.has_page_number = True
                else:
                    self._add(line, in_unicode(here.text or "", look.font or ""), look, refers=custom)
            elif tag in _MARKS:
                self._add(line, _MARKS[tag], Characters(struck=look.struck))
            elif tag == f"{_W}sym":
                self._add(line, _symbol(here), look)
            elif tag in MATH:
                said = line.runs[-1].text if line.runs else ""
                self._add(line, beside(formula_text(here), said, _text_after(here)), Characters())
            elif tag == f"{_W}txbxContent":
                if is_drawn(here):
                    line.hanging.append(here)
                else:
                    self.left_out.add("".join(here.itertext(f"{_W}t")))
            elif tag in CHARTS:
                line.hanging.append(here)
            elif tag in _NOTES:
                key = (_NOTES[tag], here.get(f"{_W}id", ""))
                custom = here.get(f"{_W}customMarkFollows", "0") not in _OFF
                line.runs.append(TextRun(self.label(key), "raised", refers=True))
                line.hanging.append(key)
            elif tag == f"{_W}fldChar":
                _follow(fields, here)
                self._add(line, _set_in_form(here), look)
            elif tag == f"{_W}instrText":
                if fields:
                    fields[-1] += (here.text or "").lstrip()
            elif tag == f"{_W}fldSimple":
                if here.get(f"{_W}instr", "").lstrip().startswith(_OF_THE_PAGE):
                    line.has_page_number = True
                else:
                    pending.extend(reversed(here))
            elif tag == f"{_W}commentRangeStart":
                self._open[here.get(f"{_W}id", "")] = None
            elif tag == f"{_W}commentRangeEnd":
                self._open.pop(here.get(f"{_W}id", ""), None)
            elif tag == f"{_W}commentReference":
                self.remarked.setdefault(here.get(f"{_W}id", ""), [])
            elif tag not in UNSEEN:
                pending.extend(reversed(here))
        return line

    def _add(self, line: ReadLine, text: str, look: Characters, *, refers: bool = False) -> None:
        if not text or refers:  # the mark that an author chose for a note, whose own mark is there already
            return
        is_mark = look.refers and look.place == "raised"
        line.runs.append(TextRun(text, look.place or "", is_mark, bool(look.struck)))
        line.looks.append((text, look))
        for comment in islice(self._open, _MOST_OPEN):
            about = self.remarked.setdefault(comment, [])
            if len(about) < _MOST_RUNS:
                about.append(text)


def _text_after(formula: Element) -> str:
    """Return the text of what follows a formula; another formula counts as a word."""
    following = formula.getnext()
    if following is None:
        return ""
    return "x" if following.tag in MATH else "".join(following.itertext(f"{_W}t"))[:1]


def _follow(fields: list[str], mark: Element) -> None:
    """Keep the instructions of the fields that a mark begins or ends."""
    kind = mark.get(f"{_W}fldCharType")
    if kind == "begin":
        fields.append("")
    elif kind == "end" and fields:
        fields.pop()


def _symbol(element: Element) -> str:
    code = element.get(f"{_W}char", "")
    try:
        return in_unicode(chr(int(code, 16)), element.get(f"{_W}font", "")) if len(code) == 4 else ""
    except ValueError:
        return ""


def _set_in_form(mark: Element) -> str:
    """Return how an old form field is set: a box with or without a check mark, or the chosen entry."""
    box, choice = mark.find(f"{_W}ffData/{_W}checkBox"), mark.find(f"{_W}ffData/{_W}ddList")
    if box is not None:
        state = box.find(f"{_W}checked")
        state = box.find(f"{_W}default") if state is None else state
        return "☑" if state is not None and state.get(f"{_W}val", "1") not in _OFF else "☐"
    if choice is not None:
        entries = [entry.get(f"{_W}val", "") for entry in choice.iterfind(f"{_W}listEntry")]
        result = choice.find(f"{_W}result")
        at = result.get(f"{_W}val", "0") if result is not None else "0"
        return entries[int(at)] if at.isdecimal() and int(at) < len(entries) else ""
    return ""
