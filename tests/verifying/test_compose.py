from collections.abc import Sequence

import pytest

from assistant.calculating.working import Worked
from assistant.retrieval.question import Question, make_question
from assistant.types import Evidence
from assistant.verifying.compose import Composition
from assistant.verifying.rewording import Reading
from assistant.verifying.showing import quotable
from tests.calculating.conftest import MakeTable, table  # noqa: F401  # the fixture
from tests.cut_texts import evidence_of
from tests.verifying.conftest import MakeEvidence

CLOUD = "Cloud revenue rose 26% to 33.40 billion yuan."
RIDERS = "The number of riders tripled to more than 2 million."


def test_a_claim_that_holds_is_shown_in_its_own_words_with_its_citation(evidence: MakeEvidence) -> None:
    answer = Composition(make_question("How did cloud revenue do?"), evidence(CLOUD, RIDERS))
    assert answer.add("Cloud revenue rose 26 percent.")
    assert answer.text == "Cloud revenue rose 26 percent. [1]"
    assert (answer.claims[0].kind, answer.citations[0].quote) == ("supported", CLOUD)


class Agreeing:
    """Reads everything as supported, or as nearly so."""

    proven_from = 0.5

    def __init__(self, probability: float = 0.9) -> None:
        self.probability = probability

    def read(self, claim: str, item: Evidence) -> Reading:
        return Reading(self.probability)


def test_a_rewording_is_shown_where_a_reader_finds_it_supported(evidence: MakeEvidence) -> None:
    asked = make_question("What of the riders?")
    read = Composition(asked, evidence(CLOUD, RIDERS), reader=Agreeing())
    assert read.add("There are now three times the number of riders.")
    assert read.text == "There are now three times the number of riders. [1]"
    assert read.citations[0].quote == RIDERS
    for doubting in (Agreeing(0.4), None):
        quoted = Composition(asked, evidence(CLOUD, RIDERS), reader=doubting)
        assert quoted.add("There are now three times the number of riders.")
        assert quoted.text == f"“{RIDERS}” [1]"


def test_a_rewording_is_shown_only_where_what_it_cites_answers(evidence: MakeEvidence) -> None:
    asked, threefold = make_question("What of the riders?"), "There are now three times the number of riders."
    for sure, shown in ((0.2, False), (0.6, True)):
        answer = Composition(asked, evidence(CLOUD, RIDERS), reader=Agreeing(), judge=lambda *_, s=sure: s)
        assert answer.add(threefold) is shown
        assert answer.text == (f"{threefold} [1]" if shown else "")
    exact = Composition(asked, evidence(CLOUD, RIDERS), judge=lambda *_: 0.2)
    assert exact.add(RIDERS), "what stands there is told as soon as it is written"


def test_a_claim_stitched_of_two_sentences_gives_way_to_one(evidence: MakeEvidence) -> None:
    deal, price = "Northwind acquired Dichta last year.", "Orla was sold to Vela for £18.5 million."
    answer = Composition(make_question("What did Northwind pay for Dichta?"), evidence(deal, price))
    assert answer.add("Northwind paid £18.5 million to acquire Dichta.")
    assert all(claim.kind == "quoted" for claim in answer.claims)


def test_the_sentence_with_the_figure_of_a_claim_is_quoted_before_one_with_its_words(evidence: MakeEvidence) -> None:
    vague, figure = "The bakery made a good profit in 2024.", "The bakery ended 2024 with £12,400 after tax."
    answer = Composition(make_question("What profit did the bakery make in 2024?"), evidence(vague, figure))
    assert answer.add("Its profit was £12,400.")
    assert answer.text == f"“{figure}” [1]"


def test_a_claim_that_fails_is_replaced_by_a_quotation(evidence: MakeEvidence) -> None:
    answer = Composition(make_question("How did cloud revenue do?"), evidence(CLOUD, RIDERS))
    assert answer.add("Cloud revenue rose 99 percent.")
    assert answer.text == f"“{CLOUD}” [1]"
    assert answer.claims[0].kind == "quoted"


