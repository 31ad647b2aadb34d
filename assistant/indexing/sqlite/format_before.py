"""Reading an index of the format before, which answers until the new one is whole.

Its figures have a table of their own, and nothing tells which sentences are rows of tables: these are read as prose.
Its documents are taken for English, as they were then.

A small file, so that it can go as a whole when the next format comes.
"""

from __future__ import annotations

import sqlite3

FORMAT = 6
_PASSAGES = """
CREATE TEMP VIEW passages AS SELECT *, (
    SELECT CASE WHEN count(*) THEN json_object('figures', json_group_array(json_array(
        s.number, f.start - s.start, f."end" - s.start, f.value, f.magnitude, f.currency, f.unit, f.qualifier, f.period
    ))) ELSE '' END
    FROM (
        SELECT id, start, row_number() OVER (ORDER BY start) - 1 AS number
        FROM main.sentences WHERE passage = main.passages.id
    ) s JOIN main.figures f ON f.sentence = s.id
) AS structure FROM main.passages
"""


_DOCUMENTS = """
CREATE TEMP VIEW documents AS SELECT *, 'en' AS language, CASE dated WHEN '' THEN '' ELSE 'head' END AS dated_by
FROM main.documents
"""


def shown_as_now(connection: sqlite3.Connection) -> None:
    """Let a connection see the passages and documents of an index of that format as those of one of today."""
    connection.execute(_PASSAGES)
    connection.execute(_DOCUMENTS)
