from assistant.asking.kinds.layout import laid_out
from assistant.types import Answer, AnswerCell, Claim

CLAIMS = [Claim("Pears grow.", "supported", (1,)), Claim("Plums do", "quoted", (2, 3))]


def test_claims_are_laid_out_in_each_form() -> None:
    assert laid_out(CLAIMS, "Yes.") == "Yes. Pears grow. [1] “Plums do” [2][3]"
    assert laid_out(CLAIMS, form="bullets") == "- Pears grow. [1]\n- “Plums do” [2][3]"
    assert laid_out(CLAIMS, "2:", "numbers") == "2:\n1. Pears grow. [1]\n2. “Plums do” [2][3]"


def test_a_table_tells_what_is_empty_and_keeps_bars_out_of_its_cells() -> None:
    row = Claim("Pears", "row", (1,), cells=(AnswerCell("Pears|Birnen", (1,)), AnswerCell("")))
    assert laid_out([row], form="table", columns=("fruit", "kg")) == (
        "| fruit | kg |\n|---|---|\n| Pears/Birnen [1] | – |"
    )


def test_an_answer_with_cells_survives_its_dictionary() -> None:
    row = Claim("Pears", "row", (1,), cells=(AnswerCell("4 kg", (1,)),))
    answer = Answer("How many?", "x", False, 0.9, (row,), (), {}, "m", 1, form="table", columns=("kg",))
    assert Answer.from_dict(answer.to_dict()) == answer
