import pytest

from assistant.language.figures import find_figures
from tests.reading.word.made import paragraph, read


def r(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def e(inner: str, name: str = "e") -> str:
    return f"<m:{name}>{inner}</m:{name}>"


def sup(base: str, exponent: str) -> str:
    return e(e(r(base)) + e(r(exponent), "sup"), "sSup")


def fraction(above: str, below: str) -> str:
    return e(e(above, "num") + e(below, "den"), "f")


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (fraction(r("720×") + sup("10", "-3") + r(" m"), r("1.2 m")) + r("=0.6"), "720×10^-3 m / 1.2 m =0.6"),
        (fraction(r("a+b"), r("2c")), "(a+b) / 2c"),
        (fraction(r("1"), r("n-1")), "1 / (n-1)"),
        (
            r("x=") + fraction(r("-b±") + e(e("", "deg") + e(sup("b", "2") + r("-4ac")), "rad"), r("2a")),
            "x= (-b±√(b^2-4ac)) / 2a",
        ),
        (sup("e", "x+1"), "e^(x+1)"),
        (sup("a", "2") + sup("b", "3") + r("c"), "a^2 b^3 c"),
        (e(e(fraction(r("(u-v)"), r("w"))) + e(r("2"), "sup"), "sSup"), "((u-v) / w)^2"),
        (r("k") + e(e(r("sin"), "fName") + e(r("x")), "func"), "k sin x"),
        (e(e(r("x")) + e(r("i"), "sub"), "sSub"), "x_i"),
        (
            e(
                '<m:naryPr><m:chr m:val="∑"/></m:naryPr>' + e(r("i=1"), "sub") + e(r("n"), "sup")
                + e(e(e(r("x")) + e(r("i"), "sub"), "sSub")),
                "nary",
            ),
            "∑_(i=1)^n x_i",
        ),
        (e(e(r("x+1")) + e(r("y")), "d"), "(x+1|y)"),
        (e('<m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr>' + e(r("x")), "d"), "[x]"),
        (e(e(r("a=b")) + e(r("c=d")), "eqArr"), "a=b; c=d"),
        (e(e(e(r("1")) + e(r("0")), "mr") + e(e(r("0")) + e(r("1")), "mr"), "m"), "[1, 0; 0, 1]"),
    ],
)  # fmt: skip
def test_a_formula_is_a_line_that_says_what_it_says(inner: str, text: str) -> None:
    assert read(paragraph("Here ", f"<m:oMath>{inner}</m:oMath>", " holds.")).text == f"Here {text} holds."


def test_several_formulas_of_a_paragraph_stay_apart() -> None:
    both = "".join(f"<m:oMath>{r(one)}</m:oMath>" for one in ("a=b", "c=d"))
    assert read(paragraph(f"<m:oMathPara>{both}</m:oMathPara>")).text == "a=b; c=d"


def test_the_figures_of_a_formula_have_their_values() -> None:
    contents = read(paragraph(f"<m:oMath>{r('2.5×')}{sup('10', '4')}{r(' kg')}</m:oMath>"))
    assert [str(figure.value) for figure in find_figures(contents.text)] == ["25000.0"]


def test_a_formula_of_any_depth_is_read() -> None:
    inner = r("x")
    for _ in range(100):
        inner = e(e(inner), "sSup")
    assert "x" in read(paragraph(f"<m:oMath>{inner}</m:oMath>")).text
