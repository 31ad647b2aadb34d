"""The reference pages (`docs/reference/*.md`), written from the code.

`python -m docs.generate` writes them; `tests/test_docs.py` fails when a committed page differs.
"""

from collections.abc import Callable

from docs.generate.commands import commands_page
from docs.generate.http import http_page
from docs.generate.python import python_page
from docs.generate.settings import settings_page

PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "http.md": http_page,
    "python.md": python_page,
    "settings.md": settings_page,
}
