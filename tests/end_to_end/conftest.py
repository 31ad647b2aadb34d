from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.canned import Canned, service_of
from tests.server.conftest import running

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def canned(tmp_path: Path) -> Canned:
    return Canned(tmp_path)


@pytest.fixture
def window(canned: Canned) -> Iterator[str]:
    """The address of a window whose assistant says what it was told to."""
    with running(service_of(canned), window=True) as served:
        yield f"{served.url}/"
        canned.permits.release(1000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    from tests.end_to_end.browsing import CHROMIUM

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()
