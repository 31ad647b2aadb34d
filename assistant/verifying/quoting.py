"""Which sentences are quoted: in place of a claim that failed, and beside an answer that lacks something."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.marks import is_question
from assistant.language.terms import terms
from assistant.reading.tabular.bars import is_row
from assistant.retrieval.evidence import spoken_in
from assistant.retrieval.naming import names_in
from assistant.types import Evidence
from assistant.verifying.alignment import stands_behind_colon
from assistant.verifying.asserting import asserts, said_before
from assistant.verifying.proving import Proof
from assistant.verifying.tokens import missing_figures

DRAWN_ON = 3
"""How many words a claim shares with a sentence that it draws on."""
ABOUT_AS_GOOD = 0.8
"""The share of a sentence's score from which another one fits the question about as well."""


def in_place_of(
    claim: str, proof: Proof, sources: Sequence[Evidence], telling: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """Return the sentences to quote for a claim that cannot be shown, of those that say what is asked for.

    They are what proves it, if it is true but does not answer; the sentences that it draws on, if these are several;
    otherwise the nearest one. A sentence that only orders, asks or quotes what the claim says as a fact gives way to
    one that fits the question about as well, and so does one that only supposes it, if the other gives another figure.
    """
    several = [item for item in sources if _shared(claim, item) >= DRAWN_ON]
    wanted = proof.cited[:1] if proof.holds else several if len(several) > 1 else ()
    if told := tuple(item for item in wanted if item in telling and not only_mentions(claim, item)):
        return told
    nearest = by_nearness(claim, telling)[:1]
    stating = [item for item in telling if not only_mentions(claim, item)]
    better = [
        item
        for item in stating
        for other in nearest
        if item.score >= ABOUT_AS_GOOD * other.score
        and (only_mentions(claim, other) or (_supposes(claim, other, item) and _gives_another_figure(claim, item)))
    ]
    return by_nearness(claim, better)[:1] or nearest


def by_nearness(claim: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return sentences, the nearest to a claim first.

    It has the claim's figures, fits the question and says much the same. Years don't count: any sentence may have them.
    """
    code = spoken_in(evidence)
    said = max(1, len(set(terms(claim, code))))
    claimed = [one for one in find_figures(claim, code, in_table=is_row(claim)) if one.unit != "year"]

    def nearness(item: Evidence) -> tuple[int, float]:
        missing = missing_figures(claimed, item.sentence.stated)
        return len(claimed) - len(missing), item.score + _shared(claim, item) / said

    return tuple(sorted(evidence, key=nearness, reverse=True))


def only_mentions(claim: str, item: Evidence) -> bool:
    """Return whether a sentence has a claim's words without stating them as a fact: "Write this down: ..."."""
    return not asserts(claim, item) or stands_behind_colon(claim, item)


def _shared(claim: str, item: Evidence) -> int:
    code = item.passage.language
    return len(set(terms(claim, code)) & set(terms(item.sentence.text, code)))


def read_with(item: Evidence, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return a sentence behind the one before it, if it answers that or refers back to it, and that is evidence too."""
    before = [one.start for one in item.passage.sentences if one.start < item.sentence.start][-1:]
    leads = [one for one in evidence if one.passage == item.passage and one.sentence.start in before]
    return (*(one for one in leads if is_question(one.sentence.text) or said_before(item)), item)


def named_by(item: Evidence, claim: str, question: str, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the sentence of a document that names what a question is about, if another one tells what a claim says.

    "The rent is 985 a month" does not say of which flat, which the top of a contract does: it has a name of the
    question that the sentence and its headings lack. What the claim says beyond the question has to be in the sentence,
    and less of it in the one that names.
    """
    code = item.passage.language
    own, told = set(terms(item.sentence.text, code)), set(terms(claim, code)) - set(terms(question, code))
    lacking = set(names_in(question, code)) - own - {term for one in item.passage.heading for term in terms(one, code)}
    words = {other: set(terms(other.sentence.text, code)) for other in evidence if _is_beside(other, item)}
    naming = [other for other, there in words.items() if lacking & there and len(told & there) < len(told & own)]
    return max(naming, key=lambda other: len(lacking & words[other]), default=None)


def _is_beside(other: Evidence, item: Evidence) -> bool:
    return other.passage.document == item.passage.document and other.sentence.start != item.sentence.start


def _supposes(claim: str, item: Evidence, other: Evidence) -> bool:
    """Return whether a sentence only supposes, denies or passes on what a claim and another sentence state plainly."""
    told = language(item.passage.language)
    kinds = told.statements.modal, told.statements.condition, told.statements.attribution, told.statements.hedge
    return any(
        kind.stand_in(item.sentence.text) and not kind.stand_in(claim) and not kind.stand_in(other.sentence.text)
        for kind in (*kinds, told.statements.plan, told.meanings.negation)
    )


def _gives_another_figure(claim: str, item: Evidence) -> bool:
    """Return whether a sentence has a figure in the unit of one that a claim has and the sentence has not."""
    claimed = find_figures(claim, item.passage.language, in_table=is_row(claim))
    units = {(figure.unit, figure.currency) for figure in missing_figures(claimed, item.sentence.stated)}
    return any((figure.unit, figure.currency) in units and figure.unit != "year" for figure in item.sentence.stated)
