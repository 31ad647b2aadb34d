"""Documents and passages as rows, and back: pure, so that whoever writes and whoever reads agree."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from assistant.indexing.catalogue import StoredDocument
from assistant.indexing.milvus.client import Entity
from assistant.indexing.milvus.schema import MOST_CHARACTERS, NOTHING
from assistant.indexing.milvus.sparse import Weights
from assistant.indexing.scope import kind_of
from assistant.indexing.sqlite.database import digest_of
from assistant.indexing.sqlite.stored_passages import Candidate, StoredPassage, Vectors
from assistant.indexing.structure import sentences_in, written_structure
from assistant.types import Document, DocumentDate, Facets, Passage

FIRST, COPY, GONE, STALE = range(4)
"""What a row of `documents` is: the name that a document goes by, another of its names, a document that is gone, or
the id, in `card`, of a row that is not true any more."""
_SENTENCE_BITS = 20

ReadPieces = Callable[[Sequence[str]], Mapping[str, str]]


def sentence_id(passage: int, number: int) -> int:
    """Return the id of a sentence, which tells its passage's."""
    return passage << _SENTENCE_BITS | number


def passage_of(sentence: int) -> int:
    """Return the id of the passage of a sentence."""
    return sentence >> _SENTENCE_BITS


# --- long texts ---------------------------------------------------------------------------------------------------


def pieces_of(key: str, text: str) -> dict[str, str]:
    """Return a text in pieces that a field holds, by id; an empty one has none."""
    starts = range(0, len(text), MOST_CHARACTERS)
    return {f"{key}:{number}": text[at : at + MOST_CHARACTERS] for number, at in enumerate(starts)}


def piece_ids(key: str, count: int) -> list[str]:
    """Return the ids of the pieces of a text, in order."""
    return [f"{key}:{number}" for number in range(count)]


def piece_rows(pieces: Mapping[str, str], document: int, born: int, since: int) -> Iterator[Entity]:
    """Yield rows of pieces; `document` is 0 for those that belong to none."""
    for id_, text in pieces.items():
        yield {"id": id_, "document": document, "born": born, "since": since, "text": text, "unused": NOTHING}


# --- documents ----------------------------------------------------------------------------------------------------


def document_rows(
    stored: StoredDocument, document: Document, born: int, words: Weights, identity: Weights, nothing: Weights
) -> Iterator[Entity]:
    """Yield a row for each name of a document; only that of the first is found by words."""
    card = card_of(stored)
    dated = (document.date.iso, document.date.found_in)
    layout = json.dumps([list(document.pages), dated, len(pieces_of("", document.text)), document.language])
    for role, name in ((FIRST, stored.name), *((COPY, copy) for copy in stored.copies)):
        first = role == FIRST
        yield {
            "id": f"{stored.id}:{born}:{digest_of(name).hex()}",
            "document": stored.id,
            "born": born,
            "role": role,
            "since": 0,
            "name": name,
            "kind": kind_of(name),
            "dated": stored.dated,
            "card": card,
            "layout": layout,
            "words": words if first else nothing,
            "identity": identity if first else nothing,
        }


def card_of(stored: StoredDocument) -> str:
    """Return what the catalogue says of a document but for its further names, which have rows of their own."""
    return json.dumps({**asdict(stored), "copies": ()}, ensure_ascii=False)


def stored_document(card: str, copies: Iterable[str]) -> StoredDocument:
    """Return what `card_of` wrote, with the further names."""
    return StoredDocument(**{**json.loads(card), "copies": tuple(sorted(copies))})


def document_from(name: str, row: Entity, text: str) -> Document:
    """Return a document under one of its names."""
    card = json.loads(row["card"])
    pages, dated, _, language = json.loads(row["layout"])
    date = DocumentDate(*dated)
    return Document(name, text, card["title"], card["sha256"], tuple(pages), card["author"], date, language)


def text_pieces(row: Entity) -> list[str]:
    """Return the ids of the pieces of a document's text."""
    return piece_ids(f"text:{row['document']}", json.loads(row["layout"])[2])


# --- passages -----------------------------------------------------------------------------------------------------


