"""How passages are ranked, depending on their number.

A question is ranked twice, by its vector and by its words, and `retrieval/search.py` joins the two.

| | up to 20,000 passages | more |
|---|---|---|
| vectors | `vectors.py`: all are compared | `vectors.py`: the nearest lists of a FAISS index are compared |
| words | `sqlite/full_text.py`: BM25 by SQLite's FTS5 | `words.py`: the same scores, from arrays in memory |

`index_parameters.py` draws the line and gives the measurements behind it.

The database is the truth, and everything here is *derived* from it (`derived.py`). `vectors.py` and `words.py` work
alike: a file contains the state of one generation, the *base*. A later generation is the base without the rows that are
gone, plus the new rows; the database lists both by id. So adding a document costs only that document, readers of
different generations share a base, and a missing or damaged file is made again. The writer makes a new base if too much
has changed.

The words of `words.py` are `postings.py` (which rows have which terms, and how often) scored by `bm25.py`.
"""
