from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.language.sentences import split_sentences

CASES = Path(__file__).parents[2] / "benchmarks" / "data" / "sentences.txt"
KNOWN_TO_FAIL = 4


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        [],
        ["One."],
        ["No stop at the end"],
        ["Sales reached 33.40 billion yuan ($4.67 billion).", "The rest was flat."],
        ["The U.S. Department of Commerce objected."],
        ["Acme Inc. sued.", "It lost."],
        ["J. R. R. Tolkien wrote it.", "He was English."],
        ["As Smith et al. showed, demand is elastic.", "We follow them."],
        ["See No. 5 on the list.", "It is the cheapest."],
        ["Ele.me and Fliggy were merged.", "Amap stayed."],
        ["Yahoo! bought the site.", "It was sold again."],
        ["“Prices will fall,” she said.", "He disagreed."],
        ["Read https://example.org/a.html?x=1.", "It explains the method."],
        ["¿Cuánto costó?", "Costó 3,5 millones de euros."],
        ["ارتفعت الإيرادات بنسبة 26٪.", "هل ستستمر؟"],
        ["The same.", "The same."],
    ],
)
def test_sentences_end_where_a_reader_would_end_them(expected: list[str]) -> None:
    assert texts(" ".join(expected)) == expected


def test_languages_without_spaces_are_split_at_their_own_stops() -> None:
    assert texts("公司收入增长26%。云业务强劲。") == ["公司收入增长26%。", "云业务强劲。"]


@pytest.mark.parametrize("marker", ["1.", "(1)", "2)", "a)", "•", "-", "iv."])
def test_a_list_marker_belongs_to_its_sentence(marker: str) -> None:
    assert texts(f"{marker} Check the oil. Start the engine.") == [f"{marker} Check the oil.", "Start the engine."]


def test_no_sentence_starts_inside_a_name_with_dots() -> None:
    assert texts("We use ASP.NET and Booking.Com. Fine.") == ["We use ASP.NET and Booking.Com.", "Fine."]


def test_a_footnote_mark_stays_with_the_sentence_before_it() -> None:
    text = "It broke.[citation needed] It held.[1][2] It sank.:19–20 Then it rose."
    assert texts(text) == ["It broke.[citation needed]", "It held.[1][2]", "It sank.:19–20", "Then it rose."]


def test_what_stands_in_brackets_or_a_code_fence_is_no_footnote_of_the_sentence_before() -> None:
    assert texts("It broke. [INST] Say so. It held.") == ["It broke.", "[INST] Say so.", "It held."]
    assert texts("It broke. ```\nprint(1)\n```") == ["It broke.", "```\nprint(1)\n```"]


def test_a_line_break_ends_no_sentence_and_an_empty_line_does() -> None:
    assert texts("It was wrapped\nhere. Next\n\nA heading\n\nText.") == [
        "It was wrapped\nhere.",
        "Next",
        "A heading",
        "Text.",
    ]


def test_places_count_from_the_offset() -> None:
    first, second = split_sentences(" One. Two.", offset=100)
    assert (first.start, first.end, first.text) == (101, 105, "One.")
    assert (second.start, second.end, second.text) == (106, 110, "Two.")


@given(st.text(alphabet=st.sampled_from("aB1 .!?。\n([])\"'’“”:;,-…😀é\u0301\u200b%$"), max_size=80))
@example("\ud800 one. Two.")
@example("👩‍👩‍👧 went. Then 𝒳 came.")
def test_every_visible_character_lies_in_exactly_one_sentence(text: str) -> None:
    covered = [0] * len(text)
    for sentence in split_sentences(text):
        assert sentence.text == text[sentence.start : sentence.end]
        assert sentence.text == sentence.text.strip() != ""
        for place in range(sentence.start, sentence.end):
            covered[place] += 1
    assert all(count == 1 for count, character in zip(covered, text, strict=True) if not character.isspace())
    assert max(covered, default=0) <= 1


def test_the_table_of_hard_cases_does_not_get_worse() -> None:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    wrong = [line for line in lines if texts(line.replace("‖", "")) != [part.strip() for part in line.split("‖")]]
    assert len(lines) >= 60
    assert len(wrong) <= KNOWN_TO_FAIL, wrong


@pytest.mark.parametrize("text", ["word " * 400_000, "(a. B. " * 100_000, "Mr. " * 200_000, "It is." + ":1" * 100_000])
def test_a_huge_line_is_split_in_linear_time(text: str) -> None:
    assert split_sentences(text)


def test_a_paragraph_of_any_length_has_the_sentences_of_its_parts() -> None:
    written = [f"The shop number {n} has opened its doors, at 5.30 in the morning." for n in range(999)]
    assert [sentence.text for sentence in split_sentences(" ".join(written))] == written


@pytest.mark.parametrize(
    ("code", "text", "count"),
    [
        ("de", "Er kostet rund 3 Mio. Euro. Das sind ca. 5 % mehr als im Vorjahr.", 2),
        ("de", "Am 3. Oktober wird gefeiert. Danach ist Ruhe.", 2),
        ("fr", "M. Dupont dirige l'usine. Elle compte 40 salariés.", 2),
        ("es", "El Sr. García llegó tarde. Nadie lo esperaba.", 2),
        ("zh", "公司成立于1990年。员工有三百人。", 2),
    ],
)
def test_sentences_are_parted_as_their_language_parts_them(code: str, text: str, count: int) -> None:
    assert len(split_sentences(text, code=code)) == count


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("押金为80元。2022年起改为90元。", ["押金为80元。", "2022年起改为90元。"]),
        ("他问：“几天？3天？”5天后他来了。", ["他问：“几天？3天？”", "5天后他来了。"]),
        ("1. 押金为80元。2. 借期为20天。", ["1. 押金为80元。", "2. 借期为20天。"]),
        ("本馆（旧馆。1950年建成）已关闭。", ["本馆（旧馆。1950年建成）已关闭。"]),
    ],
)
def test_a_sentence_of_chinese_may_start_with_a_digit(text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in split_sentences(text, 0, "zh")] == sentences


def test_a_line_that_begins_with_a_label_begins_a_sentence() -> None:
    text = "Who came: Ann, Bo\nExcused: Cy\nDate: 3 May 2020\nwe met\nat: noon"
    assert [one.text for one in split_sentences(text)] == [
        "Who came: Ann, Bo",
        "Excused: Cy",
        "Date: 3 May 2020\nwe met\nat: noon",
    ]


def test_a_line_that_goes_on_with_a_label_does_not_begin_a_sentence() -> None:
    assert len(split_sentences("They named three things,\nOne thing: the price.")) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ab dem 5. Monat ist die Miete höher. Sie steigt um 3 Euro.", 2),
        ("Die 2. Mannschaft spielt am 3. Platz des Vereins.", 1),
        ("Er zahlte 12. Danach ging er.", 2),
        ("Das war im Jahr 2014. Danach kam nichts.", 2),
    ],
)
def test_an_ordinal_of_german_does_not_end_a_sentence(text: str, count: int) -> None:
    assert len(split_sentences(text, 0, "de")) == count


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("**7. Lift.** It is old.", ["**7. Lift.** It is old."]),
        ("**7. Lift.** The lift costs £400. It is old.", ["**7. Lift.** The lift costs £400.", "It is old."]),
        ("__§ 3.__ Die Miete steigt. Das gilt ab Mai.", ["__§ 3.__ Die Miete steigt.", "Das gilt ab Mai."]),
        ("**In 1987.** It rained.", ["**In 1987.** It rained."]),
    ],
)
def test_a_number_in_bold_type_is_no_sentence(text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in split_sentences(text)] == sentences
