"""txtai, as its documentation begins.

Reading the folder by paragraphs, and the words of the prompt, follow the notebook "Build RAG pipelines with txtai",
https://github.com/neuml/txtai/blob/master/examples/52_Build_RAG_pipelines_with_txtai.ipynb ; the RAG pipeline with its
system prompt and length follows https://github.com/neuml/txtai/blob/master/examples/rag_quickstart.py . The number of
paragraphs (3) and what samples the words are defaults.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from txtai import RAG, Embeddings
from txtai.pipeline import Textractor

from benchmarks.peers.protocol import Piece, Task, carry_out

SYSTEM = "You are a friendly assistant. You answer questions from users."
TEMPLATE = """
Answer the following question using only the context below. Only include information specifically discussed.

question: {question}
context: {context}
"""


class Txtai:
    """An embeddings database and a RAG pipeline over it."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._embeddings = Embeddings(content=True, path=task.embedder)

    def index(self) -> None:
        """Read paragraphs, embed and save."""
        self._embeddings.index(self._paragraphs())
        self._embeddings.save(self._task.index)

    def load_model(self) -> None:
        """Load the model and put the pipeline together."""
        threads = self._task.threads
        options = {"n_threads": threads, "n_threads_batch": threads, "seed": 1}
        self._rag = RAG(
            self._embeddings, self._task.model, system=SYSTEM, template=TEMPLATE, output="flatten", **options
        )

    def retrieve(self, question: str) -> Sequence[str]:
        """Return the paragraphs."""
        return [found["text"] for found in self._embeddings.search(question, 3)]

    def answer(self, question: str, piece: Piece) -> str:
        """Run the pipeline."""
        pieces = []
        for text in self._rag(question, maxlength=2048, stream=True):
            piece(text)
            pieces.append(text)
        return "".join(pieces).strip()

    def _paragraphs(self) -> Iterator[str]:
        textractor = Textractor(paragraphs=True)
        for path in sorted(Path(self._task.corpus).iterdir()):
            if path.is_file():
                yield from textractor(str(path))


if __name__ == "__main__":
    carry_out(Txtai)
