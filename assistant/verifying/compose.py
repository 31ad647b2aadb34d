"""Composes the answer that is shown from tested claims: numbered citations, and quotations where the wording failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.calculating.working import Worked
from assistant.language.figures import find_figures
from assistant.language.marks import STOPS, breaks_off, is_closed, is_question, leads_in
from assistant.language.replies import left_open, reply
from assistant.language.terms import terms
from assistant.reading.tabular.bars import is_row
from assistant.retrieval.answer_type import tells_the_kind
from assistant.retrieval.evidence import spoken_in
from assistant.retrieval.question import Question
from assistant.retrieval.surroundings import Surroundings, within
from assistant.types import Citation, Claim, ClaimKind, Evidence, ProofKind
from assistant.verifying.as_written import dated_as_written, spelled_as_written, with_scale
from assistant.verifying.claims import says_nothing
from assistant.verifying.conflicts.rivals import disagree, find_rivals
from assistant.verifying.proving import Proof, drawn_on, nearest_sentences, prove
from assistant.verifying.quoting import by_nearness, in_place_of, named_by, only_mentions, read_with
from assistant.verifying.rewording import ClaimReader
from assistant.verifying.showing import citation_of, shown_claim, told_of

AS_GOOD = 0.95
COMPLETE_FROM = 0.9
"""The confidence from which the sentences cited so far answer a question by themselves, so that none is quoted."""
QUOTED_FROM = 0.5
"""The confidence from which a sentence answers by itself: lower, because all of the evidence was found to answer.

