import pytest

from assistant.errors import QuestionError
from assistant.indexing.scope import EVERYTHING, Scope, kind_of


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
    assert Scope(kind=".MD").holds("box.zip/report.md", "")
    assert not Scope(kind="md").holds("report.txt", "")


@pytest.mark.parametrize("after", ["24", "2024-13", "2024-05-32", "May 2024", "2024/05"])
def test_what_is_no_date_is_refused(after: str) -> None:
    with pytest.raises(QuestionError, match="2024-05-31"):
        Scope(after=after)


def test_the_empty_scope_holds_everything() -> None:
    assert Scope(None, (), "", "") == EVERYTHING
    assert EVERYTHING.has_every_document
    assert not Scope(documents=[]).has_every_document


def test_a_facet_leaves_out_passages_and_no_document() -> None:
    assert Scope(facets=["risks"]).has_every_document


def test_a_scope_is_the_same_however_it_was_written() -> None:
    one, other = Scope(["a.md"], ["risks"], kind=".PDF"), Scope(("a.md",), ("risks",), kind="pdf")
    assert one == other
    assert hash(one) == hash(other)


def test_one_name_in_place_of_a_list_is_told() -> None:
    with pytest.raises(TypeError, match="list of names"):
        Scope("a.md")
