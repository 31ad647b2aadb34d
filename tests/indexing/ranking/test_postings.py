from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.indexing.ranking.postings import Postings, count_terms, digests, join, postings_from
from assistant.indexing.sqlite.full_text import IndexedRow

TEXTS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), max_size=8)


def rows_of(texts: list[list[str]]) -> list[IndexedRow]:
    return [
        IndexedRow(10 + number, 20 + number // 2, " ".join(text), f"n{number}") for number, text in enumerate(texts)
    ]


def read_back(postings: Postings) -> dict[int, tuple[int, int, int, Counter[str]]]:
    """Return what each row says, by id, as far as postings tell."""
    said: list[Counter[str]] = [Counter() for _ in postings.ids]
    for term in "abcdef":
        places = postings.places_of(digests([term])[0])
        for row, count in zip(postings.rows[places].tolist(), postings.counts[places].tolist(), strict=True):
            said[row][term] = count
    columns = (postings.ids, postings.passages, postings.names, postings.lengths)
    rows = zip(*(column.tolist() for column in columns), said, strict=True)
    return {id_: (passage, name, length, counts) for id_, passage, name, length, counts in rows}


def expected(rows: list[IndexedRow]) -> dict[int, tuple[int, int, int, Counter[str]]]:
    return {r.id: (r.passage, int(digests([r.name])[0]), len(r.terms.split()), Counter(r.terms.split())) for r in rows}


def equal(one: Postings, other: Postings) -> bool:
    return b"".join(one.to_bytes()) == b"".join(other.to_bytes())


@given(TEXTS)
def test_postings_tell_how_often_each_row_has_each_term(texts: list[list[str]]) -> None:
    rows = rows_of(texts)
    assert read_back(count_terms(rows)) == expected(rows)


@given(TEXTS, st.lists(st.integers(0, 2), min_size=8, max_size=8))
def test_parts_joined_are_what_counting_them_at_once_gives(texts: list[list[str]], part_of: list[int]) -> None:
    rows = rows_of(texts)
    parts = [count_terms(row for row, of in zip(rows, part_of, strict=False) if of == part) for part in range(3)]
    assert equal(join(parts), count_terms(rows))


@given(TEXTS, st.lists(st.booleans(), min_size=8, max_size=8))
def test_rows_that_are_left_out_leave_nothing_behind(texts: list[list[str]], kept: list[bool]) -> None:
    rows = rows_of(texts)
    left = count_terms(rows).only(np.array(kept[: len(rows)], dtype=bool))
    assert equal(left, count_terms(row for row, stays in zip(rows, kept, strict=False) if stays))


@given(TEXTS, TEXTS)
def test_postings_are_read_as_they_were_written(one: list[list[str]], other: list[list[str]]) -> None:
    written = [count_terms(rows_of(texts)) for texts in (one, other)]
    content = b"".join(part for postings in written for part in postings.to_bytes())
    first, at = postings_from(content)
    second, end = postings_from(content, at)
    assert end == len(content)
    assert equal(first, written[0])
    assert equal(second, written[1])


def test_rows_of_passages_are_found_whether_they_have_several_or_none() -> None:
    postings = count_terms(rows_of([["a"], ["b"], ["c"], ["d"], ["e"]]))  # of the passages 20, 20, 21, 21, 22
    assert postings.rows_within(np.array([22, 20, 7, 20])).tolist() == [0, 1, 4]
    assert postings.rows_within(np.array([], dtype=np.int64)).tolist() == []
