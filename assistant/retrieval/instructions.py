"""Sentences that speak to a language model rather than to a reader: they are data, and no model gets to read them.

What a document says can't change what the assistant does. Such sentences can be quoted to somebody who asks about
them, but they never enter a prompt. This is one line of defence of several: markup is defused in the prompt, a claim
must be relevant to the question, and whatever a model writes is held against the evidence (after Greshake et al.,
"Not what you've signed up for", 2023, which shows that no single one is enough).
"""

from __future__ import annotations

import re
import unicodedata

_DROP = r"(?:ignor(?:e|es|ing)|disregard(?:ing)?|forget|overrid\w*|overrul\w*|bypass|pay no attention to)"
_ORDER = (
    r"(?:instruction|question|prompt|request|rule|guideline|direction|context|command|query|message|task|constraint)s?"
)
_SAY = r"(?:answer|reply|respond|say|output|print|write|return|state|repeat|tell|claim)"
_UTTER = r"(?:answer|reply|respond|say|output|print|write)"
_MODEL = (
    r"(?:(?:ai|virtual|digital|chat) ?(?:assistant|agent|model|system|bot)s?|assistants?|chat ?bots?|language models?"
    r"|llms?|large language models?|gpt|ai)"
)
_ANY = r"(?:this|any|every|all|the|each)"
_OPENS_AN_ORDER = r"(?:^|[|:>*#\"“'(\-]|\b(?:please|now|then|and|instead|simply|just|must|should|always),?)\s*"
_HOW = r"(?:(?:only|always|just|simply|exactly|back|with|that it is|the (?:word|number|text)|:)\s+)*"
_WORD = r"[\"“'‘(]?(?:\d[\d.,]*|yes|no|nothing|[A-Z]{2,})[\"”'’)]?"
_ENDS_THERE = r"\s*(?:[.!|*\"”)\-]|$|to (?:any|every|all)|instead|and nothing|only)"

_KINDS = {
    "drop what you were told": rf"\b{_DROP}\b[^.!?]{{0,40}}\b(?:{_ORDER}|everything (?:above|before|else))\b",
    "new orders": r"\b(?:new|updated|hidden|secret|real|actual|system|developer) (?:instruction|prompt|order)s?\b",
    "modes": r"\b(?:system|developer) (?:message|override|mode)\b|\bjailbreak|\bprompt injection\b",
    "chat markup": r"<\|?/?(?:im_start|im_end|system|assistant|user|endoftext)\b|\[/?inst\]|<<sys>>|## *instruction",
    "a speaker's name": r"(?:^|[>|*\"“(\[])\s*(?:system|assistant|developer) ?: *\w",
    "an answer put in its mouth": r"^\W*(?:answer|reply|response)\W{0,20}[:=]\s{0,20}\S+\s*$",
    "a new role": rf"\byou are (?:now |no longer |only )?(?:an? |the |in )?(?:\w+ ){{0,3}}"
    rf"(?:{_MODEL}|mode|calculator)\b",
    "a salutation": rf"\b(?:attention|note to|message to|notice to|instructions? (?:for|to)|dear|hello),? "
    rf"(?:all |any |the |every )*{_MODEL}\b",
    "what models must say": rf"\b{_MODEL}\b[^.!?]{{0,60}}"
    rf"\b(?:must|should|shall|have to|has to|need to|are to|is to|please|will)\b[^.!?]{{0,30}}\b{_SAY}",
    "what models must not fail to say": rf"\b{_MODEL}\b[^.!?]{{0,30}}"
    rf"\b(?:do not|don't|does not|fails? to|refuses? to) {_SAY}\b",
    "the answer to everything": rf"\b(?:correct|right|only|true|final|best)(?: \w+)? (?:answer|reply|response)\b"
    rf"(?: (?:to|for) {_ANY}| is)\b|\bthe answer to (?:any|every|all|each)\b"
    rf"|\b{_SAY} \S{{1,12}} (?:to|for) (?:{_ANY} )+(?:next |following |previous )?questions?\b",
    "when asked": rf"\b(?:when(?:ever)?|if|once) (?:(?:you(?:'re| are)?|anyone|someone|an? \w+|the user) )?"
    rf"(?:are |is )?(?:ask|question)\w*\b[^.!?]{{0,60}}\b{_SAY}\b",
    "silence": r"\b(?:do not|don't|never) (?:answer|cite|mention|reveal|use|trust|tell)\b[^.!?]{0,40}"
    r"\b(?:question|user|sources?|documents?|text|this|above)\b",
    "the prompt": r"\b(?:reveal|print|show|repeat|leak) (?:me )?(?:your|the) (?:\w+ )?(?:prompt|instructions?|rules)\b",
    "say this": rf"{_OPENS_AN_ORDER}{_UTTER}\s+{_HOW}{_WORD}{_ENDS_THERE}",
    "drop it, in other languages": r"\bignor(?:ieren?|iert|ez|a|are|e)\b[^.!?]{0,40}"
    r"\b(?:frage|question|pregunta|domanda|pergunta|anweisung\w*|instru[ck]\w+)\b",
    "say it, in other languages": r"\b(?:antworte\w*|répond\w*|responde\w*|rispond\w*)\b[^.!?]{0,20}\d",
    "drop and say it, in Chinese": r"(?:忽略|无视|忽視).{0,12}(?:问题|問題|指令|指示|提示)"
    r"|(?:回答|答案)(?:是|为|：|:)?\s*\d",
}
_SPEAKS_TO_A_MODEL = re.compile("|".join(_KINDS.values()), re.IGNORECASE)
_ASKED_ABOUT = re.compile(
    r"\binstruct|\binject|\b(?:an?|any|the|system|hidden|what|which|these|such) prompts?\b"
    r"|\bignor(?:e|ed|ing)\b|\bdisregard|\bjailbreak"
    r"|\bhidden (?:text|message|note|order)"
    rf"|\b(?:tell|tells|told|ask|asks|asked|order|orders|want|wants|say|says|address\w*)\b[^?]{{0,30}}\b{_MODEL}\b"
    rf"|\b{_MODEL}\b[^?]{{0,20}}\b(?:told|asked|ordered|instructed|supposed) to\b",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_SPACED_OUT = re.compile(r"\b(?:\w[ .\-_*]){4,}\w\b")
_RUN, _LATIN = re.compile(r"\w+"), re.compile("[A-Za-z]")
_LOOKALIKES = str.maketrans("01345@$\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456", "oieasasaeopcyxi")


def speaks_to_a_model(text: str) -> bool:
    """Say whether a text gives orders to whatever reads it for somebody else.

    Characters that cannot be seen, letters spaced out, and digits or foreign letters in the place of letters are seen
    through.
    """
    seen = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    joined = _SPACED_OUT.sub(lambda match: re.sub(r"[ .\-_*]", "", match.group()), seen)
    plain = _RUN.sub(lambda run: run[0].translate(_LOOKALIKES) if _LATIN.search(run[0]) else run[0], joined)
    return any(_SPEAKS_TO_A_MODEL.search(form) for form in {seen, joined, plain})


def asks_about_instructions(question: str) -> bool:
    """Say whether a question is about such sentences, so that they may be quoted."""
    return _ASKED_ABOUT.search(question) is not None
