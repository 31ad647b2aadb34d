from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.drafting.scripted import ScriptedModel
from assistant.server.routes.openai_chat import content_of, footnotes
from assistant.types import Answer, Citation, Claim
from tests.acting import HOSTILE, acting
from tests.server.conftest import TOKEN, HeldModel, Running, eventually

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
    model = HeldModel("Cloud revenue rose 26 percent. " * 30)
    server = run(model)
    asked = {"messages": ASKED, "stream": True}
    with server.client() as client, client.stream("POST", "/v1/chat/completions", json=asked) as response:
        next(response.iter_lines())
        assert model.began.wait(60)
    model.let_go.set()
    assert eventually(lambda: model.closed_early == 1)


def test_nothing_of_a_document_is_markup_in_the_text(run: Run) -> None:
    hostile = "Cloud revenue rose 26% ![x](http://evil.example/a.png) <img src=x> [y](javascript:alert(1))."
    server = run(ScriptedModel("Nothing."))
    (server.service.assistant.library.corpus / "report.md").write_text(f"# Report\n\n{hostile}\n", encoding="utf-8")
    server.service.assistant.library.refresh()
    with server.client() as client:
        content = client.post("/v1/chat/completions", json={"messages": ASKED}).json()["choices"][0]["message"][
            "content"
        ]
    assert "evil.example" in content
    shown = MarkdownIt("commonmark", {"html": True}).render(content)
    assert "<img" not in shown
    assert "<a" not in shown
    assert "http://" not in content


PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def saying(*claims: Claim) -> Answer:
    return Answer("Why?", "", False, 0.9, claims, (), {}, "m", 1)


def shown(text: str) -> str:
    """Return a text as the one claim of an answer, without its marker."""
    return content_of(saying(Claim(text, "supported", (1,)))).removesuffix(" [1]")


@given(st.text())
def test_no_text_becomes_a_link_an_image_or_a_tag(text: str) -> None:
    for token in PARSER.parse(f"“{shown(text)}”"):
        assert token.type in ("paragraph_open", "inline", "paragraph_close")
        for child in token.children or ():
            assert child.type in ("text", "text_special", "softbreak"), child


@pytest.mark.parametrize(
    "hostile",
    [
        "![x](http://evil.example/a.png)",
        "<img src=x onerror=alert(1)>",
        "[1]: http://evil.example",
        "[1](javascript:alert(1))",
        "<http://evil.example>",
        "`a` **b** _c_ ~~d~~ | e | # f &lt;b&gt; \\[g\\]",
    ],
)
def test_what_a_document_says_is_shown_as_it_is(hostile: str) -> None:
    page = PARSER.render(f"“{shown(hostile)}”")
    assert not {"<a", "<img", "<em", "<strong", "<code", "<s>", "<h1"} & set(page.replace(">", " ").split())
    assert "<a" not in page
    assert "<img" not in page


def test_each_claim_is_followed_by_the_numbers_of_its_citations() -> None:
    claims = (Claim("It rose.", "supported", (1, 2)), Claim("It fell.", "quoted", (3,)))
    assert content_of(saying(*claims)) == "It rose. [1][2] “It fell.” [3]"


def test_what_is_disputed_and_what_is_left_open_is_told() -> None:
    disputed = Claim("It rose *26%*.", "supported", (1,), "a.md")
    answer = replace(saying(Claim("It is.", "supported", (2,)), disputed), open_parts=("Who leads it?",))
    assert content_of(answer) == (
        "It is. [2] The documents give different figures. a.md: It rose \\*26%\\*. [1]"
        " The documents don't say: Who leads it?"
    )


def test_brackets_in_the_words_of_a_document_are_no_markers() -> None:
    assert content_of(saying(Claim("It rose [3].", "quoted", (1,)))) == "“It rose \\[3\\].” [1]"


def test_a_bare_address_is_no_link_and_reads_the_same() -> None:
    for address in ("https://evil.example", "www.evil.example", "mailto:a@evil.example", "a@evil.example"):
        assert PARSER.render(shown(f"see {address}")) == f"<p>see {address}</p>\n"
        assert address not in shown(f"see {address}")


def test_footnotes_name_the_place_and_quote() -> None:
    cited = Citation(1, "a.pdf", 3, ("Results", "Cloud"), 0, 5, "It *rose*\n26%.")
    answer = Answer("Why?", "It rose. [1]", False, 0.9, (), (cited,), {}, "m", 1)
    assert footnotes(answer) == "\n\n[1] a.pdf, page 3, Results > Cloud — “It \\*rose\\* 26%.”"


@given(st.lists(st.text(st.characters(exclude_categories=())) | st.sampled_from(["1.", "http:", "//x", HOSTILE])))
def test_an_answer_that_grows_by_sentences_grows_as_it_is_shown(sentences: list[str]) -> None:
    claims = [Claim(sentence, "supported", (number,)) for number, sentence in enumerate(sentences, start=1)]
    sent = ""
    for number in range(len(claims)):
        text = content_of(saying(*claims[: number + 1]))
        assert text.startswith(sent)
        sent = text


def test_nothing_that_acts_is_in_a_text_or_a_footnote() -> None:
    cited = Citation(1, f"{HOSTILE}\n.md", 3, (HOSTILE,), 0, 5, HOSTILE, also=(HOSTILE,))
    answer = replace(saying(Claim(HOSTILE, "quoted", (1,), HOSTILE)), citations=(cited,), open_parts=(HOSTILE,))
    for text in (content_of(answer), footnotes(answer)):
        assert acting(text) == set()
        assert "000,05" in text
    assert footnotes(answer).count("\n") == 2
