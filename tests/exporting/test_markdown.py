from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.exporting.markdown import answer_markdown, brief_markdown, conversation_markdown, escaped
from assistant.types import Answer, AnswerCell, Brief, Citation, Claim, Section
from tests.acting import HOSTILE as ACTING
from tests.acting import acting
from tests.window.seen import HOSTILE, Seen

CITED = (
    Citation(1, "a.pdf", 3, ("Results", "Cloud"), 0, 12, "It grew 26%."),
    Citation(2, "b.md", None, (), 0, 16, "Chips are scarce."),
)
ANSWER = Answer(
    question="How fast?",
    text="It grew by 26%. [1] “Chips are scarce.” [2]",
    abstained=False,
    confidence=0.9,
    claims=(Claim("It grew by 26%.", "supported", (1,)), Claim("Chips are scarce.", "quoted", (1, 2))),
    citations=CITED,
    timings={},
    model="m",
    index_generation=1,
)


def rendered(markdown: str) -> Seen:
    return Seen(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown), void=("hr", "br", "img"))


def test_an_answer_has_a_footnote_for_each_source() -> None:
    assert answer_markdown(ANSWER) == (
        "It grew by 26%.[^1] “Chips are scarce.”[^1][^2]\n\n"
        "[^1]: a.pdf, page 3, Results > Cloud: “It grew 26%.”\n\n"
        "[^2]: b.md: “Chips are scarce.”\n"
    )


def test_a_follow_up_says_how_it_was_understood_and_open_parts_are_named() -> None:
    left_open = ("Who is the chair?",)
    parts = answer_markdown(replace(ANSWER, asked_as="How fast did it grow?", open_parts=left_open)).split("\n\n")
    assert parts[0] == "Understood as: How fast did it grow?"
    assert parts[2] == "The documents don't say: Who is the chair?"
    french = replace(ANSWER, asked_as="Et puis ?", open_parts=("Qui préside ?",), language="fr")
    told = answer_markdown(french).split("\n\n")
    assert (told[0], told[2]) == ("Compris comme : Et puis ?", "Les documents ne le disent pas : Qui préside ?")


def test_a_refusal_says_so_and_has_no_footnotes() -> None:
    refused = replace(ANSWER, claims=(), citations=(), abstained=True, text="The documents don't say.")
    assert answer_markdown(refused) == "The documents don't say.\n"


def test_documents_that_disagree_are_named() -> None:
    disputed = replace(ANSWER, claims=(Claim("It grew by 26%.", "supported", (1,), "a.pdf (2025)"),))
    assert answer_markdown(disputed).startswith("The documents give different figures. a.pdf (2025): It grew")
    assert answer_markdown(replace(disputed, language="zh")).startswith("各文件给出的数据不同。 a.pdf (2025): It grew")


def test_a_conversation_keeps_the_footnotes_of_its_answers_apart() -> None:
    told = conversation_markdown("Growth", [ANSWER, ANSWER])
    assert told.startswith("# Growth\n\n## How fast?\n\nIt grew")
    assert [told.count(f"[^{note}]:") for note in ("1-1", "2-1", "1-2", "2-2")] == [1, 1, 1, 1]


def test_a_brief_has_its_facets_and_all_footnotes_at_the_end() -> None:
    sections = (Section("strategy", "", ANSWER.claims), Section("risks", "", ()))
    told = brief_markdown(Brief("cloud", sections, CITED, {}, "m", 1))
    assert told.startswith("# Brief: cloud\n\n## Strategy\n\nIt grew by 26%.[^1]")
    assert "## Risks\n\nThe documents don't say." in told
    assert told.index("## Risks") < told.index("[^1]:")


@pytest.mark.parametrize(
    "text", [HOSTILE, "# no heading", "- no item", "1. no item", "http://evil.example", "a@b.example"]
)
def test_hostile_text_stays_text(text: str) -> None:
    hostile = replace(ANSWER, question=text, claims=(Claim(text, "quoted", (1,), text),))
    page = rendered(conversation_markdown(text, [replace(hostile, citations=(replace(CITED[0], quote=text),))]))
    assert set(page.tags) == {"h1", "h2", "p"}


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("It grew 26%.", "It grew 26%."),
        ("*a* [b] $5", r"\*a\* \[b\] \$5"),
        ("1. a - b", r"1\. a - b"),
        ("# a #", r"\# a #"),
        ("a | b", r"a \| b"),
    ],
)
def test_only_what_would_be_markup_is_escaped(text: str, markdown: str) -> None:
    assert escaped(text) == markdown
    assert rendered(markdown).text.strip() == text


@given(st.text())
def test_any_text_is_shown_as_its_words(text: str) -> None:
    page = rendered(f"x {escaped(text)} x")
    assert set(page.tags) == {"p"}


def test_names_titles_and_headings_stay_in_their_line_and_lose_what_acts() -> None:
    name = f"a{ACTING}\n# forged\r\n\u2028[^1]: forged.md"
    cited = replace(CITED[0], document=name, heading=(name,), quote=name, also=(name,))
    answer = replace(ANSWER, asked_as=name, claims=(Claim(name, "quoted", (1,), name),), citations=(cited,))
    brief = Brief(name, (Section("risks", name, answer.claims),), (cited,), {}, "m", 1)
    for told in (conversation_markdown(name, [answer]), brief_markdown(brief)):
        assert acting(told) == set()
        assert "000,05" in told
        assert not any(line.startswith(("# forged", "[^1]: forged")) for line in told.splitlines())
        assert set(rendered(told).tags) <= {"h1", "h2", "p"}


def test_what_becomes_a_link_or_an_address_only_once_it_is_clean_is_escaped() -> None:
    assert (
        escaped("ht\u202etp:\u2066//evil.example ww\u200bw.evil.example") == r"http\://evil.example www\.evil.example"
    )


def test_a_list_is_a_list_behind_its_opening_with_what_was_looked_through() -> None:
    listed = replace(ANSWER, form="bullets", opening="2:", certificate="2 of 2 items", suggestions=("And who?",))
    assert answer_markdown(listed).split("\n\n")[:4] == [
        "2:",
        "- It grew by 26%.[^1]\n- “Chips are scarce.”[^1][^2]",
        "2 of 2 items",
        "- And who?",
    ]


def test_a_table_has_its_cells_cited_and_those_that_say_nothing_marked() -> None:
    row = Claim("x", "row", (1,), cells=(AnswerCell("4|5 kg", (1,)), AnswerCell("")))
    table = replace(ANSWER, form="table", columns=("fruit", "kg"), claims=(row,))
    seen = rendered(answer_markdown(table))
    assert "4|5 kg[^1]" in seen.text
    assert seen.tags.count("td") == 2
