"""Tested claims into the answer that is shown: numbered citations, quotation where the wording failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.grounding.claims import says_nothing
from assistant.grounding.support import find_support
from assistant.terms import terms
from assistant.types import Citation, Claim, ClaimKind, Evidence

ABSTENTION = "The documents don't say."


@dataclass
class Composition:
    """An answer in the making. Each claim is tested as it is added; what fails is quoted instead, or dropped.

    `untold` are the parts of the question that the documents don't answer.
    """

    question: str
    evidence: Sequence[Evidence]
    claims: list[Claim] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    untold: Sequence[str] = ()

    def add(self, claim: str) -> bool:
        """Test a claim and take it in, or the evidence it came closest to; say whether the answer grew."""
        if says_nothing(claim):
            return False
        support = find_support(claim, self.question, self.evidence)
        if support.holds:
            return self._take(claim, "supported", support.cited)
        nearest = _nearest(claim, self.evidence)
        return nearest is not None and self.quote(nearest)

    def quote(self, item: Evidence) -> bool:
        """Take in an evidence sentence word for word, unless it is cited already."""
        if any(_same_place(item, citation) for citation in self.citations):
            return False
        return self._take(" ".join(item.sentence.text.split()), "quoted", (item,))

    def _take(self, text: str, kind: ClaimKind, cited: Sequence[Evidence]) -> bool:
        self.claims.append(Claim(text, kind, tuple(self._number(item) for item in cited)))
        return True

    def _number(self, item: Evidence) -> int:
        for citation in self.citations:
            if _same_place(item, citation):
                return citation.number
        passage, sentence = item.passage, item.sentence
        citation = Citation(
            number=len(self.citations) + 1,
            document=passage.document,
            page=passage.page,
            heading=passage.heading,
            start=sentence.start,
            end=sentence.end,
            quote=sentence.text,
        )
        self.citations.append(citation)
        return citation.number

    @property
    def text(self) -> str:
        """The answer so far, each claim followed by its `[n]` markers, and what it leaves open.

        Quotations stand in quotation marks.
        """
        open_parts = (f"{ABSTENTION.rstrip('.')}: {part}" for part in self.untold)
        return " ".join((*(_shown(claim) for claim in self.claims), *open_parts))


def _shown(claim: Claim) -> str:
    markers = "".join(f"[{number}]" for number in claim.citations)
    return f"“{claim.text}” {markers}" if claim.kind == "quoted" else f"{claim.text} {markers}"


def _same_place(item: Evidence, citation: Citation) -> bool:
    return (item.passage.document, item.sentence.start) == (citation.document, citation.start)


def _nearest(claim: str, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the sentence to quote for a claim that failed: one that fits the question and says much of the same."""
    said = set(terms(claim))

    def fit(item: Evidence) -> float:
        return item.score + len(said & set(terms(item.sentence.text))) / max(1, len(said))

    return max(evidence, key=fit, default=None)