def test_a_claim_that_draws_sentences_together_and_fails_gives_way_to_them(evidence: MakeEvidence) -> None:
    risks = ("Late supplies of chips threaten the plan.", "New rules on data threaten growth abroad.")
    answer = Composition(make_question("What could go wrong?"), evidence(CLOUD, *risks))
    assert answer.add("Five things could go wrong, among them late supplies of chips and new rules on data abroad.")
    assert answer.text == f"“{risks[0]}” [1] “{risks[1]}” [2]"


def test_a_claim_that_rests_only_on_what_is_quoted_already_adds_nothing(evidence: MakeEvidence) -> None:
    found = evidence(CLOUD, RIDERS)
    answer = Composition(make_question("How did cloud revenue do?"), found)
    answer.quote(found[0])
    assert not answer.add("Cloud revenue rose 26 percent.")


def test_the_same_sentence_is_quoted_once_and_cited_by_one_number(evidence: MakeEvidence) -> None:
    answer = Composition(make_question("How did cloud revenue do?"), evidence(CLOUD, RIDERS))
    answer.add("Cloud revenue rose 26 percent.")
    assert not answer.add("Cloud revenue rose 99 percent.")
    answer.add(RIDERS)
    answer.add("Cloud revenue rose to 33.40 billion yuan.")
    answer.add(CLOUD)
    assert [claim.citations for claim in answer.claims] == [(1,), (2,), (1,)]
    assert [citation.number for citation in answer.citations] == [1, 2]


def test_a_claim_that_only_repeats_the_question_is_replaced_by_the_sentence_it_rests_on(evidence: MakeEvidence) -> None:
    answer = Composition(make_question("How many staff were hired?"), evidence(CLOUD, "The plant hired forty staff."))
    assert answer.add("Staff were hired.")
    assert answer.text == "“The plant hired forty staff.” [1]"


def test_a_claim_without_the_count_that_is_asked_for_gives_way_to_a_sentence_with_one(evidence: MakeEvidence) -> None:
    answer = Composition(
        make_question("How many riders deliver?"), evidence("Riders deliver within an hour, up 26%.", RIDERS)
    )
    assert answer.add("Riders deliver within an hour.")
    assert answer.text == f"“{RIDERS}” [1]"


def test_what_kind_of_figure_is_asked_for_is_told_by_the_part_of_the_question(evidence: MakeEvidence) -> None:
    question = make_question("How many riders deliver, and who leads the riders?")
    answer = Composition(question, evidence("Ma leads the riders.", RIDERS))
    assert answer.add("Ma leads the riders.", question.parts[1])
    assert answer.text == "Ma leads the riders. [1]"


def test_a_claim_that_says_nothing_is_dropped(evidence: MakeEvidence) -> None:
    answer = Composition(make_question("Who is the chairman?"), evidence(CLOUD))
    assert not answer.add("The text does not mention a chairman.")
    assert answer.text == ""


@pytest.mark.parametrize(
    ("told", "claim"),
    [
        ("In spring, two previously unknown strains were found.", "Two previously unknown strains were found."),
        ("The price of the strains (two) was not disclosed.", "The price of the strains was not disclosed."),
    ],
)
def test_that_something_is_not_known_is_a_claim_where_the_document_says_so(
    evidence: MakeEvidence, told: str, claim: str
) -> None:
    answer = Composition(make_question("What of the strains?"), evidence(told, CLOUD))
    assert answer.add(claim)
    assert answer.text == f"{claim} [1]"
    silent = Composition(
        make_question("What of the strains?"), evidence("Two strains were found in the graves.", CLOUD)
    )
    assert not silent.add(claim)


def test_without_evidence_nothing_can_be_said() -> None:
    assert not Composition(make_question("What of it?"), ()).add("Cloud revenue rose 26%.")


