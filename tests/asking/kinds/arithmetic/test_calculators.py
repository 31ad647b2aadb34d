import pytest

from assistant.drafting.base import Prompt
from assistant.drafting.prompts import QUERY
from assistant.types import AnswerKind
from tests.asking.kinds.conftest import Make

CANTEEN = """# Canteen

| Cost of the canteen | 2024 | 2025 |
|---|---|---|
| Food | 41 | 52 |
| Fuel | 9 | 13 |
"""
QUARRY = "# Quarry\n\nIn 2024 the quarry used 310 tonnes of salt. In 2025 the quarry used 260 tonnes of salt{}.\n"


@pytest.mark.parametrize("kind", ["calculation", "count", "extreme", "list", "lookup"])
def test_rules_calculate_before_a_table_is_queried(make: Make, kind: AnswerKind) -> None:
    queries: list[Prompt] = []

    def said(prompt: Prompt) -> str:
        queries.extend([prompt] if prompt.system == QUERY else [])
        return "none"

    answer = make({"canteen.md": CANTEEN}, kind=kind, reply=said).ask(
        "What was the average food cost in 2024 and 2025?"
    )
    assert answer.text.startswith("Average of “Food” in 2024 and 2025: (41 + 52) / 2 = 46.5")
    assert not queries


@pytest.mark.parametrize(("told", "is_worked_out"), [("", True), (", a drop of 50", False)])
def test_a_difference_is_worked_out_unless_the_best_sentence_tells_it(
    make: Make, told: str, is_worked_out: bool
) -> None:
    documents = {"quarry.md": QUARRY.format(told)}
    bot = make(documents, kind="lookup", reply={"Text:": "310 - 260", "": "none"}, relevance={"In 2025": 5.0})
    answer = bot.ask("How much did the salt of the quarry fall?")
    assert any(claim.text.endswith("310 - 260 = 50.") for claim in answer.claims) is is_worked_out
