import pytest

from assistant.drafting.base import Prompt
from assistant.drafting.openai_api import OpenAIServer
from assistant.errors import ModelError, QuestionError
from tests.drafting.model_servers import model_server

ASKED = Prompt("Answer.", "Hi")


def test_a_reply_is_streamed_by_the_first_model_that_is_offered() -> None:
    with model_server() as there:
        server = OpenAIServer(there.url)
        assert server.name == "m"
        assert list(server.stream(ASKED, 5)) == ["Revenue", " rose", " by", " 26%."]
        assert [message["content"] for message in there.asked[0]["messages"]] == ["Answer.", "Hi"]
        assert (there.asked[0]["temperature"], there.asked[0]["max_tokens"]) == (0, 5)


def test_odds_are_read_from_the_likeliest_words() -> None:
    with model_server() as there:
        assert OpenAIServer(there.url, model="m").log_odds(ASKED, "Yes", "No") == pytest.approx(6.0)


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match=r"http://127.0.0.1:9/v1 cannot be reached"):
        OpenAIServer("http://127.0.0.1:9", timeout=2)


def test_a_password_in_the_url_is_not_shown() -> None:
    with pytest.raises(ModelError, match="cannot be reached") as caught:
        OpenAIServer("http://me:secret@127.0.0.1:9", timeout=2)
    assert "secret" not in str(caught.value)


def test_a_server_that_offers_no_model_is_a_clear_error() -> None:
    with model_server(model="") as there, pytest.raises(ModelError, match=r"lists no model.*ASSISTANT_SERVER_MODEL"):
        OpenAIServer(there.url)


@pytest.mark.parametrize(
    ("manner", "message"),
    [
        ("fails", "could not answer"),
        ("hangs", "did not answer in time"),
        ("refuses", "ASSISTANT_API_KEY"),
        ("junk", "not OpenAI-compatible"),
        ("junk in the stream", "not OpenAI-compatible"),
        ("breaks off", "broke off in the middle"),
        ("resets", "cannot be reached"),
        ("falls silent", "did not answer in time"),
    ],
)
def test_a_server_that_does_not_answer_as_it_should_is_a_clear_error(manner: str, message: str) -> None:
    with model_server(manner=manner) as there:
        server = OpenAIServer(there.url, model="m", timeout=1.5, retries=0)
        with pytest.raises(ModelError, match=message):
            list(server.stream(ASKED, 5))


@pytest.mark.parametrize("manner", ["fails", "hangs", "junk", "junk in JSON"])
def test_odds_from_a_server_that_answers_badly_are_a_clear_error(manner: str) -> None:
    with model_server(manner=manner) as there:
        server = OpenAIServer(there.url, model="m", timeout=1.5, retries=0)
        with pytest.raises(ModelError, match=there.url):
            server.log_odds(ASKED, "Yes", "No")


def test_a_server_that_fails_is_asked_once_more() -> None:
    with model_server(manner="fails") as there:
        with pytest.raises(ModelError):
            list(OpenAIServer(there.url, model="m").stream(ASKED, 5))
        assert len(there.asked) == 2


def test_a_question_that_is_too_long_is_the_askers_to_mend() -> None:
    with model_server(manner="too long") as there, pytest.raises(QuestionError, match="longer than the server's model"):
        list(OpenAIServer(there.url, model="m").stream(ASKED, 5))


def test_closing_the_stream_closes_the_connection() -> None:
    with model_server(manner="falls silent") as there:
        stream = OpenAIServer(there.url, model="m").stream(ASKED, 5)
        assert next(stream) == "Revenue"
        stream.close()
