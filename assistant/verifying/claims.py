"""Splits a draft into claims: its sentences, each to be tested by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.language.loading import DEFAULT, language
from assistant.language.phrases import Phrases
from assistant.language.sentences import split_sentences

_MARKER = re.compile(r"\s*\[\d+(?:,\s*\d+)*\]")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|__|`)(?P<inside>.+?)\1")
_QUOTED_QUESTION = re.compile(r"^after [“\"][^”\"]*[”\"],\s*", re.IGNORECASE)
"""How a follow-up names the question that it refers to, which a model may repeat."""


def split_claims(draft: str, code: str = DEFAULT) -> tuple[str, ...]:
    """Return the sentences of a draft in order, without markers, markup, bullets, framing and repeats.

    A last sentence that the model did not finish is left out, unless it is the only one.
    """
    claims = _sentences(draft, code)
    if len(claims) > 1 and claims[-1][-1] not in ".!?)\"'”’。！？":
        claims.pop()
    return tuple(claims)


def claims_of_stream(pieces: Iterable[str], code: str = DEFAULT) -> Iterator[str]:
    """Yield the claims of a draft while it is being written, each as soon as the next has begun."""
    draft = ""
    given: list[str] = []
    for piece in pieces:
        draft += piece
        if re.search(r"[.!?。！？\n]", piece) is None:
            continue
        for claim in _sentences(draft, code)[:-1]:
            if claim not in given:
                given.append(claim)
                yield claim
    yield from (claim for claim in split_claims(draft, code) if claim not in given)


def without_marks(text: str) -> str:
    """Return a sentence with spaces in place of its citation markers and list marks, so that offsets stay the same."""
    for pattern in (_MARKER, _BULLET):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def says_nothing(claim: str, code: str = DEFAULT) -> bool:
    """Return whether a claim only reports that the text does not say."""
    return language(code).drafts.says_nothing.stand_in(claim)


def without_emphasis(text: str) -> str:
    """Return a text without the marks of emphasis."""
    return _EMPHASIS.sub(r"\g<inside>", text)


def _sentences(draft: str, code: str) -> list[str]:
    text = without_emphasis(_BULLET.sub("", _MARKER.sub("", draft)))
    found = (
        _unframed(" ".join(sentence.text.split()), code)
        for line in text.splitlines()
        for sentence in split_sentences(line, code=code)
    )
    return list(dict.fromkeys(claim for claim in found if re.search(r"\w", claim)))


def _unframed(claim: str, code: str) -> str:
    """Return a claim without the phrases that a model puts around it: "According to the text, …"."""
    drafts = language(code).drafts
    framed = drafts.frame.pattern.match(claim)
    bare = _QUOTED_QUESTION.sub("", claim[framed.end() :].lstrip() if framed else claim)
    if tail := _last(drafts.tail, bare):
        bare = bare[: tail.start()].rstrip(" ,，") + bare[tail.end() :]
    return bare[:1].upper() + bare[1:] if bare != claim else claim


def _last(phrases: Phrases, claim: str) -> re.Match[str] | None:
    """Return the last match of some phrases, if only a full stop follows it."""
    found = [match for match in phrases.pattern.finditer(claim) if claim[match.end() :].strip() in ("", *".!?。！？")]
    return found[-1] if found else None
