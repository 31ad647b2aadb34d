from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant import Assistant, Library, Settings
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.models.packages import MINILM, MULTILINGUAL
from assistant.retrieval.query import make_query
from assistant.retrieval.question import make_question, posed_as

FRENCH = {"barn": "grange", "painted": "peinte", "red": "rouge"}


class Knowing(HashingEmbedder):
    """Knows a few words of French; it has the name of a real embedder."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __reduce__(self) -> tuple[type["Knowing"], tuple[str]]:  # type: ignore[override]  # ndarray says less
        return type(self), (self.name,)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        told = (" ".join(FRENCH.get(word.strip("?.").lower(), word) for word in text.split()) for text in texts)
        return super().embed(list(told))


@pytest.mark.parametrize(("name", "first"), [(MINILM.name, "b.txt"), (MULTILINGUAL.name, "a.txt")])
def test_vectors_count_more_than_words_if_they_read_the_language_of_the_documents(
    tmp_path: Path, name: str, first: str
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("grange peinte rouge", encoding="utf-8")
    (tmp_path / "corpus" / "b.txt").write_text("The barn owl of the valley hunts mice by night.", encoding="utf-8")
    library = Library(tmp_path / "corpus", tmp_path / "index", Settings(), Knowing(name))
    library.refresh()
    assert Assistant(library, ScriptedModel("")).search("barn painted red?")[0].passage.document == first


def test_the_vector_of_a_translated_question_lies_between_both_wordings() -> None:
    embedder = HashingEmbedder()
    asked = posed_as(make_question("Where is the barn?"), "Où est la grange ?")
    ours, theirs = embedder.embed(["Where is the barn?", "Où est la grange ?"])
    vector = make_query(asked, embedder).vector
    assert vector @ ours == pytest.approx(vector @ theirs, abs=1e-5)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)