Of the sentences read for the half of `everyday` that is looked at, the least sure that answered had .56, and 9 of the
11 that did not were below.
"""
MOST_TRIED = 2
"""How many more sentences are read if what came closest to a claim does not answer, and nothing is shown yet."""


MOST_TOGETHER = 3
"""How many sentences are judged together if none answers alone."""


@dataclass
class Composition:
    """An answer in the making. Each claim is tested as it is added; a claim that fails is quoted instead, or dropped.

    `reader` proves claims in other words than the documents'; without one, none of these is proven. `judge` returns the
    confidence, 0 to 1, that some sentences answer a part of the question; without one, every quotation answers, and no
    answer is complete.
    `others` are all sentences found: if one of another document contradicts a figure of a claim, it is quoted beside
    the claim. `source_of` returns a document's name and date. `open_parts` are the parts of the question that the
    documents don't answer. `told_in` is the language of the assistant's own sentences, by default that of the question.
    `around` are the sentences that belong to one; each is judged behind those of them that stand before it.
    """

    question: Question
    evidence: Sequence[Evidence]
    others: Sequence[Evidence] = ()
    source_of: Callable[[str], str] = str
    claims: list[Claim] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    open_parts: Sequence[str] = ()
    reader: ClaimReader | None = None
    judge: Callable[[Question, Sequence[Evidence]], float] | None = None
    told_in: str = ""
    around: Surroundings = field(default_factory=dict)
    _judged: dict[tuple[Question, tuple[Evidence, ...]], float] = field(default_factory=dict)
    """The confidence that sentences answer a part of the question."""
    _read: dict[tuple[str, int], tuple[Evidence, ...]] = field(default_factory=dict)
    """What a sentence was judged with, by its document and where it starts, if that is more than `read_with` says."""

    def add(self, claim: str, part: Question | None = None) -> bool:
        """Test a claim and add it, or the evidence that it came closest to; return whether the answer grew.

        `part` is the part of the question that it answers, if there are several. A claim that only repeats the question
        ("The crew trained in the centre.") is true but says nothing, and one without the kind of figure that is asked
        for answers something else: the evidence is quoted in its place. A claim that combines several sentences, and
        fails, is replaced by them. A sentence is quoted only if it answers by itself, better than what is cited, and
        none once that is sure to answer. That something is unknown or not stated counts as a claim if a document says
        so, and is dropped if only the model does. A claim that is based on contradictory sentences is replaced by them.
        """
        part = part or self.question
        asked, asked_in = part.now, self.question.language
        words, code = self.question.whole, spoken_in(self.evidence)
        telling = [item for item in self.evidence if tells_the_kind(item.sentence.stated, asked, asked_in)]
        proof = prove(claim, nearest_sentences(claim, self.evidence), self.reader)
        claimed = find_figures(claim, code, in_table=is_row(claim))
        falls_short = not _says_more(claim, words, proof, code) or (
            telling and not tells_the_kind(claimed, asked, asked_in)
        )
        if says_nothing(claim, code) and not (
            proof.holds and any(says_nothing(i.sentence.text, i.passage.language) for i in proof.cited)
        ):
            return False
        sources = proof.cited or drawn_on(claim, words, self.evidence)
        if claimed and disagree(self.question, sources):
            quoted = [self.quote(item, disputed=True) for item in sources]
            return any(quoted)
        if proof.holds and not falls_short and (proof.how != "reworded" or self._answers(part, sources)):
            texts, code = [item.sentence.text for item in sources], spoken_in(sources)
            worded = spelled_as_written(dated_as_written(claim, texts, code), texts, code)
            return self._take(with_scale(worded, sources), "supported", sources, proof=proof.how)
        so_far = self._sure_of(part)
        if so_far >= COMPLETE_FROM:
            return False
        wanted = in_place_of(claim, proof, sources, telling or self.evidence)
        grew = [self._quote_if_it_answers(part, item, so_far, claim) for item in wanted]
        if any(grew) or self.claims:
            return any(grew)
        stating = (item for item in by_nearness(claim, self.evidence) if not only_mentions(claim, item))
        others = [item for item in stating if item not in wanted]
        if any(self._quote_if_it_answers(part, item, so_far, claim) for item in others[:MOST_TRIED]):
            return True
        return self._quote_together(part, [*wanted, *others][:MOST_TOGETHER])

    def proves(self, claim: str) -> bool:
        """Return whether a claim is proven, in the documents' words or, if there is a reader, in other words."""
        return prove(claim, nearest_sentences(claim, self.evidence), self.reader).holds

    def sure(self, part: Question) -> float:
        """Return the confidence that what is shown answers a part of the question by itself.

        If nothing is shown, it is the highest of what was tried, and 1 if nothing was.
        """
        if self.citations:
            return self._sure_of(part)
        return max((sure for (asked, _), sure in self._judged.items() if asked == part), default=1.0)

    def _sure_of(self, part: Question, others: Sequence[Evidence] = ()) -> float:
        """Return the confidence that the sentences cited so far, and others, answer a part; 0 if there are none."""
        cited = (item for item in self.evidence if item in others or self._is_cited(item))
        return self._judge(part, tuple(dict.fromkeys(one for item in cited for one in self._read_for(item))))

    def _judge(self, part: Question, read: tuple[Evidence, ...]) -> float:
        if self.judge is None or not read:
            return 0.0
        if (part, read) not in self._judged:
            self._judged[part, read] = self.judge(part, read)
        return self._judged[part, read]

    def _answers(self, part: Question, sources: Sequence[Evidence]) -> bool:
        """Return whether what a claim cites answers a part of the question, together with what is cited already."""
        return self.judge is None or self._sure_of(part, sources) >= QUOTED_FROM

    def _quote_if_it_answers(self, part: Question, item: Evidence, so_far: float, claim: str = "") -> bool:
        """Quote a sentence if it answers a part of the question by itself, and does so better than what is cited.

        It may be read behind the one that names what the question is about, if it tells what a claim says of that; then
        it has to be surer, because a name and a figure seem to answer if they only stand together.
        """
        if self.judge is None:
            return self.quote(item)
        least, read = max(QUOTED_FROM, so_far), self._read_for(item)
        sure = self._judge(part, read)
        if sure < least and claim and (names := named_by(item, claim, part.whole, self.evidence)):
            least, self._read[item.place] = COMPLETE_FROM, (names, *read)
            sure = self._judge(part, (names, *read))
        return sure >= least and self.quote(item)

    def _quote_together(self, part: Question, several: Sequence[Evidence]) -> bool:
        """Quote several sentences of one document, none of which answers alone, if they are sure to do so together.

        "What do we pay for ourselves?" may be answered by a sentence on dinner and one on the tax.
        """
        alike = [item for item in several if item.passage.document == several[0].passage.document]
        in_order = tuple(item for item in self.evidence if item in alike)
        answers = self.judge is not None and len(in_order) > 1 and self._judge(part, in_order) >= COMPLETE_FROM
        quoted = [self.quote(item) for item in in_order] if answers else []
        return any(quoted)

    def _read_for(self, item: Evidence) -> tuple[Evidence, ...]:
        return self._read.get(item.place) or within(item, self.around) or read_with(item, self.evidence)

    def quote(self, item: Evidence, *, disputed: bool = False) -> bool:
        """Add an evidence sentence word for word, unless it is cited already; `disputed` names its source.

        A row of a table is put in words. A header alone says nothing, and neither does a question, a salutation ("Dear
        Ms Hale,"), a bare name in the question, or a sentence that only leads to what follows it and has no figure.
        """
        if self._is_empty(item) or self._is_cited(item):
            return False
        words, kind = told_of(item, self.question.whole)
        return self._take(words, kind, (item,), disputed=disputed)

    def _is_empty(self, item: Evidence) -> bool:
        row, text, code = item.sentence.row, item.sentence.text, item.passage.language
        if row:
            return row.is_header
        names = not is_closed(text, STOPS) and set(terms(text, code)) <= set(terms(self.question.whole, code))
        return is_question(text) or breaks_off(text) or names or (leads_in(text) and not item.sentence.stated)

    def _is_cited(self, item: Evidence) -> bool:
        return any(_is_at(item, citation) for citation in self.citations)

    def add_worked(self, worked: Worked) -> None:
        """Add the result of a calculation, with the rows whose figures it uses, and quote what qualifies it."""
        numbers = tuple(dict.fromkeys(self._number(item) for item in worked.rows))
        self.claims.append(Claim(worked.text, "calculated", numbers))
        for item in worked.beside:
            self.quote(item)

    def quote_best(self) -> bool:
        """Quote the sentence that fits the question best after the claims, unless one nearly as good is cited.

        A small model picks the wrong one of ten sentences, or breaks off a list, more often than the ranking does.
        """
        best = max(self.evidence, key=lambda item: item.score, default=None)
        if best is None or not self.claims:
            return False
        cited = (item for item in self.evidence if self._is_cited(item))
        if any(item.score >= AS_GOOD * best.score for item in cited):
            return False
        lacking = ((part, sure) for part in self.question.parts if (sure := self._sure_of(part)) < COMPLETE_FROM)
        return any(self._quote_if_it_answers(part, best, so_far) for part, so_far in lacking)

    def _take(
        self,
        text: str,
        kind: ClaimKind,
        cited: Sequence[Evidence],
        *,
        disputed: bool = False,
        proof: ProofKind = "",
    ) -> bool:
        """Add a claim, and quote what contradicts it; one whose sentences are all quoted already is dropped."""
        quoted = {claim.citations for claim in self.claims if claim.kind in ("quoted", "row")}
        numbers = tuple(self._number(item) for item in cited)
        if numbers in quoted:
            return False
        stated = [figure for item in cited for figure in item.sentence.stated]
        claimed = stated if kind == "quoted" else find_figures(text, spoken_in(cited), in_table=is_row(text))
        rivals = find_rivals(claimed, self.question, cited, self.others)
        documents = dict.fromkeys(item.passage.document for item in cited)
        source = ", ".join(map(self.source_of, documents)) if rivals or disputed else ""
        self.claims.append(Claim(text, kind, numbers, source, proof))
        for rival in rivals:
            words, told_as = told_of(rival, self.question.whole)
            self.claims.append(Claim(words, told_as, (self._number(rival),), self.source_of(rival.passage.document)))
        return True

    def _number(self, item: Evidence) -> int:
        for citation in self.citations:
            if _is_at(item, citation):
                return citation.number
        self.citations.append(citation_of(item, len(self.citations) + 1))
        return self.citations[-1].number

    @property
    def text(self) -> str:
        """The answer so far, each claim followed by its `[n]` markers, and the parts left open.

        Quotations are in quotation marks, and a disputed statement follows the name of its source.
        """
        first_disputed = next((claim for claim in self.claims if claim.source), None)
        code = self.told_in or self.question.language
        differ = reply("disagree", code)
        said = (f"{differ} {shown_claim(c)}" if c is first_disputed else shown_claim(c) for c in self.claims)
        return " ".join((*said, *left_open(self.open_parts, code)))


def _is_at(item: Evidence, citation: Citation) -> bool:
    return item.place == (citation.document, citation.start)


def _says_more(claim: str, question: str, proof: Proof, code: str) -> bool:
    """Return whether a claim says something that its question does not.

    In a rewording, only words of the sentence that proves it count: "Vela is a product mentioned in the text" has none.
    """
    new = set(terms(claim, code)) - set(terms(question, code))
    if proof.how == "reworded":
        new &= {term for item in proof.cited for term in terms(item.sentence.text, code)}
    return bool(new)
