"""A brief: a few tested, cited sentences for each facet, in the model's words if these pass the tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from itertools import takewhile

from assistant.asking.answering import Stopwatch, source_of, with_provenance
from assistant.drafting.base import LanguageModel
from assistant.drafting.prompts import write_prompt
from assistant.embedding import Embedder
from assistant.embedding.encoders.opening import Encoders
from assistant.indexing.reader import NearestPassages, Reader
from assistant.indexing.scope import Scope
from assistant.language.loading import DEFAULT
from assistant.language.replies import reply
from assistant.retrieval.briefing import choose_for_brief, question_of
from assistant.retrieval.evidence import rank_sentences, spoken_in
from assistant.retrieval.looks import find
from assistant.retrieval.query import make_query
from assistant.retrieval.question import make_question
from assistant.types import FACETS, Brief, Citation, Claim, Facet, Section
from assistant.verifying.claims import split_claims
from assistant.verifying.compose import Composition
from assistant.verifying.rewording import ModelReader

PASSAGES = 12
SENTENCES = 5


def write_brief(
    topic: str,
    scope: Scope,
    reader: Reader,
    nearest: NearestPassages,
    embedder: Embedder,
    encoders: Encoders,
    model: LanguageModel,
    tokens: int,
    stopped: Callable[[], bool],
) -> Brief:
    """Return a brief on a topic, or on everything if it is "", with a section for each facet of the scope, or for all.

    The model drafts at most `tokens` tokens for a section, and none once it is `stopped`. Sentences of the documents
    complete each section. If a section draws on several documents, only these are quoted, each sentence behind the
    title of its document: a model would attribute to one what another says of itself.
    """
    watch = Stopwatch()
    citations: list[Citation] = []

    def section(facet: Facet) -> Section:
        question = make_question(question_of(facet, topic), scope=replace(scope, facets=(facet,)))
        with watch.stage("retrieval"):
            query = make_query(question, embedder, reader.languages())
            ranked = rank_sentences(find(reader, nearest, query, PASSAGES, encoders), query)
            chosen = choose_for_brief(ranked, facet, topic, SENTENCES)
        composition = Composition(
            question,
            chosen,
            ranked,
            source_of=lambda name: source_of(reader.document(name)),
            citations=citations,
            told_in=DEFAULT,
        )
        titles = {item.passage.document: reader.document(item.passage.document).title for item in chosen}
        if len(titles) == 1 and not stopped():
            prompt = write_prompt(question.whole, chosen)
            with model.turn() as turn:
                with watch.stage("drafting"), closing(turn.stream(prompt, tokens)) as pieces:
                    draft = "".join(takewhile(lambda _: not stopped(), pieces))
                composition.reader = ModelReader(turn, model.judges_as)
                with watch.stage("grounding"):
                    for claim in split_claims(draft, spoken_in(chosen)):
                        composition.add(claim)
        for item in chosen:
            if len(composition.claims) < SENTENCES:
                composition.quote(item)
        if len(titles) > 1:
            owners = {citation.number: citation.document for citation in citations}
            composition.claims = [_of_its_document(claim, titles, owners) for claim in composition.claims]
        return Section(facet, composition.text or reply("refused", DEFAULT), tuple(composition.claims))

    sections = tuple(section(facet) for facet in scope.facets or FACETS)
    cited = tuple(with_provenance(reader, citations))
    return Brief(topic, sections, cited, watch.seconds(), model.name, reader.generation)


def _of_its_document(claim: Claim, titles: Mapping[str, str], owners: Mapping[int, str]) -> Claim:
    """Return a sentence behind the title of the document that it was taken from."""
    name = owners[claim.citations[0]]
    return replace(claim, text=f"{titles[name] or name}: {claim.text}", kind="row")
