from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.fakes import HashingEmbedder, ScriptedModel
from assistant.settings import Settings

MakeAssistant = Callable[[Mapping[str, str]], Assistant]


@pytest.fixture
def indexed(tmp_path: Path) -> MakeAssistant:
    """Make an assistant over documents, given by name, with a fake embedder and a real index."""

    def make(documents: Mapping[str, str]) -> Assistant:
        corpus = tmp_path / "corpus"
        for name, text in documents.items():
            path = corpus / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        corpus.mkdir(exist_ok=True)
        made = Assistant(corpus, tmp_path / "index", Settings(), HashingEmbedder(), ScriptedModel("Nothing."))
        made.refresh()
        return made

    return make
