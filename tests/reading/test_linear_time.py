"""What reads a text takes time in line with its length, whatever stands in it.

Nothing is timed: each function is given texts of hostile shapes in a process that may use two or three seconds of
processor for each. At this length a step for each pair of characters takes longer.
"""

import subprocess
import sys

import pytest

LENGTH = 30_000
PARTS = (
    "a", "1", "1,", "1.", "1 ", "1-", "$1", "$1-", "(1)", "1%", "7 to 9% ", "100,", "1 000 ", "1'", "12", "|", "| 1 ",
    "|-", "-", "- ", "--\n", "-x", "_", "#", "## ", ">", "> ", "* ", "`", "```\n", ". ```", "~~~\n", "[", "[1]",
    "a.[1]", "[note ", "](", "![", "(", ")", ".)", ".", ". ", "..", "A. ", "Dr. ", "e.g. ", "!", "? ", "\"",
    "\"A.\" ", "“", ":", ":=", "=", "= ", ";", "a;", ",", "\n", "\n\n", " ", "\t", "x ", "x\n", "Ab\n", "Ab\n---\n",
    "1. a\n", "(i) a\n", "• ", "中", "ก", "е", "\u200b", "e\u0301", "<", "<!--", "<a ", "<![CDATA[", "<?", "&", "&a;",
    "\\", "one ", "one of ", "no one ", "twenty-", "two hundred and ", "million ", "next ", "next year ", "Q1 ",
    "Q1 2020-", "FY20 ", "FY ", "fiscal ", "fiscal year ", "2019/20 ", "in 2020 ", "over ", "about 5 ", "ignore ",
    "forget x ", "you are a ", "ai ", "ai must ", "dear any ", "if asked ", "correct a ", "answer:", "answer : ",
    "say only ", "say always \"", "please ", "s p a ", "s.p-", "instructions for the ", "忽略", "回答", "0a", "aB",
    "\ud800",
)  # fmt: skip
SHORT = (" ", "\t", "-", ":", "1", "|", "any ")
AROUND = (
    ("", ""), ("(", "x"), ("answer", " x y"), ("fy", "x"), ("fiscal", "x"), ("one", "x"), ("this", "one"), ("|", "x"),
    ("a.[", "x"), ("Q1", "x"), ("dear", "x"), ("1", "x"), ("you are", "x"),
)  # fmt: skip

FUNCTIONS = {
    "find_figures": "from assistant.language.figures import find_figures as f",
    "in_line": (
        "from assistant.reading.notation.raised import TextRun, in_line;"
        " f = lambda text: in_line([TextRun(text), TextRun(text[:9], 'raised'), TextRun(text)], str)"
    ),
    "fraction": "from assistant.reading.notation.formulas import fraction; f = lambda text: fraction(text, text)",
    "without_struck": "from assistant.language.marks import without_struck as f",
    "split_sentences": "from assistant.language.sentences import split_sentences as f",
    "find_blocks": "from assistant.reading.blocks import find_blocks; f = lambda text: find_blocks(text, 'plain')",
    "find_units": (
        "from assistant.reading.blocks import find_blocks; from assistant.reading.passages.units import find_units;"
        " f = lambda text: list(find_units(text, find_blocks(text, 'plain'), lambda texts: [1 for _ in texts]))"
    ),
    "is_rule": "from assistant.reading.tabular.bars import is_rule as f",
    "cells_between_bars": (
        "from assistant.reading.tabular.bars import cells_between_bars; f = lambda text: cells_between_bars(text, 0)"
    ),
    "find_scale": "from assistant.language.scales import find_scale as f",
    "find_scale_de": "from assistant.language.scales import find_scale; f = lambda text: find_scale(text, 'de')",
    "without_scale_zh": (
        "from assistant.language.scales import without_scale; f = lambda text: without_scale(text, 'zh')"
    ),
    "without_scale": "from assistant.language.scales import without_scale as f",
    "clause_of": (
        "from assistant.reading.passages.measured import clause_of;"
        " f = lambda text: clause_of(text, len(text) // 2, len(text) // 2 + 1)"
    ),
    "find_periods": "from assistant.language.periods import find_periods as f",
    "find_figures_de": "from assistant.language.figures import find_figures; f = lambda text: find_figures(text, 'de')",
    "find_figures_fr": "from assistant.language.figures import find_figures; f = lambda text: find_figures(text, 'fr')",
    "find_figures_es": "from assistant.language.figures import find_figures; f = lambda text: find_figures(text, 'es')",
    "find_figures_zh": "from assistant.language.figures import find_figures; f = lambda text: find_figures(text, 'zh')",
    "find_dates": "from assistant.language.dates import find_dates as f",
    "find_dates_fr": "from assistant.language.dates import find_dates; f = lambda text: find_dates(text, 'fr')",
    "find_dates_zh": "from assistant.language.dates import find_dates; f = lambda text: find_dates(text, 'zh')",
    "date_document": (
        "from assistant.reading.dating import date_document; f = lambda text: date_document(text, text, '', 'en')"
    ),
    "weigh_facets": "from assistant.reading.passages.facets import weigh_facets as f",
    "terms": "from assistant.language.terms import terms as f",
    "speaks_to_a_model": "from assistant.retrieval.instructions import speaks_to_a_model as f",
    "asks_about_instructions": "from assistant.retrieval.instructions import asks_about_instructions as f",
    "words_of_name": "from assistant.reading.passages.identity import words_of_name as f",
    "split_oversize": (
        "from assistant.reading.passages.packing import split_oversize;"
        " f = lambda text: split_oversize(text, 250, lambda texts: [len(text.split()) for text in texts])"
    ),
}
SCRIPT = """
import math, resource, sys
from tests.reading.test_linear_time import AROUND, FUNCTIONS, LENGTH, PARTS, SHORT
found = {}
exec(FUNCTIONS[sys.argv[1]], found)
found["f"]("One 1.")  # what is loaded once is no part of it
for before, after in AROUND:
    for part in SHORT if before else PARTS:
        print(repr((before, part, after)), flush=True)
        used = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime) + 2, resource.RLIM_INFINITY))
        found["f"](before + part * (LENGTH // len(part)) + after)
print("all")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the system does not limit a process's time")
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_text_of_any_shape_takes_time_in_line_with_its_length(function: str) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, function], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "all", (done.stdout.splitlines()[-1:], done.stderr[-500:])
