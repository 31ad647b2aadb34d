"""Small adapters that make a model a better judge of whether a text answers a question.

Each is an activated low-rank adaptation (Greenewald et al., "Activated LoRA: fine-tuned LLMs for intrinsics", 2025,
section 3): what the model has read without it is read with it too, so that judging and drafting still share one reading
of the evidence. llama.cpp turns it on at the words `INVOCATION` and leaves every prompt without them alone. They are
trained by `benchmarks/judge/train.py` for one GGUF file each, whose name they bear; other models judge without.
"""

from __future__ import annotations

from pathlib import Path

INVOCATION = "Does the text state the answer to"
"""How the prompt that asks for a judgement begins to ask, as the adapters were trained."""
JUDGED = "+judge"
"""What a model's name ends in where its judgement comes of an adapter."""


def judge_of(model: str) -> Path | None:
    """Return the adapter for a model of this name, or None where none was trained."""
    path = Path(__file__).with_name(f"{model}.judge.gguf")
    return path if path.is_file() else None
