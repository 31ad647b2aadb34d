"""The examples for the cross-encoder for many languages: questions, each with the sentences found for it.

    python -m benchmarks.relevance.examples     # writes build/relevance/examples.jsonl, in some minutes

The sentences are what retrieval with the multilingual embedder ranks first, and those that hold the answer. English
questions are those of squad2 and the reports, with the logit of the English cross-encoder for each sentence; the
articles of wiki and xquad lie in one index in five languages, so that a question finds sentences in all of them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.progress import track

from assistant import Assistant, Settings
from assistant.embedding.encoders.relevance import CrossEncoder, open_cross_encoder
from assistant.evaluation.datasets import GoldQuestion, read_questions
from assistant.evaluation.metrics import contains_answer
from assistant.retrieval.evidence import rank_sentences
from assistant.retrieval.looks import in_context, in_words
from assistant.retrieval.query import make_query
from assistant.retrieval.question import make_question
from assistant.retrieval.search import search
from assistant.types import Evidence
from benchmarks.evaluation_sets import INDEXES, SHARED, asked_of_its_document
from benchmarks.sides import Side, side_of

BUILD = Path(__file__).parents[2] / "build" / "relevance"
EXAMPLES = BUILD / "examples.jsonl"
LANGUAGES = ("en", "de", "es", "zh", "ar")
PASSAGES, SENTENCES = 8, 14
ONE_IN = 5
"""Of the English questions that train nothing, one in so many is kept."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and sentences, each behind its headings and bare, with whether it holds the answer and its score.

    `teacher` has the English cross-encoder's logits; it is empty where not all is English. `languages` has the language
    of each sentence's document.
    """

    set: str
    id: str
    side: Side
    language: str
    question: str
    answerable: bool
    texts: tuple[str, ...]
    bare: tuple[str, ...]
    gold: tuple[bool, ...]
    scores: tuple[float, ...]
    languages: tuple[str, ...]
    teacher: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What answers a question in one language: the answers, and how the paragraph that has them begins."""

    answers: tuple[str, ...]
    begins: str

    def holds(self, item: Evidence) -> bool:
        """Return whether a sentence of that paragraph has the answer."""
        here = _plain("".join(sentence.text for sentence in item.passage.sentences))
        if _plain(self.begins)[:50] not in here:
            return False
        is_chinese = item.passage.language == "zh"  # without spaces between words
        return contains_answer(item.sentence.text, self.answers) or (
            is_chinese and any(_plain(one) in _plain(item.sentence.text) for one in self.answers)
        )


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def opened(name: str, corpus: Path) -> Assistant:
    """Return an assistant on a corpus, indexed with the multilingual embedder."""
    assistant = Assistant.open(
        corpus, INDEXES / f"relevance-{name}", Settings(embedding_model="embedded-multilingual", token_vectors=False)
    )
    assistant.library.refresh()
    return assistant


def corpus_of_languages() -> Path:
    """Copy the articles in all languages into one folder, and return it."""
    folder = BUILD / "corpus"
    for code in LANGUAGES:
        source = SHARED / "eval" / ("wiki" if code == "en" else f"xquad/{code}") / "corpus"
        shutil.copytree(source, folder / code, dirs_exist_ok=True)
    return folder


def candidates(bot: Assistant, question: GoldQuestion, told: dict[str, Told], *, within: bool) -> list[Evidence]:
    """Return the sentences ranked first, and those that hold the answer wherever they are ranked."""
    asked = make_question(question.text, scope=question.scope if within else None)
    with bot.library.reading() as (reader, nearest):
        query = make_query(asked, bot.library.embedder, reader.languages())
        ranked = rank_sentences(search(reader, nearest, query, PASSAGES), query)
    return [item for n, item in enumerate(ranked) if n < SENTENCES or _holds(item, told)]


def _holds(item: Evidence, told: dict[str, Told]) -> bool:
    answer = told.get(_language(item)) or told.get("")
    return answer is not None and answer.holds(item)


def _language(item: Evidence) -> str:
    return item.passage.document.split("/")[0] if "/" in item.passage.document else "en"


def example(
    name: str,
    language: str,
    question: GoldQuestion,
    found: Sequence[Evidence],
    told: dict[str, Told],
    teacher: CrossEncoder,
) -> Example:
    """Return an example of a question and what was found for it."""
    texts = tuple(in_context(item.passage, item.sentence) for item in found)
    languages = tuple(map(_language, found))
    read = teacher.relevance(question.text, texts).tolist() if {language, *languages} == {"en"} else []
    return Example(
        set=name,
        id=question.id,
        side=side_of(Path(question.document).name),
        language=language,
        question=question.text,
        answerable=question.answerable,
        texts=texts,
        bare=tuple(in_words(item.passage, item.sentence) for item in found),
        gold=tuple(_holds(item, told) for item in found),
        scores=tuple(round(item.score, 4) for item in found),
        languages=languages,
        teacher=tuple(round(value, 3) for value in read),
    )


def in_english(name: str, teacher: CrossEncoder) -> Iterator[Example]:
    """Yield the examples of an English set."""
    bot = opened(name, SHARED / "eval" / name / "corpus")
    asked = read_questions(SHARED / "eval" / name / "questions.jsonl")
    wanted = [q for n, q in enumerate(asked) if side_of(q.document) == "trained" or n % ONE_IN == 0]
    for question in track(wanted, description=name):
        told = {"": Told(question.answers, question.evidence)} if question.answerable else {}
        found = candidates(bot, question, told, within=asked_of_its_document(name))
        yield example(name, "en", question, found, told, teacher)


def in_all_languages(teacher: CrossEncoder) -> Iterator[Example]:
    """Yield the examples of the articles that are there in all languages."""
    bot = opened("languages", corpus_of_languages())
    asked: dict[str, dict[str, GoldQuestion]] = {}
    for code in LANGUAGES:
        folder = SHARED / "eval" / ("wiki" if code == "en" else f"xquad/{code}")
        for question in read_questions(folder / "questions.jsonl"):
            if question.answerable:
                asked.setdefault(question.id.removeprefix(f"{code}-"), {})[code] = question
    for versions in track(list(asked.values()), description="languages"):
        told = {code: Told(question.answers, question.evidence) for code, question in versions.items()}
        for code, question in versions.items():
            found = candidates(bot, question, told, within=False)
            yield example("languages", code, question, found, told, teacher)


def main() -> None:
    """Write all examples."""
    BUILD.mkdir(parents=True, exist_ok=True)
    teacher = open_cross_encoder()
    with EXAMPLES.open("w", encoding="utf-8") as file:
        for examples in (in_all_languages(teacher), in_english("reports", teacher), in_english("squad2", teacher)):
            for one in examples:
                file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
