from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.types import Answer, AnswerCell, Citation, Claim, FoundSentence, Hit, Passage
from assistant.window.plain import plain
from assistant.window.readable import RowPlace
from assistant.window.sources import Excerpt
from assistant.window.turns import STEPS, ChatTurn, confidence_words, question_html, stage_html, turn_html
from tests.cut_texts import cut
from tests.window.seen import HOSTILE, Seen

OWN_TAGS = {"a", "bdi", "blockquote", "button", "code", "details", "div", "li", "mark", "p", "span", "summary", "ul"}
OWN_ATTRIBUTES = {"class", "dir", "href", "id", "open", "role", "tabindex", "title", "type", "name", "value"}


def citation(number: int = 1, quote: str = "It grew 26%.", start: int = 0, document: str = "a.md") -> Citation:
    return Citation(number, document, 3, ("Results", "Cloud"), start, start + len(quote), quote)


def answer(*claims: Claim, citations: tuple[Citation, ...] = (), abstained: bool = False) -> Answer:
    return Answer(
        "Why?", "said", abstained, 0.874, claims, citations, {"drafting": 2.0, "total": 3.21}, "small-model", 4
    )


ANSWERED = answer(
    Claim("Cloud grew by 26%.", "supported", (1,)),
    Claim("Investors worry.", "supported", (1, 2)),
    Claim("Chips are a risk.", "quoted", (2,)),
    citations=(citation(1), citation(2, "Chips are a risk.", 50)),
)


def test_each_sentence_is_followed_by_numbers_that_lead_to_their_sources() -> None:
    text, *sources = turn_html(ChatTurn("Why?", answer=ANSWERED), 7)
    assert Seen(text).values("href") == [f"#turn-7-source-{n}" for n in (1, 1, 2, 2)]
    assert [Seen(source).values("id") for source in sources[:2]] == [["turn-7-source-1"], ["turn-7-source-2"]]


def test_the_best_sentence_stands_in_until_a_claim_is_proven() -> None:
    found = FoundSentence(citation(1, "It <grew> 26% & more."), ((10, 13),))
    (text,) = turn_html(ChatTurn("Why?", stage="judging", answer=replace(answer(), found=found)), 1)
    assert f"<bdi>{plain('It <grew> ')}<mark>{plain('26%')}</mark>{plain(' & more.')}</bdi>" in text
    assert f"Found in {plain('a.md · Results › Cloud · page 3')}; the model is still reading." in text
    assert "Reading…" in text
    assert "Found in" not in turn_html(ChatTurn("Why?", answer=ANSWERED), 1)[0]


def test_a_number_tells_the_document_the_heading_the_page_and_the_sentence_it_leads_to() -> None:
    long = citation(2, "| Chips | " + "scarce " * 90 + "|", 50)
    labels = Seen(turn_html(ChatTurn("Why?", answer=replace(ANSWERED, citations=(citation(1), long))), 1)[0]).values(
        "title"
    )
    assert labels[0] == "1: a.md · Results › Cloud · page 3\n“It grew 26%.”"
    assert labels[2].startswith("2: a.md · Results › Cloud · page 3\n“Chips | scarce scarce")
    assert labels[2].endswith("scarce …”")
    assert len(labels[2]) < 400


def test_each_whole_answer_can_be_copied_and_rated_also_a_refusal() -> None:
    refusal = replace(answer(abstained=True), text="The documents don't say.")
    for given, number in ((ANSWERED, 7), (refusal, 8)):
        last = Seen(turn_html(ChatTurn("Why?", answer=given), number)[-1])
        assert last.values("name") == ["copy", "good", "bad"]
        assert last.values("value") == [str(number)] * 3
    assert "button" not in "".join(turn_html(ChatTurn("Why?", "drafting", ANSWERED), 1))


def test_the_same_source_in_another_turn_is_another_place() -> None:
    places = [Seen("".join(turn_html(ChatTurn("Why?", answer=ANSWERED), turn))).values("id") for turn in (1, 2)]
    assert not set(places[0]) & set(places[1])


