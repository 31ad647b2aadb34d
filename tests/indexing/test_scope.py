import pytest

from assistant.errors import QuestionError
from assistant.indexing.scope import Scope, iso_date, kind_of, scope_of


@pytest.mark.parametrize(
    ("after", "dated", "held"),
    [
        ("2024", "2024-01-01", True),
        ("2024", "2023-12-31", False),
        ("2024-05", "2024-05-01", True),
        ("2024-05", "2024-04-30", False),
        ("2024-05", "2024", True),
        ("2024-05-31", "2024-05", True),
        ("2024-05-31", "2024-05-30", False),
        ("2024-05-31", "2024-05-31", True),
        ("2024", "", False),
        ("", "", True),
    ],
)
def test_dates_are_compared_as_far_as_both_are_told(after: str, dated: str, held: bool) -> None:
    assert Scope(after=after).holds("a.md", dated) is held


def test_a_kind_is_the_suffix_of_the_document_even_inside_an_archive() -> None:
    assert kind_of("box.zip/deep/Report.MD") == "md"
    assert scope_of(kind=".MD").holds("box.zip/report.md", "")
    assert not scope_of(kind="md").holds("report.txt", "")


@pytest.mark.parametrize("after", ["24", "2024-13", "2024-05-32", "May 2024", "2024/05"])
def test_what_is_no_date_is_refused(after: str) -> None:
    with pytest.raises(QuestionError, match="2024-05-31"):
        scope_of(after=after)


def test_the_empty_scope_holds_everything() -> None:
    assert scope_of().is_everything
    assert not scope_of(documents=[]).is_everything


@pytest.mark.parametrize(
    ("name", "text", "told", "date"),
    [
        ("a.md", "", "2023-07", "2023-07"),
        ("a.md", "Report of 5 May 2024, Hangzhou", "", "2024-05-05"),
        ("a.md", "May 21st, 2024", "", "2024-05-21"),
        ("a.md", "Sept. 2023", "", "2023-09"),
        ("2024-02-03.md", "nothing", "", "2024-02-03"),
        ("a.md", "2024-02-03", "", "2024-02-03"),
        ("a.md", "no date at all", "", ""),
    ],
)
def test_the_date_of_a_document_is_told_in_iso_8601(name: str, text: str, told: str, date: str) -> None:
    assert iso_date(name, text, told) == date
