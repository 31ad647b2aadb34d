from dataclasses import replace

from assistant.indexing.catalogue import StoredDocument
from assistant.reading.registry import Skipped
from assistant.window.documents_tab import NO_DOCUMENTS, documents_html
from tests.window.seen import HOSTILE, Seen

REPORT = StoredDocument(1, "b.pdf", "Report", "b.pdf", (), "", "2025-03-05", "", 12, 40, 7, "2025-04-01T10:11:12+00:00")


def test_the_documents_are_counted_and_listed_with_what_is_known_of_each() -> None:
    page = Seen(documents_html([REPORT, replace(REPORT, name="c.md", title="Two engines", copies=("d.md",), pages=0)]))
    assert "2 documents in the index" in page.text
    assert "Reportb.pdfpdf2025-03-05124072025-04-01 10:11" in page.text
    assert "Two enginesc.mdalso d.mdmd" in page.text


def test_one_document_is_not_several() -> None:
    assert "1 document in the index" in Seen(documents_html([REPORT])).text


def test_without_documents_it_says_what_to_do() -> None:
    assert Seen(documents_html([])).text == NO_DOCUMENTS


def test_what_could_not_be_read_is_listed_with_the_reason_even_where_nothing_could() -> None:
    problem = Skipped("x.pdf", "is locked. Run `assistant index`.")
    for documents in ([], [REPORT]):
        page = Seen(documents_html(documents, [problem]))
        assert page.text.endswith("What could not be readx.pdf is locked. Run assistant index.")
    assert "could not" not in documents_html([REPORT])


def test_what_was_read_in_part_stands_apart_from_what_was_not() -> None:
    problems = [Skipped("x.pdf", "is locked."), Skipped.part_of("y.pdf", "was read except page 2.")]
    text = Seen(documents_html([REPORT], problems)).text
    assert text.endswith(
        "What could not be readx.pdf is locked.What was read in party.pdf (in part) was read except page 2."
    )


def test_hostile_names_titles_and_reasons_stay_text() -> None:
    hostile = replace(REPORT, name=HOSTILE, title=HOSTILE, copies=(HOSTILE,), dated=HOSTILE)
    html = documents_html([hostile], [Skipped(HOSTILE, HOSTILE)])
    own = {
        "b",
        "caption",
        "code",
        "div",
        "h2",
        "li",
        "small",
        "span",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
    }
    assert set(Seen(html).tags) <= own | {"tr", "ul"}
    assert not any(name.startswith("on") for name, _ in Seen(html).attributes)


def test_an_advice_on_the_documents_stands_below_them_with_its_command() -> None:
    page = Seen(documents_html([REPORT], advice="Half of them are in Welsh. Run `assistant index --rebuild`."))
    assert page.text.endswith("Half of them are in Welsh. Run assistant index --rebuild.")
