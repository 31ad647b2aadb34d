import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from assistant.drafting import open_language_model
from assistant.drafting.base import Prompt
from assistant.drafting.transformers_engine import TransformersModel
from assistant.errors import ModelError, QuestionError
from assistant.settings import Settings

WORDS = ["<pad>", "</s>", "<unk>", "yes", "no", *(f"w{i}" for i in range(59))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model with random weights, always the same."""
    path = tmp_path_factory.mktemp("tiny") / "tiny-llama"
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>", eos_token="</s>", unk_token="<unk>")
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=64,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=128,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=None,
    )
    LlamaForCausalLM(config).save_pretrained(path)
    fast.save_pretrained(path)
    return path


@pytest.fixture(scope="module")
def model(folder: Path) -> TransformersModel:
    return TransformersModel(folder, "tiny", context_tokens=100)


def test_a_local_folder_is_opened_by_the_settings(folder: Path) -> None:
    assert open_language_model(Settings(language_model=str(folder))).name == "tiny-llama"


@pytest.mark.parametrize(("there_is_a_gpu", "device"), [(True, "cuda"), (False, "cpu")])
def test_a_model_of_the_settings_goes_to_the_gpu_where_torch_sees_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, there_is_a_gpu: bool, device: str
) -> None:
    moved: list[str] = []

    def to(model: torch.nn.Module, where: str) -> torch.nn.Module:
        moved.append(where)
        return model

    monkeypatch.setattr(torch.cuda, "is_available", lambda: there_is_a_gpu)
    monkeypatch.setattr(LlamaForCausalLM, "to", to)
    assert open_language_model(Settings(language_model=str(folder))).name == "tiny-llama"
    assert moved == [device]


def test_the_same_prompt_gives_the_same_pieces(model: TransformersModel) -> None:
    with model.turn() as turn:
        first = list(turn.stream(Prompt("w1 w2", "w3 w4"), 8))
    with model.turn() as turn:
        list(turn.stream(Prompt("w9", "w9"), 8))
        assert list(turn.stream(Prompt("w1 w2", "w3 w4"), 8)) == first
    assert "".join(first).strip()


def test_closing_the_stream_stops_the_model(model: TransformersModel) -> None:
    with model.turn() as turn:
        stream = turn.stream(Prompt("w1", "w2"), 60)
        next(stream)
        stream.close()
    with model.turn() as turn:
        assert list(turn.stream(Prompt("w1", "w2"), 4))


def test_odds_change_sign_with_the_order_of_the_words(model: TransformersModel) -> None:
    with model.turn() as turn:
        odds = turn.log_odds(Prompt("w1", "w2"), "yes", "no")
        assert turn.log_odds(Prompt("w1", "w2"), "no", "yes") == pytest.approx(-odds)


def test_a_prompt_that_is_too_long_is_refused(model: TransformersModel) -> None:
    with model.turn() as turn, pytest.raises(QuestionError, match="the model reads 100"):
        list(turn.stream(Prompt("w1", "w2 " * 120), 8))


def test_a_folder_that_holds_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be loaded"):
        TransformersModel(tmp_path, "none", context_tokens=100)


def test_weights_that_are_cut_short_are_refused(folder: Path, tmp_path: Path) -> None:
    damaged = shutil.copytree(folder, tmp_path / "damaged")
    weights = damaged / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(ModelError, match="cannot be loaded"):
        TransformersModel(damaged, "damaged", context_tokens=100)


def test_weights_that_are_missing_are_not_made_up(folder: Path, tmp_path: Path) -> None:
    partial = shutil.copytree(folder, tmp_path / "partial")
    weights = load_file(partial / "model.safetensors")
    del weights["model.layers.1.mlp.up_proj.weight"]
    save_file(weights, partial / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"lacks 1 of its weights.*up_proj.*Fetch the model again"):
        TransformersModel(partial, "partial", context_tokens=100)


def test_code_that_a_model_brings_is_never_run(folder: Path, tmp_path: Path) -> None:
    foreign = shutil.copytree(folder, tmp_path / "foreign")
    ran = tmp_path / "ran"
    (foreign / "own.py").write_text(f"open({str(ran)!r}, 'w')", encoding="utf-8")
    config = json.loads((foreign / "config.json").read_text("utf-8"))
    own = {"AutoConfig": "own.Config", "AutoModelForCausalLM": "own.Model"}
    (foreign / "config.json").write_text(json.dumps(config | {"model_type": "own", "auto_map": own}), encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be loaded"):
        TransformersModel(foreign, "foreign", context_tokens=100)
    assert not ran.exists()


def test_a_chat_format_without_a_system_role_still_gets_the_instruction(folder: Path, tmp_path: Path) -> None:
    strict = shutil.copytree(folder, tmp_path / "strict")
    template = (
        "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
        "{{ m.content }} {% endfor %}"
    )
    (strict / "chat_template.jinja").write_text(template, encoding="utf-8")
    model = TransformersModel(strict, "strict", context_tokens=100)
    with model.turn() as turn:
        assert list(turn.stream(Prompt("w1", "w2"), 8)) != list(turn.stream(Prompt("w3", "w2"), 8))


def test_what_a_model_would_rather_do_when_writing_is_left_aside(folder: Path, tmp_path: Path) -> None:
    sampling = shutil.copytree(folder, tmp_path / "sampling")
    wishes = {"do_sample": True, "temperature": 5.0, "repetition_penalty": 9.0, "eos_token_id": 1}
    (sampling / "generation_config.json").write_text(json.dumps(wishes), encoding="utf-8")

    def write(path: Path) -> str:
        with TransformersModel(path, "model", context_tokens=100).turn() as turn:
            return "".join(turn.stream(Prompt("w1 w2", "w3 w4"), 12))

    assert write(sampling) == write(folder)
