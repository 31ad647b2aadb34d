from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.chat_view import Excerpt, Turn, documents_html, excerpt, plain, question_html, turn_html
from assistant.grounding.compose import DISAGREEMENT
from assistant.types import Answer, Citation, Claim, Hit, Passage

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> </details></div></bdi> **bold** `code` ~~gone~~ "
    "[1](javascript:alert(1)) ![x](http://evil.example/x.png) <http://evil.example> www.evil.example "
    "&lt;b&gt; &#60;b&#62; &amp; \"quoted\" 'single' $4.67 billion and $5 and $$x^2$$ \\(y\\) {{value}} ${value}\n\n"
    "# heading\n\n- item\n\n    indented\n\n```mermaid\ngraph TD\n```\n| a | b |\n|---|---|\n1. one\n\u200b\u05d0\u05d1"
)
OWN_TAGS = {"a", "bdi", "blockquote", "code", "details", "div", "li", "mark", "p", "span", "summary", "ul"}
OWN_ATTRIBUTES = {"class", "dir", "href", "id", "tabindex", "title"}


class Seen(HTMLParser):
    """What a browser would see: tags in order, attributes, text; and that every element is closed in turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [value for attribute, value in self.attributes if attribute == name]


def citation(number: int = 1, quote: str = "It grew 26%.", start: int = 0, document: str = "a.md") -> Citation:
    return Citation(number, document, 3, ("Results", "Cloud"), start, start + len(quote), quote)


def answer(*claims: Claim, citations: tuple[Citation, ...] = (), abstained: bool = False) -> Answer:
    return Answer(
        "Why?", "said", abstained, 0.874, claims, citations, {"drafting": 2.0, "total": 3.21}, "small-model", 4
    )


ANSWERED = answer(
    Claim("Cloud grew by 26%.", "supported", (1,)),
    Claim("Investors worry.", "supported", (1, 2)),
    Claim("Chips are a risk.", "quoted", (2,)),
    citations=(citation(1), citation(2, "Chips are a risk.", 50)),
)


# --- plain text -------------------------------------------------------------------------------------------------------


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


# --- excerpts ---------------------------------------------------------------------------------------------------------


def at(text: str, quote: str) -> Citation:
    return citation(quote=quote, start=text.index(quote))


def test_an_excerpt_of_a_short_document_is_all_of_it() -> None:
    text = "One is first. Two follows. Three ends."
    assert excerpt(text, at(text, "Two follows.")) == Excerpt("One is first. ", "Two follows.", " Three ends.")


def test_a_document_that_is_one_sentence_has_nothing_around_it() -> None:
    assert excerpt("Only this.", at("Only this.", "Only this.")) == Excerpt("", "Only this.", "")


def test_an_excerpt_is_cut_between_words() -> None:
    text = "alpha beta gamma delta. It grew. epsilon zeta eta theta"
    found = excerpt(text, at(text, "It grew."), reach=20)
    assert (found.before, found.after) == ("beta gamma delta. ", " epsilon zeta eta")
    assert (found.goes_back, found.goes_on) == (True, True)


def test_an_excerpt_is_cut_between_paragraphs_where_it_can_be() -> None:
    text = "far away words\n\nclose before, at length. It grew. close after, at length\n\nfar away again"
    found = excerpt(text, at(text, "It grew."), reach=32)
    assert (found.before, found.after) == ("close before, at length. ", " close after, at length")


def test_an_excerpt_is_cut_between_lines_where_there_are_no_paragraphs() -> None:
    text = "far away words\nclose before, at length. It grew. close after, at length\nfar away again"
    found = excerpt(text, at(text, "It grew."), reach=32)
    assert (found.before, found.after) == ("close before, at length. ", " close after, at length")


def test_text_without_spaces_keeps_its_context() -> None:
    text = "云" * 50 + "收入增长。" + "\n" + "云" * 50
    found = excerpt(text, at(text, "收入增长。"), reach=20)
    assert (found.before, found.after) == ("云" * 20, "\n" + "云" * 19)


def test_a_sentence_that_is_no_longer_there_stands_alone() -> None:
    assert excerpt("The file has changed.", citation(quote="It grew.")) == Excerpt("", "It grew.", "")


@given(st.text(alphabet="ab \n.", max_size=120), st.data())
def test_an_excerpt_is_the_document_around_the_quote(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = excerpt(text, citation(quote=text[start:end], start=start), reach=15)
    assert text[:start].endswith(found.before)
    assert text[end:].startswith(found.after)
    assert found.goes_back or found.before == text[:start].lstrip()
    assert found.goes_on or found.after == text[end:].rstrip()
    assert max(len(found.before), len(found.after)) <= 15


# --- turns ------------------------------------------------------------------------------------------------------------


def test_each_sentence_is_followed_by_numbers_that_lead_to_their_sources() -> None:
    text, *sources = turn_html(Turn("Why?", answer=ANSWERED), 7)
    assert Seen(text).values("href") == [f"#turn-7-source-{n}" for n in (1, 1, 2, 2)]
    assert [Seen(source).values("id") for source in sources[:2]] == [["turn-7-source-1"], ["turn-7-source-2"]]


def test_the_same_source_in_another_turn_is_another_place() -> None:
    places = [Seen("".join(turn_html(Turn("Why?", answer=ANSWERED), turn))).values("id") for turn in (1, 2)]
    assert not set(places[0]) & set(places[1])


def test_a_source_shows_where_it_is_and_the_cited_sentence_marked_in_its_context() -> None:
    found = {1: Excerpt("Before it. ", "It grew 26%.", " After it.", goes_back=True, goes_on=True)}
    source = turn_html(Turn("Why?", answer=ANSWERED, excerpts=found), 1)[1]
    assert Seen(source).text == "1a.mdResults › Cloud · page 3… Before it. It grew 26%. After it. …"
    assert f'<mark id="turn-1-source-1">{plain("It grew 26%.")}</mark>' in source


def test_quotations_stand_apart_from_the_wording_of_the_model_and_say_why() -> None:
    text = turn_html(Turn("Why?", answer=ANSWERED), 1)[0]
    assert text.count("<blockquote>") == 1
    assert f"<blockquote><bdi>{plain('Chips are a risk.')}</bdi>" in text
    assert any("own words" in title for title in Seen(text).values("title"))
    assert "<blockquote>" not in turn_html(Turn("Why?", answer=replace(ANSWERED, claims=ANSWERED.claims[:2])), 1)[0]


def test_documents_that_disagree_are_named_before_what_each_says() -> None:
    disputed = answer(
        Claim("Cloud grew by 26%.", "supported", (1,), "a.md (5 March 2025)"),
        Claim("Cloud grew by 24%.", "quoted", (2,), "b.md"),
        citations=(citation(1), citation(2, "Cloud grew by 24%.", 0, "b.md")),
    )
    seen = Seen(turn_html(Turn("Why?", answer=disputed), 1)[0]).text
    places = [seen.index(part) for part in (DISAGREEMENT, "a.md (5 March 2025)", "26%", "b.md", "24%")]
    assert places == sorted(places)


def test_a_follow_up_says_how_it_was_understood_and_the_next_question_leans_on_that() -> None:
    turn = Turn("And SAP?", answer=replace(ANSWERED, asked_as="Why does SAP <matter>?"))
    assert Seen(turn_html(turn, 1)[0]).text.startswith("Understood as: Why does SAP <matter>?")
    assert turn.understood == "Why does SAP <matter>?"
    assert Turn("And SAP?", answer=replace(ANSWERED, asked_as="Why? And SAP?")).understood == "And SAP?"
    assert Turn("And SAP?").understood == "And SAP?"


def test_the_small_print_comes_last_and_only_when_the_answer_is_done() -> None:
    assert (
        Seen(turn_html(Turn("Why?", answer=ANSWERED), 1)[-1]).text == "confidence 87% · 3.2 s · small-model · index 4"
    )
    for unfinished in (Turn("Why?", "Writing…", ANSWERED), Turn("Why?", answer=ANSWERED, stopped=True)):
        assert "confidence" not in "".join(turn_html(unfinished, 1))


def test_sources_that_are_shown_stay_as_they_are_while_the_answer_grows() -> None:
    first = replace(ANSWERED, claims=ANSWERED.claims[:1], citations=ANSWERED.citations[:1])
    before = turn_html(Turn("Why?", "Writing…", first), 1)
    after = turn_html(Turn("Why?", answer=ANSWERED), 1)
    assert before[1:] == after[1:2]


def test_what_is_going_on_is_said_before_there_is_an_answer() -> None:
    assert [Seen(part).text for part in turn_html(Turn("Why?", "Searching 12 documents…"), 1)] == [
        "Searching 12 documents…"
    ]


def test_a_stopped_turn_says_so_and_keeps_what_was_written() -> None:
    text = Seen(turn_html(Turn("Why?", answer=ANSWERED, stopped=True), 1)[0]).text
    assert text.startswith("Cloud grew by 26%.")
    assert text.endswith("Stopped.")


def test_an_abstention_is_said_plainly_and_offers_the_closest_passages() -> None:
    hit = Hit(Passage("b.md", 0, 0, 5, "Close enough.", ("Outlook",), page=2), 0.4)
    turn = Turn("Why?", answer=replace(answer(abstained=True), text="The documents don't say."), closest=(hit,))
    said, closest, _ = turn_html(turn, 1)
    assert Seen(said).text.startswith("The documents don't say.")
    assert "problem" not in said
    assert Seen(closest).text == "The closest passagesb.md · Outlook · page 2Close enough."


def test_an_abstention_without_any_passage_offers_none() -> None:
    assert "closest" not in "".join(turn_html(Turn("Why?", answer=answer(abstained=True)), 1))


def test_a_long_passage_is_cut_at_a_word() -> None:
    hit = Hit(Passage("b.md", 0, 0, 5, "word " * 200), 0.4)
    closest = turn_html(Turn("Why?", answer=answer(abstained=True), closest=(hit,)), 1)[1]
    assert Seen(closest).text.endswith("word word …")


def test_a_problem_is_told_with_the_command_that_mends_it() -> None:
    (part,) = turn_html(Turn("Why?", problem="There is no index. Run `assistant index`."), 1)
    assert Seen(part).text == "There is no index. Run assistant index."
    assert Seen(part).tags == ["div", "code"]


def test_hostile_text_in_every_place_stays_text() -> None:
    claims = (Claim(HOSTILE, "supported", (1,)), Claim(HOSTILE, "quoted", (1,)))
    cited = Citation(1, HOSTILE, 3, (HOSTILE, HOSTILE), 0, len(HOSTILE), HOSTILE)
    hostile = replace(answer(*claims, citations=(cited,)), model=HOSTILE, text=HOSTILE, question=HOSTILE)
    found = {1: Excerpt(HOSTILE, HOSTILE, HOSTILE)}
    hit = Hit(Passage(HOSTILE, 0, 0, 5, HOSTILE, (HOSTILE,)), 0.4)
    parts = [
        question_html(HOSTILE),
        documents_html([(HOSTILE, HOSTILE)]),
        documents_html([], HOSTILE),
        *turn_html(Turn(HOSTILE, HOSTILE, hostile, found, problem=HOSTILE), 1),
        *turn_html(Turn(HOSTILE, "", hostile, found), 1),
        *turn_html(Turn(HOSTILE, HOSTILE, replace(hostile, abstained=True), closest=(hit,)), 1),
    ]
    for part in parts:
        page = Seen(part)
        assert set(page.tags) <= OWN_TAGS
        assert {name for name, _ in page.attributes} <= OWN_ATTRIBUTES
        assert all(href == "#turn-1-source-1" for href in page.values("href"))
        assert "\n" not in part


# --- documents --------------------------------------------------------------------------------------------------------


def test_the_documents_are_counted_and_listed_by_title_and_name() -> None:
    page = Seen(documents_html([("a.md", "Two engines"), ("b.md", "Report")]))
    assert page.text == "2 documentsTwo enginesa.mdReportb.md"


def test_one_document_is_not_several() -> None:
    assert Seen(documents_html([("a.md", "A")])).text.startswith("1 documentA")


def test_without_documents_the_list_says_what_to_do() -> None:
    assert Seen(documents_html([], "Put some there.")).text == "0 documentsPut some there."
