"""The contents of a language file as values: a field for each thing that the code needs to know of a language.

`Words` are single words or short expressions, written as a list or as a string that is split at spaces; `Phrases` are
written as `phrases.py` says; `Groups` are lists of words with the same meaning. A field that a file leaves out is
empty. Longer than most files, so that all that can be said of a language is in one place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.language.notation import Dates, Groups, Numbers, PeriodWords, Qualifiers, Words
from assistant.language.phrases import Phrases


@dataclass(frozen=True)
class Questions:
    """How questions ask for a `measure`, a `person`, a `place`, a `factor`, a `count` or a `share`, each as phrases.

    `count_of_a_unit` looks like a count and is not one ("how many percent"). `number` and `time` show what an answer
    must contain. `ahead` asks about the future, `at_the_head` who leads, `earned` what something took in. `orders`
    asks what documents tell language models to do. `source` names where the answer is to come from ("according to the
    article"). `words` are those that open a question, `joined_by` those between two of them; one
    of `prepositions` may precede them ("and until when?").
    """

    measure: Phrases = field(default_factory=Phrases)
    person: Phrases = field(default_factory=Phrases)
    place: Phrases = field(default_factory=Phrases)
    factor: Phrases = field(default_factory=Phrases)
    count: Phrases = field(default_factory=Phrases)
    count_of_a_unit: Phrases = field(default_factory=Phrases)
    share: Phrases = field(default_factory=Phrases)
    number: Phrases = field(default_factory=Phrases)
    time: Phrases = field(default_factory=Phrases)
    ahead: Phrases = field(default_factory=Phrases)
    at_the_head: Phrases = field(default_factory=Phrases)
    earned: Phrases = field(default_factory=Phrases)
    orders: Phrases = field(default_factory=Phrases)
    source: Phrases = field(default_factory=Phrases)
    words: Words = ()
    joined_by: Words = ()
    prepositions: Words = ()


@dataclass(frozen=True)
class ConversationWords:
    """How a question or sentence refers to what was said before.

    A follow-up begins with one of `opens` or contains one of `points_back`; `there` points back too, but not beside
    `not_there` ("there are"). One of `possessives` points back unless its owner is named between it and one of
    `auxiliaries`, as in "Why does the company sell its shops?"; one of `pronouns` there is not a name. `drops` are
    openings that are removed when a question is made to stand alone. `year_before` and `year_after` ask the same of
    another year. A sentence that begins with one of `leans` needs the one before it.
    """

    opens: Phrases = field(default_factory=Phrases)
    points_back: Phrases = field(default_factory=Phrases)
    there: Phrases = field(default_factory=Phrases)
    not_there: Phrases = field(default_factory=Phrases)
    auxiliaries: Words = ()
    pronouns: Words = ()
    possessives: Words = ()
    drops: Phrases = field(default_factory=Phrases)
    year_before: Phrases = field(default_factory=Phrases)
    year_after: Phrases = field(default_factory=Phrases)
    leans: Phrases = field(default_factory=Phrases)


@dataclass(frozen=True)
class Meanings:
    """Words for what a claim may reverse, invent or predict.

    `negation` denies, and `deniable` are verbs that "not" may follow. `up` and `down` express a movement. `ahead`
    speaks of what is planned or expected. `measures` and `offices` are groups of synonyms; `offices_held` are all
    positions that a person may hold. `heads` are words for a leader, `executive` those that make a chief the leader of
    everything, `earn` those for income and profit.
    """

    negation: Phrases = field(default_factory=Phrases)
    deniable: Phrases = field(default_factory=Phrases)
    up: Words = ()
    down: Words = ()
    ahead: Phrases = field(default_factory=Phrases)
    measures: Groups = ()
    offices: Groups = ()
    offices_held: Words = ()
    heads: Words = ()
    executive: Words = ()
    earn: Words = ()


@dataclass(frozen=True)
class Statements:
    """What a statement may lose and what it may not.

    Without one of these phrases it says something else: a `modal` verb, a `condition` or supposition, a `quantity`
    ("some", "only", "nearly"), the `rate` of a figure ("each week"), an `attribution` to somebody, a `hedge`, an
    `alternative` ("or"), or that it is a `plan`, forecast or target.
    `articles` and `connectives` ("however") may come and go. `subjects` are personal pronouns, written as inside a
    sentence: one beside the first word of a part shows that this is a verb. `states` are words that put a figure to
    what a row of a table is called ("was", "amounted to", "in"), `links` those of them that put it to a place or time.
    `joins` stand between two statements ("and"), `restricts` before what one of them is restricted to ("for").
    """

    modal: Phrases = field(default_factory=Phrases)
    condition: Phrases = field(default_factory=Phrases)
    quantity: Phrases = field(default_factory=Phrases)
    rate: Phrases = field(default_factory=Phrases)
    attribution: Phrases = field(default_factory=Phrases)
    hedge: Phrases = field(default_factory=Phrases)
    alternative: Phrases = field(default_factory=Phrases)
    plan: Phrases = field(default_factory=Phrases)
    articles: Words = ()
    subjects: Words = ()
    connectives: Words = ()
    states: Words = ()
    links: Words = ()
    joins: Words = ()
    restricts: Words = ()
    relatives: Words = ()


@dataclass(frozen=True)
class Opposites:
    """Two groups of phrases that exclude each other: "open" and "closed"."""

    one: Phrases
    other: Phrases


@dataclass(frozen=True)
class Dimension:
    """What superlatives like "slowest" compare: a column of figures is of that kind if its heading has such a word."""

    said: Phrases
    headings: Words


@dataclass(frozen=True)
class Verdicts:
    """Words that decide between yes and no.

    A sentence that `denies` says what is not so, without a negation; one that `restricts` holds for some only; one that
    `permits` says what may be; `needs` are what must be, and a denial of one leaves one free ("need not");
    `duties` as well, but a denied one forbids ("must not"). `opposites` are words that exclude each other. A sentence
    with `asks_whether` only tells what somebody asked. `circumstances` begin what a question says only of the time or
    cause ("when the bridge closed"). Behind a span of time, `beforehand` says that it is counted back ("14 days before
    departure"). A cell of a table that consists of one of `cells_yes` or `cells_no` says so.
    """

    cells_yes: Phrases = field(default_factory=Phrases)
    cells_no: Phrases = field(default_factory=Phrases)
    denies: Phrases = field(default_factory=Phrases)
    restricts: Phrases = field(default_factory=Phrases)
    permits: Phrases = field(default_factory=Phrases)
    duties: Phrases = field(default_factory=Phrases)
    needs: Phrases = field(default_factory=Phrases)
    asks_whether: Phrases = field(default_factory=Phrases)
    circumstances: Phrases = field(default_factory=Phrases)
    beforehand: Phrases = field(default_factory=Phrases)
    opposites: tuple[Opposites, ...] = ()


@dataclass(frozen=True)
class Occasions:
    """Words of statements about when something is, and about who holds an office.

    `happens` only says that something takes place, `happened` that it is over, `begins` that it begins. One of
    `limits` beside a date or time makes it a limit ("until"), one of `places` opens a phrase that says where. What is
    said with `weekdays` or one of `recurring` holds for some days only ("in summer"), and with one of `following` for
    one of many ("the next meeting"). `of_several`: there are others like it ("a director"). By `changed` a statement
    says that it replaces what was said before ("has moved to", "no longer").
    """

    happens: Phrases = field(default_factory=Phrases)
    happened: Phrases = field(default_factory=Phrases)
    begins: Phrases = field(default_factory=Phrases)
    limits: Phrases = field(default_factory=Phrases)
    places: Words = ()
    weekdays: Phrases = field(default_factory=Phrases)
    recurring: Phrases = field(default_factory=Phrases)
    following: Phrases = field(default_factory=Phrases)
    of_several: Phrases = field(default_factory=Phrases)
    changed: Phrases = field(default_factory=Phrases)


@dataclass(frozen=True)
class Drafts:
    """What a model writes around a claim: a `frame` before it, a `tail` after it, and that the text `says_nothing`."""

    frame: Phrases = field(default_factory=Phrases)
    tail: Phrases = field(default_factory=Phrases)
    says_nothing: Phrases = field(default_factory=Phrases)


@dataclass(frozen=True)
class FacetWords:
    """Words that show that a text is about a facet, and the question for its section of a brief (`{}` is `topic`)."""

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
    """A term of accounting as it is `asked` for, the `items` it consists of, and the `statement` that shows it.

    `alone`: it means its statement only if nothing else is asked.
    """

    asked: Words
    items: Words
    statement: str = ""
    alone: bool = False


@dataclass(frozen=True)
class AccountingWords:
    """The language of accounting: textbook `terms`, the titles of statements, and words that add nothing to a total."""

    income: Phrases = field(default_factory=Phrases)
    balance: Phrases = field(default_factory=Phrases)
    cash: Phrases = field(default_factory=Phrases)
    comprehensive: Phrases = field(default_factory=Phrases)
    in_general: Words = ()
    terms: tuple[AccountingTerm, ...] = ()


@dataclass(frozen=True)
class Calculations:
    """How questions ask for something that has to be calculated.

    `opens` stand before what is asked for and are removed. `readings` are the ways to ask for each operation, as
    phrases: `{a}` and `{b}` stand for the operands, `{pair}` for two joined by "and", `{of}` for what both belong
    to, and a name of `words` for one of the phrases listed there. The operations are tried in the order of the
    file. Three names of `words` are always used: `joints` stand between a pair, `leads` before an operand,
    `through` between the first and the last of several years. The reading of a `product` has `{n}` for how many, that
    of an `end` or `duration` only `{a}`; `per` follows a price, `cost` stands before it; `every` asks
    for all rows, what is dear or cheap is a matter of `money`, and `clock` follows a time of the day. `told` are the
    results in words. A sentence says by `begins` that something begins on a day, by `ends` that it ends on one, and by
    `renews` that it goes on after its end. `explains` asks for a reason instead, `unclear` for
    something ambiguous, and `shares` for a share or a rate. `fillers` may stand in any such question, `when` before
    a period. By `highest` and `lowest` a question asks for the row with the greatest or smallest figure, in a column
    of one of the `dimensions` if it says so; by `rose`,
    `fell` and `unchanged` for the rows whose figures did so, as by `more_than_before` and `less_than_before`, which
    name the period before. By `summing` it asks for the sum of rows, by `averaging`
    for their average; `paid` among `words` asks for one of money. `each` says that a price is for one piece, `pieces`
    are words for what is counted, `upwards` stands before the first quantity of a price, and by `further` a price is
    only for the pieces beyond others. `kinds` of figures must match the row, `asked_only` are kinds of rows that must
    be asked for by name; `counts` show that a row counts or divides, so that it is not in thousands of money.
    `measures` are shares with a name of their own: each is the names of the row that is divided, then those of the row
    it is divided by.
    """

    opens: Phrases = field(default_factory=Phrases)
    words: Mapping[str, Words] = field(default_factory=dict)
    readings: Mapping[str, Words] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    begins: Phrases = field(default_factory=Phrases)
    ends: Phrases = field(default_factory=Phrases)
    renews: Phrases = field(default_factory=Phrases)
    explains: Phrases = field(default_factory=Phrases)
    unclear: Phrases = field(default_factory=Phrases)
    shares: Phrases = field(default_factory=Phrases)
    fillers: Words = ()
    when: Words = ()
    highest: Words = ()
    lowest: Words = ()
    dimensions: tuple[Dimension, ...] = ()
    rose: Phrases = field(default_factory=Phrases)
    fell: Phrases = field(default_factory=Phrases)
    unchanged: Phrases = field(default_factory=Phrases)
    more_than_before: Phrases = field(default_factory=Phrases)
    less_than_before: Phrases = field(default_factory=Phrases)
    summing: Phrases = field(default_factory=Phrases)
    averaging: Phrases = field(default_factory=Phrases)
    further: Phrases = field(default_factory=Phrases)
    kinds: Words = ()
    asked_only: Words = ()
    counts: Phrases = field(default_factory=Phrases)
    measures: Mapping[str, Groups] = field(default_factory=dict)


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
    """What is printed in a report that a company files.

    On its first page `name_above` stands below the company's name, and `period` or `event` before its period or date.
    `parts`, `items` and `notes` are the words that its numbered headings begin with. `statements` are the titles of
    accounts, which may have `qualifying` words around them. `unit_line` says which unit the figures below it have. A
    page number may follow `page`, and `of_pages` stands between it and the number of pages.
    """

    name_above: Phrases = field(default_factory=Phrases)
    period: Phrases = field(default_factory=Phrases)
    event: Phrases = field(default_factory=Phrases)
    parts: Words = ()
    items: Words = ()
    notes: Words = ()
    statements: Phrases = field(default_factory=Phrases)
    qualifying: Words = ()
    unit_line: Phrases = field(default_factory=Phrases)
    page: Words = ()
    of_pages: Words = ()


@dataclass(frozen=True)
class FileFields:
    """What programs write into a file's metadata: titles and authors that say nothing."""

    untitled: Words = ()
    nobody: Words = ()


@dataclass(frozen=True)
class Forms:
    """How a question says in what form it wants its answer.

    `sentences` say in how many: `{word}` stands for a number, in digits or in words, of which `one` are such as are
    none elsewhere. `brief` wants it short, `simple` in easy words, `verdict_only` just yes or no; `bullets`, `numbered`
    and `table` say how it is laid out. `rest` asks for what a long list had no room for.
    """

    sentences: Phrases = field(default_factory=Phrases)
    one: Words = ()
    brief: Phrases = field(default_factory=Phrases)
    simple: Phrases = field(default_factory=Phrases)
    verdict_only: Phrases = field(default_factory=Phrases)
    bullets: Phrases = field(default_factory=Phrases)
    numbered: Phrases = field(default_factory=Phrases)
    table: Phrases = field(default_factory=Phrases)
    rest: Phrases = field(default_factory=Phrases)


@dataclass(frozen=True)
class About:
    """What the assistant says of itself and of the collection, with places in braces for what is to be told.

    `answers` are its replies by kind of question. `yes` and `no` open an answer. `suggest` asks of a `{heading}` in a
    document of a `{title}`; `dated` follows the title of a document that tells its date. `period` joins a value of a
    row with the period that its column is headed with. By `earlier` a question asks for a version that is no longer in
    force; `versions` are words of titles that only tell versions apart. By `replaces` a document says that it takes the
    place of one named behind the phrase, by `replaced` of one named before it; `parts` name less than a document
    ("clause"). `compared` are phrases that compare `{a}` with `{b}`, which may be `itself`. `lists` are words before
    the first of several things in a sentence, `examples` say that there are more.
    A section whose heading has `sums_up` is a summary by the author.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    yes: str = "Yes."
    no: str = "No."
    suggest: str = "What does “{title}” say about “{heading}”?"
    period: str = "{value} in {period}"
    earlier: Phrases = field(default_factory=Phrases)
    versions: Words = ()
    sums_up: Phrases = field(default_factory=Phrases)
    replaces: Phrases = field(default_factory=Phrases)
    replaced: Phrases = field(default_factory=Phrases)
    parts: Phrases = field(default_factory=Phrases)
    compared: Words = ()
    itself: Phrases = field(default_factory=Phrases)
    lists: Words = ()
    examples: Phrases = field(default_factory=Phrases)


Spellings = tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True)
class Language:
    """Everything that depends on a language.

    `code` is its ISO 639-1 code and the name of its file. `spaced`: words are separated by spaces. `capital_nouns`:
    every noun has a capital letter, so capitals do not show names. `hyphenates`: compounds are written with a hyphen
    ("long-term"), which then also stands where a line ends; needs a word list of pyspellchecker. `conjunctions` stand
    behind a part of a word that is told later ("short- and long-term"). `stemmer` is the Snowball algorithm that
    removes endings, or "". `letters` are those that not every language has. `function_words` say nothing about the
    subject of a text. `abbreviations` end with a full stop that ends no sentence, in addition to those that the
    sentence splitter knows; neither does that of a number of up to two digits behind one of `before_ordinals` ("am 14.
    Tag"). Each group of `irregular` has the forms of one word, the first for all, where the stemmer does not bring them
    together ("child", "children"). `units` and `currencies` list the words for each, `perhaps_currencies` those that
    also mean something else ("pounds"), `hundredths` those for a hundredth of each ("pence"); a
    single letter counts behind one or two digits ("45p"). `spellings` are regular
    expressions for variants of spelling, each with its replacement. `contractions` are written without their apostrophe
    in haste, each with how it should be ("dont"). `kinds` are questions of each kind, on as many
    subjects as possible, by which the kind of a new one is recognised.
    """

    code: str
    name: str
    function_words: Words
    dates: Dates
    numbers: Numbers
    spaced: bool = True
    capital_nouns: bool = False
    hyphenates: bool = False
    conjunctions: Words = ()
    stemmer: str = ""
    irregular: Groups = ()
    letters: str = ""
    abbreviations: Words = ()
    before_ordinals: Words = ()
    units: Mapping[str, Words] = field(default_factory=dict)
    currencies: Mapping[str, Words] = field(default_factory=dict)
    perhaps_currencies: Mapping[str, Words] = field(default_factory=dict)
    hundredths: Mapping[str, Words] = field(default_factory=dict)
    qualifiers: Qualifiers = field(default_factory=Qualifiers)
    periods: PeriodWords = field(default_factory=PeriodWords)
    questions: Questions = field(default_factory=Questions)
    conversation: ConversationWords = field(default_factory=ConversationWords)
    meanings: Meanings = field(default_factory=Meanings)
    statements: Statements = field(default_factory=Statements)
    occasions: Occasions = field(default_factory=Occasions)
    verdicts: Verdicts = field(default_factory=Verdicts)
    drafts: Drafts = field(default_factory=Drafts)
    facets: FacetLists = field(default_factory=FacetLists)
    accounts: AccountingWords = field(default_factory=AccountingWords)
    calculations: Calculations = field(default_factory=Calculations)
    scales: Scales = field(default_factory=Scales)
    filings: Filings = field(default_factory=Filings)
    fields: FileFields = field(default_factory=FileFields)
    spellings: Spellings = ()
    contractions: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, Words] = field(default_factory=dict)
    forms: Forms = field(default_factory=Forms)
    about: About = field(default_factory=About)
