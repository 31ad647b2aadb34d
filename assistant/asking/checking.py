"""Checks a text sentence by sentence, and proves a saved answer again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import takewhile

from assistant.asking.answering import Stopwatch, with_provenance
from assistant.embedding import Embedder
from assistant.errors import IndexStateError, QuestionError
from assistant.indexing.reader import NearestPassages, Reader
from assistant.indexing.scope import Scope
from assistant.language.detection import language_of
from assistant.reading.blocks import find_blocks
from assistant.reading.passages.chunking import cut_passages
from assistant.retrieval.evidence import is_heading, rank_sentences
from assistant.retrieval.query import make_query
from assistant.retrieval.question import MOST_CHARACTERS, make_question
from assistant.retrieval.search import search
from assistant.types import Answer, CheckedSentence, CheckedText, Citation, Document, Evidence, ProofAgain, Sentence
from assistant.verifying.checking import CONFIDENCE, MOST_CHECKED, check_sentence
from assistant.verifying.claims import without_marks
from assistant.verifying.lasting import VERIFIER, prove_again
from assistant.verifying.proving import nearest_sentences
from assistant.verifying.showing import citation_of

PASSAGES = 6
NEAR = 12


def check_text(
    text: str,
    scope: Scope,
    reader: Reader,
    nearest: NearestPassages,
    embedder: Embedder,
    stopped: Callable[[], bool],
) -> CheckedText:
    """Return what the documents of a scope say about each sentence of a text, headings left out.

    Once `stopped` returns true, the remaining sentences are left out.

    Raises:
        QuestionError: the text is empty or too long, or the scope names a kind of file that is not read.
        IndexStateError: the scope names a document that the index does not have.
    """
    if not re.search(r"\w", text):
        raise QuestionError("The text is empty. Give a text with at least one sentence.")
    if len(text) > MOST_CHECKED:
        raise QuestionError(
            f"The text has {len(text):,} characters, at most {MOST_CHECKED:,} are checked at once. Check it in parts."
        )
    watch = Stopwatch()
    checked, count = [], 0
    for sentence in takewhile(lambda _: not stopped(), sentences_of(text)):
        words = sentence.text if sentence.row else without_marks(sentence.text)
        near = _near(words, scope, reader, nearest, embedder)
        found = check_sentence(words, near, sentence.row)
        cited = [citation_of(item, count + n) for n, item in enumerate(found.cited, start=1)]
        count += len(cited)
        checked.append(
            CheckedSentence(
                sentence.start,
                sentence.end,
                sentence.text,
                found.verdict,
                CONFIDENCE[found.verdict],
                found.unsupported,
                tuple(with_provenance(reader, cited)),
            )
        )
    return CheckedText(tuple(checked), reader.generation, VERIFIER, watch.seconds()["total"])


def sentences_of(text: str) -> Iterator[Sentence]:
    """Yield the sentences and rows of a text, split like those of a document, without headings and marks alone."""
    document = Document("text.md", text, "", "", language=language_of(text))
    for passage in cut_passages(document, find_blocks(text, "markdown"), _words_in, MOST_CHECKED):
        for sentence in passage.sentences:
            states = sentence.row is None or sentence.row.states_something
            if states and re.search(r"\w", sentence.text) and not is_heading(sentence, passage.heading):
                yield sentence


def _words_in(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def _near(
    words: str, scope: Scope, reader: Reader, nearest: NearestPassages, embedder: Embedder
) -> tuple[Evidence, ...]:
    asked = make_question(words[:MOST_CHARACTERS], scope=scope)
    query = make_query(asked, embedder, reader.languages())
    ranked = rank_sentences(search(reader, nearest, query, PASSAGES), query)
    return nearest_sentences(words, ranked, NEAR)


def check_answer(answer: Answer, reader: Reader) -> tuple[ProofAgain, ...]:
    """Return the state of the proof of each claim of an answer, from the documents as they are now."""
    return prove_again(answer, partial(_document, reader), partial(_sentences_at, reader))


def _document(reader: Reader, name: str) -> Document | None:
    try:
        return reader.document(name)
    except IndexStateError:
        return None


def _sentences_at(reader: Reader, citation: Citation) -> list[Evidence]:
    return [
        Evidence(passage, sentence, 1.0, 1.0)
        for passage in reader.passages_at(citation.document, citation.start, citation.end)
        for sentence in passage.sentences
        if sentence.start == citation.start
    ]
