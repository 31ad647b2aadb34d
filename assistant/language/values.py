"""What a language file says, as values: one field for each thing that the code asks of a language.

`Words` are single words or short expressions, told as a string that is split at space or as a list; `Phrases` are told
as in `phrases.py`; `Groups` are lists of words that mean the same. A language that leaves a field out has none of that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.language.notation import Dates, Groups, Numbers, PeriodWords, Qualifiers, Words
from assistant.language.phrases import Phrases


@dataclass(frozen=True)
class Questions:
    """How questions ask, each as phrases: for a `measure`, a `person`, a `factor`, a `count` or a `share`.

    `count_of_a_unit` looks like a count and is none ("how many percent"). `number` and `time` say what an answer must
    hold. `ahead` asks about a time to come, `at_the_head` who leads, `earned` what something took in. `why` and
    `yes_or_no` are such openings. `orders` asks what documents tell language models to do. `source` names what is asked
    of ("according to the article"). `words` are those that a question opens with, `joined_by` what stands between two
    of them.
    """

    measure: Phrases = field(default_factory=Phrases)
    person: Phrases = field(default_factory=Phrases)
    factor: Phrases = field(default_factory=Phrases)
    count: Phrases = field(default_factory=Phrases)
    count_of_a_unit: Phrases = field(default_factory=Phrases)
    share: Phrases = field(default_factory=Phrases)
    number: Phrases = field(default_factory=Phrases)
    time: Phrases = field(default_factory=Phrases)
    ahead: Phrases = field(default_factory=Phrases)
    at_the_head: Phrases = field(default_factory=Phrases)
    earned: Phrases = field(default_factory=Phrases)
    why: Phrases = field(default_factory=Phrases)
    yes_or_no: Phrases = field(default_factory=Phrases)
    orders: Phrases = field(default_factory=Phrases)
    source: Phrases = field(default_factory=Phrases)
    words: Words = ()
    joined_by: Words = ()


@dataclass(frozen=True)
class ConversationWords:
    """How one thing leans on what was said before.

    A follow-up `opens` so or `points_back`; `there` is such a word too, but not beside `not_there` ("there are"). One
    of `possessives` points back unless its owner is named between it and one of `auxiliaries`: "Why does the company
    sell its shops?" does, and with one of `pronouns` there it is nobody's name. `drops` are the openings that go when a
    question is to stand alone. A sentence that begins as in `leans` needs the one before it.
    """

    opens: Phrases = field(default_factory=Phrases)
    points_back: Phrases = field(default_factory=Phrases)
    there: Phrases = field(default_factory=Phrases)
    not_there: Phrases = field(default_factory=Phrases)
    auxiliaries: Words = ()
    pronouns: Words = ()
    possessives: Words = ()
    drops: Phrases = field(default_factory=Phrases)
    leans: Phrases = field(default_factory=Phrases)


@dataclass(frozen=True)
class Meanings:
    """Words for what a claim may turn round, make up or foretell.

    `negation` says that something is not. `up`, `down` and `change` tell a movement, `derived` a figure that was worked
    out (one group each). `ahead` speaks of what is to come, planned or expected, `foretells` tells what will be.
    `measures` and `offices` are groups of words for the same one; `offices_held` whatever somebody may be. `heads` are
    words for who leads, `executive` those that make a chief the head of all, `earn` those of what was taken in or left.
    """

    negation: Phrases = field(default_factory=Phrases)
    up: Words = ()
    down: Words = ()
    change: Words = ()
    derived: Groups = ()
    ahead: Phrases = field(default_factory=Phrases)
    foretells: Phrases = field(default_factory=Phrases)
    measures: Groups = ()
    offices: Groups = ()
    offices_held: Words = ()
    heads: Words = ()
    executive: Words = ()
    earn: Words = ()


@dataclass(frozen=True)
class Drafts:
    """What a model says around a claim: a `frame` before it, a `tail` behind it, and that the text `says_nothing`."""

    frame: Phrases = field(default_factory=Phrases)
    tail: Phrases = field(default_factory=Phrases)
    says_nothing: Phrases = field(default_factory=Phrases)


@dataclass(frozen=True)
class FacetWords:
    """What tells that a text is about a facet, and the question of its section of a brief, `{}` for " of" a topic."""

    strong: Words = ()
    weak: Words = ()
    phrases: Phrases = field(default_factory=Phrases)
    question: str = ""
    topic: str = ""


@dataclass(frozen=True)
class FacetLists:
    """The words of each facet."""

    strategy: FacetWords = field(default_factory=FacetWords)
    figures: FacetWords = field(default_factory=FacetWords)
    risks: FacetWords = field(default_factory=FacetWords)


@dataclass(frozen=True)
class AccountingTerm:
    """What is `asked` for in accounts, the `items` it is made of or called, and the `statement` that shows it.

    `alone` says that it stands for its statement only where no more is asked.
    """

    asked: Words
    items: Words
    statement: str = ""
    alone: bool = False


@dataclass(frozen=True)
class AccountingWords:
    """The language of accounts: textbook `terms`, the titles of statements, and what may be said of a total besides."""

    income: Phrases = field(default_factory=Phrases)
    balance: Phrases = field(default_factory=Phrases)
    cash: Phrases = field(default_factory=Phrases)
    comprehensive: Phrases = field(default_factory=Phrases)
    in_general: Words = ()
    terms: tuple[AccountingTerm, ...] = ()


@dataclass(frozen=True)
class Calculations:
    """How questions ask for what has to be worked out.

    `opens` stand before what is asked for and go. `readings` are the ways to ask for each operation, as phrases: `{a}`
    and `{b}` stand for what it is done to, `{pair}` for two joined by "and", `{of}` for what both are of, and a name of
    `words` for one of the phrases listed there; a question is tried with the operations in their order. Two of the
    words are always asked for: `joints` stand between a pair, `leads` before what it is done to. `explains` asks for a
    reason instead, `unclear` for something that may be meant in two ways. `fillers` stand in any such question, `when`
    before a period. `kinds` of figures must be those of the row, `asked_only` are kinds of rows that have to be asked
    for; `counts` tell that a row counts or divides and is not in thousands of money.
    """

    opens: Phrases = field(default_factory=Phrases)
    words: Mapping[str, Words] = field(default_factory=dict)
    readings: Mapping[str, Words] = field(default_factory=dict)
    explains: Phrases = field(default_factory=Phrases)
    unclear: Phrases = field(default_factory=Phrases)
    fillers: Words = ()
    when: Words = ()
    kinds: Words = ()
    asked_only: Words = ()
    counts: Phrases = field(default_factory=Phrases)


@dataclass(frozen=True)
class Scales:
    """How tables tell what their figures are in.

    `told` says each scale that there is, by its power of ten ("3" is "in thousands"); `before` are words that stand
    before one. `share` names percentages, `not_a_share` what only looks so ("percentage points").
    `total` tells that a row adds up others.
    """

    told: Mapping[str, str] = field(default_factory=dict)
    before: Words = ()
    share: Phrases = field(default_factory=Phrases)
    not_a_share: Phrases = field(default_factory=Phrases)
    total: Phrases = field(default_factory=Phrases)


@dataclass(frozen=True)
class Filings:
    """What stands on the first page of a company's filing: below its name, and before its period or date."""

    name_above: Phrases = field(default_factory=Phrases)
    period: Phrases = field(default_factory=Phrases)
    event: Phrases = field(default_factory=Phrases)


