"""Reading order: columns, boxes, stamps, headings across columns and notes at the foot."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest

from tests.reading.pdf.drawn import column, parts, read, texts
from tests.reading.pdf_files import HEIGHT, LEFT, Page

WATER = (
    "The water of the lake is let out",
    "through a gate below the dam. In a",
    "dry year it is opened in May, and",
    "the fields get what they need. The",
    "mill has to wait for its share and",
    "stands still in August.",
)
FISH = (
    "Fish are counted each spring by",
    "two people of the village. They",
    "found more than in the year before",
    "and think that the new stairs for",
    "fish next to the dam are the cause.",
    "The count goes on until June.",
)
ROADS = (
    "The road on the dam is closed to",
    "lorries. A new one is to lead around",
    "the lake and should be ready before",
    "the winter. Until then the drivers",
    "take the ferry, which is free for",
    "those who live here.",
)


def flat(lines: Iterable[str]) -> str:
    return " ".join(lines)


def test_three_columns_are_read_one_after_the_other() -> None:
    def draw(page: Page) -> None:
        page.bold("News of the lake and of all who live beside it, told once in a year", size=14)
        for number, lines in enumerate((WATER, FISH, ROADS)):
            column(page, lines, 50 + 180 * number, 120)

    assert texts(read(draw))[1:] == [flat(WATER), flat(FISH), flat(ROADS)]


def test_lines_of_columns_may_stand_at_different_heights() -> None:
    def draw(page: Page) -> None:
        for number, lines in enumerate((WATER, FISH, ROADS)):
            column(page, lines, 50 + 180 * number, 120 + 4 * number)

    assert texts(read(draw)) == [flat(WATER), flat(FISH), flat(ROADS)]


def test_short_columns_are_columns_too() -> None:
    def draw(page: Page) -> None:
        column(page, WATER[:4], 60, 100)
        column(page, FISH[:4], 320, 100)

    assert texts(read(draw)) == [flat(WATER[:4]), flat(FISH[:4])]


def test_a_sentence_goes_on_at_the_top_of_the_next_column() -> None:
    def draw(page: Page) -> None:
        column(page, WATER[:3], 60, 100)
        column(page, WATER[3:], 320, 100)

    assert texts(read(draw)) == [flat(WATER)]


def test_a_narrow_column_beside_a_wide_one_is_read_by_itself() -> None:
    wide = (
        "The village keeps two boats for the work on the lake, and one of them is old and leaks.",
        "Last year the council asked what a new one would cost, and was told that the yard builds",
        "none of that size any more. A larger one would not fit under the bridge, so the old boat",
        "is to be repaired in autumn. The yard thinks that it will then last for another ten years.",
    )

    def draw(page: Page) -> None:
        column(page, wide, 170, 100, size=9)
        column(page, ("Office", "Mill Lane 4", "Open on Mondays", "until noon"), 60, 104, size=9)

    read_texts = texts(read(draw))
    assert flat(wide) in read_texts
    assert "Mill Lane 4" in " ".join(read_texts[:4])


def test_a_heading_between_columns_stands_above_what_follows_it() -> None:
    def draw(page: Page) -> None:
        column(page, WATER, 60, 100)
        column(page, FISH, 320, 100)
        page.canvas.setFont("Helvetica-Bold", 14)
        page.canvas.drawString(60, HEIGHT - 200, "What the roads are like beyond the lake and who keeps them up")
        column(page, ROADS, 60, 230)
        column(page, WATER, 320, 230)

    assert texts(read(draw)) == [
        flat(WATER),
        flat(FISH),
        "What the roads are like beyond the lake and who keeps them up",
        flat(ROADS),
        flat(WATER),
    ]


def test_a_short_heading_between_columns_stands_above_what_follows_it() -> None:
    def draw(page: Page) -> None:
        column(page, WATER, 60, 100)
        column(page, FISH, 320, 100)
        page.canvas.setFont("Helvetica-Bold", 14)
        page.canvas.drawString(60, HEIGHT - 200, "The roads")
        column(page, ROADS, 60, 230)
        column(page, WATER, 320, 230)

    assert texts(read(draw)) == [flat(WATER), flat(FISH), "The roads", flat(ROADS), flat(WATER)]


@pytest.mark.parametrize("filled", [False, True])
def test_a_box_beside_a_text_does_not_run_into_it(filled: bool) -> None:
    def draw(page: Page) -> None:
        page.canvas.setFillGray(0.9)
        page.canvas.rect(330, HEIGHT - 190, 200, 105, stroke=not filled, fill=filled)
        page.canvas.setFillGray(0)
        column(page, FISH, 340, 105)
        column(page, (*WATER, *ROADS), 60, 100)

    assert sorted(texts(read(draw))) == sorted(map(flat, (WATER, ROADS, FISH)))


def test_a_coloured_box_whose_lines_stand_level_with_the_text_does_not_run_into_it() -> None:
    def draw(page: Page) -> None:
        page.canvas.setFillGray(0.9)
        page.canvas.rect(330, HEIGHT - 175, 200, 85, stroke=0, fill=1)
        page.canvas.setFillGray(0)
        column(page, ("Office", "Mill Lane 4", "Open on Mondays", "and in summer on Fridays"), 340, 112)
        column(page, (*WATER, *ROADS), 60, 100)

    read_texts = texts(read(draw))
    assert read_texts[:2] == [flat(WATER), flat(ROADS)]
    assert flat(read_texts[2:]) == "Office Mill Lane 4 Open on Mondays and in summer on Fridays"


def test_a_stamp_in_the_margin_stands_apart_and_once() -> None:
    def draw(page: Page) -> None:
        page.canvas.saveState()
        page.canvas.rotate(90)
        page.canvas.setFont("Helvetica", 16)
        page.canvas.drawString(300, -40, "Copy 31 of the town's archive")
        page.canvas.restoreState()
        page.lines(*WATER, x=LEFT)

    assert texts(read(draw)) == [flat(WATER), "Copy 31 of the town's archive"]
    assert texts(read(draw, draw, draw)).count("Copy 31 of the town's archive") == 1


def test_a_word_across_the_page_does_not_run_into_its_text() -> None:
    def draw(page: Page) -> None:
        page.canvas.saveState()
        page.canvas.translate(100, 650)
        page.canvas.rotate(35)
        page.canvas.setFont("Helvetica", 40)
        page.canvas.drawString(0, 0, "NOT FINAL")
        page.canvas.restoreState()
        page.lines(*WATER)

    assert texts(read(draw)) == [flat(WATER), "NOT FINAL"]


def test_notes_at_the_foot_of_a_column_stand_behind_the_text() -> None:
    def draw(page: Page) -> None:
        column(page, (*WATER, *FISH[:3]), 60, 100)
        column(page, ("1 The mill is the last one that", "is left on this side of the lake."), 60, 220, size=8)
        column(page, FISH[3:], 320, 100)

    assert texts(read(draw)) == [
        flat(WATER),
        flat(FISH),
        "1 The mill is the last one that is left on this side of the lake.",
    ]


def test_two_halves_of_a_table_are_no_columns() -> None:
    pairs = (("Oil for the lamps of both piers", "1,310"), ("Repairs of the gate and the fence", "940"))

    def draw(page: Page) -> None:
        for label, value in pairs * 4:
            page.cells(label, value)

    contents = read(draw)
    assert [text for kind, text in parts(contents)] == [" | ".join(pair) for pair in pairs * 4]


def test_a_list_of_names_and_duties_is_read_line_by_line() -> None:
    people = (("Ida Holm", "Keeper of the gate"), ("Tom Ask", "Head of the ferry"), ("Eva Lind", "Cook in summer"))

    def draw(page: Page) -> None:
        for name, duty in people:
            page.canvas.setFont("Helvetica", 10)
            page.canvas.drawString(60, HEIGHT - page.y, name)
            page.canvas.drawString(320, HEIGHT - page.y, duty)
            page.y += 12

    text = " ".join(texts(read(draw)))
    assert all(f"{name} {duty}" in text for name, duty in people)
    assert all(text.index(name) < text.index(after) for (name, _), (after, _) in pairwise(people))