def test_a_source_shows_where_it_is_and_the_cited_sentence_marked_in_its_context() -> None:
    found = {1: Excerpt("Before it. ", "It grew 26%.", " After it.", goes_back=True, goes_on=True)}
    source = turn_html(ChatTurn("Why?", answer=ANSWERED, excerpts=found), 1)[1]
    assert Seen(source).text == "1a.mdResults › Cloud · page 3… Before it. It grew 26%. After it. …"
    assert f'<mark id="turn-1-source-1">{plain("It grew 26%.")}</mark>' in source


def test_quotations_stand_apart_from_the_wording_of_the_model_and_say_why() -> None:
    text = turn_html(ChatTurn("Why?", answer=ANSWERED), 1)[0]
    assert text.count("<blockquote>") == 1
    assert f"<blockquote><bdi>{plain('Chips are a risk.')}</bdi>" in text
    assert any("own words" in title for title in Seen(text).values("title"))
    assert "<blockquote>" not in turn_html(ChatTurn("Why?", answer=replace(ANSWERED, claims=ANSWERED.claims[:2])), 1)[0]


def test_documents_that_disagree_are_named_before_what_each_says() -> None:
    disputed = answer(
        Claim("Cloud grew by 26%.", "supported", (1,), "a.md (5 March 2025)"),
        Claim("Cloud grew by 24%.", "quoted", (2,), "b.md"),
        citations=(citation(1), citation(2, "Cloud grew by 24%.", 0, "b.md")),
    )
    seen = Seen(turn_html(ChatTurn("Why?", answer=disputed), 1)[0]).text
    places = [
        seen.index(part)
        for part in ("The documents give different figures.", "a.md (5 March 2025)", "26%", "b.md", "24%")
    ]
    assert places == sorted(places)
    spanish = Seen(turn_html(ChatTurn("¿Por qué?", answer=replace(disputed, language="es")), 1)[0]).text
    assert spanish.startswith("Los documentos dan datos diferentes.")


def test_a_follow_up_says_how_it_was_understood_and_the_next_question_leans_on_that() -> None:
    turn = ChatTurn("And SAP?", answer=replace(ANSWERED, asked_as="Why does SAP <matter>?"))
    assert Seen(turn_html(turn, 1)[0]).text.startswith("Understood as: Why does SAP <matter>?")
    assert turn.understood == "Why does SAP <matter>?"
    assert (
        ChatTurn("And SAP?", answer=replace(ANSWERED, asked_as="After “Why”: SAP?", leans_on=("Why?",))).understood
        == "And SAP?"
    )
    assert ChatTurn("And SAP?").understood == "And SAP?"


def test_the_small_print_comes_last_and_only_when_the_answer_is_done() -> None:
    last = Seen(turn_html(ChatTurn("Why?", answer=ANSWERED), 1)[-1]).text
    assert last.startswith("sure (87%) that the documents answer this · 3.2 s · small-model · index 4")
    for unfinished in (ChatTurn("Why?", "drafting", ANSWERED), ChatTurn("Why?", answer=ANSWERED, stopped=True)):
        assert "small-print" not in "".join(turn_html(unfinished, 1))


def test_sources_that_are_shown_stay_as_they_are_while_the_answer_grows() -> None:
    first = replace(ANSWERED, claims=ANSWERED.claims[:1], citations=ANSWERED.citations[:1])
    before = turn_html(ChatTurn("Why?", "drafting", first), 1)
    after = turn_html(ChatTurn("Why?", answer=ANSWERED), 1)
    assert before[1:] == after[1:2]


@pytest.mark.parametrize(("stage", "now"), [*STEPS.items()])
def test_the_stage_is_said_among_the_steps_before_there_is_an_answer(stage: str, now: str) -> None:
    (part,) = turn_html(ChatTurn("Why?", stage), 1)
    assert f'<span class="now">{now}…</span>' in part
    assert [word for word in STEPS.values() if word in Seen(part).text] == list(STEPS.values())


