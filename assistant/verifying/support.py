"""Which sentences a claim draws on, whether or not they prove it: those to quote in its place."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.figures import find_figures
from assistant.language.terms import terms
from assistant.reading.bars import is_row
from assistant.retrieval.evidence import spoken_in
from assistant.types import Evidence
from assistant.verifying.tokens import missing_figures

MOST_DRAWN_ON = 3
COVERED = 0.6


def drawn_on(claim: str, question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the fewest sentences that have what a claim says, in document order.

    They are added greedily, each time the one that has most of what is still open: figures first, then words that the
    question did not already have, those in fewer sentences counting more, until `COVERED` of these are found.
    """
    code = spoken_in(evidence)
    stands_in = [set(terms(item.sentence.text, code)) for item in evidence]
    claimed = find_figures(claim, code, in_table=is_row(claim))
    wanted = set(terms(claim, code))
    own = wanted - set(terms(question, code)) or wanted
    weight = {term: 1 / (1 + sum(term in there for there in stands_in)) for term in wanted}
    chosen: list[int] = []
    while len(chosen) < MOST_DRAWN_ON:
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
    return tuple(sorted((evidence[i] for i in chosen), key=lambda item: (item.passage.document, item.sentence.start)))
