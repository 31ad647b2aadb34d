from assistant.types import Brief, Citation, Claim, Section
from assistant.window.brief_tab import brief_html
from tests.window.seen import HOSTILE, Seen


def brief(text: str) -> Brief:
    cited = Citation(1, text, 3, (text,), 0, len(text), text)
    sections = (Section("strategy", text, (Claim(text, "supported", (1,)),)), Section("risks", "nothing", ()))
    return Brief(text, sections, (cited,), {}, "m", 1)


def test_each_facet_has_its_sentences_and_they_lead_to_their_sources() -> None:
    page = Seen(brief_html(brief("It grew."), {}))
    assert page.text.startswith("StrategyIt grew.1RisksThe documents don't say.")
    assert page.values("href") == ["#brief-source-1"]
    assert "brief-source-1" in page.values("id")


def test_hostile_text_stays_text() -> None:
    page = Seen(brief_html(brief(HOSTILE), {}))
    assert not {"script", "img", "b"} & set(page.tags)