def test_a_follow_up_that_is_being_rewritten_says_so() -> None:
    assert Seen(stage_html("rewriting")).text == "Understanding the follow-up…"


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.99, "very sure"), (0.8, "sure"), (0.79, "fairly sure"), (0.64, "unsure"), (0.2, "doubtful"), (0.0, "doubtful")],
)
def test_confidence_is_told_in_words(confidence: float, words: str) -> None:
    assert confidence_words(confidence) == words


def test_parts_that_the_documents_leave_open_are_named_after_the_answer() -> None:
    partly = replace(ANSWERED, open_parts=("Who is <chair>?",))
    assert Seen(turn_html(ChatTurn("Why?", answer=partly), 1)[0]).text.endswith(
        "The documents don't say: Who is <chair>?"
    )
    assert "don" not in Seen(turn_html(ChatTurn("Why?", answer=ANSWERED), 1)[0]).text


def test_a_refusal_names_the_words_that_no_document_has() -> None:
    refused = ChatTurn("Why?", answer=answer(abstained=True), unmentioned=("fine", "<zoo>"))
    assert "The documents do not mention “fine”, “<zoo>”." in Seen(turn_html(refused, 1)[0]).text
    assert "no sentence that answers it" in Seen(turn_html(replace(refused, unmentioned=()), 1)[0]).text
    german = replace(refused, answer=replace(answer(abstained=True), language="de"))
    assert "Die Dokumente erwähnen “fine”, “<zoo>” nicht." in Seen(turn_html(german, 1)[0]).text


def test_a_refusal_says_how_many_documents_could_not_be_read() -> None:
    refused = replace(answer(abstained=True), certificate="3 of 9 <documents> could not be read")
    said, *_ = turn_html(ChatTurn("Why?", answer=refused), 1)
    assert "3 of 9 <documents> could not be read" in Seen(said).text


def test_a_turn_is_whole_once_it_was_answered_to_the_end() -> None:
    whole = ChatTurn("Why?", answer=ANSWERED)
    assert whole.is_whole
    for changed in ({"stage": "drafting"}, {"stopped": True}, {"problem": "No."}, {"answer": None}):
        assert not replace(whole, **changed).is_whole


def test_a_stopped_turn_says_so_and_keeps_what_was_written() -> None:
    text = Seen(turn_html(ChatTurn("Why?", answer=ANSWERED, stopped=True), 1)[0]).text
    assert text.startswith("Cloud grew by 26%.")
    assert text.endswith("Stopped.")


def test_an_abstention_is_said_plainly_and_offers_the_closest_passages() -> None:
    hit = Hit(Passage("b.md", 0, 0, 5, "Close enough.", ("Outlook",), page=2), 0.4)
    turn = ChatTurn("Why?", answer=replace(answer(abstained=True), text="The documents don't say."), closest=(hit,))
    said, closest, _ = turn_html(turn, 1)
    assert Seen(said).text.startswith("The documents don't say.")
    assert "problem" not in said
    assert Seen(closest).text == "The closest passagesb.md · Outlook · page 2Close enough."


def test_an_abstention_without_any_passage_offers_none() -> None:
    assert "closest" not in "".join(turn_html(ChatTurn("Why?", answer=answer(abstained=True)), 1))


