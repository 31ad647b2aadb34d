import logging
from pathlib import Path

import pytest

from assistant.embedding.encoders import opening
from assistant.embedding.encoders.opening import Encoders, open_encoders
from assistant.errors import ModelError
from assistant.models.encoders import CROSS_ENCODER, PackagedEncoder
from assistant.settings import Settings

WANTED = Settings(token_vectors=True, cross_encoder=True)


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(opening, "installed_version", lambda: "2.2.0")
    monkeypatch.setattr(opening, "verified_encoder", lambda _: tmp_path)


def test_what_is_wanted_and_whole_is_opened(whole: None) -> None:
    found = open_encoders(WANTED)
    assert found.tokens is not None
    assert found.cross is not None
    assert open_encoders(Settings(token_vectors=False, cross_encoder=True)).tokens is None
    assert open_encoders(Settings(token_vectors=True, cross_encoder=False)).cross is None


def test_without_the_package_there_are_none_and_nobody_is_warned(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(opening, "installed_version", lambda: None)
    monkeypatch.setattr(opening, "is_installed", lambda _: False)
    assert open_encoders(WANTED) == Encoders()
    assert caplog.text == ""


def test_an_encoder_that_is_damaged_is_left_out_with_a_warning_that_says_what_mends_it(
    whole: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    def cut_short(encoder: PackagedEncoder) -> Path:
        if encoder is CROSS_ENCODER:
            raise ModelError("It is damaged. Run: pip install it again")
        return tmp_path

    monkeypatch.setattr(opening, "verified_encoder", cut_short)
    with caplog.at_level(logging.WARNING):
        found = open_encoders(WANTED)
    assert found.tokens is not None
    assert found.cross is None
    assert CROSS_ENCODER.name in caplog.text
    assert "pip install it again" in caplog.text


def test_other_languages_are_read_if_the_package_of_their_words_is_installed_and_whole(
    whole: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def damaged() -> None:
        raise ModelError("It is damaged.")

    monkeypatch.setattr(opening, "is_installed", lambda _: True)
    monkeypatch.setattr(opening, "check_for_many_languages", lambda: None)
    assert open_encoders(WANTED).many is not None
    assert open_encoders(Settings(cross_encoder=False)).many is None
    monkeypatch.setattr(opening, "check_for_many_languages", damaged)
    assert open_encoders(WANTED).many is None
    assert opening.MANY in caplog.text
