"""The command line: parse, call one function, render.

Exit codes: 0 done, 1 something is wrong and the message says what to do, 2 the command was not understood, 3 the
documents don't answer the question.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from assistant.errors import AssistantError, IndexLockedError

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.indexing.builder import IndexReport, Progress
    from assistant.types import Citation

ABSTAINED = 3
Part = Literal["answers", "retrieval", "grounding"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Ask your documents. Every sentence of an answer cites the sentence it rests on, or it is not shown.",
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

CorpusOption = Annotated[Path, typer.Option("--corpus", help="The folder of documents.", envvar="ASSISTANT_CORPUS")]
IndexOption = Annotated[Path, typer.Option("--index", help="The folder of the index.", envvar="ASSISTANT_INDEX")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
DocumentOption = Annotated[
    list[str] | None, typer.Option("--document", help="Keep to this document; may be given again.")
]


def _fail(error: AssistantError) -> NoReturn:
    err.print(f"[red]error:[/] {escape(str(error))}")
    raise typer.Exit(1)


@contextmanager
def _reporting() -> Iterator[None]:
    """Print what the user can mend, and nothing more."""
    try:
        yield
    except AssistantError as error:
        _fail(error)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


@contextmanager
def _progress(doing: str = "indexing") -> Iterator[Progress]:
    """Show one bar on standard error for as long as there is something to do, on a terminal only."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[name]}"))
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(doing, total=None, name="", visible=False)

        def show(name: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, name=escape(name), visible=True)

        yield show


def _open(corpus: Path, index: Path) -> Assistant:
    """Open the assistant with its index brought up to the corpus; say on standard error what that changed."""
    from assistant.assistant import Assistant
    from assistant.embedding import open_embedder
    from assistant.indexing.layout import current_database
    from assistant.settings import load_settings

    settings = load_settings()
    assistant = Assistant(corpus, index, settings, open_embedder(settings))
    try:
        with _progress() as progress:
            report = assistant.refresh(progress)
    except IndexLockedError:
        if current_database(index) is None:
            raise
        err.print("[yellow]Another process is bringing the index up to date; using it as it was.[/]")
        return assistant
    if report.added or report.changed or report.removed:
        err.print(f"[dim]index: {_summary(report)}[/]")
    return assistant


def _summary(report: IndexReport) -> str:
    counts = {what: len(getattr(report, what)) for what in ("added", "changed", "removed", "unchanged", "skipped")}
    return ", ".join(f"{count} {what}" for what, count in counts.items())


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What to ask.")],
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    document: DocumentOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a question. Exit code 3 means that the documents don't answer it."""
    with _reporting(), _open(corpus, index) as assistant:
        answers = assistant.stream(question, documents=document)
        if as_json:
            *_, answer = answers
            sys.stdout.write(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2) + "\n")
        else:
            shown = 0
            for answer in answers:
                out.print(escape(answer.text[shown:]), end="")
                shown = len(answer.text)
            out.print()
            _print_sources(answer.citations)
    if answer.abstained:
        raise typer.Exit(ABSTAINED)


def _print_sources(citations: Sequence[Citation]) -> None:
    for citation in citations:
        page = f", {citation.place}" if citation.place else ""
        heading = f" · {' > '.join(citation.heading)}" if citation.heading else ""
        out.print(f"\n[bold]\\[{citation.number}][/] {escape(citation.document + page + heading)}")
        out.print(f"    [dim]{escape(' '.join(citation.quote.split()))}[/]")


