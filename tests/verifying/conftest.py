from collections.abc import Callable

import pytest

from assistant.types import Evidence, Passage
from tests.cut_texts import sentence_of

MakeEvidence = Callable[..., tuple[Evidence, ...]]


@pytest.fixture
def evidence() -> MakeEvidence:
    """Make evidence of the sentences of one passage, the first one fitting the question best."""

    def make(*texts: str, document: str = "report.md", heading: tuple[str, ...] = ()) -> tuple[Evidence, ...]:
        joined = " ".join(texts)
        sentences, at = [], 0
        for text in texts:
            sentences.append(sentence_of(text, at))
            at += len(text) + 1
        passage = Passage(document, 0, 0, len(joined), joined, heading=heading, sentences=tuple(sentences))
        return tuple(Evidence(passage, s, 1.0 - 0.1 * i, 0.5) for i, s in enumerate(sentences))

    return make
