"""Proof that lasts: a saved answer is proven again from the documents as they are now.

Each citation has the hash of its document and the place of its sentence. A seal over claims and citations shows whether
they were changed since. It is no signature: it does not show who gave the answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from assistant.errors import DocumentError
from assistant.types import Answer, Citation, Claim, Document, Evidence, ProofAgain, ProofState
from assistant.verifying.proving import nearest_sentences, prove

VERIFIER = "2"
"""The version of the verifier; it changes when other claims may be proven than before."""
_ORDER: tuple[ProofState, ...] = ("stands", "moved", "unproven", "changed", "gone")


def sealed(answer: Answer) -> Answer:
    """Return an answer with the version of its verifier and its seal."""
    proven = replace(answer, verifier=VERIFIER)
    return replace(proven, seal=seal_of(proven))


def seal_of(answer: Answer) -> str:
    """Return the SHA-256 of an answer's question, text, verifier, claims and citations, in hexadecimal."""
    whole = asdict(answer)
    told = [whole[name] for name in ("question", "text", "verifier", "claims", "citations")]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def read_answer(plain: Mapping[str, Any]) -> Answer:
    """Return the answer from a dictionary as `Answer.to_dict` makes it.

    Raises:
        DocumentError: it is not an answer, has no seal, or was changed since it was given.
    """
    try:
        answer = Answer.from_dict({key: value for key, value in plain.items() if key != "signature"})
        numbers = {citation.number for citation in answer.citations}
        dangling = next((n for claim in answer.claims for n in claim.citations if n not in numbers), None)
        seal = seal_of(answer)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentError(
            f"This is no answer that can be proven again ({error!r}). Export one with `assistant ask --json`."
        ) from None
    if not answer.seal:
        raise DocumentError(
            "This answer has no seal, because an earlier version of the assistant gave it. Ask the question again."
        )
    if answer.seal != seal or dangling is not None:
        raise DocumentError(
            "This answer was changed since it was given: its seal does not fit its claims and citations. "
            "Prove the file as it was exported, or check the text itself with `assistant verify FILE.txt`."
        )
    return answer


def prove_again(
    answer: Answer, read: Callable[[str], Document | None], sentences_at: Callable[[Citation], Sequence[Evidence]]
) -> tuple[ProofAgain, ...]:
    """Return the present state of the proof of each claim.

    What was proven by code is proven again. A rewording stands as long as its sentence is unchanged. `read` returns a
    document as it is now, or None if it is gone; `sentences_at` returns the sentences at a citation's place.
    """
    cited = {citation.number: citation for citation in answer.citations}
    states = {number: _state_of(citation, read(citation.document)) for number, citation in cited.items()}
    return tuple(_again(claim, [cited[n] for n in claim.citations], states, sentences_at) for claim in answer.claims)


def _state_of(citation: Citation, document: Document | None) -> ProofState:
    if document is None:
        return "gone"
    if document.text[citation.start : citation.end] == citation.quote:
        return "stands"
    return "moved" if citation.quote and citation.quote in document.text else "changed"


def _again(
    claim: Claim,
    cited: Sequence[Citation],
    states: Mapping[int, ProofState],
    sentences_at: Callable[[Citation], Sequence[Evidence]],
) -> ProofAgain:
    worst: ProofState = max((states[citation.number] for citation in cited), key=_ORDER.index, default="unproven")
    if worst == "stands" and claim.proof in ("exact", "row"):
        evidence = [item for citation in cited for item in sentences_at(citation)]
        if not prove(claim.text, nearest_sentences(claim.text, evidence)).holds:
            worst = "unproven"
    return ProofAgain(claim, worst, tuple(c.number for c in cited if states[c.number] == worst))
