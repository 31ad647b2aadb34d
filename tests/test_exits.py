"""One corpus of hostile documents and names, and every way out of the program."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from typer.testing import CliRunner

import assistant.cli.app as cli
from assistant import Assistant, Library, Scope, Settings
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.exporting.brief_docx import brief_docx
from assistant.exporting.figures_csv import figures_csv
from assistant.exporting.markdown import answer_markdown, brief_markdown, conversation_markdown
from assistant.printable import printable, to_json
from assistant.server.service import Service
from tests.acting import HOSTILE, TURNED, acting
from tests.server.conftest import Running, running
from tests.server.routes.test_mcp_tools import told as told_by_mcp

QUESTION = "How many zebras does the park hold?"
NAMES = (
    b"title\x1b]0;TITLE\x07.md",
    b"colour\x1b[31m.md",
    "c1\x9b31m.md".encode(),
    "fdp\u202e.md".encode(),
    "apart\u2066x\u2069.md".encode(),
    b"two\nlines.md",
    b"return\r.md",
    b"undecodable\xff\xfe.md",
    b"[bold red]rich [link=x]y :skull:.md",
    b"[red.md",
    b"backslash\\.md",
    "tags\U000e0041.md".encode(),
    b"=cmd|' calc'!A0;=x.md",
)


def fill(corpus: Path) -> None:
    """Write documents that hold what acts wherever a document can hold it, under names that hold it too."""
    corpus.mkdir()
    fact = f"The zebra park holds 50 zebras {HOSTILE} at a cost of {TURNED} dollars."
    for number, name in enumerate(NAMES):
        path = os.fsencode(corpus) + b"/" + name
        try:
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"# Zebra {HOSTILE}\n\nPark {number}: {fact}\n")
        except OSError:  # not every file system takes every name
            continue
    with open(os.fsencode(corpus) + "/broken\x1b]0;TITLE\x07\n\u202e".encode() + b"\xff.docx", "wb") as file:
        file.write(b"no zip")
    with open(os.fsencode(corpus) + b"/what\x1b[2J.exe", "wb") as file:
        file.write(b"MZ")
    (corpus / "table.csv").write_text(f"place,zebras\nGamma {HOSTILE};=1+1,88\n", "utf-8")
    (corpus / "page.html").write_text(f"<title>{TURNED}</title><h1>Zebra {TURNED}</h1><p>{fact}</p>", "utf-8")
    (corpus / "records.json").write_text(json.dumps([{"title": HOSTILE, "text": fact}]), "utf-8")
    mail = EmailMessage()
    mail["From"], mail["Subject"] = f"{TURNED} <z@zoo.example>", f"Zebra {TURNED}"
    mail.set_content(fact)
    (corpus / "mail.eml").write_bytes(mail.as_bytes())
    written = docx.Document()
    written.core_properties.title = written.core_properties.author = f"Zebra {TURNED}"
    written.add_heading(f"Zebra {TURNED}", 1)
    written.add_paragraph(f"The Word zebra park holds 51 zebras {TURNED} in all.")
    written.save(str(corpus / "word.docx"))


@pytest.fixture
def zoo(tmp_path: Path) -> Iterator[Assistant]:
    """An assistant over the hostile corpus, with fakes in place of the models."""
    fill(tmp_path / "corpus")
    with Assistant(
        Library(tmp_path / "corpus", tmp_path / "index", Settings(), HashingEmbedder()), ScriptedModel("Nothing.")
    ) as made:
        made.library.refresh()
        yield made


def assert_clean(text: str) -> None:
    assert text.strip()
    assert acting(text) == set()


def test_the_corpus_is_as_hostile_as_it_is_meant_to_be(zoo: Assistant) -> None:
    documents = zoo.library.documents()
    assert len(documents) >= len(NAMES)
    assert all(acting(zoo.library.document(document.name).text) & set("\u202e\u2066") for document in documents)
    answer = zoo.ask(QUESTION)
    assert acting(to_text(answer.to_dict()))
    assert any(acting(problem.name) for problem in zoo.library.problems())


def to_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_what_python_prints_of_an_answer_and_a_brief_is_clean(zoo: Assistant) -> None:
    assert_clean(str(zoo.ask(QUESTION)))
    assert_clean(str(zoo.brief("zebra")))


@pytest.mark.parametrize("name", ["\u202efdp.md", "\x1b]0;T\x07", "none\nerror: forged"])
def test_what_goes_wrong_is_told_clean(zoo: Assistant, name: str) -> None:
    for wrong in (
        lambda: zoo.library.document(name),
        lambda: zoo.library.remove(name),
        lambda: zoo.ask(QUESTION, scope=Scope(documents=[name])),
    ):
        with pytest.raises(Exception, match=r"document|file") as caught:
            wrong()
        assert_clean(str(caught.value))
        assert "\n" not in str(caught.value)


def test_exports_are_clean(zoo: Assistant) -> None:
    answer, brief = zoo.ask(f"{QUESTION} {TURNED}"), zoo.brief(f"zebra {HOSTILE}")
    assert_clean(answer_markdown(answer))
    assert_clean(conversation_markdown(f"{HOSTILE}\n# forged", [answer]))
    assert "\n# forged" not in conversation_markdown(f"{HOSTILE}\n# forged", [answer])
    assert_clean(brief_markdown(brief))
    assert_clean(figures_csv(zoo.library.figures()).replace("\r\n", "\n"))
    told = {"title": HOSTILE, "answers": [answer.to_dict()]}
    assert_clean(to_json(told, indent=2))
    assert json.loads(to_json(told)) == json.loads(json.dumps(told))


def test_a_word_document_is_clean_in_all_its_parts_and_has_no_field(zoo: Assistant) -> None:
    brief = zoo.brief(f"zebra {HOSTILE} \ufffe HYPERLINK http://evil.example {'x' * 300}")
    with zipfile.ZipFile(BytesIO(brief_docx(brief))) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                part = parts.read(name).decode("utf-8").replace("\r\n", "\n")
                assert acting(part) == set(), name
                assert "instrText" not in part
                assert "fldSimple" not in part
                assert 'Target="http' not in part
    text = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(brief_docx(brief))).paragraphs)
    assert "000,05" in text


# The command line ----------------------------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Run a command over the hostile corpus; return its exit code, what it printed, and beside it."""
    fill(tmp_path / "corpus")
    monkeypatch.setattr("assistant.embedding.open_embedder", lambda _: HashingEmbedder())
    monkeypatch.setattr("assistant.asking.assistant.open_language_model", lambda _: ScriptedModel("Nothing."))
    where = ["--corpus", str(tmp_path / "corpus"), "--index", str(tmp_path / "index")]

    def run(*arguments: str, at: list[str] = where) -> tuple[int, str, str]:
        result = CliRunner().invoke(cli.app, [*arguments, *at])
        assert not result.exception or isinstance(result.exception, SystemExit), result.exception
        assert acting(result.stdout) == set(), arguments
        assert acting(result.stderr) == set(), arguments
        return result.exit_code, result.stdout, result.stderr

    return run


