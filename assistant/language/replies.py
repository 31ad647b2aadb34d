"""The assistant's own sentences in the language of an answer, as `[about.answers]` of a language file has them."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.loading import language


def reply(name: str, code: str, /, **values: object) -> str:
    """Return a sentence by name in a language, in English if that has none; `values` fill its places."""
    known = language(code).about.answers
    return (known if name in known else language().about.answers)[name].format(**values)


def left_open(parts: Sequence[str], code: str) -> tuple[str, ...]:
    """Return a sentence for each part of a question that the documents don't answer."""
    return tuple(reply("open", code, part=part) for part in parts)
