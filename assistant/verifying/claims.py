"""A draft into claims: its sentences, each to be tested by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.language.sentences import split_sentences

_MARKER = re.compile(r"\s*\[\d+(?:,\s*\d+)*\]")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|__|`)(?P<inside>.+?)\1")
_SOURCE = r"(?:text|passage|article|document|context|information|excerpt|evidence)s?"
_FRAME = re.compile(
    rf"^(?:(?:according to|based on|as (?:stated|mentioned|described) in|in) the (?:given |provided )?{_SOURCE}"
    rf"(?: provided| given)?,\s*|the {_SOURCE} (?:states|says|mentions|suggests|indicates|notes) that\s+"
    r"|after [“\"][^”\"]*[”\"],\s*)",
    re.IGNORECASE,
)
"""What stands before a claim and is none of it; the last is how a follow-up names the question that it leans on."""
_TAIL = re.compile(
    rf",?\s*(?:according to|as (?:stated|mentioned|described) (?:in|by)) the (?:given |provided )?{_SOURCE}(?=[.!?]?$)",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    rf"\b{_SOURCE} (?:does|do|did)(?: not|n['’]t)\b"
    r"|\b(?:is|are|was|were)(?: not|n['’]t) (?:explicitly |clearly |directly |specifically )?"
    r"(?:stated|mentioned|provided|specified|given|disclosed|discussed|described|indicated|included)\b"
    rf"|\bno (?:specific |explicit )?(?:information|mention|details?)\b|\bunknown\b"
    r"|\bcan(?:not|['’]t) be (?:determined|answered)\b",
    re.IGNORECASE,
)


def split_claims(draft: str) -> tuple[str, ...]:
    """Return the sentences of a draft in order, without markers, markup, bullets, framing and repeats.

    A last sentence that the model did not finish is left out, unless it is the only one.
    """
    claims = _sentences(draft)
    if len(claims) > 1 and claims[-1][-1] not in ".!?)\"'”’。！？":
        claims.pop()
    return tuple(claims)


def claims_of_stream(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the claims of a draft while it is being written, each as soon as a later one has begun."""
    draft = ""
    given: list[str] = []
    for piece in pieces:
        draft += piece
        if re.search(r"[.!?。！？\n]", piece) is None:
            continue
        for claim in _sentences(draft)[:-1]:
            if claim not in given:
                given.append(claim)
                yield claim
    yield from (claim for claim in split_claims(draft) if claim not in given)


def says_nothing(claim: str) -> bool:
    """Say whether a claim only reports that the text does not tell."""
    return _SAYS_NOTHING.search(claim) is not None


def _sentences(draft: str) -> list[str]:
    text = _EMPHASIS.sub(r"\g<inside>", _BULLET.sub("", _MARKER.sub("", draft)))
    found = (
        _unframed(" ".join(sentence.text.split())) for line in text.splitlines() for sentence in split_sentences(line)
    )
    return list(dict.fromkeys(claim for claim in found if re.search(r"\w", claim)))


def _unframed(claim: str) -> str:
    bare = _TAIL.sub("", _FRAME.sub("", claim))
    return bare[:1].upper() + bare[1:] if bare != claim else claim
