import pytest

from assistant.verifying.conflicts.contrasts import contrast


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("The fee for adults is", "The fee for children is", "en"),
        ("The early shift has", "The late shift has", "en"),
        ("The fee is", "The fee is … for children", "en"),
        ("Im Winter öffnet das Bad", "Im Sommer öffnet das Bad", "de"),
        ("Le prix pour les adultes", "Le prix pour les enfants", "fr"),
    ],
)
def test_other_words_in_the_same_place_are_a_contrast(one: str, other: str, code: str) -> None:
    assert contrast(one, other, (one, other), code)
    assert contrast(other, one, (other, one), code)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The hall cost", "Building the hall cost"),
        ("The division made revenue of", "Sales of … were made by the division"),
        ("The tunnel is … long", "At … the tunnel is long for its kind"),
        ("", "The fee is"),
    ],
)
def test_more_words_or_another_order_are_none(one: str, other: str) -> None:
    assert not contrast(one, other, (one, other), "en")


def test_what_the_other_statement_says_elsewhere_is_no_contrast() -> None:
    around = "The fee for adults, all members.", "The fee for members and adults."
    assert not contrast("The fee for adults is", "The fee for members is", around, "en")
