"""What checking a text found, and what became of the proof of an earlier answer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.types.answers import Citation, Claim

TextVerdict = Literal["supported", "contradicted", "not_found"]


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of a text that was checked against the documents.

    `text` are the text's characters from `start` to `end`. It is `supported` where its citations prove it,
    `contradicted` where they say otherwise, and `not_found` where nothing proves it: the citation is then the closest
    sentence, if any. `confidence` is how sure the verdict is (0 to 1). `unsupported` are the places in `text`, each
    with its start and end, that the cited sentence does not say.
    """

    start: int
    end: int
    text: str
    verdict: TextVerdict
    confidence: float
    unsupported: tuple[tuple[int, int], ...] = ()
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedText:
    """What checking a text found, by sentence; `seconds` is the time it took."""

    sentences: tuple[CheckedSentence, ...]
    index_generation: int
    verifier: str
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether every sentence is supported."""
        return all(sentence.verdict == "supported" for sentence in self.sentences)

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, strings and numbers, as `assistant verify --json` prints them."""
        return asdict(self)


ProofState = Literal["stands", "moved", "changed", "gone", "unproven"]


@dataclass(frozen=True, slots=True)
class ProofAgain:
    """What became of the proof of one claim of an earlier answer.

    It `stands` where each sentence cited is where it was, and has `moved` where it stands elsewhere in its document.
    A sentence that `changed` is no longer in its document, and one that is `gone` has no document any more; a claim is
    `unproven` where its sentences are as they were and do not prove it. `citations` are the numbers of those concerned.
    """

    claim: Claim
    state: ProofState
    citations: tuple[int, ...]
