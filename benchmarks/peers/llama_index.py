"""LlamaIndex, as its documentation begins.

The folder, the index and the query engine follow "Starter Tutorial (Using Local LLMs)",
https://developers.llamaindex.ai/python/framework/getting_started/starter_example_local/ ; the language model, its
temperature, length and chat template follow the page of its llama.cpp integration,
https://pypi.org/project/llama-index-llms-llama-cpp/ . The template is read from the model's file, where the page asks
the hub for it. Chunking, the number of chunks and the prompt are LlamaIndex's defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from llama_cpp.llama_chat_format import Jinja2ChatFormatter
from llama_index.core import QueryBundle, SimpleDirectoryReader, VectorStoreIndex, set_global_tokenizer
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.llms.llama_cpp import LlamaCPP

from benchmarks.peers.protocol import Piece, Task, carry_out


class LlamaIndex:
    """A vector index, and a query engine over it."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._embedder = HuggingFaceEmbedding(model_name=task.embedder)
        self._engine: Any = None

    def index(self) -> None:
        """Read, cut, embed and persist."""
        documents = SimpleDirectoryReader(self._task.corpus).load_data()
        self._index = VectorStoreIndex.from_documents(documents, embed_model=self._embedder)
        self._index.storage_context.persist(self._task.index)

    def load_model(self) -> None:
        """Load the model and put the query engine together; it streams, so that the first word can be timed."""
        model = LlamaCPP(
            model_path=self._task.model,
            temperature=0.1,
            max_new_tokens=256,
            context_window=16384,
            model_kwargs={"n_threads": self._task.threads, "n_threads_batch": self._task.threads, "seed": 1},
            verbose=False,
        )
        loaded = model._model
        as_chat = _chat_template(loaded)
        model.messages_to_prompt = lambda messages: as_chat([(m.role.value, m.content) for m in messages])
        model.completion_to_prompt = lambda text: as_chat([("user", text)])
        set_global_tokenizer(lambda text: loaded.tokenize(text.encode(), add_bos=False))
        self._engine = self._index.as_query_engine(llm=model, streaming=True)

    def retrieve(self, question: str) -> Sequence[str]:
        """Return the chunks."""
        return [found.node.get_content() for found in self._engine.retrieve(QueryBundle(question))]

    def answer(self, question: str, piece: Piece) -> str:
        """Query."""
        pieces = []
        for text in self._engine.query(question).response_gen:
            piece(text)
            pieces.append(text)
        return "".join(pieces).strip()


def _chat_template(model: Any) -> Callable[[list[tuple[str, str]]], str]:  # noqa: ANN401  # untyped library
    end = model.detokenize([model.token_eos()], special=True).decode()
    formatter = Jinja2ChatFormatter(model.metadata["tokenizer.chat_template"], eos_token=end, bos_token="")

    def as_chat(messages: list[tuple[str, str]]) -> str:
        return str(formatter(messages=[{"role": role, "content": text} for role, text in messages]).prompt)

    return as_chat


if __name__ == "__main__":
    carry_out(LlamaIndex)
