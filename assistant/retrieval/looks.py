"""A second and a third look at what the first one found: late interaction for passages, a cross-encoder for sentences.

The second look does not decide alone: its scores are scaled to [0, 1] over the candidates and added to those of the
first, which knows what no encoder sees, such as which document a question names. The third look reads the best
sentences, and a passage that is searched for rises with its best sentence.
`python -m benchmarks.looks`, hit@1 and hit@5; ms is the median on an idle machine, one thread:

| looks | article | squad2 | wiki | reports | ms |
|---|---|---|---|---|---|
| first | .792 1.000 | .860 .971 | .956 1.000 | .756 .928 | 12 to 30 |
| second alone | .750 1.000 | .897 .978 | .988 1.000 | .789 .917 | 20 to 39 |
| both, the second twice as heavy (chosen) | .833 1.000 | .904 .982 | .988 1.000 | .778 .922 | 20 to 39 |
| first, then a cross-encoder ranks ten | .792 1.000 | .915 .978 | .969 1.000 | .661 .911 | 250 |
| both, then a cross-encoder ranks ten | .792 1.000 | .923 .989 | .969 1.000 | .650 .906 | 260 |
| both, then a cross-encoder as heavy | .833 1.000 | .919 .993 | .963 1.000 | .733 .917 | 260 |

Reading the best sentences of ten passages instead, with rows in words, takes half as long, and an answer reads its
sentences anyway. Half of the questions of each set, with the weight `THIRD_OF_PASSAGES`:

| looks | article | squad2 | wiki | reports |
|---|---|---|---|---|
| both | .833 1.000 | .867 .972 | .967 1.000 | .764 .938 |
| both, then the best sentence of each (chosen) | .833 1.000 | .902 .979 | .975 1.000 | .764 .958 |

Each sentence is read behind the headings above it (`in_context`): on two sets of everyday documents the first sentence
then holds the answer for .74 and .60 instead of .70 and .54 (behind all headings .74, the second not measured), and the
article's passage is first for .875 instead of .833. The tables here are of before.

The third look makes the evidence shorter, so that it is read faster. Share of questions whose evidence contains the
answer, and its mean number of tokens, by `assistant eval --only retrieval --limit 300` with `ASSISTANT_CROSS_ENCODER`
false and true:

| looks | article | squad2 | wiki | reports |
|---|---|---|---|---|
| two | 1.000, 179 | .922, 191 | .962, 165 | .493, 202 |
| three | 1.000, 119 | .903, 147 | .957, 135 | .510, 183 |

Adding the logit of the passage, another weight (2), and reading 12 or 20 sentences made no difference that a few
hundred questions can show.

These encoders read English. On a hundred questions in each of four other languages, hit@1 with both looks against the
first alone: German .894 against .926, Spanish .914 against .903, Chinese .787 against .862, Arabic .645 against .774.
So sentences in other languages are left to an encoder for many languages, if there is one. It ranks them, and no more
is decided by its logits; passages that rise by them are first as often as without (sixty questions in each language).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.encoders.opening import Encoders, Relevance
from assistant.indexing.reader import ComparesTokens, NearestPassages, Reader
from assistant.indexing.tokens.codes import reduced
from assistant.language.detection import language_of
from assistant.language.marks import is_question
from assistant.models.encoders import LANGUAGES
from assistant.reading.passages.identity import title_of_name
from assistant.retrieval.evidence import rank_sentences
from assistant.retrieval.query import Query
from assistant.retrieval.question import Question
from assistant.retrieval.search import Found, search
from assistant.types import Evidence, Passage, Sentence

SECOND, THIRD = 2.0, 1.0
"""The weight of the second look against the first, and of the third against both for sentences."""
THIRD_OF_MANY = 0.5
"""The weight of the third look where the encoder for many languages reads; with 1, fewer evidence holds the answer."""
THIRD_OF_PASSAGES = 0.35
"""The weight of the third look for passages; from 0.3 to 0.4 it makes no difference, from 0.45 reports lose."""
RISING = 10
"""How many passages may rise by the third look."""
READ = 16
"""How many sentences the third look reads."""


def find(reader: Reader, vectors: NearestPassages, query: Query, k: int, encoders: Encoders) -> tuple[Found, ...]:
    """Return the k best passages by the first look and, if available, the second; scores are up to 1.

    A question in a language that the encoders don't read gets only the first look, and so does a reader without token
    vectors. Raises what `search` raises.
    """
    tokens = encoders.tokens
    if tokens is None or not encoders_read(query.question) or not isinstance(reader, ComparesTokens):
        return search(reader, vectors, query, k)
    question = reduced(tokens.of_question(query.sought))
    close = partial(reader.closeness, question)
    return search(reader, vectors, query, k, again=lambda scores: looked_at_again(scores, close))


def find_and_read(
    reader: Reader, vectors: NearestPassages, query: Query, k: int, encoders: Encoders
) -> tuple[Found, ...]:
    """Return the k best passages by all looks that are available; scores are up to 1. Raises what `search` raises."""
    return risen(find(reader, vectors, query, max(k, RISING), encoders), query, encoders.cross)[:k]


def risen(found: Sequence[Found], query: Query, cross: Relevance | None) -> tuple[Found, ...]:
    """Return passages, best first, with the best `RISING` ranked by earlier score and relevance of their best sentence.

    A passage none of whose sentences is read counts as relevant as the least relevant of the others. Scores are then up
    to 1. Raises ModelError if the encoder is missing or damaged.
    """
    rising = found[:RISING]
    ranked = rank_sentences(rising, query)
    best: dict[int, float] = {}
    numbers = {(f.stored.passage.document, f.stored.passage.start): n for n, f in enumerate(rising)}
    for place, logit in relevance_of(ranked, query, cross).items():
        number = numbers[ranked[place].passage.document, ranked[place].passage.start]
        best[number] = max(logit, best.get(number, logit))
    if not best:
        return tuple(found)
    added = np.zeros(len(found))
    added[: len(rising)] = scaled([best.get(n, min(best.values())) for n in range(len(rising))])
    known = np.array([f.score for f in found])
    scores = (known / max(1.0, known.max()) + THIRD_OF_PASSAGES * added) / (1 + THIRD_OF_PASSAGES)
    again = [replace(f, score=score) for f, score in zip(found, scores.tolist(), strict=True)]
    return tuple(sorted(again[:RISING], key=lambda f: -f.score) + again[RISING:])


def encoders_read(question: Question) -> bool:
    """Return whether the English encoders read a question: its words or, failing these, its letters may be English."""
    letters = [letter for letter in question.now if letter.isalpha()]
    told = language_of(question.now, otherwise="")
    spoken = told in LANGUAGES if told else question.now.isascii()
    return spoken and 2 * sum(map(str.isascii, letters)) > len(letters)


def looked_at_again(
    scores: Mapping[int, float], closeness: Callable[[Sequence[int]], Mapping[int, float]], weight: float = SECOND
) -> dict[int, float]:
    """Return the scores of passages by both looks; a passage without token vectors neither rises nor falls."""
    close = closeness(list(scores))
    known = scaled(list(scores.values()))
    both = blended(known, [close.get(id_) for id_ in scores], weight)
    return dict(zip(scores, both.tolist(), strict=True))


def read_again(ranked: Sequence[Evidence], query: Query, encoders: Encoders) -> tuple[Evidence, ...]:
    """Return sentences, best first, ranked by their earlier score and their relevance; scores are up to 1.

    The best `READ` are read with the question or, if it has parts, with each part, and the best fit counts. The others
    stay behind these. The English encoder reads an English question with English sentences; a sentence in another
    language then neither rises nor falls. The one for many languages reads any other question, and one whose best
    sentences are mostly in other languages; these have no `relevance`, because its logits are less sure.

    Raises:
        ModelError: the encoder is missing or damaged.
    """
    if encoders.many is not None and (encoders.cross is None or not _is_for_english(ranked[:READ], query)):
        logits = _logits(ranked, range(min(READ, len(ranked))), query, encoders.many)
        return _ranked_again(ranked, logits, range(len(ranked)), THIRD_OF_MANY)
    relevance = relevance_of(ranked, query, encoders.cross)
    readable = [n for n, item in enumerate(ranked) if item.passage.language in LANGUAGES]
    told = [replace(item, relevance=relevance.get(n)) for n, item in enumerate(ranked)]
    return _ranked_again(told, relevance, readable, THIRD)


def _is_for_english(ranked: Sequence[Evidence], query: Query) -> bool:
    english = sum(item.passage.language in LANGUAGES for item in ranked)
    return encoders_read(query.question) and 2 * english >= len(ranked)


def _ranked_again(
    ranked: Sequence[Evidence], logits: Mapping[int, float], readable: Iterable[int], weight: float
) -> tuple[Evidence, ...]:
    """Return sentences by their score and the logits of those that were read; others that are readable fall behind."""
    if not logits:
        return tuple(ranked)
    fits = zip(logits, scaled(list(logits.values())).tolist(), strict=True)
    added = {**dict.fromkeys(readable, 0.0), **dict(fits)}
    again = (
        replace(item, score=(item.score + weight * added.get(n, item.score)) / (1 + weight))
        for n, item in enumerate(ranked)
    )
    return tuple(sorted(again, key=lambda item: -item.score))


def relevance_of(ranked: Sequence[Evidence], query: Query, cross: Relevance | None) -> dict[int, float]:
    """Return the relevance of the best `READ` sentences by position; nothing if there is nothing that can read them.

    Raises:
        ModelError: the encoder is missing or damaged.
    """
    if cross is None or not encoders_read(query.question):
        return {}
    read = [n for n, item in enumerate(ranked) if item.passage.language in LANGUAGES][:READ]
    return _logits(ranked, read, query, cross)


def _logits(ranked: Sequence[Evidence], read: Sequence[int], query: Query, cross: Relevance) -> dict[int, float]:
    """Return the logit of some sentences, by position: that of the part of a question that each fits best."""
    texts = [in_context(ranked[n].passage, ranked[n].sentence) for n in read]
    logits = np.max([cross.relevance(part, texts) for part in query.sought_parts], axis=0).astype(np.float64)
    return dict(zip(read, logits.tolist(), strict=True))


def in_words(passage: Passage, sentence: Sentence) -> str:
    """Return a sentence as it is read on its own: an answer with its question, a row with its section and columns."""
    row = sentence.row
    if row is None or not row.states_something:
        at = passage.sentences.index(sentence) if sentence in passage.sentences else 0
        before = passage.sentences[at - 1].text if at else ""
        return f"{before} {sentence.text}" if is_question(before) else sentence.text
    about = [part for part in (*passage.heading[-1:], row.section, row.label) if part]
    told = [
        f"{' '.join(cell.columns)}: {cell.text}" if cell.columns else cell.text
        for cell in row.values
        if not cell.is_empty
    ]
    return ". ".join((", ".join(about), "; ".join(told)))


def in_context(passage: Passage, sentence: Sentence) -> str:
    """Return a sentence as a cross-encoder reads it: behind the headings above it, or the name of its document."""
    row = sentence.row
    above = passage.heading if row is None or not row.states_something else passage.heading[:-1]
    named = above or (() if passage.heading else (title_of_name(passage.document),))
    return ". ".join((*named, in_words(passage, sentence)))


def blended(known: NDArray[np.float64], seen: Sequence[float | None], weight: float) -> NDArray[np.float64]:
    """Return known scores plus weighted new ones, `(n,)`, both scaled to [0, 1].

    An item without a new score keeps its known score there, so that it neither rises nor falls.
    """
    told = np.array([np.nan if value is None else value for value in seen], np.float64)
    there = ~np.isnan(told)
    added = known.copy()
    if there.any():
        added[there] = scaled(told[there])
    return np.asarray((known + weight * added) / (1 + weight))


def scaled(values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values scaled from 0 for the least to 1 for the greatest; all 1 if they are equal."""
    array = np.asarray(values, np.float64)
    if not len(array):
        return array
    low, high = array.min(), array.max()
    return np.asarray((array - low) / (high - low) if high > low else np.ones_like(array))
