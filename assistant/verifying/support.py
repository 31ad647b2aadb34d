"""Which evidence a claim rests on, and whether it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language.figures import find_figures
from assistant.language.terms import terms
from assistant.retrieval.answer_type import foretells, looks_ahead
from assistant.retrieval.evidence import source_texts
from assistant.types import Evidence
from assistant.verifying.figures_check import missing_figures
from assistant.verifying.misplaced import misplaced_figures
from assistant.verifying.names import missing_names

MOST_CITED = 3
COVERED = 0.6
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|fails? to|failed to)\b|n['’]t\b", re.IGNORECASE
)
_UP = frozenset(terms("increase rise rose risen grow grew grown gain climb surge up higher improve expand growth"))
_DOWN = frozenset(terms("decrease fall fell fallen decline drop shrink shrank loss down lower worsen reduce reduction"))
_DERIVED = tuple(frozenset(terms(line)) for line in ("average mean", "difference gap", "ratio", "sum"))
_CHANGE = _UP | _DOWN | frozenset(terms("change double triple quadruple jump soar slump plunge widen narrow lost"))


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

    Sentences are added greedily, each time the one that carries most of what is still open: figures first, then
    words that the question did not already have, those in fewer evidence sentences counting more. The claim holds
    when every figure of it equals one in a cited sentence, and measures the same there as far as can be told, every
    name stands in the passages cited, no word of the question is another document's, at least `COVERED` of its own
    words are in the cited sentences, it neither negates nor turns round what they say, it makes no level a rise or fall
    and no figure an average, and it does not foretell where they only tell what was.
    """
    stands_in = [set(terms(item.sentence.text)) for item in evidence]
    wanted = set(terms(claim))
    own = wanted - set(terms(question)) or wanted
    weight = {term: 1 / (1 + sum(term in there for there in stands_in)) for term in wanted}
    chosen: list[int] = []
    while len(chosen) < MOST_CITED:
        texts = [evidence[i].sentence.text for i in chosen]
        open_figures = len(missing_figures(claim, texts))
        open_words = own.difference(*(stands_in[i] for i in chosen))
        if chosen and not open_figures and len(open_words) <= (1 - COVERED) * len(own):
            break
        gains = {
            i: (
                open_figures - len(missing_figures(claim, [*texts, evidence[i].sentence.text])),
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
    return _judged(claim, question, own, [evidence[i] for i in chosen], evidence)


def _judged(claim: str, question: str, own: set[str], cited: list[Evidence], read: Sequence[Evidence]) -> Support:
    cited.sort(key=lambda item: (item.passage.document, item.sentence.start))
    texts = [item.sentence.text for item in cited]
    words = {term for text in texts for term in terms(text)}
    coverage = len(own & words) / len(own) if own else 0.0
    around = [text for item in cited for text in source_texts(item)]
    holds = (
        bool(cited)
        and coverage >= COVERED
        and not missing_figures(claim, texts)
        and not misplaced_figures(claim, question, cited, read)
        and not missing_names(claim, around)
        and not _is_of_another_document(claim, question, cited, read)
        and not _turned_round(claim, question, texts)
        and not _makes_a_change_of_a_level(claim, texts)
        and not _works_something_out(claim, around)
        and (not foretells(claim) or any(map(looks_ahead, texts)))
    )
    return Support(tuple(cited), coverage, holds)


def _is_of_another_document(claim: str, question: str, cited: Sequence[Evidence], read: Sequence[Evidence]) -> bool:
    """Say whether a claim repeats a word of the question that heads another document, and stands nowhere in its own.

    "Who leads the harbour company?" is answered by whoever leads something, where nothing says who leads the harbour.
    """
    own = {item.passage.document for item in cited}
    here = {term for item in read if item.passage.document in own for term in terms("\n".join(source_texts(item)))}
    elsewhere = {
        term
        for item in read
        if item.passage.document not in own
        for term in terms("\n".join((*item.passage.heading, item.passage.document)))
    }
    repeated = set(terms(claim)) & set(terms(question))
    return any(not term[0].isdigit() for term in repeated & elsewhere - here)


def _turned_round(claim: str, question: str, texts: Sequence[str]) -> bool:
    """Say whether a claim negates what no cited sentence negates, or says up where they only say down."""
    joined = " ".join(texts)
    if _NEGATION.search(claim) and not _NEGATION.search(joined) and not _NEGATION.search(question):
        return True
    said, there = set(terms(claim)), set(terms(joined))
    for one, other in ((_UP, _DOWN), (_DOWN, _UP)):
        if said & one and not said & other and there & other and not there & one:
            return True
    return False


def _makes_a_change_of_a_level(claim: str, texts: Sequence[str]) -> bool:
    """Say whether a claim tells by what figure something rose or fell where no cited sentence tells of any change.

    The word often comes of the question: "How fast did it grow?" makes "it grew 300 million" of "it has 300 million".
    """
    if not find_figures(claim) or not set(terms(claim)) & (_UP | _DOWN):
        return False
    multiplied = any(figure.unit == "times" for text in texts for figure in find_figures(text))
    return not multiplied and not any(set(terms(text)) & _CHANGE for text in texts)


def _works_something_out(claim: str, around: Sequence[str]) -> bool:
    """Say whether a claim calls a figure an average or the like that nothing around its source does.

    The word comes of the question: asked for the average of two years a small model gives the figure of one.
    """
    if not find_figures(claim):
        return False
    said, there = set(terms(claim)), {term for text in around for term in terms(text)}
    return any(said & words and not there & words for words in _DERIVED)