@app.command()
def brief(
    topic: Annotated[str, typer.Argument(help="What it is to be about; everything where left out.")] = "",
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    document: DocumentOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sum up strategy, figures and risks, in a handful of cited sentences each. Exit code 3: nothing was found."""
    with _reporting(), _open(corpus, index) as assistant:
        written = assistant.brief(topic, documents=document)
        if as_json:
            sys.stdout.write(json.dumps(written.to_dict(), ensure_ascii=False, indent=2) + "\n")
        else:
            for section in written.sections:
                out.print(f"[bold]{section.facet.capitalize()}[/]")
                out.print(f"{escape(section.text)}\n")
            _print_sources(written.citations)
    if not written.citations:
        raise typer.Exit(ABSTAINED)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="What to look for.")],
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    document: DocumentOption = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages to show.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """Show the passages that bear most on a question; no language model takes part."""
    with _reporting(), _open(corpus, index) as assistant:
        hits = assistant.search(question, k, documents=document)
        if as_json:
            sys.stdout.write(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=2) + "\n")
            return
        for number, hit in enumerate(hits, start=1):
            heading = f" · {' > '.join(hit.passage.heading)}" if hit.passage.heading else ""
            place = f"{hit.passage.document}{heading}"
            out.print(f"[bold]{number}.[/] {escape(place)} [dim]{hit.score:.2f}[/]")
            out.print(f"{escape(hit.passage.text.strip())}\n")


@app.command()
def index(
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Start over beside the index in use, then swap.")] = False,
) -> None:
    """Bring the index up to the corpus, and print what was added, changed, removed, unchanged and skipped."""
    from assistant.assistant import Assistant
    from assistant.embedding import open_embedder
    from assistant.settings import load_settings

    with _reporting():
        settings = load_settings()
        assistant = Assistant(corpus, index, settings, open_embedder(settings))
        with _progress() as progress:
            report = assistant.rebuild(progress) if rebuild else assistant.refresh(progress)
        for what in ("added", "changed", "removed"):
            for name in getattr(report, what):
                out.print(f"{what:<9} {escape(name)}")
        for skipped in report.skipped:
            out.print(f"[yellow]skipped[/]   {escape(skipped.name)}: {escape(skipped.reason)}")
        out.print(f"{_summary(report)}; generation {report.generation}, {report.seconds:.1f} s")
        if not (report.added or report.changed or report.unchanged):
            err.print(f"[yellow]The corpus {escape(str(corpus))} has no document yet: put .md or .txt files there.[/]")


@app.command()
def chat(
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on.")] = 7860,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the window in a browser.")] = True,
) -> None:
    """Open the chat window in a browser."""
    with _reporting(), _open(corpus, index) as assistant:
        from ui import launch_chat

        launch_chat(assistant, host=host, port=port, open_browser=open_browser)


@app.command()
def doctor(corpus: CorpusOption = Path("corpus"), index: IndexOption = Path("index")) -> None:
    """Say which models, index and corpus would be used, whether they are whole, and what to do when not."""
    from assistant.doctor import examine
    from assistant.settings import load_settings

    with _reporting():
        findings = examine(load_settings(), corpus, index)
    for finding in findings:
        mark = "[green]ok[/]     " if finding.whole else "[red]problem[/]"
        out.print(f"{mark} {finding.subject}: {escape(finding.found)}")
        if finding.advice:
            out.print(f"        {escape(finding.advice)}")
    if not all(finding.whole for finding in findings):
        raise typer.Exit(1)


@app.command("eval")
def evaluate(
    questions: Annotated[Path | None, typer.Argument(help="A .jsonl of questions with known answers.")] = None,
    corpus: Annotated[Path | None, typer.Option("--corpus", help="The folder they are asked of.")] = None,
    index: Annotated[Path | None, typer.Option("--index", help="Where its index is kept; the cache folder.")] = None,
    json_out: Annotated[
        Path | None, typer.Option("--json", help="Leave the report here, outcomes (.jsonl) and picture (.svg) beside.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Ask only so many, drawn with a fixed seed.")] = 0,
    only: Annotated[Part, typer.Option(help="Measure this alone; retrieval and grounding need no model.")] = "answers",
    own_document: Annotated[bool, typer.Option("--own-document", help="Ask each of its own document alone.")] = False,
    compare: Annotated[
        tuple[Path, Path] | None, typer.Option(help="Compare two runs by their .jsonl instead of asking.")
    ] = None,
) -> None:
    """Ask questions with known answers, and report how good the answers are, with 95% intervals."""
    from assistant.evaluation import compare as comparing
    from assistant.evaluation.datasets import read_questions
    from assistant.evaluation.run import evaluate as run
    from assistant.evaluation.run import index_for, sample
    from assistant.models import cache_folder
    from assistant.settings import load_settings

    with _reporting():
        if compare:
            before, after = map(comparing.read_outcomes, compare)
            out.print(escape(comparing.compare(before, after).to_markdown()))
            return
        if questions is None:
            raise typer.BadParameter("Give a .jsonl of questions, or --compare with two runs.")
        if json_out and json_out.suffix in (".jsonl", ".svg"):
            raise typer.BadParameter("Name the report with another ending, such as .json; that one is used beside it.")
        asked = sample(read_questions(questions), limit)
        beside = questions.parent / "corpus"
        corpus = corpus or (beside if beside.is_dir() else Path("corpus"))
        index = index or index_for(corpus, cache_folder(load_settings()))
        with _open(corpus, index) as assistant, _progress(only) as show:
            done = 0

            def advance() -> None:
                nonlocal done
                done += 1
                show("", done, len(asked))

            report = run(assistant, asked, part=only, keep_to_document=own_document, kept=json_out, progress=advance)
        out.print(escape(report.to_markdown()))
