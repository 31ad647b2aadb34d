"""The text of RTF markup: paragraphs and cells in order, notes, comments and margins by themselves.

A group that the format calls a destination is no text unless it is known here. The tables of destinations and character
sets are those of `striprtf`. Longer than most files, because every word of the markup changes the same state.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from striprtf.striprtf import charset_map, destinations

from assistant.reading.notation.annexes import Comment
from assistant.reading.notation.raised import Shift, TextRun, in_line
from assistant.reading.notation.symbols import in_unicode
from assistant.reading.rtf.hidden import TOKEN
from assistant.reading.rtf.lists import RtfLists
from assistant.reading.rtf.tables import CELL, MARKS, ROW, RowLayout

_SIGNS = {
    "line": "\n", "tab": "\t", "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " ",
    "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "~": "\xa0", "_": "-", "{": "{",
    "}": "}", "\\": "\\",
}  # fmt: skip
_ENDS = {"par": "\n", "sect": "\n\n", "page": "\n\n", "row": "\n", "nestrow": "\n", "cell": CELL, "nestcell": CELL}
_MARGINS = frozenset("header headerf headerl headerr footer footerf footerl footerr".split())
_CAPTURED = _MARGINS | {"footnote", "annotation", "atnauthor"}
_READ = frozenset(("listtext", "pntext", "shptxt", "fldrslt", "nestrow", "result"))
_AROUND_SHAPES = frozenset(("shp", "shpinst"))
_OF_ROWS = frozenset(("trowd", "trhdr", "cellx", "intbl"))
_FIELDS_OF_THE_PAGE = ("PAGE", "NUMPAGES")
_DEEPEST = 10_000


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group: `captured` is the kind of text that is read by itself, "" for the document's."""

    ignored: bool = False
    captured: str = ""
    font: str = ""
    shift: Shift = ""
    struck: bool = False
    skipped: int = 1


@dataclass(slots=True)
class RtfText:
    """The text of a document, in which a line feed ends each paragraph, and what goes with it.

    `layouts` are those of rows, which begin a line with each end of a cell as `tables.CELL`.
    """

    text: str = ""
    layouts: list[RowLayout] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    tracked: int = 0


