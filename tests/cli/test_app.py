import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import assistant.cli.app as cli
from assistant import Assistant, Settings
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.building.builder import IndexReport
from tests.stores import needs_milvus_lite

runner = CliRunner()
REPORT = "# Report\n\nCloud revenue rose 26% to 33.40 billion yuan. Costs [see note] stayed.\n"


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A corpus and an index folder, with fakes in place of the models."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "report.md").write_text(REPORT, encoding="utf-8")
    monkeypatch.setattr("assistant.embedding.open_embedder", lambda _: HashingEmbedder())
    monkeypatch.setattr(
        "assistant.asking.assistant.open_language_model", lambda _: ScriptedModel("Cloud revenue rose 26%.")
    )
    return ["--corpus", str(tmp_path / "corpus"), "--index", str(tmp_path / "index")]


def test_ask_prints_the_answer_and_its_sources(where: list[str]) -> None:
    result = runner.invoke(cli.app, ["ask", "How much did cloud revenue rise?", *where])
    assert result.exit_code == 0
    assert "Cloud revenue rose 26%. [1]" in result.stdout
    assert "[1] report.md · Report" in result.stdout
    assert "Cloud revenue rose 26% to 33.40 billion yuan." in result.stdout
    assert "index: 1 added" in result.stderr
    assert "\x1b" not in result.stdout


def test_ask_prints_json_that_a_program_can_read(where: list[str]) -> None:
    result = runner.invoke(cli.app, ["ask", "How much did cloud revenue rise?", "--json", *where])
    answer = json.loads(result.stdout)
    assert answer["answer"] == "Cloud revenue rose 26%. [1]"
    quote = answer["citations"][0]
    assert REPORT[quote["start"] : quote["end"]] == quote["quote"]


def test_ask_tells_where_the_seconds_went_beside_the_answer(where: list[str]) -> None:
    result = runner.invoke(cli.app, ["ask", "How much did cloud revenue rise?", "--timings", "--json", *where])
    stages = [row.split()[0] for row in result.stderr.strip().splitlines()[-1].split(" · ")]
    assert stages == list(json.loads(result.stdout)["timings"])


