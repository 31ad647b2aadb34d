from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant import Assistant, Library, Settings
from assistant.asking.kinds.classifying import Guess, KindsOfQuestion
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.encoders.opening import Encoders
from assistant.embedding.hashing import HashingEmbedder
from assistant.types import AnswerKind

GARDEN = """# Garden rules 2023

Dated 3 April 2023. The allotment society runs 40 plots by the canal.

## What members must bring

Every member brings, at each visit:

- a pair of gloves
- a watering can
- a key to the gate. Lost keys cost £12.

## Fees

(£ thousand)

| Plot | 2023 | 2022 |
|---|---|---|
| Small plot | 1.5 | 1.2 |
| Large plot | 2.5 | 2.1 |
| Total | 4.0 | 3.3 |

## Watering

Watering is allowed before nine in the morning. Hoses are locked away in October. In dry summers it is forbidden.
"""
LIBRARY = """# Library charter

Dated 9 May 2024. The library lends books, maps and records.

## Steps to join

1. Fill in the form.
2. Show a passport.
3. Pay the deposit.
"""
DOCUMENTS = {"garden.md": GARDEN, "library.md": LIBRARY}
Make = Callable[..., Assistant]


class RelevantWords:
    """A reader for which a text is as relevant as the most relevant words in it, and hardly relevant without any."""

    def __init__(self, logits: Mapping[str, float]) -> None:
        self._logits = logits

    def relevance(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a logit for each text, `(n,)`."""
        fits = [[logit for words, logit in self._logits.items() if words in text] for text in texts]
        return np.array([max(found, default=-8.0) for found in fits], np.float32)


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Return what makes an assistant; where a `kind` is given it takes every question for one of that kind.

    Where `relevance` is given, texts with its words are as relevant as it says.
    """

    def of(
        documents: Mapping[str, str] = DOCUMENTS,
        *,
        kind: AnswerKind | None = None,
        reply: str = "The text does not say.",
        odds: float = 4.0,
        relevance: Mapping[str, float] | None = None,
    ) -> Assistant:
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        for name, text in documents.items():
            (corpus / name).write_text(text, encoding="utf-8")
        model = ScriptedModel(reply, log_odds=odds)
        encoders = Encoders(cross=RelevantWords(relevance)) if relevance else None
        library = Library(corpus, tmp_path / "index", Settings(), HashingEmbedder(), encoders=encoders)
        bot = Assistant(library, model)
        bot.library.refresh()
        if kind:
            monkeypatch.setattr(KindsOfQuestion, "guess", lambda _, question: Guess(kind, 1.0, 1.0))
        return bot

    return of
