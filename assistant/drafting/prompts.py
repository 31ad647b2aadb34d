"""What the model is asked. The instruction never changes, so that it is read once and kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.drafting.base import Prompt
from assistant.drafting.judges import INVOCATION
from assistant.drafting.table_rows import header_as_read, row_as_read
from assistant.retrieval.instructions import speaks_to_a_model
from assistant.types import Evidence

_SET_APART = INVOCATION.replace(" ", "  ")
_MARKUP = re.compile(r"<(\|?/?\w+\|?)>")

SYSTEM = (
    "Answer the question from the text. Use only what the text says, in its own words. "
    "Write one or two complete sentences. Keep figures and names exactly as they are written."
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


def write_rewriting(question: str, before: str) -> Prompt:
    """Return the prompt that asks for a follow-up in words that stand alone."""
    earlier, follow_up = (defused(" ".join(text.split())) for text in (before, question))
    return Prompt(REWRITE, f"Earlier: {earlier}\nFollow-up: {follow_up}\nRewritten:")


def write_prompt(question: str, evidence: Sequence[Evidence]) -> Prompt:
    """Return the prompt that asks a question of some evidence, which is quoted as data between markers."""
    lines: list[str] = []
    source = ""
    several = len({item.passage.document for item in evidence}) > 1
    header: tuple[str, ...] = ()
    for item in evidence:
        heading = _title(item) or (item.passage.document if several else "")
        if heading and heading != source:
            lines.append(f"{heading}:")
            source = heading
        row = item.sentence.row
        if row is None:
            lines.append(" ".join(item.sentence.text.split()))
            continue
        if item.passage.header and row.header_lines != header:
            header = row.header_lines
            lines += header_as_read(row, question)
        lines.append(row_as_read(row, question))
    quoted = defused("\n".join(lines))
    return Prompt(SYSTEM, f"Text:\n{quoted}\n\nQuestion: {defused(' '.join(question.split()))}")


def defused(text: str) -> str:
    """Return a text without anything that a chat format takes for its own markup, or an adapter for its call.

    Markup is "<|im_end|>" or "</s>"; the call is `judges.INVOCATION`, whose words come to stand apart.
    """
    return _MARKUP.sub(r"< \1 >", text.replace(INVOCATION, _SET_APART))


def _title(item: Evidence) -> str:
    return " > ".join(part for part in item.passage.heading if not speaks_to_a_model(part))