@dataclass(frozen=True)
class FileFields:
    """What programs leave in a file's own fields: phrases of a title or an author that says nothing."""

    untitled: Words = ()
    nobody: Words = ()


Spellings = tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True)
class Language:
    """All that depends on a language.

    `code` is its ISO 639-1 code, the name of its file. `spaced` says that spaces part its words, `capital_nouns` that
    it writes every noun with a capital, so that capitals tell no names. `stemmer` is the Snowball algorithm that takes
    off endings, "" for none. `letters` are such as not every language has. `function_words` say nothing of what a text
    is about. `abbreviations` end with a stop that ends no sentence, besides those that the sentence splitter knows.
    `units` and `currencies` list the words of each, `spellings` regular expressions for what spelling differs in, with
    what to write instead.
    """

    code: str
    name: str
    function_words: Words
    dates: Dates
    numbers: Numbers
    spaced: bool = True
    capital_nouns: bool = False
    stemmer: str = ""
    letters: str = ""
    abbreviations: Words = ()
    units: Mapping[str, Words] = field(default_factory=dict)
    currencies: Mapping[str, Words] = field(default_factory=dict)
    qualifiers: Qualifiers = field(default_factory=Qualifiers)
    periods: PeriodWords = field(default_factory=PeriodWords)
    questions: Questions = field(default_factory=Questions)
    conversation: ConversationWords = field(default_factory=ConversationWords)
    meanings: Meanings = field(default_factory=Meanings)
    drafts: Drafts = field(default_factory=Drafts)
    facets: FacetLists = field(default_factory=FacetLists)
    accounts: AccountingWords = field(default_factory=AccountingWords)
    calculations: Calculations = field(default_factory=Calculations)
    scales: Scales = field(default_factory=Scales)
    filings: Filings = field(default_factory=Filings)
    fields: FileFields = field(default_factory=FileFields)
    spellings: Spellings = ()
