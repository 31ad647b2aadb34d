"""Tables in Markdown as relations, and what a query finds in them."""

from assistant.asking.kinds.rows.querying.grounding import QuestionWords
from assistant.asking.kinds.rows.querying.relation import Relation, relation_of
from assistant.asking.kinds.rows.querying.sql import RowsFound, rows_found
from tests.cut_texts import evidence_of


def relation_in(text: str, title: str) -> Relation:
    """Return the one table of a text as a relation with a title."""
    rows = [(item, item.sentence.row) for item in evidence_of(text) if item.sentence.row]
    relation = relation_of([(item, row) for item, row in rows if not row.is_header], title)
    assert relation
    return relation


def found(relation: Relation, question: str, sql: str, spoken: str = "en") -> RowsFound | None:
    """Return what a query finds in a table in English, for a question in a language."""
    return rows_found(sql, relation, QuestionWords(question, spoken, "en"))


def names(relation: Relation, question: str, sql: str, spoken: str = "en") -> list[str]:
    """Return the labels of the rows that a query finds, none if it is not run."""
    told = found(relation, question, sql, spoken)
    return [relation.rows[place][1].label for place in told.rows] if told else []
