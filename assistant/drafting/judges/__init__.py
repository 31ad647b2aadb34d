"""Small adapters that make a model a better judge of whether a text answers a question.

Each is an activated low-rank adaptation (Greenewald et al., "Activated LoRA: fine-tuned LLMs for intrinsics", 2025,
section 3): it reuses what the model has read without it, so that judging and drafting share one reading of the
evidence. llama.cpp activates it at the words `INVOCATION`, and leaves prompts without them alone.
`benchmarks/judge/train.py` trains one for a GGUF file, after which it is named; other models judge without an adapter.
"""

from __future__ import annotations

from pathlib import Path

INVOCATION = "Does the text state the answer to"
"""The beginning of the question in a prompt that asks for a judgement, as in the training of the adapters."""
JUDGED = "+judge"
"""The suffix of a model's name if an adapter judges."""


def judge_of(model: str) -> Path | None:
    """Return the adapter for the model with this name, or None if none was trained."""
    path = Path(__file__).with_name(f"{model}.judge.gguf")
    return path if path.is_file() else None
