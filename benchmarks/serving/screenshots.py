"""Takes the pictures of the documentation (docs/images/) from the real window with the real models.

    python -m benchmarks.serving.screenshots

Also reports how soon the window paints, how much of it moves while an answer streams (cumulative layout shift; up to
0.1 is good: web.dev/cls), and which hosts it contacted. Needs chromium.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant import Assistant
from assistant.server.service import Service
from tests.reading.pdf_files import Page as Sheet
from tests.reading.pdf_files import make_pdf
from tests.server.conftest import running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
QUESTION = "How much will Alibaba spend on AI infrastructure, and what could go wrong?"
HARBOUR = "How much will the harbour of Northport spend on electric cranes?"
SECONDS = 120_000
PAINTS = "performance.getEntriesByType('paint').map((one) => `${one.name} ${Math.round(one.startTime)} ms`).join(', ')"
WATCH_SHIFTS = """window.shifted = 0; new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
}).observe({ type: "layout-shift", buffered: true });"""


def main() -> None:
    """Take all pictures."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as place:
        corpus = Path(place) / "corpus"
        shutil.copytree(ROOT / "corpus", corpus)
        with Assistant.open(corpus, Path(place) / "index") as assistant:
            _ = assistant.model
            with running(Service(assistant), window=True) as served, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
                take(browser, served.url, assistant)
                browser.close()


def harbour() -> bytes:
    """Return a report with a heading, two paragraphs and a table."""

    def second(page: Sheet) -> None:
        page.bold("Outlook and risks", 14)
        page.lines(
            "The harbour of Northport will spend 640 million euros on electric cranes by 2029, which its board",
            "regards as the largest single investment in the history of the port. A shortage of trained crane",
            "drivers could delay the programme by as much as two years.",
        )
        page.cells("Containers handled", "4,310,000", "3,980,000")
        page.cells("Ships called", "12,400", "11,950")

    return make_pdf(lambda page: page.lines("The harbour of Northport handled more cargo than ever."), second)


def take(browser: Browser, url: str, assistant: Assistant) -> None:
    """Take a picture after each step: asking, opening a source, changing tabs."""
    page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(url)
    page.wait_for_selector("#question textarea")
    print(page.evaluate(PAINTS))
    page.wait_for_timeout(1000)
    page.evaluate(WATCH_SHIFTS)
    ask(page, QUESTION)
    print(f"cumulative layout shift while streaming: {page.evaluate('window.shifted'):.3f}")
    page.set_viewport_size({"width": 1280, "height": 1240})
    page.locator("a.cite").first.click()
    page.evaluate("document.querySelector('.bubble-wrap').scrollTop = 0")
    shot(page, "chat.png")
    page.get_by_role("button", name="Light or dark").click()
    shot(page, "chat-dark.png")
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.querySelector('.bubble-wrap').scrollTop = 0")
    shot(page, "chat-390px.png")
    page.set_viewport_size({"width": 1280, "height": 860})
    page.get_by_role("button", name="Light or dark").click()
    page.get_by_role("button", name="New chat").click()
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "northport.pdf"
        report.write_bytes(harbour())
        assistant.library.add(report)
    ask(page, HARBOUR)
    page.locator("a.cite").first.click()
    page.wait_for_function("[...document.querySelectorAll('.page img')].some((image) => image.naturalWidth > 0)")
    page.locator(".page").first.scroll_into_view_if_needed()
    shot(page, "pdf-source.png")
    page.get_by_role("tab", name="Figures").click()
    page.wait_for_selector(".figures")
    page.locator(".figures summary").nth(2).click()
    page.locator(".bars").scroll_into_view_if_needed()
    shot(page, "figures.png")
    page.get_by_role("tab", name="Documents").click()
    page.wait_for_selector(".documents")
    shot(page, "documents.png")
    print(f"hosts asked: {', '.join(sorted(hosts))}")


def ask(page: Page, question: str) -> None:
    """Ask, and wait until it is answered."""
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(".small-print", timeout=SECONDS)


def shot(page: Page, name: str) -> None:
    """Take a picture once all is still."""
    page.mouse.move(5, 5)
    page.wait_for_timeout(1200)
    page.screenshot(path=IMAGES / name)


if __name__ == "__main__":
    main()
