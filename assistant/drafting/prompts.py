"""What the model is asked. The instruction never changes, so that it is read once and kept."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.drafting.base import Prompt
from assistant.types import Evidence

SYSTEM = (
    "Answer the question from the text. Use only what the text says, in its own words. "
    "Write one or two complete sentences. Keep figures and names exactly as they are written."
)


def write_prompt(question: str, evidence: Sequence[Evidence]) -> Prompt:
    """Return the prompt that asks a question of some evidence, which is quoted as data between markers."""
    lines: list[str] = []
    source = ""
    several = len({item.passage.document for item in evidence}) > 1
    header = ""
    for item in evidence:
        heading = " > ".join(item.passage.heading) or (item.passage.document if several else "")
        if heading and heading != source:
            lines.append(f"{heading}:")
            source = heading
        if item.passage.header and item.passage.header != header:
            header = item.passage.header
            lines.append(header)
        lines.append(" ".join(item.sentence.text.split()))
    text = "\n".join(lines)
    return Prompt(SYSTEM, f"Text:\n{text}\n\nQuestion: {' '.join(question.split())}")
