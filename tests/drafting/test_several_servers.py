from __future__ import annotations

import threading
import time
from contextlib import ExitStack

import pytest

from assistant.drafting import open_language_model
from assistant.drafting.base import Prompt
from assistant.drafting.openai_api import OpenAIServer
from assistant.drafting.several_servers import SeveralServers
from assistant.errors import ModelError, QuestionError
from assistant.settings import Settings
from tests.drafting.model_servers import ModelServer, model_server

ASKED = Prompt("Answer.", "Hi")
BAD = ("fails", "hangs", "wedged", "refuses", "junk", "junk in the stream", "breaks off", "resets", "falls silent")


def away() -> str:
    with model_server() as there:
        return there.url


def servers(*members: ModelServer | str, model: str = "m", timeout: float = 1.5) -> SeveralServers:
    urls = [member if isinstance(member, str) else member.url for member in members]
    return SeveralServers(urls, model=model, timeout=timeout)


def draft(model: SeveralServers) -> str:
    with model.turn() as turn:
        return "".join(turn.stream(ASKED, 9))


@pytest.mark.parametrize("manner", BAD)
def test_a_question_whose_server_fails_is_drafted_anew_elsewhere_and_never_joined(manner: str) -> None:
    with model_server("Cloud sales fell by 3%.", manner) as bad, model_server() as good:
        model = servers(bad, good)
        assert draft(model) == "Revenue rose by 26%."
        assert len(good.asked) == 1


@pytest.mark.parametrize("manner", ["fails", "hangs", "refuses", "junk", "junk in JSON"])
def test_odds_come_from_another_server_where_one_fails(manner: str) -> None:
    with model_server(manner=manner) as bad, model_server() as good, servers(bad, good).turn() as turn:
        assert turn.log_odds(ASKED, "Yes", "No") == pytest.approx(6.0)


def test_a_server_that_is_away_is_passed_over_from_the_start() -> None:
    with model_server() as good:
        model = servers(away(), good, model="")
        assert model.name == "m"
        assert draft(model) == "Revenue rose by 26%."


def test_where_none_answers_the_error_says_of_each_what_is_wrong_and_what_to_do() -> None:
    with model_server(manner="breaks off") as broken, model_server(manner="fails") as failing:
        gone = away()
        with pytest.raises(ModelError) as caught:
            draft(servers(broken, failing, gone))
    message = str(caught.value)
    assert "None of the 3 servers" in message
    assert f"{broken.url}/v1 broke off" in message
    assert f"{failing.url}/v1 could not answer" in message
    assert f"{gone}/v1 cannot be reached" in message
    assert "ASSISTANT_LANGUAGE_MODEL" in message


def test_where_none_offers_a_model_that_is_told_at_once() -> None:
    with pytest.raises(ModelError, match="None of the 2 servers"):
        servers(away(), away(), model="")


def test_nothing_of_a_draft_is_handed_on_before_it_is_whole() -> None:
    with model_server() as one, model_server() as other, servers(one, other).turn() as turn:
        assert list(turn.stream(ASKED, 9)) == ["", "", "", "", "Revenue rose by 26%."]


def test_a_turn_stays_with_the_server_that_has_read_its_evidence() -> None:
    with model_server() as one, model_server() as other:
        model = servers(one, other)
        with model.turn() as turn:
            turn.log_odds(ASKED, "Yes", "No")
            with model.turn() as beside:
                list(beside.stream(ASKED, 9))
            list(turn.stream(ASKED, 9))
        assert (len(one.asked), len(other.asked)) == (2, 1)


def test_the_least_busy_server_is_asked_first() -> None:
    with model_server() as one, model_server() as other, model_server() as third, ExitStack() as turns:
        model = servers(one, other, third)
        for _ in range(6):
            list(turns.enter_context(model.turn()).stream(ASKED, 9))
        assert [len(server.asked) for server in (one, other, third)] == [2, 2, 2]


def test_a_server_that_failed_is_set_aside_and_comes_back_when_the_others_fail() -> None:
    with model_server() as one, model_server() as other:
        model = servers(one, other)
        one.manner = "fails"
        assert [draft(model) for _ in range(3)] == ["Revenue rose by 26%."] * 3
        assert (len(one.asked), len(other.asked)) == (1, 3)
        one.manner, other.manner = "well", "fails"
        assert draft(model) == "Revenue rose by 26%."
        assert len(one.asked) == 2


def test_a_server_that_has_been_set_aside_long_enough_is_looked_at_and_used_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with model_server() as one, model_server() as other:
        model = servers(one, other)
        one.manner = "hangs"
        draft(model)
        one.manner = "well"
        looks = one.looked_at
        now = time.monotonic()
        monkeypatch.setattr("assistant.drafting.several_servers.time.monotonic", lambda: now + 3600)
        draft(model)
        assert one.looked_at == looks + 1
        assert len(one.asked) == 1


def test_a_server_that_was_heard_from_is_not_looked_at_before_each_question() -> None:
    with model_server() as one, model_server() as other:
        model = servers(one, other)
        for _ in range(3):
            draft(model)
        assert one.looked_at == 1


def test_a_server_with_another_model_is_never_asked() -> None:
    with model_server("Otherwise.", model="other") as stranger, model_server() as good:
        model = servers(stranger, good)
        assert draft(model) == "Revenue rose by 26%."
        assert stranger.asked == []
        good.manner = "fails"
        with pytest.raises(ModelError, match=r"lists other, not m\. Load the same model on all"):
            draft(model)


def test_a_question_that_is_too_long_is_not_asked_elsewhere() -> None:
    with model_server(manner="too long") as one, model_server() as other:
        with pytest.raises(QuestionError):
            draft(servers(one, other))
        assert other.asked == []


def test_a_turn_that_is_given_up_counts_as_over() -> None:
    with model_server() as one, model_server() as other:
        model = servers(one, other)
        with model.turn() as turn:
            stream = turn.stream(ASKED, 9)
            next(stream)
            stream.close()
        draft(model)
        assert (len(one.asked), len(other.asked)) == (2, 0)


def test_several_questions_are_drafted_at_once() -> None:
    meeting = threading.Barrier(4)  # nobody is answered before all have asked
    with (
        model_server(meet=lambda: meeting.wait(20)) as one,
        model_server(meet=lambda: meeting.wait(20)) as other,
    ):
        model = servers(one, other, timeout=30)
        drafts: list[str] = []
        threads = [threading.Thread(target=lambda: drafts.append(draft(model))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert drafts == ["Revenue rose by 26%."] * 4
        assert (len(one.asked), len(other.asked)) == (2, 2)


def test_the_setting_names_one_server_or_several() -> None:
    with model_server() as one, model_server() as other:
        single = open_language_model(Settings(language_model=one.url))
        several = open_language_model(Settings(language_model=f"{one.url}, {other.url}", server_model="m"))
    assert isinstance(single, OpenAIServer)
    assert isinstance(several, SeveralServers)