def test_what_the_documents_leave_open_is_said(evidence: MakeEvidence) -> None:
    answer = Composition(make_question("What of it?"), evidence(CLOUD))
    answer.open_parts = ["Who is the chairman?"]
    answer.add("Cloud revenue rose 26%.")
    assert answer.text == "Cloud revenue rose 26%. [1] The documents don't say: Who is the chairman?"


def test_a_quote_is_the_documents_characters_at_its_place(evidence: MakeEvidence) -> None:
    found = evidence(CLOUD, RIDERS)
    answer = Composition(make_question("What of it?"), found)
    answer.quote(found[1])
    citation = answer.citations[0]
    assert found[1].passage.text[citation.start : citation.end] == citation.quote


def test_the_best_sentence_is_quoted_beside_a_claim_that_rests_on_a_worse_one(evidence: MakeEvidence) -> None:
    answer = Composition(make_question("How did cloud revenue do?"), evidence(CLOUD, RIDERS))
    answer.add(RIDERS)
    assert answer.quote_best()
    assert answer.text == f"{RIDERS} [1] “{CLOUD}” [2]"
    assert not answer.quote_best()


def test_nothing_is_quoted_beside_sentences_that_answer_by_themselves(evidence: MakeEvidence) -> None:
    def judge(part: Question, cited: Sequence[Evidence]) -> float:
        return 0.95 if RIDERS in [item.sentence.text for item in cited] else 0.4

    asked = make_question("What of the riders?")
    answer = Composition(asked, evidence(CLOUD, RIDERS), judge=judge)
    assert answer.add(RIDERS)
    assert not answer.add("Cloud revenue fell.")
    assert not answer.quote_best()
    assert answer.add("Cloud revenue rose 26%."), "what is proven is still told"
    lacking = Composition(asked, evidence(CLOUD, RIDERS), judge=judge)
    assert lacking.add("Cloud revenue rose 26%.")
    assert lacking.add("The riders doubled.")
    assert lacking.text == f"Cloud revenue rose 26%. [1] “{RIDERS}” [2]"


def test_a_sentence_is_quoted_only_where_it_answers_by_itself(evidence: MakeEvidence) -> None:
    fragment, closed, tolls = "Ferry Vela.", "The ferry is closed on Sundays.", "The toll is 3 euros."
    sure = {fragment: 0.2, closed: 0.8, tolls: 0.7}

    def judge(part: Question, cited: Sequence[Evidence]) -> float:
        return max(sure[item.sentence.text] for item in cited)

    asked = make_question("When does the ferry Vela run?")
    answer = Composition(asked, evidence(fragment, closed, tolls), judge=judge)
    assert answer.add("The ferry Vela runs on most days.")
    assert answer.text == f"“{closed}” [1]"
    assert answer.sure(asked) == 0.8
    nothing = Composition(asked, evidence(fragment), judge=judge)
    assert not nothing.add("The ferry Vela runs daily.")
    assert nothing.sure(asked) == 0.2
    worded = Composition(asked, evidence(fragment, closed), judge=judge)
    assert worded.add(closed)
    assert worded.sure(asked) == 0.8
    assert Composition(asked, evidence(fragment), judge=judge).sure(asked) == 1.0, "nothing was tried"
    assert not worded.quote_best(), "the best sentence answers nothing"
    assert not worded.add("The toll is high."), "what is cited answers better"


def test_each_part_of_a_question_is_judged_by_itself(evidence: MakeEvidence) -> None:
    question = make_question("How many riders deliver, and how did cloud revenue do?")

    def judge(part: Question, cited: Sequence[Evidence]) -> float:
        return 0.95 if part is question.parts[0] else 0.6

    answer = Composition(question, evidence(CLOUD, RIDERS), judge=judge)
    assert answer.add(RIDERS, question.parts[0])
    assert not answer.add("The riders doubled and were shown a film.", question.parts[0])
    assert answer.add("Cloud revenue fell.", question.parts[1])
    assert answer.text == f"{RIDERS} [1] “{CLOUD}” [2]"


