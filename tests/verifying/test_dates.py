import pytest

from assistant.verifying.dates import dated_as_written


@pytest.mark.parametrize(
    ("claim", "source", "shown"),
    [
        ("It came on February 8, 2007.", "On 8 February 2007 it came.", "It came on 8 February 2007."),
        ("It came on 8 February 2007.", "On February 8th, 2007, it came.", "It came on February 8th, 2007."),
        ("Sept. 1, 1999 to May 3, 2001.", "1 September 1999 and 3 May 2001", "1 September 1999 to 3 May 2001."),
        ("It came on the 4th of July 1776.", "July 4, 1776", "It came on July 4, 1776."),
    ],
)
def test_a_date_is_written_as_its_source_writes_it(claim: str, source: str, shown: str) -> None:
    assert dated_as_written(claim, [source]) == shown


@pytest.mark.parametrize(
    "source", ["On 9 February 2007 it came.", "8 March 2007", "8 February 2008", "February 2007", ""]
)
def test_a_date_that_the_source_does_not_have_stays(source: str) -> None:
    assert dated_as_written("It came on February 8, 2007.", [source]) == "It came on February 8, 2007."


def test_a_date_that_the_source_has_in_both_notations_is_not_rewritten() -> None:
    claim = "It came on February 8, 2007."
    assert dated_as_written(claim, ["February 8, 2007", "8 February 2007"]) == claim
