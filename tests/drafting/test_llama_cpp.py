from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.drafting import open_language_model
from assistant.drafting.base import Prompt
from assistant.drafting.judges import JUDGED, judge_of
from assistant.drafting.llama_cpp import LlamaCpp
from assistant.drafting.openai_api import OpenAIServer
from assistant.errors import ModelError, QuestionError
from assistant.models.resolving import language_model_path
from assistant.settings import Settings
from assistant.verifying.confidence import judging_prompt

SYSTEM = "Answer the question from the text in one sentence."
CLOUD = (
    "Text:\nThe cloud unit grew 26% in May. Riders doubled to 2 million.\n\nQuestion: How fast did the cloud unit grow?"
)
FIRE = "Text:\nSales of books fell by 3%. A fire closed one shop in Leeds.\n\nQuestion: What happened in Leeds?"


@pytest.fixture(scope="module")
def model() -> LlamaCpp:
    local = language_model_path(Settings())
    return LlamaCpp(local.path, local.name, context_tokens=1024, threads=1)


def reply(model: LlamaCpp, user: str, tokens: int = 40) -> tuple[float, str]:
    with model.turn() as turn:
        odds = turn.log_odds(Prompt(SYSTEM, f"{user}\nDoes the text state the answer? Reply Yes or No."), "Yes", "No")
        return odds, "".join(turn.stream(Prompt(SYSTEM, user), tokens))


@pytest.mark.models
def test_the_same_prompt_gives_the_same_text_whatever_was_asked_before(model: LlamaCpp) -> None:
    first = reply(model, CLOUD)
    assert "26%" in first[1]
    assert reply(model, CLOUD) == first
    other = reply(model, FIRE)
    assert other != first
    with model.turn() as turn:
        stream = turn.stream(Prompt(SYSTEM, "Count to one hundred in words."), 200)
        next(stream)
        stream.close()
    assert reply(model, CLOUD) == first
    with model.turn() as turn:
        list(turn.stream(Prompt("Another instruction.", FIRE), 5))
    assert reply(model, CLOUD) == first
    assert reply(model, FIRE) == other


@pytest.mark.models
def test_the_instruction_of_a_follow_up_and_that_of_an_answer_are_each_read_once(
    model: LlamaCpp, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = model._sent
    read_anew = []

    def watched(request: dict[str, Any]) -> Generator[dict[str, Any], None, None]:
        if not request["cache_prompt"]:
            read_anew.append(request["messages"][0]["content"])
        return sent(request)

    monkeypatch.setattr(model, "_sent", watched)
    for system in ("Answer.", "Rewrite.", "Answer.", "Rewrite.", "Answer."):
        with model.turn() as turn:
            list(turn.stream(Prompt(system, FIRE), 2))
    assert read_anew == ["Answer.", "Rewrite."]


@pytest.mark.models
def test_the_odds_tell_whether_the_text_answers(model: LlamaCpp) -> None:
    told = reply(model, CLOUD)[0]
    untold = reply(model, CLOUD.replace("How fast did the cloud unit grow?", "Who is the mayor of Leeds?"))[0]
    assert told > untold


@pytest.mark.models
def test_a_judge_tells_more_apart_and_drafts_as_if_it_were_not_there(model: LlamaCpp) -> None:
    local = language_model_path(Settings())
    judge = type(model)(local.path, local.name, context_tokens=1024, threads=1, judge=judge_of(local.name))
    asked = "How fast did the cloud unit grow?"
    prompts = [Prompt(SYSTEM, CLOUD.replace(asked, other)) for other in (asked, "How fast did the cloud unit shrink?")]

    def judged(by: LlamaCpp) -> tuple[list[float], list[str]]:
        odds, drafts = [], []
        for prompt in prompts:
            with by.turn() as turn:
                odds.append(turn.log_odds(judging_prompt(prompt), "Yes", "No"))
                drafts.append("".join(turn.stream(prompt, 30)))
        return odds, drafts

    (plain, drafts), (trained, as_well) = judged(model), judged(judge)
    assert as_well == drafts
    assert trained[0] - trained[1] > plain[0] - plain[1] > 0
    assert (judge.name, judge.judges_as) == (model.name, f"{model.judges_as}{JUDGED}")


@pytest.mark.models
def test_the_embedded_model_has_its_judge_and_a_file_of_the_users_own_has_none(tmp_path: Path) -> None:
    embedded = open_language_model(Settings())
    path = tmp_path / f"{embedded.name}.gguf"
    path.symlink_to(language_model_path(Settings()).path)
    own = open_language_model(Settings(language_model=str(path)))
    assert embedded.judges_as == embedded.name + JUDGED
    assert own.judges_as == own.name == embedded.name


@pytest.mark.models
def test_a_reply_comes_in_pieces_and_is_no_longer_than_asked(model: LlamaCpp) -> None:
    with model.turn() as turn:
        pieces = list(turn.stream(Prompt(SYSTEM, CLOUD), 6))
    assert 2 <= len(pieces) <= 6


@pytest.mark.models
def test_a_prompt_that_is_too_long_names_both_lengths_and_the_model_goes_on(model: LlamaCpp) -> None:
    with model.turn() as turn, pytest.raises(QuestionError, match=r"tokens; the model reads 1024"):
        list(turn.stream(Prompt(SYSTEM, "word " * 2000), 10))
    assert "26%" in reply(model, CLOUD)[1]


@pytest.mark.models
def test_nobody_else_gets_in_by_the_port_that_llama_cpp_opens(model: LlamaCpp) -> None:
    address = model._server.listening_address
    assert httpx.get(f"{address}/v1/models").status_code == 401
    body = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 1}
    assert httpx.post(f"{address}/v1/chat/completions", json=body).status_code == 401


