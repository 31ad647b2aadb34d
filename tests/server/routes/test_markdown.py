from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.server.routes.markdown import footnotes, inert
from assistant.types import Answer, Citation
from tests.acting import HOSTILE, acting

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TAGS = {"p", "li", "ul", "ol"}


@given(st.text())
def test_no_text_becomes_a_link_an_image_or_a_tag(text: str) -> None:
    for token in PARSER.parse(f"“{inert(text)}”"):
        assert token.type in ("paragraph_open", "inline", "paragraph_close")
        for child in token.children or ():
            assert child.type in ("text", "text_special", "softbreak"), child


@pytest.mark.parametrize(
    "hostile",
    [
        "![x](http://evil.example/a.png)",
        "<img src=x onerror=alert(1)>",
        "[1]: http://evil.example",
        "[1](javascript:alert(1))",
        "<http://evil.example>",
        "`a` **b** _c_ ~~d~~ | e | # f &lt;b&gt; \\[g\\]",
    ],
)
def test_what_a_document_says_is_shown_as_it_is(hostile: str) -> None:
    shown = PARSER.render(f"“{inert(hostile)}”")
    assert not {"<a", "<img", "<em", "<strong", "<code", "<s>", "<h1"} & set(shown.replace(">", " ").split())
    assert "<a" not in shown
    assert "<img" not in shown


def test_our_own_markers_stay() -> None:
    assert inert("It rose. [1][2] It fell. [3]") == "It rose. [1][2] It fell. [3]"


def test_a_bare_address_is_no_link_and_reads_the_same() -> None:
    for address in ("https://evil.example", "www.evil.example", "mailto:a@evil.example", "a@evil.example"):
        assert PARSER.render(inert(f"see {address}")) == f"<p>see {address}</p>\n"
        assert address not in inert(f"see {address}")


def test_footnotes_name_the_place_and_quote() -> None:
    cited = Citation(1, "a.pdf", 3, ("Results", "Cloud"), 0, 5, "It *rose*\n26%.")
    answer = Answer("Why?", "It rose. [1]", False, 0.9, (), (cited,), {}, "m", 1)
    assert footnotes(answer) == "\n\n[1] a.pdf, page 3, Results > Cloud — “It \\*rose\\* 26%.”"


@given(st.lists(st.text(st.characters(exclude_categories=())) | st.sampled_from(["1.", "http:", "//x", HOSTILE])))
def test_an_answer_that_grows_by_sentences_grows_as_it_is_shown(sentences: list[str]) -> None:
    said = [f"{sentence} [{number}]" for number, sentence in enumerate(sentences, start=1)]
    sent = ""
    for number in range(len(said)):
        text = inert(" ".join(said[: number + 1]))
        assert text.startswith(sent)
        sent = text


def test_nothing_that_acts_is_in_a_text_or_a_footnote() -> None:
    cited = Citation(1, f"{HOSTILE}\n.md", 3, (HOSTILE,), 0, 5, HOSTILE, also=(HOSTILE,))
    answer = Answer("Why?", HOSTILE, False, 0.9, (), (cited,), {}, "m", 1)
    for shown in (inert(answer.text), footnotes(answer)):
        assert acting(shown) == set()
        assert "000,05" in shown
    assert footnotes(answer).count("\n") == 2
