from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from assistant.asking.assistant import Assistant
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.library.library import Library
from assistant.settings import Settings

MakeAssistant = Callable[[Mapping[str, str]], Assistant]


@pytest.fixture
def indexed(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[MakeAssistant]:
    """Make an assistant over documents, given by name, with a fake embedder and a real index.

    The index is local, or published to and read from Milvus Lite where the parameter says so.
    """
    store = f"milvus-lite:{tmp_path}/store.db" if getattr(request, "param", "local") == "milvus-lite" else ""
    opened = []

    def make(documents: Mapping[str, str]) -> Assistant:
        corpus = tmp_path / "corpus"
        for name, text in documents.items():
            path = corpus / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        corpus.mkdir(exist_ok=True)
        made = Assistant(
            Library(corpus, tmp_path / "index", Settings(store=store), HashingEmbedder()), ScriptedModel("Nothing.")
        )
        made.library.refresh()
        opened.append(made)
        return made

    yield make
    for made in opened:
        made.close()
