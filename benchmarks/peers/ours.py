"""The assistant itself, asked like the others.

In the environment of the benchmark it answers with `xllamacpp`, as installed; in one with `llama-cpp-python`, with
that, like the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from assistant.asking.assistant import Assistant
from assistant.embedding import open_embedder
from assistant.library.library import Library
from assistant.settings import Settings
from assistant.types import Answer
from benchmarks.peers.protocol import Piece, Task, carry_out


class Ours:
    """The assistant with its defaults. It retrieves the sentences that it answers from."""

    def __init__(self, task: Task) -> None:
        settings = Settings(
            language_model=task.model,
            embedding_model=task.embedder,
            threads=task.threads,
            gguf_engine="llama-cpp-python" if find_spec("llama_cpp") else "",
        )
        embedder = open_embedder(settings)
        embedder.embed(["warm"])
        self._assistant = Assistant(Library(Path(task.corpus), Path(task.index), settings, embedder))

    def index(self) -> None:
        """Update the index from the corpus."""
        self._assistant.library.refresh()

    def load_model(self) -> None:
        """Load the language model, which is otherwise done at the first question."""
        _ = self._assistant.model

    def retrieve(self, question: str) -> Sequence[str]:
        """Return the evidence."""
        return [item.sentence.text for item in self._assistant.evidence(question)]

    def answer(self, question: str, piece: Piece) -> str:
        """Return the answer without its `[n]` marks; a piece is a tested sentence."""
        shown = 0
        for answer in self._assistant.stream(question):
            said = _said(answer)
            piece(said[shown:])
            shown = len(said)
        return said


def _said(answer: Answer) -> str:
    return answer.text if answer.abstained else " ".join(claim.text for claim in answer.claims)


if __name__ == "__main__":
    carry_out(Ours)
