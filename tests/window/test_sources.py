from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.types import Citation, Claim
from assistant.window.sources import Excerpt, claims_html, excerpt, page_html
from tests.window.seen import HOSTILE, Seen


def citation(quote: str, start: int = 0) -> Citation:
    return Citation(1, "a.md", 3, ("Results", "Cloud"), start, start + len(quote), quote)


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


@pytest.mark.parametrize("name", ["a.pdf", "deep/A b&c.PDF", f"{HOSTILE}.pdf"])
def test_the_page_of_a_pdf_is_a_picture_from_an_address_of_our_own(name: str) -> None:
    page = Seen(page_html(name, 4, 10, 20), void=("img",))
    (address,) = page.values("src")
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path) == ("", "", "v1/page-image")
    assert parse_qs(parts.query) == {"document": [name], "start": ["10"], "end": ["20"]}
    assert page.values("alt")[0].startswith("Page 4 of ")
    assert page.tags == ["div", "img"]


@pytest.mark.parametrize(("name", "page"), [("a.md", None), ("a.pptx", 2), ("a.pdf", None)])
def test_what_is_no_page_of_a_pdf_has_no_picture(name: str, page: int | None) -> None:
    assert page_html(name, page, 0, 5) == ""


def test_what_is_quoted_stands_apart_and_what_is_calculated_says_so() -> None:
    claims = (Claim("It grew", "quoted", ()), Claim("Change: 8 - 7 = 1.", "calculated", ()))
    html = claims_html(claims, (), "a")
    assert html.startswith("<blockquote><bdi>It grew")
    assert "<p><bdi>Change" in html
    assert html.count(">quoted<") == html.count(">calculated<") == 1


def test_an_uncertain_figure_of_a_quotation_is_named_beside_the_lines_of_the_page() -> None:
    cited = replace(citation("It earned 1,250."), document="scan.png", uncertain=("1,250",))
    seen = claims_html([Claim("It earned 1,250.", "quoted", (1,))], [cited], "here")
    assert "Uncertain, read from a picture: 1,250" in Seen(seen, ("img",)).text
    assert "crop&#61;true" in seen
    assert "Uncertain" not in claims_html([Claim("It earned.", "supported", (1,))], [cited], "here")
    assert cited.told == "It earned 1,250. (uncertain, read from a picture: 1,250)"


@pytest.mark.parametrize("document", ["scan.png", "scan.TIFF", "a.zip/photo.jpeg", "report.pdf"])
def test_pictures_and_pdfs_show_their_page(document: str) -> None:
    assert "v1" in page_html(document, 1, 0, 9)