def test_what_the_documents_do_not_say_has_its_own_exit_code(where: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.asking.assistant.open_language_model", lambda _: ScriptedModel("x", log_odds=-9.0))
    result = runner.invoke(cli.app, ["ask", "Who is the chairman?", *where])
    assert (result.exit_code, result.stdout.strip()) == (3, "The documents don't say.")


def test_brief_prints_its_sections_their_sources_and_json(where: list[str]) -> None:
    plain = runner.invoke(cli.app, ["brief", *where])
    assert plain.exit_code == 0
    assert plain.stdout.index("Strategy") < plain.stdout.index("Figures") < plain.stdout.index("Risks")
    assert "[1] report.md · Report" in plain.stdout
    written = json.loads(runner.invoke(cli.app, ["brief", "cloud revenue", "--json", *where]).stdout)
    assert [section["facet"] for section in written["sections"]] == ["strategy", "figures", "risks"]


@needs_milvus_lite
def test_an_index_that_is_published_is_read_where_there_is_none(
    where: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = f"milvus-lite:{tmp_path}/store.db"
    published = runner.invoke(cli.app, ["index", "--store", store, *where])
    assert (published.exit_code, f"published to {store}" in published.stdout) == (0, True)
    monkeypatch.setenv("ASSISTANT_STORE", store)
    elsewhere = ["--corpus", str(tmp_path / "none"), "--index", str(tmp_path / "nowhere")]
    answer = runner.invoke(cli.app, ["ask", "How much did cloud revenue rise?", *elsewhere])
    assert "Cloud revenue rose 26%. [1]" in answer.stdout
    assert "report.md" in runner.invoke(cli.app, ["documents", *elsewhere]).stdout
    assert "1. report.md" in runner.invoke(cli.app, ["search", "cloud", *elsewhere]).stdout
    examined = runner.invoke(cli.app, ["doctor", *elsewhere]).stdout
    assert "published from elsewhere, generation 2" in examined
    assert str(tmp_path / "nowhere") not in "".join(examined.split()), "neither corpus nor index is needed"
    assert runner.invoke(cli.app, ["index", *elsewhere]).exit_code == 1
    assert not (tmp_path / "nowhere").exists()


def test_a_store_that_is_away_is_told_with_what_to_do(where: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pymilvus", reason="the extra [milvus] is not installed")
    monkeypatch.setenv("ASSISTANT_STORE", "milvus://127.0.0.1:1")
    monkeypatch.setenv("ASSISTANT_STORE_SECONDS", "1")
    result = runner.invoke(cli.app, ["search", "cloud", *where])
    assert (result.exit_code, "does not answer within 1 s" in result.stderr) == (1, True)


def test_search_prints_passages_and_json(where: list[str]) -> None:
    plain = runner.invoke(cli.app, ["search", "cloud revenue", *where])
    assert plain.exit_code == 0
    assert "1. report.md · Report" in plain.stdout
    assert "Costs [see note] stayed." in plain.stdout
    (hit,) = json.loads(runner.invoke(cli.app, ["search", "cloud revenue", "--json", "-k", "1", *where]).stdout)
    assert hit["passage"]["document"] == "report.md"
    assert hit["score"] > 0


def test_index_tells_what_it_did(where: list[str]) -> None:
    corpus = Path(where[1])
    (corpus / "broken.txt").write_bytes(b"\x00\x01" * 100)
    (corpus / "half.html").write_text("<p>Shown.</p><p style='display:none'>Hidden.</p>", encoding="utf-8")
    first = runner.invoke(cli.app, ["index", *where])
    assert "added     report.md" in first.stdout
    assert "skipped   broken.txt:" in first.stdout
    assert "partly    half.html (in part): is read but for" in first.stdout
    assert "1 skipped, 1 read in part" in first.stdout
    (corpus / "report.md").write_text(REPORT + "\nMore.\n", encoding="utf-8")
    (corpus / "new.txt").write_text("New.", encoding="utf-8")
    second = runner.invoke(cli.app, ["index", *where])
    assert "changed   report.md" in second.stdout
    assert "added     new.txt" in second.stdout
    (corpus / "new.txt").unlink()
    third = runner.invoke(cli.app, ["index", *where])
    assert "removed   new.txt" in third.stdout
    assert "2 unchanged" in third.stdout
    rebuilt = runner.invoke(cli.app, ["index", "--rebuild", *where])
    assert "added     report.md" in rebuilt.stdout


def test_index_tells_what_moved_and_names_that_would_break_a_line_are_told_in_one(where: list[str]) -> None:
    corpus = Path(where[1])
    (corpus / "old.txt").write_text("Old.", encoding="utf-8")
    runner.invoke(cli.app, ["index", *where])
    (corpus / "old.txt").rename(corpus / "new\n\u202e[red].txt")
    result = runner.invoke(cli.app, ["index", *where])
    assert "moved     old.txt -> new\\n\\u202e[red].txt\n" in result.stdout
    assert "1 moved" in result.stdout


def test_check_says_that_the_index_is_whole_or_what_is_wrong_and_what_mends_it(where: list[str]) -> None:
    missing = runner.invoke(cli.app, ["index", "--check", *where])
    assert (missing.exit_code, "Run `assistant index`" in missing.stdout) == (1, True)
    runner.invoke(cli.app, ["index", *where])
    whole = runner.invoke(cli.app, ["index", "--check", *where])
    assert (whole.exit_code, "is intact" in whole.stdout) == (0, True)
    (vectors,) = Path(where[3]).glob("*.faiss")
    vectors.write_bytes(vectors.read_bytes()[:-3])
    broken = runner.invoke(cli.app, ["index", "--check", *where])
    assert broken.exit_code == 1
    assert f"problem {vectors.name} was missing or damaged.\n        Run `assistant index`" in broken.stdout
    runner.invoke(cli.app, ["index", *where])
    assert runner.invoke(cli.app, ["index", "--check", *where]).exit_code == 0


def test_a_second_writer_waits_with_a_message_when_told_to(where: list[str]) -> None:
    import threading

    from filelock import FileLock

    runner.invoke(cli.app, ["index", *where])
    lock = FileLock(Path(where[3]) / "lock", thread_local=False)
    with lock:
        refused = runner.invoke(cli.app, ["index", *where])
        assert (refused.exit_code, "index --wait" in refused.stderr) == (1, True)
        timer = threading.Timer(0.7, lock.release)
        timer.start()
        waited = runner.invoke(cli.app, ["index", "--wait", "30", *where])
    timer.join()
    assert waited.exit_code == 0
    assert "waiting up to 30 s for it" in waited.stderr


def test_documents_lists_what_is_indexed_as_text_and_as_json(where: list[str]) -> None:
    corpus = Path(where[1])
    (corpus / "2024-05-03 notes.txt").write_text("It costs 3 dollars.", encoding="utf-8")
    (corpus / "copy.txt").write_text("It costs 3 dollars.", encoding="utf-8")
    plain = runner.invoke(cli.app, ["documents", *where])
    assert plain.exit_code == 0
    assert "2024-05-03 notes.txt · " in plain.stdout
    assert "txt, 1 passages, 1 figures, 2024-05-03, indexed 20" in plain.stdout
    assert "also copy.txt" in plain.stdout
    listed = json.loads(runner.invoke(cli.app, ["documents", "--json", *where]).stdout)
    assert [(d["name"], d["title"], d["kind"], d["file"], d["pages"], d["copies"]) for d in listed] == [
        ("2024-05-03 notes.txt", "2024 05 03 notes", "txt", "2024-05-03 notes.txt", 0, ["copy.txt"]),
        ("report.md", "Report", "md", "report.md", 0, []),
    ]
    assert listed[1]["figures"] == 2


def test_search_keeps_to_dates_and_kinds(where: list[str]) -> None:
    (Path(where[1]) / "2024-05-03.txt").write_text("Cloud revenue is dated.", encoding="utf-8")

    def found(*options: str) -> list[str]:
        result = runner.invoke(cli.app, ["search", "cloud revenue", "--json", *options, *where])
        return sorted(hit["passage"]["document"] for hit in json.loads(result.stdout))

    assert found() == ["2024-05-03.txt", "report.md"]
    assert found("--kind", "txt") == found("--after", "2024-05") == ["2024-05-03.txt"]
    assert found("--after", "2025") == []
    for wrong in (["--after", "May"], ["--kind", "exe"]):
        result = runner.invoke(cli.app, ["search", "cloud", *wrong, *where])
        assert (result.exit_code, wrong[1] in result.stderr) == (1, True)


WATCH = """
import signal
import sys
import assistant.embedding
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background has it ignored
from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.building.builder import IndexReport
assistant.embedding.open_embedder = lambda _: HashingEmbedder()
from assistant.__main__ import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGINT")
def test_watch_prints_a_line_for_each_change_and_ends_cleanly_with_ctrl_c(where: list[str]) -> None:
    import signal

    command = [sys.executable, "-u", "-c", WATCH, "index", "--watch", *where]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "added     report.md\n"
        assert "Following" in process.stderr.readline()
        (Path(where[1]) / "new.txt").write_text("New.", encoding="utf-8")
        process.stdout.readline()
        assert process.stdout.readline() == "added     new.txt\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr.read() == "stopped\n"


def test_while_the_chat_window_is_open_the_index_follows_the_folder(
    where: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []

    def window(assistant: Assistant, *_: object, **__: object) -> None:
        (Path(where[1]) / "zoo.txt").write_text("The zoo has twelve lions.", encoding="utf-8")
        latest = time.monotonic() + 20
        while not found and time.monotonic() < latest:
            found.extend(h.passage.document for h in assistant.search("lions") if "lions" in h.passage.text)
            time.sleep(0.1)

    monkeypatch.setattr("assistant.server.serving.run_server", window)
    result = runner.invoke(cli.app, ["chat", *where])
    assert (result.exit_code, found) == (0, ["zoo.txt"])
    assert "added     zoo.txt" in result.stderr


def test_an_empty_corpus_says_what_to_put_there(where: list[str]) -> None:
    (Path(where[1]) / "report.md").unlink()
    result = runner.invoke(cli.app, ["index", *where])
    assert result.exit_code == 0
    assert "has no documents yet" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "  "], "The question is empty"),
        (["ask", "why " * 2000], "Ask it shorter"),
        (["ask", "What?", "--document", "none.md"], "no document 'none.md'"),
        (["search", "?"], "The question is empty"),
        (["index", "--workers", "two"], "ASSISTANT_WORKERS cannot be used"),
    ],
)
def test_what_the_user_can_mend_is_one_sentence_and_exit_code_1(
    where: list[str], arguments: list[str], message: str
) -> None:
    result = runner.invoke(cli.app, [*arguments, *where])
    assert result.exit_code == 1
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_a_missing_corpus_is_one_sentence(where: list[str]) -> None:
    result = runner.invoke(cli.app, ["index", "--corpus", "/nowhere/at/all", *where[2:]])
    assert result.exit_code == 1
    assert "There is no corpus folder /nowhere/at/all" in result.stderr


def test_a_setting_that_cannot_be_used_is_named(where: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_EVIDENCE_TOKENS", "many")
    result = runner.invoke(cli.app, ["index", *where])
    assert result.exit_code == 1
    assert "ASSISTANT_EVIDENCE_TOKENS" in result.stderr


def test_where_ray_is_asked_for_and_missing_the_extra_is_named(
    where: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    by_option = runner.invoke(cli.app, ["index", "--workers", "ray://127.0.0.1:10001", *where])
    monkeypatch.setenv("ASSISTANT_WORKERS", "ray")
    by_setting = runner.invoke(cli.app, ["index", *where])
    for result in (by_option, by_setting):
        assert result.exit_code == 1
        assert "pip install 'grounded-assistant[ray]'" in result.stderr
    assert runner.invoke(cli.app, ["index", "--workers", "", *where]).exit_code == 0


def test_while_another_process_writes_the_last_index_answers(where: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    runner.invoke(cli.app, ["index", *where])
    with FileLock(Path(where[3]) / "lock"):
        result = runner.invoke(cli.app, ["ask", "How much did cloud revenue rise?", *where])
    assert result.exit_code == 0
    assert "using its last state" in result.stderr


def test_help_loads_no_model_library() -> None:
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom assistant.cli.app import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'faiss', 'gradio', 'xllamacpp', 'openai',"
        " 'sqlalchemy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", ["ask", "search", "brief", "index", "documents", "chat", "doctor"])
def test_every_command_names_the_corpus_and_the_index(command: str) -> None:
    result = runner.invoke(cli.app, [command, "--help"], env={"COLUMNS": "200"})
    assert "--corpus" in result.stdout
    assert "--index" in result.stdout


def test_open_builds_the_index_where_there_is_none(where: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.asking.assistant.open_embedder", lambda _: HashingEmbedder())
    with Assistant.open(where[1], where[3], Settings()) as opened:
        assert [d.name for d in opened.library.documents()] == ["report.md"]
    with Assistant.open(where[1], where[3], Settings()) as again:
        assert again.ask("How much did cloud revenue rise?").claims


def test_recognition_waits_for_who_writes_meanwhile(monkeypatch: pytest.MonkeyPatch, where: list[str]) -> None:
    waited: list[float] = []
    report = IndexReport((), (), (), (), ("scan.pdf",), ())

    def recognize(*_: object, wait: float) -> IndexReport:
        waited.append(wait)
        return report

    monkeypatch.setattr("assistant.library.library.Library.recognize", recognize)
    monkeypatch.setattr("assistant.library.library.Library.refresh", lambda *_, **__: replace(report, awaits=3))
    assert "recognized 3 of 3 scanned pages" in runner.invoke(cli.app, ["index", *where]).stdout
    assert "recognized 3 of 3 scanned pages" in runner.invoke(cli.app, ["index", "--wait", "900", *where]).stdout
    assert waited == [600.0, 900.0]


def test_a_misspelled_question_is_understood_unless_it_is_taken_as_typed(where: list[str]) -> None:
    told = runner.invoke(cli.app, ["ask", "how mcuh was the revenu", *where])
    literal = runner.invoke(cli.app, ["ask", "how mcuh was the revenu", "--as-typed", *where])
    assert "Understood as: how much was the revenu" in told.stderr
    assert "Understood as" not in literal.stderr