def test_a_rewording_that_adds_nothing_of_its_sentence_gives_way_to_it(evidence: MakeEvidence) -> None:
    told = "Vela is a ferry for 300 people."
    answer = Composition(make_question("What is Vela?"), evidence(CLOUD, told), reader=Agreeing())
    assert answer.add("Vela is a product mentioned in the text.")
    assert answer.text == f"“{told}” [1]"


def test_a_date_is_shown_as_the_cited_sentence_writes_it(evidence: MakeEvidence) -> None:
    answer = Composition(make_question("When did the plant open?"), evidence("The plant opened on 8 February 2007."))
    answer.add("The plant opened on February 8, 2007.")
    assert answer.text == "The plant opened on 8 February 2007. [1]"


def test_a_word_is_shown_as_the_cited_sentence_spells_it(evidence: MakeEvidence) -> None:
    answer = Composition(make_question("How large is the basin?"), evidence("The basin has 7,000 square kilometres."))
    assert answer.add("The basin has 7,000 square kilometers.")
    assert answer.claims[0].text == "The basin has 7,000 square kilometres."


def test_the_best_sentence_is_not_quoted_beside_itself_or_alone(evidence: MakeEvidence) -> None:
    answer = Composition(make_question("How did cloud revenue do?"), evidence(CLOUD, RIDERS))
    assert not answer.quote_best()
    answer.add("Cloud revenue rose 26 percent.")
    assert not answer.quote_best()


def test_figures_that_a_claim_does_not_state_are_no_conflict(evidence: MakeEvidence) -> None:
    ours, theirs = evidence("Orion has 40 ships.", document="a.md"), evidence("Orion has 55 ships.", document="b.md")
    answer = Composition(make_question("What is Orion?"), ours + theirs)
    assert answer.add("Orion is a company mentioned in the text.")
    assert answer.text == "“Orion has 40 ships.” [1]"


def test_documents_that_disagree_are_both_shown_with_their_sources(evidence: MakeEvidence) -> None:
    ours = evidence("Cloud revenue grew 26%.", document="a.md")
    theirs = evidence("Cloud revenue grew 24%.", document="b.md")
    dates = {"a.md": "a.md (5 March 2025)", "b.md": "b.md (12 September 2025)"}
    answer = Composition(
        make_question("How fast did cloud revenue grow?"), ours + theirs, ours + theirs, dates.__getitem__
    )
    answer.add("Cloud revenue grew 26%.")
    assert answer.text == (
        "The documents give different figures. a.md (5 March 2025): Cloud revenue grew 26%. [1] "
        "b.md (12 September 2025): “Cloud revenue grew 24%.” [2]"
    )
    assert not answer.add("Cloud revenue grew 24%.")
    answer.told_in = "de"
    answer.open_parts = ["Who leads it?"]
    assert answer.text.startswith("Die Dokumente machen unterschiedliche Angaben. a.md (5 March 2025): Cloud")
    assert answer.text.endswith("Das steht nicht in den Dokumenten: Who leads it?")


