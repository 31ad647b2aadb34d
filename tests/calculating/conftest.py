from collections.abc import Callable

import pytest

from assistant.types import Evidence
from tests.cut_texts import evidence_of

MakeTable = Callable[..., tuple[Evidence, ...]]


@pytest.fixture
def table() -> MakeTable:
    """Make evidence of every sentence of a text in Markdown."""
    return evidence_of
