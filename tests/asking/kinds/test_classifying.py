import pytest

from assistant import Settings
from assistant.asking.kinds.classifying import Guess, KindsOfQuestion, understand
from assistant.embedding import open_embedder
from assistant.embedding.hashing import HashingEmbedder
from assistant.retrieval.question import make_question
from benchmarks.kinds import read_questions

KINDS = KindsOfQuestion(HashingEmbedder(256))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Hello!", "greeting"),
        ("Many thanks", "thanks"),
        ("What do you help with?", "assistant"),
        ("Which documents do you have?", "collection"),
        ("Which file is the most recent one?", "newest"),
        ("Give me a summary of the charter", "summary"),
        ("List all the prizes of the raffle", "list"),
        ("How many prizes are there in the raffle?", "count"),
        ("What changed between the two versions of the raffle rules?", "change"),
        ("Is swimming permitted in the pond?", "yes or no"),
        ("When was the pond dug?", "lookup"),
        ("池塘里可以游泳吗？", "yes or no"),
    ],
)
def test_a_question_is_told_by_questions_like_it(question: str, kind: str) -> None:
    assert KINDS.kind_of(question) == kind


@pytest.mark.parametrize("question", ["CEO", "🙂", "xyzzy plugh", "a" * 4_000])
def test_what_is_like_no_example_is_looked_up(question: str) -> None:
    assert KINDS.kind_of(question) == "lookup"


@pytest.mark.models
def test_the_embedded_model_tells_most_kinds_and_seldom_takes_one_for_another() -> None:
    kinds = KindsOfQuestion(open_embedder(Settings()))
    told = [(kind, kinds.kind_of(question)) for kind, question in read_questions()]
    assert sum(kind == said for kind, said in told) >= 0.75 * len(told)
    assert sum(said not in (kind, "lookup") for kind, said in told) <= 0.08 * len(told)


@pytest.mark.models
def test_a_question_for_one_of_several_is_looked_up_and_one_for_all_is_listed() -> None:
    kinds = KindsOfQuestion(open_embedder(Settings()))
    one = (
        "Which applicant was hired?",
        "Which builder got the job?",
        "Welche Firma bekam den Zuschlag?",
        "Wer siegte?",
    )
    assert {kinds.kind_of(question) for question in one} == {"lookup"}
    assert {kinds.kind_of(question) for question in ("Which bidders were there?", "Who took part in the race?")} == {
        "list"
    }


class OnlyYesOrNo(KindsOfQuestion):
    """Takes every question for one that asks for yes or no."""

    def guess(self, question: str) -> Guess:
        return Guess("yes or no", 1.0, 1.0)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("In which hall will the fair be?", "lookup"),
        ("When does the pond freeze?", "lookup"),
        ("Wo wird der Teich sein?", "lookup"),
        ("¿Cuándo se abre el estanque?", "lookup"),
        ("Will the fair be in the hall?", "yes or no"),
        ("Darf man im Teich baden?", "yes or no"),
    ],
)
def test_what_opens_with_a_question_word_is_not_answered_with_yes_or_no(question: str, kind: str) -> None:
    assert understand(make_question(question), OnlyYesOrNo(HashingEmbedder(256))).kind == kind