def passage_row(
    stored: StoredPassage, document: int, born: int, vector: Vectors, words: Weights
) -> tuple[Entity, dict[str, str]]:
    """Return the row of a passage, and the pieces of what its fields cannot hold."""
    passage = stored.passage
    vectors = base64.b64encode(stored.sentence_vectors.astype("<f2").tobytes()).decode("ascii")
    body = json.dumps(
        [
            passage.number,
            passage.start,
            passage.end,
            passage.text,
            passage.header,
            passage.page,
            [(s.start, s.end, s.page, s.number) for s in passage.sentences],
            passage.hidden,
            passage.language,
            written_structure(passage.sentences),
        ],
        ensure_ascii=False,
    )
    more_vectors = pieces_of(f"sentences:{stored.id}", vectors[MOST_CHARACTERS:])
    more_body = pieces_of(f"body:{stored.id}", body[MOST_CHARACTERS:])
    facets = passage.facets
    card = [
        list(passage.heading),
        any(sentence.row for sentence in passage.sentences),
        [facets.strategy, facets.figures, facets.risks],
        len(more_vectors),
        len(more_body),
    ]
    row = {
        "id": stored.id,
        "document": document,
        "born": born,
        "card": json.dumps(card, ensure_ascii=False),
        "sentences": vectors[:MOST_CHARACTERS],
        "body": body[:MOST_CHARACTERS],
        "words": words,
        "vector": vector.astype(np.float32),
    }
    return row, more_vectors | more_body


def candidates_from(rows: Sequence[Entity], dimension: int, read: ReadPieces) -> dict[int, Candidate]:
    """Return what ranking needs of passages, by rising id."""
    vectors = _vectors(rows, dimension, read)
    found = {}
    for row in sorted(rows, key=lambda row: int(row["id"])):
        heading, has_rows, facets, *_ = json.loads(row["card"])
        found[row["id"]] = Candidate(row["document"], tuple(heading), has_rows, Facets(*facets), vectors[row["id"]])
    return found


def passages_from(
    rows: Sequence[Entity], names: Mapping[int, str], dimension: int, read: ReadPieces
) -> dict[int, StoredPassage]:
    """Return whole passages by id; `names` are those of their documents, by row."""
    vectors = _vectors(rows, dimension, read)
    bodies = _joined(rows, "body", 4, read)
    return {row["id"]: _passage(row, names[row["document"]], bodies[row["id"]], vectors[row["id"]]) for row in rows}


def _passage(row: Entity, name: str, body: str, vectors: Vectors) -> StoredPassage:
    heading, _, facets, *_ = json.loads(row["card"])
    number, start, end, text, header, page, sentences, hidden, language, structure = json.loads(body)
    parts = sentences_in(text, start, sentences, structure)
    passage = Passage(
        document=name,
        number=number,
        start=start,
        end=end,
        text=text,
        heading=tuple(heading),
        header=header,
        page=page,
        sentences=parts,
        facets=Facets(*facets),
        hidden=hidden,
        language=language,
    )
    return StoredPassage(row["id"], passage, tuple(sentence_id(row["id"], n) for n in range(len(parts))), vectors)


def _vectors(rows: Sequence[Entity], dimension: int, read: ReadPieces) -> dict[int, Vectors]:
    def unpacked(text: str) -> Vectors:
        return np.frombuffer(base64.b64decode(text), "<f2").reshape(-1, dimension).astype(np.float32)

    return {id_: unpacked(text) for id_, text in _joined(rows, "sentences", 3, read).items()}


def _joined(rows: Sequence[Entity], field: str, counted: int, read: ReadPieces) -> dict[int, str]:
    """Return a field of each row with the pieces that follow it, of which the card says how many."""
    missing = {row["id"]: piece_ids(f"{field}:{row['id']}", json.loads(row["card"])[counted]) for row in rows}
    wanted = [id_ for ids in missing.values() for id_ in ids]
    pieces: Mapping[str, Any] = read(wanted) if wanted else {}
    return {row["id"]: row[field] + "".join(pieces[id_] for id_ in missing[row["id"]]) for row in rows}
