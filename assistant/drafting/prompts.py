"""The prompts. The instruction never changes, so the model reads it once and caches it.

A table row is shown without the columns of years that the question does not name: figures are many tokens, and a small
model takes them from any column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.drafting.base import Prompt
from assistant.drafting.judges import INVOCATION
from assistant.language.phrases import YEARS
from assistant.retrieval.instructions import speaks_to_a_model
from assistant.types import Evidence, TableRow, row_line

_SET_APART = INVOCATION.replace(" ", "  ")
_MARKUP = re.compile(r"<(\|?/?\w+\|?)>")

SYSTEM = (
    "Answer the question from the text. Use only what the text says, in its own words. "
    "Write one or two complete sentences. Keep figures and names exactly as they are written."
)

SUMMARISE = (
    "Sum up the text in at most {sentences} short sentences, one for each point, in the order of the text and in its"
    " language. Use only what the text says, in its own words. Keep figures and names exactly as they are written."
)

TRANSLATE = "Translate the question into {language}. Keep names, figures and dates. Reply with the translation only."

TRANSLATE_SENTENCE = (
    "Translate the sentence into {language}, word for word. Keep names, figures and dates."
    " Reply with the translation only."
)

REWRITE = """Rewrite the follow-up so that it can be understood without the earlier question. Put what "it", "they" or \
"that" stands for in their place, and keep every other word. Reply with one question only.

Earlier: How many visitors did the museum have last year?
Follow-up: What about the castle?
Rewritten: How many visitors did the castle have last year?

Earlier: When was the bridge over the Elbe built?
Follow-up: And what did it cost?
Rewritten: What did the bridge over the Elbe cost?

Earlier: Which trains does the company build?
Follow-up: What are the risks?
Rewritten: What are the risks of the trains that the company builds?"""


SHORTEN = """Write what the person asks as one short question that can be understood alone. Keep every name, figure \
and fact that matters for the answer, and leave out the story. Reply with one question only.

Message: Hello, my neighbour Tom moved to Ashby and loves his garden. He is 82 and wants to take the bus, but his eyes \
are bad. He has no car any more. What does he have to pay?
Question: What does an 82-year-old pay for the bus?

Message: We bought a tent from you in May and were happy with it, but last weekend in the storm a pole broke. I have \
lost the receipt, my wife says we threw it away. Can we still get a new one?
Question: Can a broken tent pole be replaced without the receipt?"""


QUERY = """Write one SQLite query that finds what the question asks for in the table t. Use its columns only, and \
texts as the table writes them. Every word of the question that says which rows are meant becomes a condition. Reply \
with the query alone, or with "none" if the table does not tell it.

Table t: Fleet, 30 rows
"boat" text, such as Ada, Bea, Cleo, Dora
"type" text: dinghy, yacht, rowing boat
"built" number: 1958 to 2021
"berth" text: north pier, south pier
"price" number: 400 to 90000 EUR

Question: How many yachts are at the north pier?
SQL: SELECT COUNT(*) FROM t WHERE type = 'yacht' AND berth = 'north pier'

Question: Which rowing boat is the oldest?
SQL: SELECT boat, built FROM t WHERE type = 'rowing boat' ORDER BY built LIMIT 1

Question: was kosten die Boote im Schnitt
SQL: SELECT AVG(price) FROM t

Question: Who repairs the yachts?
SQL: none"""


def write_query(question: str, table: str) -> Prompt:
    """Return the prompt that asks the model for a query of SQL over a table that is described."""
    return Prompt(QUERY, f"{defused(table)}\n\nQuestion: {defused(' '.join(question.split()))}\nSQL:")


ARITHMETIC = """Write the arithmetic that answers the question, with figures that stand in the text or the question. \
Reply with one line of arithmetic, or with "none" if the text does not have the figures.

Text: The hall has 120 seats, and the balcony has 45. A ticket costs £8.50; children under 12 pay £4. Sold tickets: \
2023: 1,250; 2024: 1,410.

Question: How many seats are there altogether?
120 + 45

Question: what would two adults and a kid of 7 pay
2 * 8.50 + 4

Question: Um wie viel ist der Verkauf gestiegen?
1,410 - 1,250

