from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.window.plain import count, plain, problem_html, with_commands
from tests.window.seen import HOSTILE, Seen


@given(st.text())
def test_any_text_is_shown_as_it_is_in_html_in_markdown_and_in_attributes(text: str) -> None:
    shown = plain(text)
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    page = Seen(markdown.render(f'<div title="{shown}">{shown}</div>').removesuffix("\n"))
    assert page.tags == ["div"]
    assert page.values("title") == [page.text]
    assert plain(page.text) == shown


@pytest.mark.parametrize("text", ["", "12", "Umsatz in Österreich", "阿里云收入", "مخاطر", HOSTILE])
def test_text_comes_back_unchanged(text: str) -> None:
    assert Seen(plain(text)).text == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb\rc\fd", "a\nb\nc\nd"),
        ("bell\x07 and null\x00", "bell and null"),
        ("380\u202e billion\u2066", "380 billion"),
        ("half \ud800 a pair", "half \ufffd a pair"),
    ],
)
def test_what_cannot_be_shown_is_left_out(text: str, shown: str) -> None:
    assert Seen(plain(text)).text == shown


def test_no_character_that_markdown_or_a_formula_could_use_is_left() -> None:
    assert not set(plain(HOSTILE)) & set("<>\"'`*_~[](){}$\\|!-.:/\n")


def test_commands_in_a_message_are_set_as_such_and_do_nothing_else() -> None:
    assert Seen(with_commands("Run `assistant index` <now>.")).tags == ["code"]
    assert Seen(problem_html("Run `assistant index` <now>.")).text == "Run assistant index <now>."


def test_a_number_and_its_noun_agree() -> None:
    assert [count(n, "page") for n in (0, 1, 2, 12345)] == ["0 pages", "1 page", "2 pages", "12,345 pages"]
