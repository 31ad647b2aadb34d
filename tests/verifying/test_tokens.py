import pytest

from assistant.language.figures import find_figures
from assistant.verifying.tokens import missing_figures


@pytest.mark.parametrize(
    ("claim", "cited", "missing"),
    [
        ("It grew 26 percent.", ["Growth was 26%."], []),
        ("It grew 27 percent.", ["Growth was 26%."], ["27 percent"]),
        ("It made 1.1 billion yuan.", ["It made over 100 billion yuan."], ["1.1 billion yuan"]),
        ("It made 33.4 billion.", ["It made 33.40 billion yuan ($4.67 billion)."], []),
        ("It grew.", [], []),
        ("It grew 5%.", [], ["5%"]),
        ("From 3 to 4.", ["It was 3.", "It is 4."], []),
        ("It takes nearly 120 orders.", ["It takes 120 orders."], ["120"]),
        ("It takes nearly 120 orders.", ["It takes over 120 orders."], ["120"]),
        ("It takes almost 120 orders.", ["It takes nearly 120 orders."], []),
        ("It takes more than 120 orders.", ["It takes 120 orders."], ["120"]),
        ("It takes at least 120 orders.", ["It takes more than 120 orders."], []),
        ("It takes up to 120 orders.", ["It takes 120 orders."], []),
        ("It takes about 120 orders.", ["It takes nearly 120 orders."], []),
        ("It takes 120 orders.", ["It takes over 120 orders."], []),
    ],
)
def test_a_figure_must_stand_in_a_cited_text(claim: str, cited: list[str], missing: list[str]) -> None:
    stated = [figure for text in cited for figure in find_figures(text)]
    assert [figure.text for figure in missing_figures(find_figures(claim), stated)] == missing
