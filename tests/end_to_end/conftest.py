from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from assistant.assistant import Assistant
from tests.end_to_end.canned import Canned
from ui import build_chat, launch_options

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def canned(tmp_path: Path) -> Canned:
    return Canned(tmp_path)


@pytest.fixture
def window(canned: Canned) -> Iterator[str]:
    """The address of a window whose assistant says what it was told to."""
    chat = build_chat(cast(Assistant, canned))
    _, url, _ = chat.launch(
        server_name="127.0.0.1", prevent_thread_lock=True, quiet=True, **launch_options(cast(Assistant, canned))
    )
    yield url
    canned.permits.release(1000)
    chat.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    from tests.end_to_end.browsing import CHROMIUM

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()
