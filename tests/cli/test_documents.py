import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import assistant.cli.app as cli
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.library.removed import removed_files
from tests.indexing.conftest import held


class Place:
    """A corpus and its index, and the commands run on them."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.index = folder / "index"
        self.corpus.mkdir(parents=True)

    def write(self, name: str, text: str) -> Path:
        (self.corpus / name).write_text(text, encoding="utf-8")
        return self.corpus / name

    def run(self, *arguments: str, index: Path | None = None, answer: str = "") -> Result:
        options = ["--corpus", str(self.corpus)]
        if arguments[0] != "purge":
            options += ["--index", str(index or self.index)]
        return CliRunner().invoke(cli.app, [*arguments, *options], input=answer)

    def names(self) -> list[str]:
        return [document["name"] for document in json.loads(self.run("documents", "--json").stdout)]


@pytest.fixture(autouse=True)
def _fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.embedding.open_embedder", lambda _: HashingEmbedder())
    monkeypatch.setattr(
        "assistant.asking.assistant.open_language_model", lambda _: ScriptedModel("Cloud revenue rose 26%.")
    )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "mine")


@pytest.fixture
def theirs(tmp_path: Path) -> Place:
    other = Place(tmp_path / "theirs")
    other.write("report.md", "# Report\n\nCloud revenue rose 26% to 33.40 billion yuan.\n")
    assert other.run("index").exit_code == 0
    return other


def state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "command",
    [
        ("documents",),
        ("ask", "How much did cloud revenue rise?"),
        ("search", "cloud revenue"),
        ("brief",),
        ("doctor",),
        ("index", "--check"),
    ],
)
def test_a_command_that_reads_leaves_the_index_of_another_folder_as_it_is_and_says_so(
    place: Place, theirs: Place, command: tuple[str, ...]
) -> None:
    place.write("zoo.md", "The zoo has 12 lions.")
    before, mine = state(theirs.index), state(place.corpus)
    result = place.run(*command, index=theirs.index)
    assert state(theirs.index) == before
    assert state(place.corpus) == mine
    if command[0] in ("documents", "ask", "search", "brief"):
        assert "report.md" in result.stdout
        (told,) = result.stderr.splitlines()
        assert str(theirs.corpus) in told
        assert str(place.corpus) in told
        assert "used as it is" in told
    elif command == ("doctor",):
        assert (result.exit_code, "--rebind" in result.stdout) == (1, True)


def test_evaluating_reads_only_too(place: Place, theirs: Place, tmp_path: Path) -> None:
    place.write("zoo.md", "The zoo has 12 lions.")
    questions = tmp_path / "questions.jsonl"
    questions.write_text(
        '{"id": 1, "question": "How far did cloud revenue rise?", "answerable": true, "answer": "26%"}'
    )
    before = state(theirs.index)
    result = place.run("eval", str(questions), index=theirs.index)
    assert (result.exit_code, "used as it is" in result.stderr) == (0, True)
    assert state(theirs.index) == before


@pytest.mark.parametrize(
    "command",
    [("index",), ("index", "--rebuild"), ("index", "--thorough"), ("add", "new.md"), ("remove", "zoo.md"), ("chat",),
     ("serve",)],
)  # fmt: skip
def test_a_command_that_writes_refuses_the_index_of_another_folder_with_the_flag_that_means_it(
    place: Place, theirs: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("new.md").write_text("New.", encoding="utf-8")
    place.write("zoo.md", "The zoo has 12 lions.")
    before, mine = held(theirs.index), state(place.corpus)
    result = place.run(*command, index=theirs.index)
    assert result.exit_code == 1
    assert str(theirs.corpus) in result.stderr
    assert f"assistant index --rebind --corpus {place.corpus} --index {theirs.index}" in result.stderr
    assert held(theirs.index) == before
    assert state(place.corpus) == mine


def test_the_command_that_is_named_gives_the_index_the_other_folder(place: Place, theirs: Place) -> None:
    place.write("zoo.md", "The zoo has 12 lions.")
    place.index = theirs.index
    rebound = place.run("index", "--rebind")
    assert (rebound.exit_code, "removed   report.md" in rebound.stdout) == (0, True)
    assert place.names() == ["zoo.md"]
    assert theirs.run("index").exit_code == 1


def test_commands_that_read_bring_the_folders_own_index_up_to_it_wherever_the_two_were_moved(
    theirs: Place, tmp_path: Path
) -> None:
    shutil.move(tmp_path / "theirs", tmp_path / "moved")
    theirs.corpus, theirs.index = tmp_path / "moved" / "corpus", tmp_path / "moved" / "index"
    theirs.write("zoo.md", "The zoo has 12 lions.")
    assert "1. zoo.md" in theirs.run("search", "lions").stdout


def test_where_the_folder_is_away_what_was_indexed_can_be_read_and_it_is_said(theirs: Place) -> None:
    shutil.rmtree(theirs.corpus)
    listed = theirs.run("documents")
    assert (listed.exit_code, "report.md" in listed.stdout) == (0, True)
    assert "no corpus folder" in listed.stderr
    assert theirs.run("index").exit_code == 1


def test_where_the_index_cannot_be_written_it_answers_as_it_was_and_says_why(
    theirs: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs.write("zoo.md", "The zoo has 12 lions.")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.indexing.building.builder.commit", full)
    answered = theirs.run("search", "cloud revenue")
    assert (answered.exit_code, "1. report.md" in answered.stdout) == (0, True)
    assert "Free space" in answered.stderr
    refused = theirs.run("index")
    assert (refused.exit_code, "Free space" in refused.stderr) == (1, True)


def test_adding_a_file_tells_what_was_not_read_of_it_and_of_no_other(place: Place, tmp_path: Path) -> None:
    (place.corpus / "broken.txt").write_bytes(b"\x00\x01" * 100)
    half = tmp_path / "half.html"
    half.write_text("<p>Shown.</p><p style='display:none'>Hidden.</p>", encoding="utf-8")
    told = place.run("add", str(half)).stdout
    assert "partly    half.html (in part)" in told
    assert "broken.txt" not in told
    assert "broken.txt" in place.run("index").stdout


def test_files_are_added_and_what_they_replace_is_kept_and_told(place: Place, tmp_path: Path) -> None:
    first, second = tmp_path / "zoo.md", tmp_path / "park.md"
    first.write_text("The zoo has 12 lions.", encoding="utf-8")
    second.write_text("The park has 3 bears.", encoding="utf-8")
    added = place.run("add", str(first), str(second))
    assert (added.exit_code, added.stdout) == (0, "added     zoo.md\nadded     park.md\n")
    first.write_text("The zoo has 14 lions.", encoding="utf-8")
    changed = place.run("add", str(first), str(second))
    assert changed.stdout.startswith("changed   zoo.md\nkept      .removed/zoo.")
    assert f"unchanged {second}" in changed.stdout
    assert place.names() == ["park.md", "zoo.md"]
    assert [version.path.read_text("utf-8") for version in removed_files(place.corpus)] == ["The zoo has 12 lions."]


def test_one_file_that_cannot_be_added_stops_none_of_the_others(place: Place, tmp_path: Path) -> None:
    good, bad = tmp_path / "zoo.md", tmp_path / "broken.txt"
    good.write_text("The zoo has 12 lions.", encoding="utf-8")
    bad.write_bytes(b"\x00\x01" * 200)
    result = place.run("add", "--json", str(bad), str(tmp_path / "none.md"), str(good))
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert [(one["file"], one["added"]) for one in told["done"]] == [(str(good), ["zoo.md"])]
    assert [one["file"] for one in told["failed"]] == [str(bad), str(tmp_path / "none.md")]
    assert all("error:" in line for line in result.stderr.splitlines())


def test_a_removed_file_is_out_of_the_index_and_where_it_lies_is_told(place: Place) -> None:
    place.write("zoo.md", "The zoo has 12 lions.")
    place.run("index")
    removed = place.run("remove", "zoo.md", "none.md")
    assert (removed.exit_code, "no document 'none.md'" in removed.stderr) == (1, True)
    told, kept = removed.stdout.splitlines()
    assert told == "removed   zoo.md"
    assert (place.corpus / kept.removeprefix("kept").strip()).read_text("utf-8") == "The zoo has 12 lions."
    assert place.names() == []


@pytest.fixture
def kept(place: Place) -> Place:
    for name in ("zoo.md", "park.md"):
        place.write(name, f"{name} is here.")
    place.run("index")
    place.run("remove", "zoo.md", "park.md")
    place.write("zoo.md", "zoo.md is here again.")
    place.run("index")
    place.run("remove", "zoo.md")
    return place


def left(place: Place) -> list[str]:
    return [version.name for version in removed_files(place.corpus)]


def test_purge_lists_what_is_kept_and_deletes_nothing_by_itself(kept: Place) -> None:
    listed = kept.run("purge")
    assert listed.exit_code == 0
    assert [line.split()[-1] for line in listed.stdout.splitlines()[:3]] == ["park.md", "zoo.md", "zoo.md"]
    assert listed.stdout.splitlines()[3] == "3 earlier versions, 52 bytes"
    told = json.loads(kept.run("purge", "--json").stdout)
    assert [Path(one["path"]).is_file() for one in told["kept"]] == [True] * 3
    assert left(kept) == ["park.md", "zoo.md", "zoo.md"]


def test_purge_deletes_by_name_by_age_or_all_once_it_is_confirmed(kept: Place) -> None:
    refused = kept.run("purge", "zoo.md", answer="n\n")
    assert (refused.exit_code, left(kept)) == (1, ["park.md", "zoo.md", "zoo.md"])
    assert kept.run("purge", "--all").exit_code == 1, "nobody is there to confirm it"
    assert kept.run("purge", "--older-than", "1", "--yes").stdout == "Nothing to delete.\n"
    assert kept.run("purge", "zoo.md", answer="y\n").exit_code == 0
    assert left(kept) == ["park.md"]
    deleted = json.loads(kept.run("purge", "--older-than", "0", "--yes", "--json").stdout)
    assert [one["name"] for one in deleted["deleted"]] == ["park.md"]
    assert kept.run("purge").stdout == "There are no earlier versions.\n"


def test_purge_all_and_what_it_cannot_mean(kept: Place) -> None:
    assert kept.run("purge", "--all", "zoo.md").exit_code == 2
    unknown = kept.run("purge", "none.md", "--yes")
    assert (unknown.exit_code, "no version of 'none.md'" in unknown.stderr) == (1, True)
    assert kept.run("purge", "--all", "--yes").stdout.endswith("3 earlier versions, 52 bytes deleted\n")
    assert left(kept) == []


def test_purge_says_what_cannot_be_deleted(kept: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "unlink", fail)
    result = kept.run("purge", "--all", "--yes")
    assert (result.exit_code, "Give this user write permission, then purge again" in result.stderr) == (1, True)


def test_what_changed_behind_its_size_and_time_is_found_and_mended_by_the_command_told(place: Place) -> None:
    import os

    os.utime(place.write("zoo.md", "The zoo has 12 lions."), (1e9, 1e9))
    place.run("index")
    os.utime(place.write("zoo.md", "The zoo has 13 lions."), (1e9, 1e9))
    assert place.run("index", "--check").exit_code == 0
    found = place.run("index", "--check", "--thorough")
    assert (found.exit_code, "zoo.md has other content" in found.stdout) == (1, True)
    assert "`assistant index --thorough`" in found.stdout
    assert "changed   zoo.md" in place.run("index", "--thorough").stdout
    assert "the files are unchanged" in place.run("index", "--check", "--thorough").stdout


def test_options_that_contradict_each_other_are_not_understood(place: Place) -> None:
    for options in (["--check", "--rebuild"], ["--check", "--rebind"], ["--rebuild", "--thorough"]):
        assert place.run("index", *options).exit_code == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", [["--help"], ["purge", "--json"]])
def test_where_the_output_cannot_be_written_the_exit_code_and_one_line_say_so(place: Place, command: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "assistant", *command],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("error: The output cannot be written (No space left on device).")
    assert "Traceback" not in done.stderr