def test_a_claim_drawn_from_documents_that_disagree_gives_way_to_what_each_says(evidence: MakeEvidence) -> None:
    ours = evidence("The firm Orion carries debt of 2.4 billion euros.", document="a.md")
    theirs = evidence("Orion carries €2.9 billion of debt.", document="b.md")
    for others in (ours + theirs, ()):
        answer = Composition(make_question("How much debt does Orion carry?"), ours + theirs, others)
        assert answer.add("The firm Orion carries a debt of €2.9 billion euros.")
        assert answer.text == (
            "The documents give different figures. a.md: “The firm Orion carries debt of 2.4 billion euros.” [1] "
            "b.md: “Orion carries €2.9 billion of debt.” [2]"
        )


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("- Delays are\n  a risk.", "Delays are a risk."),
        ("1. Delays are a risk.", "Delays are a risk."),
        ("| Revenue | 33.40 billion |", "Revenue | 33.40 billion"),
        ("-5 degrees were measured.", "-5 degrees were measured."),
        ("| | 2019 | 2018 |", "2019 | 2018"),
        ("Revenue rose.", "Revenue rose."),
    ],
)
def test_a_quotation_has_the_words_of_a_sentence_without_the_marks_of_lists_and_tables(
    sentence: str, words: str
) -> None:
    item = evidence_of(f"| a | b | c |\n|---|---|---|\n{sentence}" if sentence.startswith("|") else sentence)[-1]
    assert quotable(item.sentence) == words


TABLE = """| | Year ended | |
|---|---|---|
| | 2019 | 2018 |
| Audit fees | 58 | 55 |
| Tax fees | 11 | 28 |"""


def test_a_row_of_a_table_is_told_in_words(table: MakeTable) -> None:  # noqa: F811
    *_, audit, tax = rows = table(TABLE)
    answer = Composition(make_question("What were the fees?"), rows)
    assert answer.quote(audit)
    assert answer.quote(tax)
    assert answer.text == (
        "Audit fees – Year ended 2019: 58; Year ended 2018: 55. [1] "
        "Tax fees – Year ended 2019: 11; Year ended 2018: 28. [2]"
    )
    assert [claim.kind for claim in answer.claims] == ["row", "row"]


def test_a_header_alone_is_not_quoted(table: MakeTable) -> None:  # noqa: F811
    rows = table(TABLE)
    answer = Composition(make_question("What were the fees?"), rows)
    assert not answer.quote(rows[0])
    assert not answer.claims


def test_what_is_worked_out_is_shown_with_the_rows_it_rests_on(table: MakeTable) -> None:  # noqa: F811
    *_, audit, tax = rows = table(TABLE)
    answer = Composition(make_question("What is the sum of audit fees and tax fees in 2019?"), rows)
    answer.add_worked(Worked("“Audit fees” plus “Tax fees” in 2019: 58 + 11 = 69.", (audit, tax)))
    assert answer.text == "“Audit fees” plus “Tax fees” in 2019: 58 + 11 = 69. [1][2]"
    assert answer.claims[0].kind == "calculated"
    assert [citation.quote for citation in answer.citations] == [audit.sentence.text, tax.sentence.text]


def test_a_row_that_tells_a_scale_tells_it_in_the_answer(table: MakeTable) -> None:  # noqa: F811
    rows = table(TABLE.replace("Year ended", "Year ended (in millions)"))
    answer = Composition(make_question("What were the audit fees in 2019?"), rows)
    assert answer.add("The audit fees in 2019 were 58.")
    assert answer.claims[0].text == "The audit fees in 2019 were 58 (in millions)."


def test_a_cited_row_carries_the_header_it_stands_under(table: MakeTable) -> None:  # noqa: F811
    *_, audit, _ = rows = table(TABLE)
    answer = Composition(make_question("What were the fees?"), rows)
    answer.quote(audit)
    assert answer.citations[0].header == "| Year ended\n| 2019 | 2018"
    assert answer.citations[0].told == "Year ended / 2019 | 2018 / Audit fees | 58 | 55"


def test_a_draft_in_another_language_is_tested_in_that_language() -> None:
    found = evidence_of("Der Umsatz stieg um 26 %. Die Kosten sind nicht bekannt.", language="de")
    answer = Composition(make_question("Wie stark stieg der Umsatz?"), found)
    assert answer.add("Der Umsatz stieg um 26 Prozent.")
    assert answer.text == "Der Umsatz stieg um 26 Prozent. [1]"
    assert not Composition(make_question("Wie stark stieg der Umsatz?"), ()).add("Der Text sagt nichts dazu.")


