"""Which evidence a claim rests on, and whether it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.terms import terms, terms_of_words
from assistant.reading.bars import is_row
from assistant.retrieval.answer_type import foretells, looks_ahead
from assistant.retrieval.evidence import source_texts, spoken_in
from assistant.types import Evidence, Figure
from assistant.verifying.figures_check import missing_figures
from assistant.verifying.misplaced import misplaced_figures
from assistant.verifying.names import missing_names

MOST_CITED = 3
COVERED = 0.6


@dataclass(frozen=True, slots=True)
class Support:
    """How a claim stands to the evidence.

    `cited` are the sentences that carry it, in document order. `coverage` is the share of its content words, other
    than those of the question, that stand in them (0 to 1). `holds` is whether it may be shown in its own wording.
    """

    cited: tuple[Evidence, ...]
    coverage: float
    holds: bool


def find_support(claim: str, question: str, evidence: Sequence[Evidence]) -> Support:
    """Return the fewest evidence sentences that carry a claim, and whether they do.

    Sentences are added greedily, each time the one that carries most of what is still open: figures first, then words
    that the question did not already have, those in fewer evidence sentences counting more. The claim holds when every
    figure of it equals one in a cited sentence, and measures the same there as far as can be told, every name stands in
    the passages cited, no word of the question is another document's, at least `COVERED` of its own words are in the
    cited sentences (in the language of most of the evidence), it neither negates nor turns round what they say, it
    makes no level a rise or fall and no figure an average, and it does not foretell where they only tell what was.
    """
    code = spoken_in(evidence)
    stands_in = [set(terms(item.sentence.text, code)) for item in evidence]
    claimed = find_figures(claim, code, in_table=is_row(claim))
    wanted = set(terms(claim, code))
    own = wanted - set(terms(question, code)) or wanted
    weight = {term: 1 / (1 + sum(term in there for there in stands_in)) for term in wanted}
    chosen: list[int] = []
    while len(chosen) < MOST_CITED:
        stated = [figure for i in chosen for figure in evidence[i].sentence.stated]
        open_figures = len(missing_figures(claimed, stated))
        open_words = own.difference(*(stands_in[i] for i in chosen))
        if chosen and not open_figures and len(open_words) <= (1 - COVERED) * len(own):
            break
        gains = {
            i: (
                open_figures - len(missing_figures(claimed, [*stated, *evidence[i].sentence.stated])),
                sum(weight[term] for term in open_words & stands_in[i]),
                sum(weight[term] for term in wanted & stands_in[i]) + evidence[i].score,
            )
            for i in range(len(evidence))
            if i not in chosen
        }
        best = max(gains, key=lambda i: gains[i], default=None)
        if best is None or (chosen and gains[best][:2] <= (0, 0)):
            break
        chosen.append(best)
    return _judged(claim, claimed, question, own, [evidence[i] for i in chosen], evidence)


def _judged(
    claim: str,
    claimed: Sequence[Figure],
    question: str,
    own: set[str],
    cited: list[Evidence],
    read: Sequence[Evidence],
) -> Support:
    cited.sort(key=lambda item: (item.passage.document, item.sentence.start))
    code = spoken_in(read)
    texts = [item.sentence.text for item in cited]
    stated = [figure for item in cited for figure in item.sentence.stated]
    words = {term for text in texts for term in terms(text, code)}
    coverage = len(own & words) / len(own) if own else 0.0
    around = [text for item in cited for text in source_texts(item)]
    holds = (
        bool(cited)
        and coverage >= COVERED
        and not missing_figures(claimed, stated)
        and not misplaced_figures(claim, question, cited, read)
        and not missing_names(claim, around, code)
        and not _is_of_another_document(claim, question, cited, read, code)
        and not _turned_round(claim, question, texts, code)
        and not (claimed and _makes_a_change_of_a_level(claim, texts, stated, code))
        and not (claimed and _works_something_out(claim, around, code))
        and (not foretells(claim) or any(map(looks_ahead, texts)))
    )
    return Support(tuple(cited), coverage, holds)


def _is_of_another_document(
    claim: str, question: str, cited: Sequence[Evidence], read: Sequence[Evidence], code: str
) -> bool:
    """Say whether a claim repeats a word of the question that heads another document, and stands nowhere in its own.

    "Who leads the harbour company?" is answered by whoever leads something, where nothing says who leads the harbour.
    """
    own = {item.passage.document for item in cited}
    here = {
        term for item in read if item.passage.document in own for term in terms("\n".join(source_texts(item)), code)
    }
    elsewhere = {
        term
        for item in read
        if item.passage.document not in own
        for term in terms("\n".join((*item.passage.heading, item.passage.document)), code)
    }
    repeated = set(terms(claim, code)) & set(terms(question, code))
    return any(not term[0].isdigit() for term in repeated & elsewhere - here)


def _turned_round(claim: str, question: str, texts: Sequence[str], code: str) -> bool:
    """Say whether a claim negates what no cited sentence negates, or says up where they only say down."""
    joined, meanings = " ".join(texts), language(code).meanings
    if meanings.negation.stand_in(claim) and not any(map(meanings.negation.stand_in, (joined, question))):
        return True
    said, there = set(terms(claim, code)), set(terms(joined, code))
    up, down = terms_of_words(meanings.up, code), terms_of_words(meanings.down, code)
    for one, other in ((up, down), (down, up)):
        if said & one and not said & other and there & other and not there & one:
            return True
    return False


def _makes_a_change_of_a_level(claim: str, texts: Sequence[str], stated: Sequence[Figure], code: str) -> bool:
    """Say whether a claim tells by what figure something rose or fell where no cited sentence tells of any change.

    The word often comes of the question: "How fast did it grow?" makes "it grew 300 million" of "it has 300 million".
    """
    meanings = language(code).meanings
    moved = terms_of_words(meanings.up + meanings.down, code)
    if not set(terms(claim, code)) & moved:
        return False
    multiplied = any(figure.unit == "times" for figure in stated)
    change = moved | terms_of_words(meanings.change, code)
    return not multiplied and not any(set(terms(text, code)) & change for text in texts)


def _works_something_out(claim: str, around: Sequence[str], code: str) -> bool:
    """Say whether a claim calls a figure an average or the like that nothing around its source does.

    The word comes of the question: asked for the average of two years a small model gives the figure of one.
    """
    said, there = set(terms(claim, code)), {term for text in around for term in terms(text, code)}
    derived = (terms_of_words(words, code) for words in language(code).meanings.derived)
    return any(said & words and not there & words for words in derived)
