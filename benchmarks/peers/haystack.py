"""Haystack, as its documentation begins.

Indexing follows the tutorial "Preprocessing Different File Types",
https://haystack.deepset.ai/tutorials/30_file_type_preprocessing_index_pipeline (text and Markdown; cut into 150 words
with 50 in common); answering follows "In a pipeline" of
https://docs.haystack.deepset.ai/docs/llamacppchatgenerator (3 chunks, its prompt, temperature and length). Both use
all-MiniLM-L6-v2.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from haystack import Pipeline
from haystack.components.builders import ChatPromptBuilder
from haystack.components.converters import MarkdownToDocument, TextFileToDocument
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentCleaner, DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.components.routers import FileTypeRouter
from haystack.components.writers import DocumentWriter
from haystack.dataclasses import ChatMessage
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from haystack_integrations.components.generators.llama_cpp import LlamaCppChatGenerator

from benchmarks.peers.protocol import Piece, Task, carry_out

PROMPT = """
    Answer the question using the provided context.
    Context:
    {% for doc in documents %}
        {{ doc.content }}
    {% endfor %}
    """


class Haystack:
    """A pipeline that indexes, and one that answers."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        self._embedder = SentenceTransformersDocumentEmbedder(model=task.embedder)
        self._embedder.warm_up()

    def index(self) -> None:
        """Convert, clean, cut, embed, write, and save the store."""
        pipeline = Pipeline()
        pipeline.add_component("router", FileTypeRouter(mime_types=["text/plain", "text/markdown"]))
        pipeline.add_component("text", TextFileToDocument())
        pipeline.add_component("markdown", MarkdownToDocument())
        pipeline.add_component("joiner", DocumentJoiner())
        pipeline.add_component("cleaner", DocumentCleaner())
        pipeline.add_component("splitter", DocumentSplitter(split_by="word", split_length=150, split_overlap=50))
        pipeline.add_component("embedder", self._embedder)
        pipeline.add_component("writer", DocumentWriter(self._store))
        pipeline.connect("router.text/plain", "text.sources")
        pipeline.connect("router.text/markdown", "markdown.sources")
        pipeline.connect("text", "joiner")
        pipeline.connect("markdown", "joiner")
        pipeline.connect("joiner", "cleaner")
        pipeline.connect("cleaner", "splitter")
        pipeline.connect("splitter", "embedder")
        pipeline.connect("embedder", "writer")
        pipeline.run({"router": {"sources": list(Path(self._task.corpus).glob("**/*"))}})
        self._store.save_to_disk(str(Path(self._task.index) / "store.json"))

    def load_model(self) -> None:
        """Load the models and put the answering pipeline together."""
        threads = self._task.threads
        generator = LlamaCppChatGenerator(
            model=self._task.model,
            n_ctx=4096,
            n_batch=128,
            model_kwargs={"n_threads": threads, "n_threads_batch": threads, "seed": 1, "verbose": False},
        )
        template = [
            ChatMessage.from_system(PROMPT),
            ChatMessage.from_user("Question: {{question}}"),
            ChatMessage.from_assistant("Answer: "),
        ]
        self._query_embedder = SentenceTransformersTextEmbedder(model=self._task.embedder)
        self._retriever = InMemoryEmbeddingRetriever(document_store=self._store, top_k=3)
        builder = ChatPromptBuilder(template=template, required_variables=["documents", "question"])
        self._pipeline = Pipeline()
        self._pipeline.add_component("query_embedder", self._query_embedder)
        self._pipeline.add_component("retriever", self._retriever)
        self._pipeline.add_component("prompt", builder)
        self._pipeline.add_component("model", generator)
        self._pipeline.connect("query_embedder", "retriever")
        self._pipeline.connect("retriever", "prompt.documents")
        self._pipeline.connect("prompt", "model")
        self._pipeline.warm_up()

    def retrieve(self, question: str) -> Sequence[str]:
        """Return the chunks."""
        embedding = self._query_embedder.run(text=question)["embedding"]
        return [document.content for document in self._retriever.run(query_embedding=embedding)["documents"]]

    def answer(self, question: str, piece: Piece) -> str:
        """Run the pipeline."""
        model: dict[str, Any] = {
            "generation_kwargs": {"max_tokens": 128, "temperature": 0.1},
            "streaming_callback": lambda chunk: piece(chunk.content),
        }
        asked = {"query_embedder": {"text": question}, "prompt": {"question": question}, "model": model}
        return str(self._pipeline.run(asked)["model"]["replies"][0].text or "").strip()


if __name__ == "__main__":
    carry_out(Haystack)
