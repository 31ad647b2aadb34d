import pytest

from assistant.verifying.claims import claims_of_stream, says_nothing, split_claims


@pytest.mark.parametrize(
    ("draft", "claims"),
    [
        ("", ()),
        ("   \n", ()),
        ("Sales rose.", ("Sales rose.",)),
        ("Sales rose. Costs fell.", ("Sales rose.", "Costs fell.")),
        ("Sales rose to $4.67 billion. Costs fell.", ("Sales rose to $4.67 billion.", "Costs fell.")),
        ("Sales rose. Sales rose.", ("Sales rose.",)),
        ("- Sales rose.\n- Costs fell.", ("Sales rose.", "Costs fell.")),
        ("1. Sales rose.\n2. Costs fell.", ("Sales rose.", "Costs fell.")),
        ("**Sales** rose [1].", ("Sales rose.",)),
        ("According to the text, sales rose.", ("Sales rose.",)),
        ("The text states that sales rose.", ("Sales rose.",)),
        ('After "How did costs do", sales rose.', ("Sales rose.",)),
        ("After “How did costs do”, sales rose.", ("Sales rose.",)),
        ("After the sale, costs rose.", ("After the sale, costs rose.",)),
        ("Sales rose, according to the text.", ("Sales rose.",)),
        ("Sales rose. Then the com", ("Sales rose.",)),
        ("26%", ("26%",)),
        ("销售增长。成本下降。", ("销售增长。", "成本下降。")),
    ],
)
def test_a_draft_is_cut_into_bare_sentences(draft: str, claims: tuple[str, ...]) -> None:
    assert split_claims(draft) == claims


@pytest.mark.parametrize(
    "draft", ["Sales rose. Costs fell to $4.5 million. Then the com", "One.", "", "No end", "A. B. C."]
)
def test_a_stream_gives_the_claims_of_the_whole_draft(draft: str) -> None:
    assert tuple(claims_of_stream(iter(draft))) == split_claims(draft)


def test_a_claim_is_given_as_soon_as_the_next_has_begun() -> None:
    read: list[str] = []

    def pieces() -> object:
        for piece in ["Sales rose.", " Costs", " fell.", " Staff", " stayed."]:
            read.append(piece)
            yield piece

    claims = claims_of_stream(pieces())  # type: ignore[arg-type]  # a generator of str
    assert next(claims) == "Sales rose."
    assert "Staff" not in " ".join(read)[:-1] or read[-1] == " stayed."


@pytest.mark.parametrize(
    "claim",
    [
        "The text does not mention a chairman.",
        "The average delivery time is not explicitly stated in the text.",
        "The passage doesn't say.",
        "There is no information about it.",
        "It cannot be determined.",
    ],
)
def test_a_claim_that_reports_only_a_lack_is_recognised(claim: str) -> None:
    assert says_nothing(claim)


@pytest.mark.parametrize("claim", ["Alibaba does not expect profit soon.", "No shop was closed.", "Sales rose."])
def test_a_claim_that_denies_something_still_says_something(claim: str) -> None:
    assert not says_nothing(claim)
