from assistant.types import CheckedSentence, CheckedText, Citation, TextVerdict
from assistant.window.check_tab import checked_html
from tests.window.seen import HOSTILE, Seen


def checked(text: str, verdict: TextVerdict, unsupported: tuple[tuple[int, int], ...] = ()) -> CheckedText:
    cited = Citation(1, "report.md", 3, ("Fares",), 0, len(text), text)
    return CheckedText((CheckedSentence(0, len(text), text, verdict, 0.9, unsupported, (cited,)),), 1, "2", 0.1)


def test_a_supported_sentence_is_marked_with_its_figures_proven_and_its_source() -> None:
    page = Seen(checked_html(checked("Fares rose by 4% in 2019.", "supported")))
    assert "supported" in page.values("class")
    assert page.tags.count("strong") == 2
    assert "report.md, page 3, Fares" in page.text
    assert page.text.startswith("1 sentence: 1 supported.")


def test_what_is_not_supported_is_struck() -> None:
    page = Seen(checked_html(checked("Fares rose by 9%.", "contradicted", ((14, 16),))))
    assert "contradicted" in page.values("class")
    assert page.tags.count("del") == 1


def test_hostile_text_stays_text() -> None:
    page = Seen(checked_html(checked(HOSTILE, "not_found", ((0, 2),))))
    assert not {"script", "img", "b"} & set(page.tags)
