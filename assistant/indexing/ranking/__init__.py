"""What ranks passages, and when.

A question is ranked twice, by its vector and by its words, and `retrieval/search.py` joins the two.

| | up to 20,000 passages | more |
|---|---|---|
| vectors | `vectors.py`: all are compared | `vectors.py`: the nearest lists of a FAISS index are compared |
| words | `sqlite/full_text.py`: BM25 by SQLite's FTS5 | `words.py`: the same scores, from arrays in memory |

`index_parameters.py` draws the line and gives the measurements behind it.

The database is the truth and all that lies here is *derived* from it (`derived.py`). `vectors.py` and `words.py` work
alike: a file holds the state of one generation, the *base*. A later generation is that base less the rows that are
gone, and the rows that are new beside it; which those are is asked of the database by id. So adding a document costs
that document, readers of different generations share a base, and a file that is missing or damaged is made again.
Whoever writes makes a new base where too much has changed.

The words of `words.py` are `postings.py` (which rows have which terms, and how often) scored by `bm25.py`.
"""
