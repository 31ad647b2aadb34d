"""LaTeX (.tex): sections, paragraphs, lists and tables, as `pylatexenc` parses them; formulas stay as written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.cleaning import one_line
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.formats.text import decode
from assistant.reading.metadata import author_of, date_of_field, title_of
from assistant.reading.tabular.tables import Row, add_table

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text
    from pylatexenc.latexwalker import LatexNode

_LEVELS = {"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5}
_TABLES = frozenset(("tabular", "tabular*", "tabularx", "longtable", "array"))
_LISTS = frozenset(("itemize", "enumerate", "description"))
_LEFT_OUT = frozenset(("tikzpicture", "comment", "filecontents", "filecontents*"))
_SILENT = ("today", "maketitle", "tableofcontents", "listoffigures", "listoftables", "cite", "citep", "citet", "ref")
_FIELDS = ("title", "author", "date")
_NOTES = frozenset(("footnote", "footnotetext", "thanks"))
_PARAGRAPH = re.compile(r"\n\s*\n")
_UNUSED = re.compile(
    r"\\(?:toprule|midrule|bottomrule|hline|cline\{[^}]*\}|cmidrule(?:\([^)]*\))?\{[^}]*\}|addlinespace)"
)
_DEEPEST = 200
_BEGIN, _END = r"\begin{document}", r"\end{document}"
_SECTION = re.compile(r"(?<!\\)\\(?:part|chapter|section|subsection)\*?\s*[\[{]")
_DEFINITION = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|(?:re)?newenvironment|DeclareMathOperator|newtheorem|def\s*\\[A-Za-z@]+[#0-9]*)\*?"
    r"(?:\s*\\[A-Za-z@]+)?"
)
_GROUP = re.compile(r"\s*([{\[])")
_CLOSING = {"{": "}", "[": "]"}
_LONGEST_GROUP = 20_000


def read_tex(data: bytes, limits: Limits) -> Contents:
    """Read a LaTeX document, or a part of one. Files that it includes are documents of their own.

    Raises:
        UnreadableError: it is not text, or contains none but commands.
    """
    from pylatexenc.latexwalker import LatexWalker

    text = limits.check_text(decode(data))
    with reading("LaTeX"):
        # The parser takes ages for definitions, in whose braces environments begin that end in others.
        plain = _without_definitions(text)
        walk = _Walk()
        for name in _FIELDS:
            if found := re.search(rf"\\{name}\s*(?=[\[{{])", plain):
                source = plain[found.end() : _after_groups(plain, found.end(), 1)]
                walk.told[name] = one_line(walk.text(LatexWalker(source, tolerant_parsing=True).get_latex_nodes()[0]))
        if walk.told.get("title"):
            walk.assembly.heading(walk.told["title"], 1)
        for part in _parts(plain):
            walk.nodes(LatexWalker(part, tolerant_parsing=True).get_latex_nodes()[0], _DEEPEST)
        walk.flush()
        if not walk.assembly.blocks:
            raise UnreadableError("holds no text but commands")
        told = walk.told
        return Contents(
            walk.assembly.text,
            walk.assembly.blocks,
            title=title_of(told.get("title")),
            author=author_of(told.get("author")),
            date=date_of_field(told.get("date")),
        )


def _parts(text: str) -> Iterator[str]:
    """Yield the text between the beginning and the end of the document, section by section."""
    begin, end = text.find(_BEGIN), text.find(_END)
    body = text[begin + len(_BEGIN) if begin >= 0 else 0 : end if end >= 0 else len(text)]
    starts = [0, *(found.start() for found in _SECTION.finditer(body)), len(body)]
    for first, after in pairwise(starts):
        yield body[first:after]


def _without_definitions(text: str) -> str:
    """Return the text without the definitions of commands and environments."""
    kept, place = list[str](), 0
    for found in _DEFINITION.finditer(text):
        if found.start() >= place:
            kept.append(text[place : found.start()])
            place = _after_groups(text, found.end(), 3 if "nvironment" in found.group() else 2)
    return "".join((*kept, text[place:]))


def _after_groups(text: str, place: int, most: int) -> int:
    """Return the place after so many groups in braces that follow each other, and what is in brackets between them."""
    while most:
        opened = _GROUP.match(text, place)
        if not opened:
            break
        depth, place = 1, opened.end()
        close = _CLOSING[opened.group(1)]
        for mark in re.finditer(r"\\.|[{}\[\]]", text[place : place + _LONGEST_GROUP], re.DOTALL):
            depth += (mark.group() == opened.group(1)) - (mark.group() == close)
            if not depth:
                place += mark.end()
                break
        else:
            break
        most -= opened.group(1) == "{"
    return place


def _arguments(node: LatexNode) -> list[LatexNode]:
    return [one for one in (node.nodeargd.argnlist if node.nodeargd else None) or [] if one is not None]


@cache
def _writer() -> LatexNodes2Text:
    """Return what writes nodes as plain text: always the same one, so without the day on which it is read."""
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    known = get_default_latex_context_db()
    silent = [MacroTextSpec(name, discard=True) for name in _SILENT]
    known.add_context_category("silent", prepend=True, macros=silent)
    return LatexNodes2Text(latex_context=known, math_mode="verbatim", keep_comments=False)


@dataclass
class _Walk:
    """A traversal of the parsed text that adds to the assembly; what is not yet added waits in `pending`."""

    assembly: Assembly = field(default_factory=Assembly)
    told: dict[str, str] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    in_item: bool = False

    def text(self, nodes: Sequence[LatexNode]) -> str:
        """Return nodes as plain text, with formulas as they are written."""
        return str(_writer().nodelist_to_text(list(nodes)))

    def nodes(self, nodes: Sequence[LatexNode], deepest: int) -> None:
        """Add nodes in order."""
        for node in nodes:
            name, environment = getattr(node, "macroname", ""), getattr(node, "environmentname", "")
            if name in _LEVELS:
                self.flush()
                arguments = _arguments(node)
                self.assembly.heading(self.text(arguments[-1:]), _LEVELS[name])
            elif name == "item":
                self.flush()
                self.in_item = True
                self.pending += [f"{self.text([one])} " for one in _arguments(node)]
            elif name in _NOTES:
                self.notes += [self.text(_arguments(node)[-1:])]
            elif name == "caption":
                self.flush()
                self.assembly.paragraph(self.text(_arguments(node)[-1:]))
            elif name in _FIELDS or environment in _LEFT_OUT:
                continue
            elif environment in _TABLES:
                self.flush()
                self._table(node)
            elif environment and environment not in ("equation", "equation*", "align", "align*"):
                self._inside(node, deepest)
            else:
                self._plain(node)

    def _inside(self, node: LatexNode, deepest: int) -> None:
        outer, is_list = self.in_item, node.environmentname in _LISTS
        self.flush()
        self.in_item = False if is_list else outer
        if deepest:
            self.nodes(node.nodelist, deepest - 1)
        self.flush()
        self.in_item = outer

    def _plain(self, node: LatexNode) -> None:
        """Add the text of a node; an empty line in it ends a paragraph."""
        first, *others = _PARAGRAPH.split(self.text([node]))
        self.pending.append(first)
        for part in others:
            self.flush()
            self.pending.append(part)

    def flush(self) -> None:
        """Add what waits as a paragraph or an item, then the notes that hang on it."""
        text = "".join(self.pending)
        self.pending = []
        (self.assembly.item if self.in_item else self.assembly.paragraph)(text)
        notes, self.notes = self.notes, []
        for note in notes:
            self.assembly.paragraph(note)

    def _table(self, node: LatexNode) -> None:
        inside = _UNUSED.sub("", "".join(one.latex_verbatim() for one in node.nodelist))
        rows = [Row(tuple(self._cell(cell) for cell in _split(line, "&"))) for line in _split(inside, "\\\\")]
        add_table(self.assembly, rows)

    def _cell(self, source: str) -> str:
        from pylatexenc.latexwalker import LatexWalker

        return one_line(self.text(LatexWalker(source.strip(), tolerant_parsing=True).get_latex_nodes()[0]))


def _split(text: str, mark: str) -> list[str]:
    """Split at a mark that is not inside braces, nor behind a backslash."""
    parts, begin, depth, place = list[str](), 0, 0, 0
    while place < len(text):
        if text.startswith(mark, place) and not depth:
            parts.append(text[begin:place])
            place += len(mark)
            begin = place
            continue
        if text[place] == "\\":
            place += 1
        else:
            depth += {"{": 1, "}": -1}.get(text[place], 0)
        place += 1
    return [*parts, text[begin:]]