def test_commands_print_names_by_numbers_and_texts_without_what_acts(run: Callable[..., tuple[int, str, str]]) -> None:
    _, indexed, _ = run("index")
    assert r"added     title\x1b]0;TITLE\x07.md" in indexed
    assert r"added     fdp\u202e.md" in indexed
    assert r"added     two\nlines.md" in indexed
    assert r"added     undecodable\xff\xfe.md" in indexed
    assert "added     [bold red]rich [link=x]y :skull:.md" in indexed
    assert "added     [red.md" in indexed
    assert r"skipped   broken\x1b]0;TITLE\x07\n\u202e\xff.docx: " in indexed
    assert r"skipped   what\x1b[2J.exe: " in indexed
    code, answer, _ = run("ask", QUESTION)
    assert (code, "000,05" in answer) == (0, True)
    for command in (["brief", "zebra"], ["search", "zebra", "-k", "20"], ["documents"]):
        code, told, _ = run(*command)
        assert (code, "000,05" in told) == (0, True), command
    assert "[bold red]rich[/] [link=http://evil.example]link[/link] :skull:" in run("search", "zebra", "-k", "20")[1]
    run("index", "--check")
    run("doctor")


def test_json_of_commands_is_exact_and_acts_on_no_terminal(run: Callable[..., tuple[int, str, str]]) -> None:
    for command in (["ask", QUESTION], ["brief", "zebra"], ["search", "zebra", "-k", "20"], ["documents"]):
        _, told, _ = run(*command, "--json")
        assert "\u202e" in to_text(json.loads(told)), command
        assert r"\u202e" in told, command


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", QUESTION, "--document", "\u202efdp.md\x1b[2J"],
        ["search", "zebra", "--kind", "\x9b2J"],
        ["search", "zebra", "--after", "\u202e4202\n"],
        ["eval", "missing\x1b[2J\u202e.jsonl"],
    ],
)
def test_messages_of_commands_are_clean(run: Callable[..., tuple[int, str, str]], arguments: list[str]) -> None:
    code, _, told = run(*arguments)
    assert code == 1
    assert told.splitlines()[-1].startswith("error: ")


def test_evaluations_and_feedback_are_clean(
    run: Callable[..., tuple[int, str, str]], zoo_feedback: Path, tmp_path: Path
) -> None:
    index = ["--index", str(zoo_feedback)]
    assert r"\u202e000,05\u202c" in run("feedback", at=index)[1]
    assert TURNED in json.loads(run("feedback", "--json", at=index)[1])[0]["question"]
    run("feedback", "--export", str(tmp_path / "kept.jsonl"), at=index)
    assert_clean((tmp_path / "kept.jsonl").read_text("utf-8"))
    code, table, _ = run("eval", str(tmp_path / "kept.jsonl"), "--json", str(tmp_path / "run.json"))
    assert (code, "answer contained" in table) == (0, True)
    for kept in ("run.json", "run.jsonl"):
        assert_clean((tmp_path / kept).read_text("utf-8"))
    row = json.loads((tmp_path / "run.jsonl").read_text("utf-8").splitlines()[0])
    other = {"right": "wrong"}.get(row["verdict"], "right")
    (tmp_path / "other.jsonl").write_text(json.dumps(row | {"verdict": other}) + "\n", "utf-8")
    _, changed, _ = run("eval", "--compare", str(tmp_path / "run.jsonl"), str(tmp_path / "other.jsonl"))
    assert "1 of 1 questions changed" in changed
    assert "000,05" in changed