def test_a_question_is_never_quoted_as_an_answer(evidence: MakeEvidence) -> None:
    answer = Composition(make_question("What is the fee?"), evidence("What is the fee?", RIDERS))
    assert not answer.quote(answer.evidence[0])


def test_a_sentence_that_leads_to_a_list_is_quoted_only_for_its_figure(evidence: MakeEvidence) -> None:
    sources = evidence("The fees are as follows:", "The board has seven members:")
    answer = Composition(make_question("What are the fees of the members?"), sources)
    assert [answer.quote(item) for item in sources] == [False, True]


def test_nothing_is_quoted_beside_an_answer_that_is_complete_however_well_it_answers(evidence: MakeEvidence) -> None:
    answer = Composition(make_question("What of the riders?"), evidence(CLOUD, RIDERS), judge=lambda *_: 0.95)
    assert answer.add(RIDERS)
    assert not answer.add("Cloud revenue rose 99%.")
    assert len(answer.claims) == 1


def test_sentences_are_judged_once_for_a_part_of_the_question(evidence: MakeEvidence) -> None:
    judged: list[tuple[Evidence, ...]] = []

    def judge(part: Question, cited: Sequence[Evidence]) -> float:
        judged.append(tuple(cited))
        return 0.2

    answer = Composition(make_question("How did cloud revenue do?"), evidence(CLOUD, RIDERS), judge=judge)
    assert not answer.add("Cloud revenue fell.")
    assert not answer.add("Cloud revenue doubled.")
    assert len(judged) == len(set(judged)) == 3, "each alone, then both together"


def test_sentences_are_quoted_together_if_only_all_of_them_answer(evidence: MakeEvidence) -> None:
    dinner, tax = "The dinner is paid on the spot.", "The city tax is paid at the hotel."
    asked = make_question("What do we pay for ourselves?")

    def judge(part: Question, read: Sequence[Evidence]) -> float:
        return 0.92 if len(read) > 1 else 0.3

    answer = Composition(asked, evidence(dinner, tax), reader=Agreeing(0.1), judge=judge)
    assert answer.add("You pay for the dinner and the city tax on the spot and at the hotel.")
    assert answer.text == f"“{dinner}” [1] “{tax}” [2]"
    assert answer.sure(asked) == 0.92
    doubtful = Composition(
        asked, evidence(dinner, tax), reader=Agreeing(0.1), judge=lambda _, read: 0.8 if len(read) > 1 else 0.3
    )
    assert not doubtful.add("You pay for the dinner and the city tax on the spot and at the hotel.")


@pytest.mark.parametrize("text", ["Dear Ms Hale,", "Ms Hale", "尊敬的黑尔女士，"])
def test_a_salutation_and_a_bare_name_are_not_quoted(evidence: MakeEvidence, text: str) -> None:
    answer = Composition(make_question("What did Ms Hale want?"), evidence(text, CLOUD))
    (named,) = (item for item in answer.evidence if item.sentence.text == text)
    assert not answer.quote(named)
    assert not answer.claims


def test_what_is_no_sentence_is_quoted_if_it_says_more_than_the_question(evidence: MakeEvidence) -> None:
    answer = Composition(make_question("Who is the mayor?"), evidence("Mayor Una Hale", CLOUD))
    assert answer.quote(answer.evidence[0])


def test_no_more_than_three_sentences_are_judged_together(evidence: MakeEvidence) -> None:
    judged: list[int] = []

    def judge(part: Question, read: Sequence[Evidence]) -> float:
        judged.append(len(read))
        return 0.1

    said = [f"Guest {name} pays for the dinner and the tax." for name in ("Ada", "Bea", "Cleo", "Dora", "Elsa")]
    answer = Composition(make_question("What do we pay?"), evidence(*said), reader=Agreeing(0.1), judge=judge)
    assert not answer.add("You pay for the dinner and the tax and the boat.")
    assert max(judged) == 3
