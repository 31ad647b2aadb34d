"""Groups of items in a document: a list, the rows of a table, the sentences of a section, what has the same label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from assistant.asking.kinds.inquiry import stating
from assistant.language.marks import ITEM, label_of
from assistant.types import Evidence, Passage

GroupKind = Literal["list", "table", "section", "label", "series"]

_BLANK_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one list, table or section, or all with one label, in document order, each of one or more sentences.

    A series is one sentence that names several things.
    `lead` says what the items are: the sentence above a list, the header of a table, the label, or "".
    """

    kind: GroupKind
    items: tuple[tuple[Evidence, ...], ...]
    lead: str = ""

    @property
    def passage(self) -> Passage:
        """The passage in which the group begins."""
        return self.items[0][0].passage

    @property
    def title(self) -> str:
        """What its items are: the headings above it, without the document's title, and its lead."""
        if self.kind == "label":  # its items are in several sections
            return self.lead
        return ": ".join((*self.passage.heading[1:], self.lead)) if self.lead else " > ".join(self.passage.heading[1:])

    @property
    def place(self) -> tuple[str, int, int]:
        """Its document, and where the group begins and ends in it."""
        return self.passage.document, self.items[0][0].sentence.start, self.items[-1][-1].sentence.end


def groups_in(passages: Sequence[Passage]) -> Iterator[Group]:
    """Yield the groups in a document's passages, given in document order; a section includes its lists."""
    stated = list(stating(passages))
    yield from _labelled([item for item in stated if item.sentence.row is None])
    for _, section in groupby(stated, key=lambda item: item.passage.heading):
        sentences = list(section)
        yield from _tables(sentences)
        yield from _lists([item for item in sentences if item.sentence.row is None])
        if not any(item.sentence.row for item in sentences):
            yield Group("section", tuple((item,) for item in sentences))


def _tables(sentences: Sequence[Evidence]) -> Iterator[Group]:
    rows = [(item, item.sentence.row) for item in sentences if item.sentence.row]
    for _, of_table in groupby(rows, key=lambda pair: (pair[1].table, pair[1].header)):
        told = list(of_table)
        items = tuple((item,) for item, row in told if not row.is_total)
        if items:
            headings = (heading for cell in told[0][1].cells for heading in cell.columns)
            yield Group("table", items, ", ".join(dict.fromkeys(headings)))


def _lists(sentences: Sequence[Evidence]) -> Iterator[Group]:
    """Yield runs of sentences with list marks; what follows one in its paragraph belongs to its item."""
    items: list[list[Evidence]] = []
    lead = ""
    for before, item in pairwise((None, *sentences)):
        assert item is not None
        if ITEM.match(item.sentence.text):
            if not items:
                lead = before.sentence.text if before and before.sentence.text.rstrip().endswith((":", "：")) else ""
            items.append([item])
        elif items and before and not _is_parted(before, item):
            items[-1].append(item)
        else:
            yield from _list_of(items, lead)
            items = []
    yield from _list_of(items, lead)


def _list_of(items: Sequence[Sequence[Evidence]], lead: str) -> Iterator[Group]:
    if len(items) > 1:
        yield Group("list", tuple(map(tuple, items)), " ".join(lead.split()).rstrip(" :："))


def _labelled(sentences: Sequence[Evidence]) -> Iterator[Group]:
    """Yield the sentences that begin with the same label; what follows one in its paragraph belongs to it."""
    labelled: dict[str, list[list[Evidence]]] = {}
    called: str | None = None
    for before, item in pairwise((None, *sentences)):
        assert item is not None
        if label := label_of(item.sentence.text):
            called = label
            labelled.setdefault(called, []).append([item])
        elif called and before and not _is_parted(before, item):
            labelled[called][-1].append(item)
        else:
            called = None
    for label, items in labelled.items():
        if len(items) > 1:
            yield Group("label", tuple(map(tuple, items)), label)


def _is_parted(before: Evidence, item: Evidence) -> bool:
    """Return whether a blank line or the end of a passage separates two sentences."""
    passage = item.passage
    if before.passage != passage:
        return True
    between = passage.text[before.sentence.end - passage.start : item.sentence.start - passage.start]
    return _BLANK_LINE.search(between) is not None
