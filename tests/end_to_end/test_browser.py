"""The window in a real browser on the real models: what a person does with it, by mouse and by keyboard alone.

The models answer few questions here, since each takes seconds; the steps of a test build on one another for that.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from assistant import Assistant
from assistant.server.service import Service
from tests.end_to_end.browsing import ANSWER_MS, Visit, expect, needs_chromium
from tests.reading.pdf_files import make_pdf
from tests.server.conftest import running

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.models, needs_chromium]

ROOT = Path(__file__).parents[2]
PAYLOADS = json.loads((ROOT / "tests/end_to_end/payloads.json").read_text("utf-8"))
QUESTION = "How much will Alibaba spend on AI infrastructure, and what could go wrong?"


def harbour() -> bytes:
    """A report of two pages, of which the second says what the test asks."""
    return make_pdf(
        lambda page: page.lines("The harbour of Northport handled more cargo this year than in any year before."),
        lambda page: page.lines(
            "The harbour of Northport will spend 640 million euros on electric cranes by 2029.",
            "A shortage of trained drivers could delay the programme.",
        ),
        title="Harbour report",
    )


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a window on the shipped corpus and the real models."""
    place = tmp_path_factory.mktemp("window")
    shutil.copytree(ROOT / "corpus", place / "corpus")
    lines = "\n\n".join(f"Payload {number} of the mill is {payload}" for number, payload in enumerate(PAYLOADS))
    (place / "corpus" / "<img src=x onerror=alert(1)>.md").write_text(
        f"# <script>alert('title')</script>\n\n{lines}\n", "utf-8"
    )
    with (
        Assistant.open(place / "corpus", place / "index") as assistant,
        running(Service(assistant), window=True) as served,
    ):
        yield f"{served.url}/"


@pytest.fixture
def visit(browser: Browser, window: str) -> Iterator[Visit]:
    opened = Visit(browser, window)
    yield opened
    assert opened.hosts <= {urlsplit(window).netloc, ""}
    assert opened.dialogs == []
    opened.context.close()


def test_an_answer_streams_cites_is_copied_rated_and_kept(visit: Visit) -> None:
    page = visit.page
    assert visit.serious() == []
    page.fill("#question textarea", QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".doing .now")).to_be_visible(timeout=ANSWER_MS)
    expect(page.locator(".answer a.cite").first).to_be_visible(timeout=ANSWER_MS)
    growing = page.locator(".answer bdi").count()
    expect(page.locator(".small-print")).to_be_visible(timeout=ANSWER_MS)
    assert page.locator(".answer bdi").count() > growing
    assert "380 billion yuan" in page.locator(".answer").inner_text()
    assert "very sure" in page.locator(".small-print").inner_text()

    page.locator("a.cite").first.click()
    mark = page.locator(".source[open] mark").first
    expect(mark).to_be_visible()
    assert mark.inner_text() == "For the next three years Alibaba plans to spend 380 billion yuan on AI infrastructure."
    assert visit.serious() == []

    page.get_by_role("button", name="Copy", exact=True).click()
    assert visit.copies("[^1]:")
    page.get_by_role("button", name="Good", exact=True).click()
    expect(page.get_by_role("button", name="Good", exact=True)).to_have_attribute("aria-pressed", "true")

    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".answer")).to_have_count(0)
    page.reload()
    visit.tab("History")
    expect(page.get_by_role("radio")).to_be_checked()
    assert visit.serious() == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as Markdown").click()
    assert "380 billion yuan" in Path(download.value.path()).read_text("utf-8")
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator(".answer")).to_contain_text("380 billion yuan")
    visit.tab("History")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("radio")).to_have_count(0)


