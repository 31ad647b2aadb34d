"""The collections of a published index: five, of which four belong to one *edition*, as a database file does.

state       one row: the generation that readers see. Writing it is the commit; it names the edition.
documents   a row for each name of each document, and one for each that is gone
passages    a row each: vector, words, what ranking needs, what an answer needs
sentences   a row each: words only; their vectors lie packed with their passage, where they are read
pieces      texts that are longer than a field holds: documents, the vocabulary, what could not be read

Every row says in `born` the generation from which on it is there. No row is ever altered: what is gone is told by a row
of its own (`documents`), and is deleted later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

SCHEMA_VERSION = 2
STATE = "assistant_state"
MOST_CHARACTERS = 16_000
"""Of a text in one field; Milvus counts bytes, of which a character has four at most."""
_MOST_BYTES = 65_535

FieldKind = Literal["id", "number", "text", "long text", "dense", "sparse", "none"]


@dataclass(frozen=True, slots=True)
class Collection:
    """The fields of a collection by name; `dimension` is that of its dense vectors."""

    fields: dict[str, FieldKind]
    dimension: int = 0
    text_ids: bool = False

    def dimensions(self) -> dict[str, int]:
        """Return what `Milvus.fields` returns of it."""
        sizes = {"dense": self.dimension, "none": _NOTHING}
        return {name: sizes.get(kind, 0) for name, kind in self.fields.items()}


_NOTHING = 2
"""The dimension of a vector that says nothing; a collection has to have one."""
NOTHING = [0.0] * _NOTHING
STATE_COLLECTION = Collection({"id": "id", "state": "long text", "unused": "none"}, text_ids=True)


@dataclass(frozen=True, slots=True)
class Edition:
    """The collections of one edition, by what they hold, and their names in the database."""

    id: str

    @property
    def documents(self) -> str:
        """The collection of documents."""
        return self._named("documents")

    @property
    def passages(self) -> str:
        """The collection of passages."""
        return self._named("passages")

    @property
    def sentences(self) -> str:
        """The collection of sentences."""
        return self._named("sentences")

    @property
    def pieces(self) -> str:
        """The collection of pieces of long texts."""
        return self._named("pieces")

    @property
    def names(self) -> tuple[str, ...]:
        """All of them; the state is none."""
        return (self.documents, self.passages, self.sentences, self.pieces)

    def _named(self, what: str) -> str:
        return f"assistant_{self.id}_{what}"


def edition_of(collection: str) -> str:
    """Return which edition a collection is of, or "" where it is of none."""
    parts = collection.split("_")
    return parts[1] if len(parts) == 3 and parts[0] == "assistant" else ""


def collections_of(edition: Edition, dimension: int) -> dict[str, Collection]:
    """Return what the collections of an edition are like, by name."""
    return {
        edition.documents: Collection(
            {
                "id": "id",
                "document": "number",
                "born": "number",
                "role": "number",
                "since": "number",
                "name": "text",
                "kind": "text",
                "dated": "text",
                "card": "long text",
                "layout": "long text",
                "words": "sparse",
                "identity": "sparse",
            },
            text_ids=True,
        ),
        edition.passages: Collection(
            {
                "id": "id",
                "document": "number",
                "born": "number",
                "card": "long text",
                "sentences": "long text",
                "body": "long text",
                "words": "sparse",
                "vector": "dense",
            },
            dimension,
        ),
        edition.sentences: Collection({"id": "id", "document": "number", "born": "number", "words": "sparse"}),
        edition.pieces: Collection(
            {
                "id": "id",
                "document": "number",
                "born": "number",
                "since": "number",
                "text": "long text",
                "unused": "none",
            },
            text_ids=True,
        ),
    }


def schema_of(collection: Collection) -> Any:  # noqa: ANN401 - of a library that is imported only here
    """Return a collection's fields as the client takes them."""
    from pymilvus import CollectionSchema, DataType, FieldSchema

    def field(name: str, kind: FieldKind) -> FieldSchema:
        if kind == "id" and collection.text_ids:
            return FieldSchema(name, DataType.VARCHAR, is_primary=True, max_length=256)
        if kind in ("text", "long text"):
            return FieldSchema(name, DataType.VARCHAR, max_length=_MOST_BYTES)
        if kind in ("dense", "none"):
            return FieldSchema(name, DataType.FLOAT_VECTOR, dim=collection.dimension if kind == "dense" else _NOTHING)
        if kind == "sparse":
            return FieldSchema(name, DataType.SPARSE_FLOAT_VECTOR)
        return FieldSchema(name, DataType.INT64, is_primary=kind == "id")

    return CollectionSchema([field(name, kind) for name, kind in collection.fields.items()])


def indexes_of(collection: Collection) -> Any:  # noqa: ANN401 - as above
    """Return a collection's indexes as the client takes them."""
    from pymilvus import MilvusClient

    indexes = MilvusClient.prepare_index_params()
    for name, kind in collection.fields.items():
        if kind == "dense":
            indexes.add_index(name, index_type="HNSW", metric_type="IP", params={"M": 32, "efConstruction": 200})
        elif kind == "none":
            indexes.add_index(name, index_type="FLAT", metric_type="IP")
        elif kind == "sparse":
            indexes.add_index(name, index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        elif name == "document":
            indexes.add_index(name, index_type="INVERTED")
    return indexes
