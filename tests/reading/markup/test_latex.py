import pytest

from assistant.reading.contents import Limits, UnreadableError
from assistant.reading.markup.latex import read_tex


def told(source: str) -> list[tuple[str, str]]:
    contents = read_tex(source.encode(), Limits())
    return [(block.kind, contents.text[block.start : block.end]) for block in contents.blocks]


def test_sections_paragraphs_lists_and_notes_are_told_apart() -> None:
    assert told(
        "\\title{On mills}\\begin{document}\\maketitle\\section{Output}\nThe mill grinds $4.2 \\times 10^6$ kg"
        "\\footnote{In 2024.} --- more than 12\\,\\% of all. % a remark\n\nIt is \\emph{old}.\n"
        "\\begin{itemize}\\item Wheat\\item Rye\\end{itemize}\\end{document}"
    ) == [
        ("heading", "On mills"),
        ("heading", "Output"),
        ("paragraph", "The mill grinds $4.2 \\times 10^6$ kg — more than 12 % of all."),
        ("paragraph", "In 2024."),
        ("paragraph", "It is old."),
        ("item", "Wheat"),
        ("item", "Rye"),
    ]


def test_a_table_is_its_rows_with_marks_inside_cells_kept() -> None:
    rows = r"\toprule Kind & \textbf{2024} \\ \midrule Rye \& spelt & 9 \\ {oats \& more} & 1 \\\bottomrule"
    table = rf"\begin{{tabular}}{{lr}}{rows}\end{{tabular}}"
    assert [text for _, text in told(table)] == ["Kind | 2024", "Rye & spelt | 9", "oats & more | 1"]


def test_no_day_of_reading_gets_into_the_text() -> None:
    assert told(r"Printed \today{} for {\today} all.") == [("paragraph", "Printed for all.")]


def test_what_is_only_commands_is_refused() -> None:
    with pytest.raises(UnreadableError, match="no text but commands"):
        read_tex(b"\\documentclass{article}\\usepackage{amsmath}", Limits())
