from dataclasses import replace

import pytest

from assistant.verifying.verdicts import cues, probability_of_no, verdict_from, verdict_of
from tests.cut_texts import evidence_of


@pytest.mark.parametrize(
    ("question", "sentence", "code", "expected"),
    [
        ("Can I feed the goats?", "Feeding the goats is forbidden.", "en", "no"),
        ("Is the tower open in winter?", "The tower is closed from November to March.", "en", "no"),
        ("Can I bring my ferret?", "Cats are welcome, no other animals are admitted.", "en", "no"),
        ("Did the club make any purchases?", "The club did not make any purchases.", "en", "no"),
        ("May guests use the kitchen?", "Only residents may use the kitchen.", "en", "no"),
        ("May guests use the kitchen?", "Guests may use the kitchen until ten.", "en", "yes"),
        ("Darf man hier angeln?", "Angeln ist hier verboten.", "de", "no"),
        ("Peut-on camper ici ?", "Il n'est pas permis de camper ici.", "fr", "no"),
        ("¿Se puede acampar aquí?", "No se permite acampar aquí.", "es", "no"),
        ("这里可以钓鱼吗？", "这里禁止钓鱼。", "zh", "no"),
    ],
)
def test_a_sentence_denies_what_is_asked_or_grants_it(question: str, sentence: str, code: str, expected: str) -> None:
    no = probability_of_no(cues(question, sentence, code))
    assert (no > 0.5) == (expected == "no")


@pytest.mark.parametrize(
    ("question", "sentence", "code", "expected"),
    [
        ("Must my niece of 4 buy a ticket for the train?", "Children under 5 ride free.", "en", "no"),
        ("Must my niece of 8 buy a ticket for the train?", "Children under 5 ride free.", "en", "yes"),
        ("Does my niece of 4 need a ticket?", "Children under 5 need no ticket.", "en", "no"),
        ("Muss meine Nichte mit 4 Jahren zahlen?", "Kinder unter 5 Jahren fahren frei.", "de", "no"),
    ],
)
def test_who_keeps_to_the_limit_of_what_is_free_has_no_duty(
    question: str, sentence: str, code: str, expected: str
) -> None:
    signals = cues(question, sentence, code)
    assert verdict_of(probability_of_no(signals), sentence, code, signals) == expected


def test_a_row_gives_a_verdict_only_by_a_cell_that_sets_a_limit() -> None:
    head = "# Boats\n\n| Boat | Price | For whom |\n|---|---|---|\n"
    table = f"{head}| Canoe | £12 | crew of 14 or older |\n| Raft | £9 | all |\n"
    canoe, raft = (item for item in evidence_of(table) if item.sentence.row and not item.sentence.row.is_header)
    assert verdict_from("I'm 12, may I take the canoe?", canoe, "en") == "no"
    assert verdict_from("I'm 15, may I take the canoe?", canoe, "en") == "yes"
    assert verdict_from("I'm 15, may I take the raft?", raft, "en") == ""


def test_what_keeps_to_a_limit_is_no_reason_for_no() -> None:
    limit = "The load may be at most 40 kg."
    assert cues("Can I carry 30 kg?", limit).within == 1.0
    assert cues("Can I carry 50 kg?", limit).within == -1.0
    assert cues("Can I carry a piano?", limit).within == 0.0


NOT_UNLESS = "Parking is not free unless you stay for more than ten hours."
NICHT_AUSSER = "Ein Attest ist nicht nötig, außer bei mehr als drei Tagen."


@pytest.mark.parametrize(
    ("question", "sentence", "code", "excepted"),
    [
        ("We stay for eleven hours. Is parking free then?", NOT_UNLESS, "en", True),
        ("We stay for three hours. Is parking free then?", NOT_UNLESS, "en", False),
        ("Ich bin sieben Tage krank. Ist ein Attest nötig?", NICHT_AUSSER, "de", True),
        ("Ich bin zwei Tage krank. Ist ein Attest nötig?", NICHT_AUSSER, "de", False),
    ],
)
def test_what_is_denied_but_for_a_limit_is_no_only_beyond_the_limit(
    question: str, sentence: str, code: str, excepted: bool
) -> None:
    signals = cues(question, sentence, code)
    assert signals.excepted == excepted
    verdict = verdict_of(probability_of_no(signals), sentence, code, signals)
    assert (verdict == "no") is not excepted


def test_an_exception_is_never_a_sure_no() -> None:
    three, eleven = (cues(f"We stay for {hours} hours. Is parking free?", NOT_UNLESS) for hours in (3, 11))
    assert verdict_of(0.99, NOT_UNLESS, "en", three) == "no"
    assert verdict_of(0.99, NOT_UNLESS, "en", eleven) == ""


@pytest.mark.parametrize(
    ("question", "sentence", "verdict"),
    [
        ("Can I keep hens without asking?", "Hens need no consent.", "yes"),
        ("Can I keep hens?", "No consent is needed for hens.", "yes"),
        ("Do I need consent for hens?", "No consent is needed for hens.", "no"),
        ("Can I keep hens without consent?", "Consent is required for hens.", "no"),
        ("Can I keep hens without consent?", "Hens are kept in the yard, and consent is not required.", "yes"),
        ("Can I keep hens?", "Hens are not allowed.", "no"),
    ],
)
def test_what_needs_no_consent_may_be_done_and_what_needs_one_not_without(
    question: str, sentence: str, verdict: str
) -> None:
    signals = cues(question, sentence)
    found = verdict_of(probability_of_no(signals), sentence, "en", signals)
    assert found in (verdict, "")


