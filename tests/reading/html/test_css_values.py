import pytest

from assistant.reading.html.css_values import (
    Function,
    Number,
    functions_of,
    lone_number_of,
    number_of,
    with_variables,
    words_of,
)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("-9999px", Number(-9999, "px")),
        ("-.5EM", Number(-0.5, "em")),
        ("50% auto", Number(50, "%")),
        ("/* three */ 3", Number(3)),
        ("1e3px", Number(1000, "px")),
        ("+0", Number(0)),
        ("7foo", Number(7)),
        ("auto 3px", None),
        ("calc(0px)", None),
        ("", None),
    ],
)
def test_a_value_begins_with_a_number_as_css_writes_them(value: str, number: Number | None) -> None:
    assert number_of(value) == number


def test_only_a_number_by_itself_is_a_lone_one() -> None:
    assert lone_number_of(" 12pt ") == Number(12, "pt")
    assert lone_number_of("12pt/1.5") is None


def test_functions_are_told_with_the_numbers_they_are_given() -> None:
    assert functions_of("rotate(3deg) Translate(-900px, 2em)") == (
        Function("rotate", (Number(3),)),
        Function("translate", (Number(-900, "px"), Number(2, "em"))),
    )
    assert functions_of("none") == ()


def test_words_are_told_from_the_last_to_the_first() -> None:
    assert list(words_of("no-repeat 50% #fff rgb(0, 0, 0)")) == ["rgb(0, 0, 0)", "#fff", "no-repeat"]


@pytest.mark.parametrize(
    ("value", "variables", "found"),
    [
        ("var(--a)", {"--a": "0"}, "0"),
        ("var( --a )", {"--a": "var(--b)", "--b": "1px"}, "1px"),
        ("var(--none, rgb(1, 2, 3))", {}, "rgb(1, 2, 3)"),
        ("translate(var(--a), 0)", {"--a": "-999px"}, "translate(-999px, 0)"),
        ("var(--none)", {}, "var(--none)"),
        ("var(--a)", {"--a": "var(--a)"}, "var(--a)"),
    ],
)
def test_variables_are_replaced_as_far_as_they_are_known(value: str, variables: dict[str, str], found: str) -> None:
    assert with_variables(value, variables) == found


def test_variables_that_grow_without_end_are_given_up() -> None:
    assert len(with_variables("var(--a)", {"--a": "var(--a) " * 20})) < 100_000


@pytest.mark.parametrize("value", ["var(" * 200, "a(" * 400 + "var(--a)", "(" * 5_000, "rgb(" * 5_000])
def test_a_value_of_many_brackets_is_read(value: str) -> None:
    assert with_variables(value, {"--a": "0"})
    assert number_of(value) is None
    assert len(functions_of(value)) <= 1