def test_passages_are_shown_without_the_marks_of_headings_and_tables() -> None:
    row = RowPlace(12, 43, ((14, 19), (22, 34), (37, 41)))
    found = {1: Excerpt("## Results\n\n| Cloud | ", "It grew 26%.", " | 2025 |\n", rows=(row,))}
    source = turn_html(ChatTurn("Why?", answer=ANSWERED, excerpts=found), 1)[1]
    assert Seen(source).text.endswith("Results\n\nCloud · It grew 26%. · 2025\n")
    (passage,) = cut("# Outlook\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    hit = Hit(passage, 0.4)
    closest = turn_html(ChatTurn("Why?", answer=answer(abstained=True), closest=(hit,)), 1)[1]
    assert Seen(closest).text.endswith("Outlook\n\na · b\n1 · 2")


def test_a_long_passage_is_cut_at_a_word() -> None:
    hit = Hit(Passage("b.md", 0, 0, 5, "word " * 200), 0.4)
    closest = turn_html(ChatTurn("Why?", answer=answer(abstained=True), closest=(hit,)), 1)[1]
    assert Seen(closest).text.endswith("word word …")


def test_a_problem_is_told_with_the_command_that_mends_it() -> None:
    (part,) = turn_html(ChatTurn("Why?", problem="There is no index. Run `assistant index`."), 1)
    assert Seen(part).text == "There is no index. Run assistant index."
    assert Seen(part).tags == ["div", "code"]


def test_hostile_text_in_every_place_stays_text() -> None:
    claims = (Claim(HOSTILE, "supported", (1,)), Claim(HOSTILE, "quoted", (1,)))
    cited = Citation(1, HOSTILE, 3, (HOSTILE, HOSTILE), 0, len(HOSTILE), HOSTILE)
    hostile = replace(answer(*claims, citations=(cited,)), model=HOSTILE, text=HOSTILE, question=HOSTILE)
    found = {1: Excerpt(HOSTILE, HOSTILE, HOSTILE)}
    hit = Hit(Passage(HOSTILE, 0, 0, 5, HOSTILE, (HOSTILE,)), 0.4)
    parts = [
        question_html(HOSTILE),
        *turn_html(ChatTurn(HOSTILE, HOSTILE, hostile, found, problem=HOSTILE), 1),
        *turn_html(ChatTurn(HOSTILE, "", hostile, found), 1),
        *turn_html(ChatTurn(HOSTILE, "", replace(hostile, abstained=True), closest=(hit,), unmentioned=(HOSTILE,)), 1),
    ]
    for part in parts:
        page = Seen(part)
        assert set(page.tags) <= OWN_TAGS
        assert {name for name, _ in page.attributes} <= OWN_ATTRIBUTES
        assert all(href == "#turn-1-source-1" for href in page.values("href"))
        assert "\n" not in part


def test_a_list_is_a_list_and_its_certificate_stands_below_it() -> None:
    listed = replace(ANSWERED, form="numbers", opening="3:", certificate="3 of 3 items of this list")
    text = turn_html(ChatTurn("Why?", answer=listed), 1)[0]
    assert text.count("<li") == 3
    assert "<ol>" in text
    assert '<p class="note">3 of 3 items of this list</p>' in text
    assert Seen(text).text.startswith("3:Cloud grew by 26%.")
    assert 'class="quoted"' in text


def test_cells_headings_and_suggestions_are_shown_as_text() -> None:
    row = Claim(HOSTILE, "row", (1,), cells=(AnswerCell(HOSTILE, (1,)), AnswerCell("")))
    table = replace(
        answer(row, citations=(citation(),)),
        form="table",
        columns=(HOSTILE, "x"),
        certificate=HOSTILE,
        opening=HOSTILE,
        suggestions=(HOSTILE,),
    )
    seen = Seen(turn_html(ChatTurn("Why?", answer=table), 1)[0])
    assert set(seen.tags) <= OWN_TAGS | {"table", "tr", "td", "th"}
    assert {name for name, _ in seen.attributes} <= OWN_ATTRIBUTES


def test_small_talk_is_not_said_to_be_sure_of_the_documents() -> None:
    hello = answer(Claim("Hello!", "stated", ()))
    assert "that the documents answer this" not in "".join(turn_html(ChatTurn("Hi", answer=hello), 1))


def test_a_refusal_suggests_what_can_be_asked() -> None:
    refusal = replace(answer(abstained=True), suggestions=("What does “A” say about “B”?",))
    assert "What does “A” say about “B”?" in Seen(turn_html(ChatTurn("Why?", answer=refusal), 1)[0]).text


def test_a_translation_is_shown_behind_the_answer_as_not_proven() -> None:
    translated = replace(ANSWERED, language="de", translation="Die Wolke <wuchs>.")
    text, *_ = turn_html(ChatTurn("Warum?", answer=translated), 3)
    assert f"Übersetzt, nicht geprüft: „{'Die Wolke <wuchs>.'}“" not in text, "it is escaped"
    assert plain("Übersetzt, nicht geprüft: „Die Wolke <wuchs>.“") in text