Question: How many seats does the garage have?
none"""


def write_arithmetic(question: str, evidence: Sequence[Evidence]) -> Prompt:
    """Return the prompt that asks how a question is worked out from some evidence, with the columns of all years."""
    return Prompt(ARITHMETIC, f"{_quoted(evidence)}\n\nQuestion: {defused(' '.join(question.split()))}")


def _quoted(evidence: Sequence[Evidence]) -> str:
    """Return some evidence as `write_prompt` quotes it, for a question that names no year."""
    user = write_prompt("", evidence).user
    return user[: user.rindex("\n\nQuestion: ")]


def write_shortening(text: str) -> Prompt:
    """Return the prompt that asks the model for the one question that a longer text asks."""
    return Prompt(SHORTEN, f"Message: {defused(' '.join(text.split()))}\nQuestion:")


def write_rewriting(question: str, before: str) -> Prompt:
    """Return the prompt that asks the model to rewrite a follow-up so that it stands alone."""
    earlier, follow_up = (defused(" ".join(text.split())) for text in (before, question))
    return Prompt(REWRITE, f"Earlier: {earlier}\nFollow-up: {follow_up}\nRewritten:")


def write_summary(question: str, evidence: Sequence[Evidence], sentences: int) -> Prompt:
    """Return the prompt that asks for some evidence in so many sentences; it is quoted as `write_prompt` quotes it."""
    request = defused(" ".join(question.split()))
    return Prompt(SUMMARISE.format(sentences=sentences), f"{_quoted(evidence)}\n\nRequest: {request}")


def write_translation(question: str, language: str) -> Prompt:
    """Return the prompt that asks for a question in a language, given by its English name."""
    return Prompt(TRANSLATE.format(language=language), defused(" ".join(question.split())))


def write_translation_of(sentence: str, language: str) -> Prompt:
    """Return the prompt that asks for a sentence of a document in a language, given by its English name."""
    return Prompt(TRANSLATE_SENTENCE.format(language=language), defused(" ".join(sentence.split())))


def write_prompt(question: str, evidence: Sequence[Evidence]) -> Prompt:
    """Return the prompt that asks a question about evidence, which is quoted as data between markers."""
    lines: list[str] = []
    source = ""
    several = len({item.passage.document for item in evidence}) > 1
    headed = {_table(item) for item in evidence if item.sentence.row and item.sentence.row.is_header}
    header: tuple[str, ...] = ()
    for item in evidence:
        heading = _title(item) or (item.passage.document if several else "")
        if heading and heading != source:
            lines.append(f"{heading}:")
            source, header = heading, ()
        row = item.sentence.row
        if row is None:
            lines.append(" ".join(item.sentence.text.split()))
            continue
        if _table(item) not in headed and row.header_lines != header:
            header = row.header_lines
            lines += header_as_read(row, question)
        lines.append(row_as_read(row, question))
    quoted = defused("\n".join(lines))
    return Prompt(SYSTEM, f"Text:\n{quoted}\n\nQuestion: {defused(' '.join(question.split()))}")


def _table(item: Evidence) -> tuple[str, int]:
    return item.passage.document, item.sentence.row.table if item.sentence.row else -1


def defused(text: str) -> str:
    """Return a text without anything that a chat format would take for markup, or an adapter for its call.

    Markup is "<|im_end|>" or "</s>"; the call is `judges.INVOCATION`, whose words are spaced out.
    """
    return _MARKUP.sub(r"< \1 >", text.replace(INVOCATION, _SET_APART))


def _title(item: Evidence) -> str:
    return " > ".join(part for part in item.passage.heading if not speaks_to_a_model(part))


def row_as_read(row: TableRow, question: str) -> str:
    """Return a row in one line, without empty cells at its end, and without the columns of other years.

    Columns of other years are left out only if the headings have every year that the question names.
    """
    texts = [cell.text for cell in row.cells]
    if row.is_header:
        return _header_line(texts, row, question)
    return row_line([texts[place] for place in _columns_read(row, len(texts), question)])


def header_as_read(row: TableRow, question: str) -> tuple[str, ...]:
    """Return the header rows above a row, one line each, without the columns that are left out of the row."""
    return tuple(_header_line(texts, row, question) for texts in row.header)


def _header_line(texts: Sequence[str], row: TableRow, question: str) -> str:
    """Return a header row; a heading that spans several columns is put above the first one that is shown."""
    above = list(texts)
    for place in range(2, min(len(above), len(row.cells))):
        if not above[place] and above[place - 1] in row.cells[place].columns:
            above[place] = above[place - 1]
    read = _columns_read(row, len(texts), question)
    line = [
        "" if number and not texts[place] and above[read[number - 1]] == above[place] else above[place]
        for number, place in enumerate(read)
    ]
    return row_line(line)


def _columns_read(row: TableRow, width: int, question: str) -> list[int]:
    asked = set(YEARS.findall(question))
    years = [set(YEARS.findall(cell.column)) for cell in row.cells]
    if not (asked and asked <= set().union(*years)):
        return list(range(width))
    return [place for place in range(width) if place >= len(years) or not years[place] or years[place] & asked]
