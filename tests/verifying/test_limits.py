import pytest

from assistant.verifying.limits import within_limits


@pytest.mark.parametrize(
    ("asked", "limit", "code", "keeps"),
    [
        ("a 40 kg sack", "Sacks weigh up to 50 kg.", "en", 1),
        ("a 60 kg sack", "Sacks weigh up to 50 kg.", "en", -1),
        ("I'm 33", "Pilots are 30 or older.", "en", 1),
        ("I'm 30", "Pilots are older than 30.", "en", -1),
        ("she is 16", "Open to those aged 16 and over.", "en", 1),
        ("two weeks", "Tents are lent for up to 10 days.", "en", -1),
        ("18 months", "Contracts run for at least 2 years.", "en", -1),
        ("two weeks before", "Swap up to 10 days before the show.", "en", 1),
        ("5 days before", "Swap up to 10 days before the show.", "en", -1),
        ("zwei Wochen vorher", "Umbuchen ist bis zu 10 Tage vor der Fahrt möglich.", "de", 1),
        ("15 Jahre alt", "Teilnehmer sind 14 Jahre oder älter.", "de", 1),
        ("de 9 ans", "Ouvert à partir de 8 ans.", "fr", 1),
        ("de 9 años", "Entran los mayores de 10 años.", "es", -1),
        ("9岁", "面向10岁及以上的儿童。", "zh", -1),
        ("un perro de 20 kilos", "Se permite un perro de menos de 12 kilos.", "es", -1),
        ("20公斤的行李", "行李不超过23公斤。", "zh", 1),
        ("20 days", "At least 1 month in advance.", "en", 0),
        ("I'm 33", "The tower is tall.", "en", 0),
    ],
)
def test_a_quantity_keeps_to_a_limit_or_not(asked: str, limit: str, code: str, keeps: int) -> None:
    assert within_limits(asked, limit, code) == keeps


def test_only_limits_of_the_same_kind_count() -> None:
    limits = "free from orders over 90 euros; buyers must be 18 or older; up to 4 parcels for at most 3 weeks"
    assert within_limits("I'm 19", limits, "en") == 1
    assert within_limits("an order of 95 euros", limits, "en") == 1
    assert within_limits("5 parcels", limits, "en") == -1
    assert within_limits("2 weeks", limits, "en") == 1
    assert within_limits("a bag for 30 euros", "Bags cost up to 20 dollars.", "en") == 0
    assert within_limits("6 books", "Books are lent for at most 3 weeks.", "en") == 0
