"""Claims laid out as text: sentences, bullets, a numbered list, or a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assistant.language.loading import DEFAULT
from assistant.language.replies import left_open, reply
from assistant.types import Answer, AnswerCell, Claim, Form
from assistant.verifying.showing import shown_claim


def answer_text(answer: Answer) -> str:
    """Return the text of an answer made again from its parts: opening, claims in their form, and what is left open.

    A translation of claims in another language is behind all of these.
    """
    told = laid_out(answer.claims, answer.opening, answer.form, answer.columns, code=answer.language)
    text = " ".join((told, *left_open(answer.open_parts, answer.language)))
    return f"{text}\n\n{reply('translated', answer.language, text=answer.translation)}" if answer.translation else text


def laid_out(
    claims: Sequence[Claim],
    opening: str = "",
    form: Form = "sentences",
    columns: Sequence[str] = (),
    show: Callable[[Claim], str] = shown_claim,
    code: str = DEFAULT,
) -> str:
    """Return the text of an answer: its opening and its claims, laid out in a form, with the numbers of the citations.

    `show` writes a claim with its numbers. A table is a Markdown table of the cells of the claims. `code` is the
    language in which it is told that claims contradict each other.
    """
    if form == "table":
        return "\n".join(part for part in (opening, *table_lines(claims, columns)) if part)
    disputed = next((claim for claim in claims if claim.source), None)
    said = [f"{reply('disagree', code)} {show(claim)}" if claim is disputed else show(claim) for claim in claims]
    if form == "sentences":
        return " ".join(part for part in (opening, *said) if part)
    marks = (f"{number}. " if form == "numbers" else "- " for number in range(1, len(said) + 1))
    return "\n".join(part for part in (opening, *map("".join, zip(marks, said, strict=True))) if part)


def table_lines(claims: Sequence[Claim], columns: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a Markdown table with a row for each claim; nothing if there are no claims."""
    if not claims:
        return
    yield _line(columns)
    yield "|---" * len(columns) + "|"
    for claim in claims:
        yield _line([_cell(cell) for cell in claim.cells])


def _cell(cell: AnswerCell) -> str:
    markers = "".join(f"[{number}]" for number in cell.citations)
    return f"{cell.text} {markers}".strip() or "–"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