def test_a_document_is_dropped_asked_about_seen_as_a_page_and_removed(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    (tmp_path / "northport.pdf").write_bytes(harbour())
    (tmp_path / "broken.pdf").write_bytes(b"no pdf at all")
    visit.tab("Documents")
    page.set_input_files("#drop input[type=file]", [tmp_path / "northport.pdf", tmp_path / "broken.pdf"])
    expect(page.locator("#arrivals .done")).to_contain_text("indexed", timeout=ANSWER_MS)
    expect(page.locator("#arrivals .failed")).to_contain_text("broken.pdf", timeout=ANSWER_MS)
    assert str(tmp_path.parent) not in page.content()
    assert "/tmp/" not in page.locator("#arrivals").inner_text()
    expect(page.locator(".documents")).to_contain_text("northport.pdf")
    assert visit.serious() == []

    visit.tab("Chat")
    visit.ask("How much will the harbour of Northport spend on electric cranes?")
    assert "640 million euros" in page.locator(".answer").inner_text()
    page.locator("a.cite").first.click()
    picture = page.locator(".source[open] .page img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("[...document.querySelectorAll('.page img')].some((image) => image.naturalWidth === 1100)")

    visit.tab("Documents")
    page.get_by_label("Remove a file").click()
    page.get_by_role("option", name="northport.pdf").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#arrivals")).to_contain_text("removed", timeout=ANSWER_MS)
    expect(page.locator(".documents")).not_to_contain_text("northport.pdf")
    visit.tab("Chat")
    visit.ask("How much will the harbour of Northport spend on electric cranes?")
    last = page.locator(".answer").last
    assert "640" not in last.inner_text()
    expect(page.locator(".note").last).to_contain_text("The documents do not mention")


def test_an_answer_is_stopped_by_keyboard_alone_and_the_question_edited(visit: Visit) -> None:
    page = visit.page
    expect(page.locator("#question textarea")).to_be_focused()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    page.keyboard.type("What are the plans for quick commerce, and what are the risks of the plan?")
    page.keyboard.press("Enter")
    expect(page.locator(".doing")).to_be_visible(timeout=ANSWER_MS)
    page.keyboard.press("Tab")
    expect(page.locator("#question button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".note", has_text="Stopped.")).to_be_visible(timeout=ANSWER_MS)
    page.get_by_role("button", name="Edit").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#question textarea")).to_have_value(re.compile("quick commerce"))
    page.get_by_role("tab", name="Chat").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".documents")).to_be_visible()


def test_dark_light_and_phone_are_usable_and_remembered(browser: Browser, window: str) -> None:
    visit = Visit(browser, window, viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = visit.page
    expect(page.locator("body")).to_have_class(re.compile("dark"))
    for width in (390, 768, 2560):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box = page.locator("#question").bounding_box()
        assert box is not None
        assert box["y"] < 844 - 60
    page.set_viewport_size({"width": 390, "height": 844})
    assert visit.serious() == []
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("body")).not_to_have_class(re.compile("dark"))
    page.reload()
    page.wait_for_selector("#question textarea")
    expect(page.locator("body")).not_to_have_class(re.compile("dark"))
    visit.context.close()


def test_no_markup_of_a_document_is_live_anywhere(visit: Visit) -> None:
    assert len(PAYLOADS) >= 40
    page = visit.page
    own = page.evaluate("document.querySelectorAll('script, iframe, object, embed, form, link, meta, base').length")
    visit.ask("What is payload 7 of the mill?")
    page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    for tab, seen in (("Documents", ".documents"), ("Figures", ".figures")):
        visit.tab(tab)
        expect(page.locator(seen)).to_contain_text("<img src=x onerror=alert(1)>.md")
    page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    shown = " ".join(page.locator(".figures").inner_text().split())
    for number, payload in enumerate(PAYLOADS):
        assert " ".join(f"Payload {number} of the mill is {payload}".split()) in shown
    assert visit.serious() == []
    inside = page.locator(".answer, .passage, .documents, .figures, .bars")
    assert inside.locator("img, script, iframe, svg, form, input, object, style, link, video, math").count() == 0
    assert all(
        link.startswith("#")
        for link in inside.locator("a").evaluate_all("(all) => all.map(a => a.getAttribute('href'))")
    )
    assert page.evaluate(
        "document.querySelectorAll('script, iframe, object, embed, form, link, meta, base').length"
    ) - own <= page.evaluate("document.querySelectorAll('link[rel=modulepreload], link[rel=stylesheet]').length")
    assert page.evaluate("window.pwned") is None