@pytest.mark.parametrize(
    ("code", "question", "sentence"),
    [
        ("en", "Can I smoke in the hut?", "Guests must not smoke in the hut."),
        ("en", "Can I bring food?", "Food must never be brought to the pool."),
        ("de", "Darf man im Zelt rauchen?", "Im Zelt darf nicht geraucht werden."),
        ("fr", "Peut-on fumer sous la tente ?", "Il ne faut pas fumer sous la tente."),
        ("es", "¿Se puede fumar en la cabaña?", "No se debe fumar en la cabaña."),
        ("zh", "可以在屋里抽烟吗?", "屋里必须不抽烟。"),
    ],
)
def test_what_must_not_be_is_a_no_and_frees_nobody(code: str, question: str, sentence: str) -> None:
    signals = cues(question, sentence, code)
    assert signals.frees == 0.0
    assert verdict_of(probability_of_no(signals), sentence, code, signals) == "no"


@pytest.mark.parametrize(
    ("code", "question", "sentence"),
    [
        ("de", "Kann ich ohne Termin kommen?", "Ein Termin ist nicht nötig."),
        ("fr", "Peut-on venir sans rendez-vous ?", "Un rendez-vous n'est pas nécessaire."),
        ("es", "¿Se puede venir sin cita?", "La cita no es obligatoria."),
        ("zh", "不预约可以来吗?", "不需要预约。"),
    ],
)
def test_a_need_that_is_denied_is_never_a_no_in_any_language(code: str, question: str, sentence: str) -> None:
    signals = cues(question, sentence, code)
    assert signals.frees == 1.0
    assert verdict_of(0.99, sentence, code, signals) == ""
    assert probability_of_no(signals) < 0.5


def test_a_need_binds_only_those_who_ask_whether_they_can_do_without() -> None:
    assert cues("Can I keep hens without consent?", "Consent is required for hens.").binds == 1.0
    assert cues("Can I keep hens?", "Consent is required for hens.").binds == 0.0
    assert cues("Can I keep hens without consent?", "Consent is not required for hens.").binds == 0.0


def test_a_sentence_that_frees_from_a_duty_may_be_a_yes() -> None:
    signals = cues("Can we row without a permit?", "No permit is needed.")
    assert verdict_of(0.01, "No permit is needed.", "en", signals) == "yes"
    assert verdict_of(0.99, "No permit is needed.", "en", signals) == ""


def test_a_price_beside_a_limit_of_time_is_no_limit_of_it() -> None:
    assert cues("We stay for eleven hours. Is it free?", f"{NOT_UNLESS[:-1]}, then up to £4 is paid.").within == 1.0


ASKED = {
    "en": ("Mr Orr asked the board whether {}.", "the club pays for the boats", "Does the club pay for the boats?"),
    "de": ("Herr Orr fragte, ob {}.", "der Verein die Boote bezahlt", "Bezahlt der Verein die Boote?"),
    "fr": ("M. Orr a demandé si {}.", "le club paie les bateaux", "Le club paie-t-il les bateaux ?"),
    "es": ("El señor Orr preguntó si {}.", "el club paga los barcos", "¿Paga el club los barcos?"),
}


@pytest.mark.parametrize("code", ASKED)
def test_what_somebody_asked_gives_no_verdict_and_what_is_so_does(code: str) -> None:
    asked, told, question = ASKED[code]
    for text, verdict in ((asked.format(told), ""), (f"{told.capitalize()}.", "yes")):
        (item,) = evidence_of(text)
        item = replace(item, passage=replace(item.passage, language=code))
        assert verdict_from(question, item, code) == verdict


@pytest.mark.parametrize(
    ("question", "sentence", "code"),
    [
        ("Was anybody injured when the lock closed?", "The lock was closed in March.", "en"),
        ("After the pool closed, were there complaints?", "The council closed the pool in May.", "en"),
        ("Did members leave because the fee rose?", "The fee rose to 30 euros.", "en"),
        ("Gab es Beschwerden, nachdem das Bad geschlossen wurde?", "Das Bad wurde im Mai geschlossen.", "de"),
        ("Y a-t-il eu des plaintes quand la piscine a fermé ?", "La piscine a fermé en mai.", "fr"),
        ("¿Hubo quejas cuando cerró la piscina?", "La piscina cerró en mayo.", "es"),
    ],
)
def test_a_sentence_that_tells_only_the_circumstances_of_a_question_gives_no_verdict(
    question: str, sentence: str, code: str
) -> None:
    (item,) = evidence_of(sentence, language=code)
    assert verdict_from(question, item, code) == ""


def test_a_question_about_the_circumstances_themselves_gets_its_verdict() -> None:
    (item,) = evidence_of("The lock was closed in March.")
    assert verdict_from("Was the lock closed in March?", item, "en") == "yes"


def test_two_clauses_that_say_different_things_are_mixed() -> None:
    sentence = "Tea may be drunk in the reading room, soup may not."
    assert cues("May I drink tea or eat soup there?", sentence).mixed > 0
    assert cues("May I drink tea?", "Tea may be drunk here.").mixed == 0


def test_what_a_clause_may_deny_in_other_words_is_never_yes() -> None:
    asked = "Did anybody lose a job when the office in Roda closed?"
    report = "# Report\n\nThe office in Roda was closed, and nobody was dismissed."
    assert verdict_from(asked, evidence_of(report)[-1], "en") == ""
