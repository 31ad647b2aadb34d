import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import assistant.cli.app as cli
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder

runner = CliRunner()
REPORT = "# Report\n\nCloud revenue rose 26% to 33.40 billion yuan. Costs [see note] stayed.\n"
TRUE, FALSE = "Cloud revenue rose 26% to 33.40 billion yuan.", "Cloud revenue rose 36% to 33.40 billion yuan."


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A corpus and an index folder, with fakes in place of the models."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "report.md").write_text(REPORT, encoding="utf-8")
    monkeypatch.setattr("assistant.embedding.open_embedder", lambda _: HashingEmbedder())
    monkeypatch.setattr("assistant.asking.assistant.open_language_model", lambda _: ScriptedModel(TRUE))
    return ["--corpus", str(tmp_path / "corpus"), "--index", str(tmp_path / "index")]


def test_a_text_that_holds_is_told_with_its_sources(where: list[str], tmp_path: Path) -> None:
    (tmp_path / "mail.txt").write_text(TRUE, "utf-8")
    result = runner.invoke(cli.app, ["verify", str(tmp_path / "mail.txt"), *where])
    assert result.exit_code == 0
    assert f"supported    {TRUE}" in result.stdout
    assert "report.md, Report" in result.stdout


def test_a_text_that_does_not_hold_exits_with_1_and_tells_which_words(where: list[str]) -> None:
    result = runner.invoke(cli.app, ["verify", "-", *where], input=f"{TRUE} {FALSE}\n\n[red]Bananas[/] are yellow.")
    assert result.exit_code == 1
    assert f"contradicted {FALSE}\n             not supported: 36%" in result.stdout
    assert "not found    [red]Bananas[/] are yellow." in result.stdout


def test_a_check_as_json_has_every_sentence_with_its_verdict(where: list[str]) -> None:
    result = runner.invoke(cli.app, ["verify", "-", "--json", *where], input=f"{TRUE} {FALSE}")
    told = json.loads(result.stdout)["sentences"]
    assert [sentence["verdict"] for sentence in told] == ["supported", "contradicted"]
    assert [told[1]["text"][start:end] for start, end in told[1]["unsupported"]] == ["36%"]


def test_an_exported_answer_is_proven_again_and_what_changed_is_told(where: list[str], tmp_path: Path) -> None:
    asked = runner.invoke(cli.app, ["ask", "How much did cloud revenue rise?", "--json", *where])
    kept = tmp_path / "answer.json"
    kept.write_text(asked.stdout, "utf-8")
    again = runner.invoke(cli.app, ["verify", str(kept), *where])
    assert (again.exit_code, again.stdout.strip()) == (0, f"stands   {TRUE}")
    (tmp_path / "corpus" / "report.md").write_text(REPORT.replace("26%", "27%"), "utf-8")
    changed = runner.invoke(cli.app, ["verify", str(kept), *where])
    assert changed.exit_code == 1
    assert f"changed  {TRUE}" in changed.stdout
    assert "[1] report.md" in changed.stdout
    told = json.loads(runner.invoke(cli.app, ["verify", str(kept), "--json", *where]).stdout)
    assert told["proofs"][0]["state"] == "changed"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("answer.json", b"{", "not JSON"),
        ("answer.json", b"[1]", "holds no answer"),
        ("answer.json", b"{}", "no answer that can be proven"),
        ("mail.txt", b"\xff\xfe", "not text in UTF-8"),
        ("mail.txt", b"", "The text is empty"),
        ("mail.txt", b"a " * 500_000, "Check it in parts"),
    ],
)
def test_what_cannot_be_checked_gets_a_clear_error(
    where: list[str], tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    result = runner.invoke(cli.app, ["verify", str(tmp_path / name), *where])
    assert result.exit_code == 1
    assert told in " ".join(result.stderr.split())


def test_a_file_that_is_not_there_is_named(where: list[str]) -> None:
    result = runner.invoke(cli.app, ["verify", "nowhere.txt", *where])
    assert result.exit_code == 1
    assert "nowhere.txt cannot be read" in result.stderr


def test_a_tampered_answer_is_refused(where: list[str], tmp_path: Path) -> None:
    asked = runner.invoke(cli.app, ["ask", "How much did cloud revenue rise?", "--json", *where])
    kept = tmp_path / "answer.json"
    kept.write_text(asked.stdout.replace("26%", "96%"), "utf-8")
    result = runner.invoke(cli.app, ["verify", str(kept), *where])
    assert result.exit_code == 1
    assert "changed since it was given" in " ".join(result.stderr.split())