@pytest.fixture
def zoo_feedback(tmp_path: Path) -> Path:
    """An index folder with a thumb up for an answer from hostile documents."""
    (tmp_path / "other").mkdir()
    fill(tmp_path / "other" / "corpus")
    index = tmp_path / "other" / "index"
    with Assistant(
        Library(tmp_path / "other" / "corpus", index, Settings(), HashingEmbedder()), ScriptedModel("Nothing.")
    ) as made:
        made.library.refresh()
        made.rate(made.ask(f"{QUESTION} {TURNED}"), "up", f"Well said {HOSTILE}\nforged")
    return index


# The server ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def server(zoo: Assistant) -> Iterator[Running]:
    with running(Service(zoo)) as made:
        yield made


def test_http_bodies_are_exact_and_act_on_no_terminal(server: Running, zoo: Assistant) -> None:
    name = next(document.name for document in zoo.library.documents() if "\u202e" in document.name)
    asked: dict[str, Any] = {"question": f"{QUESTION} {TURNED}"}
    with server.client() as client:
        answer = client.post("/v1/ask", json=asked)
        bodies = [
            answer,
            client.post("/v1/ask", json=asked | {"stream": True}),
            client.post("/v1/search", json=asked),
            client.post("/v1/evidence", json=asked),
            client.post("/v1/brief", json={"topic": f"zebra {TURNED}"}),
            client.get("/v1/documents"),
            client.get(f"/v1/documents/{name}"),
            client.get("/v1/figures"),
            client.get("/v1/problems"),
            client.post("/v1/feedback", json={"answer": answer.json(), "rating": "up", "comment": HOSTILE}),
            client.get("/v1/feedback"),
        ]
        wrong = [
            client.get("/v1/documents/none%1B\u202e.md"),
            client.post("/v1/search", json=asked | {"documents": ["\u202e"]}),
            client.post("/v1/search", json=asked | {f"q{HOSTILE}": 1}),
        ]
    for response in bodies:
        assert response.is_success, response.text
        assert acting(response.text.replace("\r\n", "\n")) == set(), response.url
        assert r"\u202e" in response.text, response.url
    for response in wrong:
        assert response.is_client_error
        assert_clean(response.text)
    assert bodies[6].json()["text"] == zoo.library.document(name).text
    assert answer.json()["claims"] == json.loads(json.dumps(zoo.ask(asked["question"]).to_dict()))["claims"]


def test_openai_text_is_clean_and_grows_whole(server: Running) -> None:
    asked = {"messages": [{"role": "user", "content": QUESTION}]}
    with server.client() as client:
        whole = client.post("/v1/chat/completions", json=asked)
        streamed = client.post("/v1/chat/completions", json=asked | {"stream": True})
    text = whole.json()["choices"][0]["message"]["content"]
    assert_clean(text)
    assert "000,05" in text
    assert_clean(whole.text)
    assert acting(streamed.text.replace("\r\n", "\n")) == set()
    events = [line.removeprefix("data: ") for line in streamed.text.splitlines() if line.startswith("data: {")]
    assert "".join(json.loads(each)["choices"][0]["delta"].get("content", "") for each in events) == text


def test_what_mcp_tells_is_clean_and_its_names_can_be_asked_for(server: Running, zoo: Assistant) -> None:
    name = next(document.name for document in zoo.library.documents() if "\u202e" in document.name)

    async def ask(client: Any) -> list[Any]:
        only = {"documents": [printable(name)]}
        return [
            await client.call_tool("list_documents", {}),
            await client.call_tool("ask", {"question": f"{QUESTION} {TURNED}"}),
            await client.call_tool("search", {"question": "zebra", "k": 20}),
            await client.call_tool("search", {"question": "zebra", **only}),
            await client.call_tool("ask", {"question": QUESTION, **only}),
            await client.call_tool("ask", {"question": QUESTION, "documents": ["none\u202e\x1b.md"]}),
        ]

    *answered, refused = told_by_mcp(server, ask)
    for result in answered:
        assert not result.is_error, result
        assert acting(to_text(result.structured_content)) == set()
        assert acting("".join(part.text for part in result.content)) == set()
    assert answered[3].structured_content["hits"][0]["passage"]["document"] == printable(name)
    assert refused.is_error
    assert acting(refused.content[0].text) == set()
