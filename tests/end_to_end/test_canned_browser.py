"""The window in a real browser, its assistant a stand-in: what does not depend on what is answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.browsing import Visit, expect, needs_chromium
from tests.end_to_end.canned import SENTENCES, Canned, service_of
from tests.server.conftest import running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

pytestmark = needs_chromium

WATCH_SHIFTS = """window.shifts = []; new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts.push(
    [one.value, ...one.sources.map((source) => source.node && (source.node.id || source.node.className))]);
}).observe({ type: "layout-shift" });"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Canned, str]]:
    """An assistant that says what it was told to, and the address of its window, which takes seconds to build."""
    canned = Canned(tmp_path_factory.mktemp("canned"))
    with running(service_of(canned), window=True) as served:
        yield canned, f"{served.url}/"
        canned.permits.release(1000)


@pytest.fixture
def canned(shared: tuple[Canned, str]) -> Iterator[Canned]:
    """The assistant, which waits for nothing until a test says so, and for nothing that a test has left."""
    shared[0].permits = threading.Semaphore(1000)
    yield shared[0]
    shared[0].permits.release(1000)


@pytest.fixture
def window(canned: Canned, shared: tuple[Canned, str]) -> str:
    return shared[1]


@pytest.fixture
def visit(browser: Browser, window: str) -> Iterator[Visit]:
    opened = Visit(browser, window)
    yield opened
    opened.context.close()


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 700}, {"width": 390, "height": 844}])
def test_nothing_on_the_page_moves_while_answers_stream(
    browser: Browser, window: str, canned: Canned, viewport: ViewportSize
) -> None:
    visit = Visit(browser, window, viewport=viewport)
    page = visit.page
    visit.ask("How was the year?")
    page.wait_for_timeout(1000)  # shifts within half a second after an input do not count
    page.evaluate(WATCH_SHIFTS)
    for asked in (2, 3):
        canned.permits = threading.Semaphore(0)
        page.fill("#question textarea", "And the year before that?")
        page.keyboard.press("Enter")
        expect(page.locator(".doing")).to_be_visible()
        page.wait_for_timeout(700)
        for sentence in range(1, len(SENTENCES) + 1):
            canned.permits.release()
            expect(page.locator(".answer").nth(asked - 1).locator("bdi")).to_have_count(sentence)
            page.wait_for_timeout(100)
        expect(page.locator(".small-print")).to_have_count(asked)
        page.wait_for_timeout(600)
    assert page.evaluate("window.shifts") == []
    visit.context.close()


def test_each_answer_of_a_conversation_is_copied_and_rated_by_itself(visit: Visit, canned: Canned) -> None:
    page = visit.page
    visit.ask("How was the year?")
    visit.ask("How is the weather?")
    first, second = page.locator(".deeds").all()
    first.get_by_role("button", name="Copy").click()
    assert visit.copies("Cloud grew by 26%.[^1]")
    second.get_by_role("button", name="Copy").focus()
    page.keyboard.press("Enter")
    assert visit.copies("The documents don't say.")

    good, bad = first.get_by_role("button", name="Good"), first.get_by_role("button", name="Bad")
    good.click()
    expect(good).to_have_attribute("aria-pressed", "true")
    bad.click()
    expect(bad).to_have_attribute("aria-pressed", "true")
    expect(good).to_have_attribute("aria-pressed", "false")
    expect(second.get_by_role("button", name="Bad")).to_have_attribute("aria-pressed", "false")
    assert canned.rated == [("How was the year?", "up"), ("How was the year?", "down")]
    visit.ask("How was the year before?")
    expect(bad).to_have_attribute("aria-pressed", "true")
    assert visit.serious() == []


def test_a_number_says_what_it_leads_to_to_the_pointer_and_to_the_keyboard(visit: Visit) -> None:
    page = visit.page
    visit.ask("How was the year?")
    number = page.locator("a.cite").first
    shown = "getComputedStyle(document.querySelector('a.cite'), '::after').content !== 'none'"
    assert not page.evaluate(shown)
    number.hover()
    assert page.evaluate(shown)
    label = number.get_attribute("aria-label") or ""
    assert all(part in label for part in ("report.md", "Results › Cloud", "page 3", SENTENCES[0]))
    page.mouse.move(5, 5)
    assert not page.evaluate(shown)
    page.get_by_role("textbox", name="Question").focus()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement === document.querySelector('a.cite')"):
            break
    assert page.evaluate(shown)


def test_a_file_that_is_dropped_shows_its_stages(visit: Visit, canned: Canned, tmp_path: Path) -> None:
    canned.permits = threading.Semaphore(0)
    dropped = tmp_path / "report.md"
    dropped.write_text("Cloud grew by 26%.", "utf-8")
    visit.tab("Documents")
    visit.page.set_input_files("#drop input[type=file]", dropped)
    expect(visit.page.locator("#arrivals .embedding")).to_contain_text("embedding, 50%")
    assert visit.page.get_by_role("progressbar").get_attribute("value") == "0.625"
    canned.permits.release()
    expect(visit.page.locator("#arrivals .done")).to_contain_text("1 passage indexed")
