import pytest

from assistant.reading.blocks import Markup, find_blocks
from assistant.reading.passages.run_in import with_run_in_headings
from assistant.retrieval.evidence import is_heading
from tests.cut_texts import cut

LETTER = """Dear tenants,

here are the arrangements of the house.

1. Parking. You rent bay 7 in the yard for £35 a month, payable with the rent.

2. Waste collection: the bins go out on Wednesdays, no earlier than six in the evening.

3. Pets. The following animals may be kept without asking us beforehand, in any flat:

- cats
- hamsters

4. Boiler. The yearly service takes place in September. Somebody must be at home then.

We look forward to your answer.
"""
STEPS = """1. Open the lid. Pour in the water slowly, up to the mark that you see on the inside of it.

2. Close the lid. Press the button until it glows, and wait for three minutes beside it.

3. Take out the filter. Rinse it under the tap until the water that runs off is clear.
"""


def opening(text: str, markup: Markup = "plain", code: str = "en") -> list[str]:
    return [block.run_in for block in with_run_in_headings(text, find_blocks(text, markup), code)]


@pytest.mark.parametrize("markup", ["plain", "markdown"])
def test_numbered_paragraphs_and_what_is_below_them_know_their_heading(markup: Markup) -> None:
    told = ["1. Parking", "2. Waste collection", "3. Pets", "3. Pets", "3. Pets", "4. Boiler"]
    assert [heading for heading in opening(LETTER, markup) if heading] == told
    assert opening(LETTER, markup)[-1] == ""


def test_clauses_in_bold_and_in_other_languages_are_headed() -> None:
    clause = "§ {n} **{title}.** Die Mieterin zahlt die vereinbarte Summe bis zum dritten Werktag auf das Konto."
    lease = "\n\n".join(clause.format(n=n, title=title) for n, title in enumerate(("Miete", "Kaution", "Tiere"), 1))
    assert opening(lease.replace("1", "1.").replace("2", "2.").replace("§ 3", "§ 3."), "markdown", "de") == [
        "§ 1. Miete",
        "§ 2. Kaution",
        "§ 3. Tiere",
    ]


@pytest.mark.parametrize(
    "text",
    [
        STEPS,
        LETTER.replace("2. Waste collection: the", "2. The"),
        "1. Rent. It is due.\n\n2. Bins. On Monday.\n\n3. Pets. No dogs.\n",
        "1. Parking. You rent bay 7 in the yard for £35 a month, payable with the rent.\n",
    ],
)
def test_steps_short_lists_and_single_paragraphs_are_not_headed(text: str) -> None:
    assert not any(opening(text))


def test_the_passages_of_such_paragraphs_have_their_heading_and_it_states_nothing() -> None:
    passages = cut(LETTER, "letter.md", 200, "en")
    (parking,) = (passage for passage in passages if "bay 7" in passage.text)
    assert parking.heading == ("1. Parking",)
    assert [is_heading(sentence, parking.heading) for sentence in parking.sentences] == [True, False]
    assert passages[-1].heading == ()
