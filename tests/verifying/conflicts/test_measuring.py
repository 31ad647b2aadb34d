import pytest

from assistant.verifying.conflicts.measuring import measured_figures
from tests.cut_texts import evidence_of


@pytest.mark.parametrize("text", ["Phase 2 cost EUR 40,000.", "The second part, Phase\n2, cost EUR 40,000."])
def test_the_number_of_a_name_measures_nothing_and_tells_what_is_measured(text: str) -> None:
    (item,) = evidence_of(text)
    (figure,) = measured_figures(item)
    assert figure.figure.value == 40_000
    assert "2" in figure.names


def test_a_figure_behind_such_a_number_and_a_conjunction_is_one_of_the_name_too() -> None:
    (item,) = evidence_of("Noise in Zone 1 and 2 came to 690 units.")
    (figure,) = measured_figures(item)
    assert figure.figure.value == 690
    assert {"1", "2"} <= figure.names
