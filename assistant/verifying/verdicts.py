"""Whether a sentence answers a yes-or-no question with yes or with no, told from its words without a model.

A small language model says yes to nearly everything that its text speaks of ("closed on Sundays": yes, it is open).
What decides is whether the sentence denies what is asked: by a negation, by a word that denies ("forbidden"), by the
opposite of a word of the question ("open", "closed"), by a restriction that the question does not fulfil ("only", "at
least 18"). A logistic regression weighs these signals; its coefficients are in `verdicts.json`, fitted by
`benchmarks/fit_verdicts.py`. The words are data of the languages (`[verdicts]`).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from assistant.language.loading import DEFAULT, language
from assistant.language.terms import terms
from assistant.types import Evidence
from assistant.verifying.limits import limits_in, within_limits, without_limits

Verdict = Literal["yes", "no", ""]
"""What a sentence says to a question; "" if it is not sure."""
SURE_FROM = 0.8
"""The probability from which a verdict is given; see `benchmarks/fit_verdicts.py`."""
_CLAUSES = re.compile(r"[;:,；，：]\s*")


@dataclass(frozen=True, slots=True)
class Cues:
    """What a sentence says about a question, each from 0 to 1, or from -1 to 1 for `within`.

    `negated`, `denied`, `opposite`: it has a negation, a word that denies, the opposite of a word of the question, each
    as the share of the question's terms in it that stand in such a clause; `twice` if two of these stand together,
    which may cancel out. `mixed` is highest, 0.5, if half of these terms stand in clauses that deny. `same`: it has the
    question's own word of a pair of opposites. `restricted`: it holds for some only; `fulfilled`, it then names all
    that the question does; `beside`, the share of the question's terms that it then does not name. `permitted`,
    `obliged`: it says what may be or must be. `asks_denied`: the question itself has a word that denies; `both_denied`,
    both have. `asks_obliged`: the question has a word of duty; `waived`, only the question has. `covered` is the share
    of the question's terms in it or around it; `granted` is 1 if that is all of them, and nothing denies or restricts;
    `loose` is 1 if a name or figure of the question is not there. `within` is 1 if a figure of the question keeps to
    the limits in the sentence, -1 if not, the other way round if they limit what is denied ("children under 5 must not
    swim"), or what is free and a duty is asked about ("children under 5 travel free"); `excepted` is 1 if the sentence
    denies something but for such a limit ("not ... unless it takes more than ten hours"). `frees` is 1 if it denies a
    need ("no consent is needed") and the question does not ask about a duty; `binds` is 1 if it has a duty, and the
    question is whether one can do without.
    """

    negated: float
    denied: float
    opposite: float
    twice: float
    mixed: float
    same: float
    restricted: float
    fulfilled: float
    beside: float
    permitted: float
    obliged: float
    asks_denied: float
    both_denied: float
    asks_obliged: float
    waived: float
    covered: float
    granted: float
    loose: float
    within: float
    excepted: float
    frees: float
    binds: float


def cues(question: str, sentence: str, code: str = DEFAULT, around: str = "") -> Cues:
    """Return the signals of a sentence for a question, both in one language; `around` are the headings above it."""
    told, negation = language(code).verdicts, language(code).meanings.negation
    sides = [(pair.one, pair.other) for pair in told.opposites] + [(pair.other, pair.one) for pair in told.opposites]
    against = [other for one, other in sides if one.stand_in(question) and not other.stand_in(question)]
    asked, said = set(terms(question, code)), set(terms(f"{sentence}\n{around}", code))
    clauses = [clause for clause in _CLAUSES.split(sentence) if clause.strip()]
    shared = [len(asked & set(terms(clause, code))) for clause in clauses]

    def share(denies: Callable[[str], bool]) -> float:
        """Return the share of the question's terms that stand in clauses which deny in some way."""
        such = [denies(clause) for clause in clauses]
        if all(such) or not any(such):
            return float(all(such))
        return sum(n for n, one in zip(shared, such, strict=True) if one) / sum(shared) if any(shared) else 0.5

    def negates(clause: str) -> bool:
        return negation.stand_in(without_limits(clause, code))

    negated, denied = share(negates), share(told.denies.stand_in)
    opposite = share(lambda clause: any(phrases.stand_in(clause) for phrases in against))
    ways = sum(map(bool, (negated, denied, opposite)))
    most = max(negated, denied, opposite)
    asks_denied = negation.stand_in(question) or told.denies.stand_in(question)
    covered = len(asked & said) / max(1, len(asked))
    restricted = told.restricts.stand_in(sentence) and not told.restricts.stand_in(question)
    asks_obliged = _obliges(question, code)
    demands = [clause for clause in clauses if _obliges(clause, code)]
    waives = any(negation.stand_in(clause) and told.needs.stand_in(clause) for clause in clauses)
    obliged, permitted = _obliges(sentence, code), told.permits.stand_in(sentence)
    keeps = within_limits(question, sentence, code)
    frees = waives or (not obliged and (permitted or opposite))
    limiting = [clause for clause in clauses if any(limits_in(clause, code))]
    bars = any(negates(clause) or told.denies.stand_in(clause) for clause in limiting)
    turned = not restricted and (frees if asks_obliged else bars and not asks_denied)
    within = -keeps if turned else keeps
    return Cues(
        negated=negated,
        denied=denied,
        opposite=opposite,
        twice=float(ways > 1),
        mixed=min(most, 1 - most),
        same=float(any(one.stand_in(question) and one.stand_in(sentence) for one, _ in sides) and not opposite),
        restricted=float(restricted),
        fulfilled=float(restricted and covered == 1.0),
        beside=(1 - covered) * restricted,
        permitted=float(permitted),
        obliged=float(obliged),
        asks_denied=float(asks_denied),
        both_denied=most if asks_denied else 0.0,
        asks_obliged=float(asks_obliged),
        waived=float(asks_obliged and not obliged),
        covered=covered,
        granted=float(covered == 1.0 and not (most or restricted or asks_denied)),
        loose=float(bool(_names(question, code) - said)),
        within=within,
        excepted=float(restricted and bool(ways) and within > 0),
        frees=float(not asks_obliged and waives),
        binds=float(asks_denied and not asks_obliged and bool(demands) and not any(map(negation.stand_in, demands))),
    )


def _obliges(text: str, code: str) -> bool:
    told = language(code).verdicts
    return told.duties.stand_in(text) or told.needs.stand_in(text)


def _names(question: str, code: str) -> set[str]:
    """Return the terms of a question that look like names, or are figures."""
    words = re.findall(r"[^\W_]+", question)[1:]
    capital = not language(code).capital_nouns
    return {
        term for word in words if word[0].isdigit() or (capital and word[0].isupper()) for term in terms(word, code)
    }


def probability_of_no(signals: Cues) -> float:
    """Return how likely a sentence that answers a question answers it with no."""
    fitted = _coefficients()
    score = fitted["intercept"] + sum(fitted[name] * value for name, value in asdict(signals).items())
    return 1.0 / (1.0 + math.exp(-score))


def verdict_of(no: float, sentence: str, code: str, signals: Cues) -> Verdict:
    """Return the verdict of a sentence, given how likely it is no, or "" if that is not sure.

    A sentence that denies anything is never a yes: it may deny what is asked in other words, or with a comma between.
    One that denies it but for a limit to which the question keeps, or denies a need, is never a no instead.
    """
    may_be_yes = bool(signals.excepted or signals.frees)
    denies = language(code).meanings.negation, language(code).verdicts.denies
    if no >= SURE_FROM:
        return "" if may_be_yes else "no"
    denied = not may_be_yes and any(phrases.stand_in(without_limits(sentence, code)) for phrases in denies)
    return "" if no > 1 - SURE_FROM or denied else "yes"


def verdict_from(question: str, item: Evidence, code: str) -> Verdict:
    """Return the verdict that a sentence in the language of a question is sure to give, or "" if it gives none.

    Of a row of a table only a cell that sets a limit does, as if the row were its heading. A sentence in another
    language gives none, nor one that only says what somebody asked, or that has words of the circumstances in the
    question, and none of what is asked.
    """
    text, headings = item.sentence.text, [*item.passage.heading, item.passage.document]
    if row := item.sentence.row:
        limiting = [
            cell.text for cell in row.values if any(map(str.isalpha, cell.text)) and [*limits_in(cell.text, code)]
        ]
        text, headings = " ".join(limiting), [*headings, row.label]
    around = " ".join(headings)
    if (
        not text
        or item.passage.language != code
        or language(code).verdicts.asks_whether.stand_in(text)
        or _tells_only_circumstances(question, f"{text}\n{around}", code)
    ):
        return ""
    signals = cues(question, text, code, around)
    if row and not signals.within:
        return ""
    return verdict_of(probability_of_no(signals), text, code, signals)


def _tells_only_circumstances(question: str, said: str, code: str) -> bool:
    """Return whether a text has words of a question only from where it tells a time or cause: "when the bridge closed".

    Such a part ends with the next comma or the like.
    """
    parts = [found.start() for found in language(code).verdicts.circumstances.pattern.finditer(question)]
    asked, last = "", 0
    for start in parts:
        if start >= last:
            asked += question[last:start]
            last = end.start() if (end := _CLAUSES.search(question, start)) else len(question)
    own, there = set(terms(asked + question[last:], code)), set(terms(said, code))
    return bool(own) and not own & there and bool(set(terms(question, code)) & there)


@lru_cache(maxsize=1)
def _coefficients() -> dict[str, float]:
    told: dict[str, float] = json.loads(files("assistant.verifying").joinpath("verdicts.json").read_text("utf-8"))
    return told
