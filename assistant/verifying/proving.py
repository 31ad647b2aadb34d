"""Which sentence proves a claim, and how.

Each claim is proven by one sentence, never by the words of several together: out of "A bought B" and "C paid 5 million"
a model makes "A paid 5 million for B". A claim that joins two statements is proven if each of them is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.terms import terms
from assistant.reading.tabular.bars import is_row
from assistant.retrieval.evidence import spoken_in
from assistant.types import Evidence, ProofKind
from assistant.verifying.exact import stands_in
from assistant.verifying.rewording import ClaimReader
from assistant.verifying.rows import stands_in_row
from assistant.verifying.tokens import PAUSES, compared_tokens, forms_of, missing_figures, rests_on_uncertain

MOST_DRAWN_ON = 3
COVERED = 0.6
_FEWEST_WORDS = 2
"""The fewest words of a statement."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The sentences that prove a claim, one for each of its statements, and how they do; empty if nothing proves it.

    `probability` is how likely a rewording is supported, between 0 and 1; it is 1 if code proved the claim.
    """

    cited: tuple[Evidence, ...] = ()
    how: ProofKind = ""
    probability: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the claim is proven."""
        return bool(self.how)


def prove(claim: str, evidence: tuple[Evidence, ...], reader: ClaimReader | None = None) -> Proof:
    """Return the proof of a claim by one of the sentences, given nearest first, or of its two statements by one each.

    A `reader`, if there is one, reads a claim that code does not prove against the nearest sentence; rows of tables are
    left to code alone. A figure that was recognized in a picture and is uncertain proves nothing. Raises what
    `ClaimReader.read` raises.
    """
    proof = _prove(claim, evidence, reader)
    stated = [figure for item in proof.cited for figure in item.sentence.stated]
    if all(figure.certain for figure in stated):
        return proof
    claimed = find_figures(claim, spoken_in(evidence), in_table=is_row(claim))
    return Proof() if rests_on_uncertain(claimed, stated) else proof


def _prove(claim: str, evidence: tuple[Evidence, ...], reader: ClaimReader | None) -> Proof:
    proof = prove_whole(claim, evidence)
    if proof.holds:
        return proof
    for statements in two_statements(claim, spoken_in(evidence)):
        proofs = [prove_whole(statement, evidence, part=True) for statement in statements]
        if all(one.holds for one in proofs):
            cited = dict.fromkeys(item for one in proofs for item in one.cited)
            return Proof(tuple(sorted(cited, key=lambda item: item.place)), proofs[0].how, 1.0)
    told = next((item for item in evidence if item.sentence.row is None), None)
    if reader is None or told is None:
        return Proof()
    reading = reader.read(claim, told)
    proven = reading.probability >= reader.proven_from
    return Proof((told,) if proven else (), "reworded" if proven else "", reading.probability)


def prove_whole(claim: str, evidence: Sequence[Evidence], *, part: bool = False) -> Proof:
    """Return the proof of a claim, or of a part of one, by one sentence or one row of a table."""
    for item in evidence:
        if item.sentence.row:
            if stands_in_row(claim, item):
                return Proof((item,), "row", 1.0)
        elif stands_in(claim, item, part=part):
            return Proof((item,), "exact", 1.0)
    return Proof()


def two_statements(claim: str, code: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of statements that a claim may consist of, split at a conjunction ("and") or a semicolon."""
    joins = forms_of(language(code).statements.joins, code)
    tokens = compared_tokens(claim, code)
    for at, token in enumerate(tokens):
        if token.form in joins or token.form in (";", "；"):
            before = at - 1 if at and tokens[at - 1].form in PAUSES else at
            if before >= _FEWEST_WORDS and len(tokens) - at > _FEWEST_WORDS:
                yield claim[: tokens[before - 1].end], claim[tokens[at + 1].start :]


def nearest_sentences(claim: str, evidence: Sequence[Evidence], most: int | None = None) -> tuple[Evidence, ...]:
    """Return the sentences that share words with a claim, best first, at most `most`; rarer words count more."""
    said: dict[str, set[str]] = {}
    shared = []
    for item in evidence:
        code, row = item.passage.language, item.sentence.row
        wanted = said.setdefault(code, set(terms(claim, code)))
        around = (row.section, *row.header_lines) if row else ()
        shared.append(wanted & set(terms(" ".join((item.sentence.text, *around)), code)))
    count: dict[str, int] = {}
    for some in shared:
        for term in some:
            count[term] = count.get(term, 0) + 1
    weight = [sum(1 / count[term] for term in some) + len(some) for some in shared]
    best = sorted(range(len(evidence)), key=lambda i: (-weight[i], i))
    return tuple(evidence[i] for i in best[:most] if weight[i])


def drawn_on(claim: str, question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the fewest sentences that contain what a claim says, in document order.

    They are added greedily, each time the one with most of what is still missing: figures first, then words that are
    not in the question, rarer ones counting more, until `COVERED` of these are found.
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
    return tuple(sorted((evidence[i] for i in chosen), key=lambda item: item.place))
