import pytest

from assistant.verifying.scale import with_scale
from tests.calculating.conftest import MakeTable, table  # noqa: F401  # the fixture

FEES = """| (in thousands) | 2019 | 2018 |
|---|---|---|
| Audit fees | $58.5 | $55.0 |
| Growth | 6% | 5% |"""


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("Audit fees were $58.5 in 2019.", "Audit fees were $58.5 in 2019 (in thousands)."),
        ("Audit fees were $58.5 thousand in 2019.", "Audit fees were $58.5 thousand in 2019."),
        ("Audit fees were $58.5, in thousands.", "Audit fees were $58.5, in thousands."),
        ("Growth was 6% in 2019.", "Growth was 6% in 2019."),
        ("There were audit fees in 2019.", "There were audit fees in 2019."),
        ("Audit fees were $99 in 2019.", "Audit fees were $99 in 2019."),
    ],
)
def test_a_figure_of_a_table_is_told_with_the_scale_of_the_table(table: MakeTable, claim: str, told: str) -> None:  # noqa: F811
    assert with_scale(claim, table(FEES)) == told


def test_tables_of_two_scales_leave_it_open(table: MakeTable) -> None:  # noqa: F811
    other = table(FEES.replace("thousands", "millions").replace("58.5", "60"))
    claim = "Audit fees were $58.5 and $60."
    assert with_scale(claim, (*table(FEES), *other)) == claim


def test_prose_has_no_scale(table: MakeTable) -> None:  # noqa: F811
    assert with_scale("It cost 8.", table("In thousands: it cost 8.")) == "It cost 8."
