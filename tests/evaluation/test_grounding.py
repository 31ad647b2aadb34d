import random

import pytest

from assistant.evaluation.grounding import negated, with_another_figure, with_another_name
from assistant.language.figures import find_figures, same_figure


@pytest.mark.parametrize("claim", ["Revenue rose 26%.", "It cost $1,234.5 million.", "9 of 10 agreed in 1999."])
def test_a_changed_figure_equals_the_old_one_no_more(claim: str) -> None:
    changed = with_another_figure(claim)
    assert changed is not None
    assert not same_figure(find_figures(claim)[0], find_figures(changed)[0])


def test_a_claim_without_written_figures_has_none_to_change() -> None:
    assert with_another_figure("Riders tripled, says Qwen3.") is None


def test_a_name_is_exchanged_for_one_that_the_claim_lacks() -> None:
    draw = random.Random(0)
    assert with_another_name("The partner is SAP.", ["SAP", "Oracle"], draw) == "The partner is Oracle."
    assert with_another_name("The partner is SAP.", ["SAP"], draw) is None
    assert with_another_name("Nothing named here.", ["Oracle"], draw) is None


def test_a_claim_is_negated_once() -> None:
    assert negated("Delays are a risk.") == "Delays are not a risk."
    assert negated("Delays are not a risk.") is None
    assert negated("Delays hurt.") is None