class _Reader:
    """Follows the tokens of the markup and collects text by paragraphs."""

    def __init__(self, lists: RtfLists, mark: Callable[[str], str], labels: Collection[str]) -> None:
        self.found = RtfText()
        self._lists, self._mark, self._labels = lists, mark, labels
        self._state, self._stack = _State(), list[tuple[_State, list[str], list[TextRun]]]()
        self._out: list[str] = []
        self._runs: list[TextRun] = []
        self._list: tuple[int, int] = (0, 0)
        self._has_number = False
        self._author = ""
        self._bytes = bytearray()
        self._skip = 0
        self._encoding = "cp1252"
        self._fonts: dict[str, tuple[str, str]] = {}
        self._instruction = ""
        self._layout, self._cell_marks = RowLayout(), set[str]()
        self._in_cell = self._begins_group = False

    def read(self, markup: str) -> RtfText:
        """Return the text of the markup."""
        for token in TOKEN.finditer(markup):
            if token["byte"]:
                self._byte(token["byte"])
                continue
            self._decode()
            begins_group, self._begins_group = self._begins_group, token["brace"] == "{"
            if token["brace"] == "{":
                self._skip = 0
                if len(self._stack) < _DEEPEST:
                    self._stack.append((self._state, self._out, self._runs))
            elif token["brace"]:
                self._close()
                if not self._stack:
                    break
            elif token["text"]:
                self._plain(token["text"])
            elif token["sign"] == "*":
                self._ignore(begins_group)
            elif token["sign"]:
                self._sign(token["sign"])
            else:
                self._word(token["word"], token["number"])
        self._decode()
        self._end("")
        self.found.text = "".join(self._out)
        return self.found

    def _add(self, text: str) -> None:
        if text and not self._state.ignored:
            font = self._fonts.get(self._state.font, ("", ""))[0]
            self._runs.append(TextRun(in_unicode(text, font), self._state.shift, struck=self._state.struck))

    def _plain(self, text: str) -> None:
        text = text.replace("\r", "").replace("\n", "")
        if self._skip:
            text, self._skip = text[self._skip :], max(0, self._skip - len(text))
        if self._state.captured == "fonttbl":
            name, encoding = self._fonts.get(self._state.font, ("", ""))
            self._fonts[self._state.font] = (name or text.strip(" ;"), encoding)
        elif self._state.captured == "fldinst":
            self._instruction = self._instruction or text.strip()
        else:
            self._add(text)

    def _byte(self, digits: str) -> None:
        if self._skip:
            self._skip -= 1
        elif not self._state.ignored:
            self._bytes.append(int(digits, 16))

    def _decode(self) -> None:
        """Add the bytes that were gathered, in the character set of their font."""
        if self._bytes:
            encoding = self._fonts.get(self._state.font, ("", ""))[1]
            self._add(bytes(self._bytes).decode(encoding or self._encoding, "replace"))
            self._bytes.clear()

    def _ignore(self, begins_group: bool) -> None:
        """Ignore the group that begins; elsewhere the sign says nothing."""
        if begins_group:
            inner = "" if self._state.captured == "fonttbl" else self._state.captured
            self._state = replace(self._state, ignored=True, captured=inner)

    def _sign(self, sign: str) -> None:
        self._skip = 0
        if sign in "\r\n":
            self._end("\n")
        else:
            self._add(_SIGNS.get(sign, ""))

    def _word(self, word: str, number: str | None) -> None:
        self._skip = 0
        value = int(number) if number else None
        if word in _CAPTURED:
            self._capture(word)
        elif word in ("listtext", "pntext"):
            self._has_number = True
        elif word in ("fonttbl", "fldinst"):
            self._instruction = ""
            self._state = replace(self._state, ignored=True, captured=word)
        elif word in destinations and word not in _READ and word not in _AROUND_SHAPES:
            self._state = replace(self._state, ignored=True)
        elif word in _READ:
            self._state = replace(self._state, ignored=self._state.ignored and word != "shptxt")
            if word == "fldrslt" and self._instruction.upper().split(" ")[0] in _FIELDS_OF_THE_PAGE:
                self._state = replace(self._state, ignored=True)
        if word in _ENDS:
            if not self._state.ignored:
                self._end(self._mark_of_end(word))
        elif word in _SIGNS:
            self._add(" " if word == "line" and self._in_cell else _SIGNS[word])
        elif word in _OF_ROWS or word in MARKS:
            if not self._state.ignored:
                self._lay_out(word, value or 0)
        else:
            self._format(word, value)

    def _mark_of_end(self, word: str) -> str:
        """Return what stands for the end of a paragraph, cell or row; paragraphs within a cell are one text."""
        if word == "par" and self._in_cell:
            return " "
        if word == "row":
            self.found.layouts.append(self._layout)
            return f"{ROW}{len(self.found.layouts) - 1}\n"
        return f"{ROW}\n" if word == "nestrow" else _ENDS[word]

    def _lay_out(self, word: str, value: int) -> None:
        if word == "trowd":
            self._layout, self._cell_marks = RowLayout(), set()
        elif word == "trhdr":
            self._layout.is_header = True
        elif word == "cellx":
            self._layout.edges.append(value)
            self._layout.marks.append(frozenset(self._cell_marks))
            self._cell_marks = set()
        elif word == "intbl":
            self._in_cell = not self._state.captured
        else:
            self._cell_marks.add(word)

    def _format(self, word: str, value: int | None) -> None:
        state = self._state
        match word:
            case "u" if value is not None:
                self._add(chr(value % 0x10000))
                self._skip = state.skipped
            case "uc":
                self._state = replace(state, skipped=max(0, value or 0))
            case "f":
                self._state = replace(state, font=str(value))
            case "fcharset":
                name = self._fonts.get(state.font, ("", ""))[0]
                self._fonts[state.font] = (name, charset_map.get(value or 0, "") if value else "")
            case "ansicpg":
                self._encoding = _known(f"cp{value}")
            case "super" | "sub":
                shift: Shift = "" if value == 0 else "raised" if word == "super" else "lowered"
                self._state = replace(state, shift=shift)
            case "up" | "dn":
                moved: Shift = "raised" if word == "up" else "lowered"
                self._state = replace(state, shift="" if value == 0 else moved)
            case "nosupersub":
                self._state = replace(state, shift="")
            case "strike" | "striked" | "strikedl":
                self._state = replace(state, struck=value != 0)
            case "plain":
                self._state = replace(state, shift="", struck=False)
            case "pard":
                self._in_cell = False
                self._list = (0, 0) if not state.ignored and not self._in_number() else self._list
            case "ls" if not state.ignored:
                self._list = (value or 0, self._list[1])
            case "ilvl" if not state.ignored:
                self._list = (self._list[0], value or 0)
            case "revised" | "deleted":
                self.found.tracked += value != 0
                if word == "deleted":
                    self._state = replace(state, ignored=value != 0)

    def _in_number(self) -> bool:
        """Return whether a number that the writer saved is being read, whose formats are not the paragraph's."""
        return self._has_number and not self._runs

    def _capture(self, kind: str) -> None:
        """Begin a text that is read by itself."""
        if kind == "footnote" and not self._state.ignored:
            label = f"footnote {len(self.found.notes) + 1}"
            self.found.notes.append((label, ""))
            self._runs.append(TextRun(label, "raised", refers=True))
        self._state = replace(self._state, ignored=False, captured=kind, shift="", struck=False)
        self._out, self._runs = [], []

    def _close(self) -> None:
        """End a group, and keep what was captured in it."""
        self._skip = 0
        if not self._stack:
            return
        state, out, runs = self._stack.pop()
        kind = self._state.captured
        if kind in _CAPTURED and state.captured != kind:
            has_number, self._has_number = self._has_number, True
            self._end("")
            self._has_number = has_number
            self._keep(kind, "".join(self._out).strip())
        self._state = state
        if kind in _CAPTURED and state.captured != kind:
            self._out, self._runs = out, runs

    def _keep(self, kind: str, text: str) -> None:
        if kind == "footnote":
            at = next((i for i in range(len(self.found.notes) - 1, -1, -1) if not self.found.notes[i][1]), None)
            if at is not None:
                self.found.notes[at] = (self.found.notes[at][0], text or " ")
        elif kind == "atnauthor":
            self._author = text
        elif kind == "annotation":
            self.found.comments.append(Comment(self._author, "", text))
        else:
            self.found.margins.append(text)

    def _end(self, mark: str) -> None:
        """End a paragraph or cell."""
        number = ""
        if self._list[0] and not self._has_number and self._runs and not self._state.captured:
            number = self._lists.number(*self._list)
        text = in_line(_paired(self._runs), self._mark, self._labels)
        self._out += [f"{number} " if number and text.strip() else "", text, mark]
        self._runs, self._has_number = [], False


def read_rtf_text(markup: str, mark: Callable[[str], str], labels: Collection[str]) -> RtfText:
    """Return the text of RTF markup; `mark` and `labels` as in `assistant.reading.notation.raised.in_line`."""
    return _Reader(RtfLists.of(markup), mark, labels).read(markup)


def _paired(runs: list[TextRun]) -> list[TextRun]:
    """Return runs with the halves of characters beyond the basic plane joined."""
    joined = "".join(run.text for run in runs)
    if not any("\ud800" <= c <= "\udfff" for c in joined):
        return runs
    gathered: list[TextRun] = []
    for run in runs:
        last = gathered[-1] if gathered else None
        if last and replace(run, text="") == replace(last, text=""):
            gathered[-1] = replace(last, text=last.text + run.text)
        else:
            gathered.append(run)
    return [
        replace(run, text=run.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")) for run in gathered
    ]


def _known(encoding: str) -> str:
    try:
        "".encode(encoding)
    except LookupError:
        return "utf-8"
    return encoding
