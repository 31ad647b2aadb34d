"""Reads an index of the previous format, which answers until the new one is complete.

Its figures have a table of their own, and table rows are not marked, so they are read as prose. Its documents count as
English, as they did then.

A small file, so that it can be replaced as a whole by that of the next format.
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
    """Make a connection see the passages and documents of an index of that format as those of the current one."""
    connection.execute(_PASSAGES)
    connection.execute(_DOCUMENTS)
