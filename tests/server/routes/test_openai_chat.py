from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import openai
import pytest
from markdown_it import MarkdownIt

from assistant.drafting.scripted import ScriptedModel
from tests.server.conftest import TOKEN, Running

Run = Callable[..., Running]
ASKED = [{"role": "user", "content": "How much did cloud revenue rise?"}]
TEXT = "Cloud revenue rose 26 percent. [1]"
NOTE = "\n\n[1] report.md, Report — “Cloud revenue rose 26% to 33.40 billion yuan.”"


@pytest.fixture
def client(run: Run) -> Iterator[Any]:
    server = run(server_token=TOKEN)
    http = openai.DefaultHttpxClient(trust_env=False)
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key=TOKEN, max_retries=0, http_client=http) as made:
        yield made


def test_the_client_lists_the_one_model(client: Any) -> None:
    assert [model.id for model in client.models.list()] == ["grounded-assistant"]


def test_the_client_gets_an_answer_with_citations_and_footnotes(client: Any) -> None:
    completion = client.chat.completions.create(model="grounded-assistant", messages=ASKED, temperature=0.7)
    assert completion.choices[0].message.content == TEXT + NOTE
    assert completion.choices[0].finish_reason == "stop"
    (citation,) = completion.citations
    assert (citation["document"], citation["quote"]) == ("report.md", "Cloud revenue rose 26% to 33.40 billion yuan.")
    assert completion.abstained is False


def test_the_client_streams_the_same_answer(client: Any) -> None:
    stream = client.chat.completions.create(model="any", messages=ASKED, stream=True)
    chunks = list(stream)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == TEXT + NOTE
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert chunks[-1].citations[0]["document"] == "report.md"


def test_parts_of_text_are_read(client: Any) -> None:
    conversation = [
        {"role": "system", "content": "Talk like a pirate."},
        {"role": "user", "content": "How much did cloud revenue rise?"},
        {"role": "assistant", "content": "A lot."},
        {"role": "user", "content": [{"type": "text", "text": "And to how many yuan did it rise?"}]},
    ]
    completion = client.chat.completions.create(model="any", messages=conversation)
    assert completion.citations


def test_a_refusal_says_so(run: Run) -> None:
    with run(ScriptedModel("It rose.", log_odds=-9)).client() as client:
        completion = client.post("/v1/chat/completions", json={"messages": ASKED}).json()
    assert completion["choices"][0]["message"]["content"] == "The documents don't say."
    assert (completion["abstained"], completion["citations"]) == (True, [])


@pytest.mark.parametrize(
    "messages",
    [
        [{"role": "assistant", "content": "Hello."}],
        [{"role": "user", "content": ""}],
        [{"role": "user", "content": "x" * 4001}],
        [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://evil.example/x.png"}}]}],
    ],
)
def test_a_conversation_that_ends_with_no_question_is_told(client: Any, messages: list[object]) -> None:
    with pytest.raises(openai.BadRequestError, match="The last message") as caught:
        client.chat.completions.create(model="any", messages=messages)
    assert caught.value.code == "question"


def test_a_thousand_turns_are_told(client: Any) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match="messages"):
        client.chat.completions.create(model="any", messages=ASKED * 1000)


def test_a_wrong_key_is_told(client: Any) -> None:
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="wrong").models.list()


def test_a_stream_that_is_closed_stops_the_model(run: Run) -> None:
    from tests.server.conftest import HeldModel
    from tests.server.routes.test_questions import eventually

    model = HeldModel("Cloud revenue rose 26 percent. " * 30)
    server = run(model)
    asked = {"messages": ASKED, "stream": True}
    with server.client() as client, client.stream("POST", "/v1/chat/completions", json=asked) as response:
        next(response.iter_lines())
        assert model.began.wait(10)
    model.let_go.set()
    assert eventually(lambda: model.closed_early == 1)


def test_nothing_of_a_document_is_markup_in_the_text(run: Run) -> None:
    hostile = "Cloud revenue rose 26% ![x](http://evil.example/a.png) <img src=x> [y](javascript:alert(1))."
    server = run(ScriptedModel("Nothing."))
    (server.service.assistant.corpus / "report.md").write_text(f"# Report\n\n{hostile}\n", encoding="utf-8")
    server.service.assistant.refresh()
    with server.client() as client:
        content = client.post("/v1/chat/completions", json={"messages": ASKED}).json()["choices"][0]["message"][
            "content"
        ]
    assert "evil.example" in content
    shown = MarkdownIt("commonmark", {"html": True}).render(content)
    assert "<img" not in shown
    assert "<a" not in shown
    assert "http://" not in content
