"""The system's chromium, and a page of the window in it."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe_api = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
expect = sync_api.expect
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: apt-get install chromium")
ANSWER_MS = 90_000
expect.set_options(timeout=ANSWER_MS / 3)


class Visit:
    """A page of the window, everything it asked the network for, and whether any script of a document ran."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        self.context = browser.new_context(
            permissions=["clipboard-read", "clipboard-write"], **{"viewport": {"width": 1280, "height": 900}, **options}
        )
        self.context.set_default_timeout(ANSWER_MS)
        self.page = self.context.new_page()
        self.hosts: set[str] = set()
        self.dialogs: list[str] = []
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("dialog", self._note)
        self.page.goto(url)
        self.page.wait_for_selector("#question textarea")

    def _note(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def ask(self, question: str) -> None:
        before = self.page.locator(".small-print").count()
        self.page.fill("#question textarea", question)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".small-print")).to_have_count(before + 1, timeout=ANSWER_MS)

    def copies(self, words: str) -> bool:
        """Whether the clipboard comes to hold these words; a promise would be true in the page at once."""
        until = time.monotonic() + 30
        while words not in self.page.evaluate("navigator.clipboard.readText()") and time.monotonic() < until:
            self.page.wait_for_timeout(50)
        return words in self.page.evaluate("navigator.clipboard.readText()")

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name, exact=True).click()

    def serious(self) -> list[str]:
        """What axe finds that keeps somebody from using the page."""
        found = axe_api.Axe().run(self.page).response["violations"]
        return [
            f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in ("serious", "critical")
        ]
