from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.asking.assistant import Assistant
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.building.builder import IndexReport
from assistant.indexing.milvus.store import MilvusStore
from assistant.library.library import Library
from assistant.settings import Settings


class Published:
    """A corpus, its index, and the store that it is published to."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.corpus = place / "corpus"
        self.corpus.mkdir()
        self.index = place / "index"
        self.address = f"milvus-lite:{place}/store.db"
        self.embedder = HashingEmbedder()
        self.here = self.open(self.corpus, self.index)
        self.local = Assistant(Library(self.corpus, self.index, Settings(), self.embedder), ScriptedModel("Nothing."))

    def open(self, corpus: Path, index: Path, embedder: HashingEmbedder | None = None) -> Assistant:
        settings = Settings(store=self.address)
        return Assistant(Library(corpus, index, settings, embedder or self.embedder), ScriptedModel("Nothing."))

    def elsewhere(self) -> Assistant:
        """Return an assistant on a machine that has neither documents nor an index."""
        return self.open(self.place / "no corpus", self.place / "no index")

    @property
    def store(self) -> MilvusStore:
        assert isinstance(self.here.library._store, MilvusStore)
        return self.here.library._store

    def write(self, name: str, text: str) -> None:
        (self.corpus / name).write_text(text, encoding="utf-8")

    def update(self) -> IndexReport:
        self.embedder.embedded.clear()
        return self.here.library.refresh()

    def rows(self, collection: str) -> int:
        """Return how many rows a collection has, whoever may see them."""
        state = self.store.state()
        assert state is not None
        which = "id >= 0" if collection in ("passages", "sentences") else "document >= 0"
        return len(list(self.store.milvus.all_rows(getattr(state.collections, collection), which, ["id"])))


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Published]:
    made = Published(tmp_path)
    yield made
    made.here.close()