@pytest.mark.parametrize("content", [b"", b"GGUF", b"not a model at all" * 100])
def test_a_file_that_is_no_whole_model_is_refused_with_a_way_out(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"truncated, or not a GGUF file.*ASSISTANT_LANGUAGE_MODEL"):
        open_language_model(Settings(language_model=str(path)))


@pytest.mark.models
def test_a_model_file_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    whole = language_model_path(Settings()).path
    cut = tmp_path / "cut.gguf"
    with whole.open("rb") as source:
        cut.write_bytes(source.read(20_000_000))
    with pytest.raises(ModelError, match="truncated"):
        open_language_model(Settings(language_model=str(cut)))


@pytest.mark.models
def test_the_openai_engine_talks_to_a_real_server() -> None:
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(language_model_path(Settings()).path)
    parameters.n_ctx = 1024
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    parameters.warmup = False
    parameters.verbosity = -1
    parameters.api_keys = ["open sesame"]
    server = xllamacpp.Server(parameters)

    with pytest.raises(ModelError, match=r"refused the key.*ASSISTANT_API_KEY"):
        OpenAIServer(server.listening_address, api_key="wrong", model="x").log_odds(Prompt("", "Hi"), "Yes", "No")

    settings = Settings(language_model=server.listening_address, api_key="open sesame")
    served = open_language_model(settings)
    with served.turn() as turn:
        pieces = list(turn.stream(Prompt(SYSTEM, CLOUD), 40))
        told = turn.log_odds(Prompt(SYSTEM, f"{CLOUD}\nDoes the text state the answer? Reply Yes or No."), "Yes", "No")
        again = list(turn.stream(Prompt(SYSTEM, CLOUD), 40))
        stream = turn.stream(Prompt(SYSTEM, "Count to one hundred in words."), 200)
        next(stream)
        stream.close()
        assert list(turn.stream(Prompt(SYSTEM, CLOUD), 40))
        with pytest.raises(QuestionError, match="longer than the server's model can read"):
            list(turn.stream(Prompt(SYSTEM, "word " * 2000), 10))
    assert "26%" in "".join(pieces)
    assert len(pieces) > 2
    assert "".join(again) == "".join(pieces)
    assert told > 0
