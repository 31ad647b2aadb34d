"""The tests of llama.cpp as it is installed, on llama-cpp-python where the user has that."""

from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.models.resolving import language_model_path
from assistant.settings import Settings
from tests.drafting.test_llama_cpp import (  # noqa: F401  # collected here too, with the model below
    test_a_judge_tells_more_apart_and_drafts_as_if_it_were_not_there,
    test_a_prompt_that_is_too_long_names_both_lengths_and_the_model_goes_on,
    test_a_reply_comes_in_pieces_and_is_no_longer_than_asked,
    test_the_odds_tell_whether_the_text_answers,
    test_the_same_prompt_gives_the_same_text_whatever_was_asked_before,
)

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")

from assistant.drafting.llama_cpp_python import LlamaCppPython


@pytest.fixture(scope="module")
def model() -> LlamaCppPython:
    local = language_model_path(Settings())
    return LlamaCppPython(local.path, local.name, context_tokens=1024)


def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF and nothing more")
    with pytest.raises(ModelError, match=r"broken\.gguf"):
        LlamaCppPython(broken, "broken", context_tokens=128)
