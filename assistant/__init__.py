"""A document question-answering assistant whose every sentence cites the sentence it rests on.

from assistant import Assistant

with Assistant.open(corpus="corpus", index="index") as assistant:
    print(assistant.ask("What are the main risks?"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.asking.assistant import Assistant
    from assistant.errors import AssistantError
    from assistant.indexing.building.builder import IndexReport
    from assistant.indexing.catalogue import StoredDocument
    from assistant.indexing.check import Fault
    from assistant.indexing.ledger import LedgerEntry
    from assistant.indexing.scope import Scope
    from assistant.library.library import Library
    from assistant.memory.feedback import Feedback
    from assistant.retrieval.question import Exchange, Question
    from assistant.settings import Settings
    from assistant.types import Answer, Citation, Claim, Document, Evidence, Facet, Figure, Hit, Passage

__all__ = [
    "Answer",
    "Assistant",
    "AssistantError",
    "Brief",
    "Citation",
    "Claim",
    "Document",
    "Evidence",
    "Exchange",
    "Facet",
    "Fault",
    "Feedback",
    "Figure",
    "Hit",
    "IndexReport",
    "LedgerEntry",
    "Library",
    "Passage",
    "Question",
    "Scope",
    "Section",
    "Settings",
    "StoredDocument",
]

_HOME = {
    "Assistant": "assistant.asking.assistant",
    "AssistantError": "assistant.errors",
    "Exchange": "assistant.retrieval.question",
    "Fault": "assistant.indexing.check",
    "Feedback": "assistant.memory.feedback",
    "IndexReport": "assistant.indexing.building.builder",
    "LedgerEntry": "assistant.indexing.ledger",
    "Library": "assistant.library.library",
    "Question": "assistant.retrieval.question",
    "Scope": "assistant.indexing.scope",
    "Settings": "assistant.settings",
    "StoredDocument": "assistant.indexing.catalogue",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that importing the package loads no model library."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME.get(name, "assistant.types")), name)
