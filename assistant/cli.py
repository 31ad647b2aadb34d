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
AfterOption = Annotated[
    str, typer.Option("--after", help="Keep to documents of this date and later: 2024, 2024-05 or 2024-05-31.")
]
KindOption = Annotated[str, typer.Option("--kind", help="Keep to one kind of file: pdf, md, …")]


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
            bar.update(task, completed=done, total=total, name=shown(name), visible=True)

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
    if report.rebuilt:
        err.print(f"[dim]{escape(report.rebuilt)} It was built anew from the documents.[/]")
    if report.added or report.changed or report.moved or report.removed:
        err.print(f"[dim]index: {_summary(report)}[/]")
    return assistant


def _summary(report: IndexReport) -> str:
    counts = {what: len(getattr(report, what)) for what in ("added", "changed", "moved", "removed")}
    told = {what: count for what, count in counts.items() if count or what != "moved"}
    told |= {"unchanged": len(report.unchanged), "skipped": len(report.skipped)}
    return ", ".join(f"{count} {what}" for what, count in told.items())


def _print_changes(report: IndexReport, console: Console) -> None:
    """Print a line for each file that was added, changed, moved, removed or skipped."""
    for what in ("added", "changed"):
        for name in getattr(report, what):
            console.print(f"{what:<9} {shown(name)}")
    for moved in report.moved:
        console.print(f"moved     {shown(moved.before)} -> {shown(moved.name)}")
    for name in report.removed:
        console.print(f"removed   {shown(name)}")
    for skipped in report.skipped:
        console.print(f"[yellow]skipped[/]   {shown(skipped.name)}: {shown(skipped.reason)}")


def shown(text: str) -> str:
    """Return a name as it can be printed in one line: what would break or turn the line is told by its number."""
    return escape("".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text))


def _tell(news: IndexReport | AssistantError) -> None:
    """Say what following the corpus brought, on standard error."""
    if isinstance(news, AssistantError):
        err.print(f"[yellow]index: {escape(str(news))}[/]")
    else:
        _print_changes(news, err)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What to ask.")],
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    document: DocumentOption = None,
    after: AfterOption = "",
    kind: KindOption = "",
    as_json: JsonOption = False,
) -> None:
    """Ask a question. Exit code 3 means that the documents don't answer it."""
    with _reporting(), _open(corpus, index) as assistant:
        answers = assistant.stream(question, documents=document, after=after, kind=kind)
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
        out.print(f"\n[bold]\\[{citation.number}][/] {shown(citation.file + page + heading)}")
        out.print(f"    [dim]{escape(' '.join(citation.quote.split()))}[/]")


@app.command()
def brief(
    topic: Annotated[str, typer.Argument(help="What it is to be about; everything where left out.")] = "",
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    document: DocumentOption = None,
    after: AfterOption = "",
    kind: KindOption = "",
    as_json: JsonOption = False,
) -> None:
    """Sum up strategy, figures and risks, in a handful of cited sentences each. Exit code 3: nothing was found."""
    with _reporting(), _open(corpus, index) as assistant:
        written = assistant.brief(topic, documents=document, after=after, kind=kind)
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
    after: AfterOption = "",
    kind: KindOption = "",
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages to show.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """Show the passages that bear most on a question; no language model takes part."""
    with _reporting(), _open(corpus, index) as assistant:
        hits = assistant.search(question, k, documents=document, after=after, kind=kind)
        if as_json:
            sys.stdout.write(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=2) + "\n")
            return
        for number, hit in enumerate(hits, start=1):
            heading = f" · {' > '.join(hit.passage.heading)}" if hit.passage.heading else ""
            place = f"{hit.passage.document}{heading}"
            out.print(f"[bold]{number}.[/] {shown(place)} [dim]{hit.score:.2f}[/]")
            out.print(f"{escape(hit.passage.text.strip())}\n")


@app.command()
def index(
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Start over beside the index in use, then swap.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Say whether the index is whole; change nothing.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on following the folder until Ctrl-C.")] = False,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait while another process writes.")] = 0.0,
) -> None:
    """Bring the index up to the corpus, and print what was added, changed, moved, removed, unchanged and skipped."""
    from assistant.assistant import Assistant
    from assistant.embedding import open_embedder
    from assistant.settings import load_settings

    with _reporting():
        settings = load_settings()
        assistant = Assistant(corpus, index, settings, open_embedder(settings))
        if check:
            _check(assistant)
            return
        with _progress() as progress:
            report = _update(assistant, rebuild, wait, progress)
        if report.rebuilt:
            err.print(f"{escape(report.rebuilt)} It was built anew from the documents.")
        _print_changes(report, out)
        out.print(f"{_summary(report)}; generation {report.generation}, {report.seconds:.1f} s")
        if not (report.added or report.changed or report.unchanged or report.moved):
            err.print(f"[yellow]The corpus {escape(str(corpus))} has no document yet: put .md or .txt files there.[/]")
        if watch:
            _watch(assistant)


def _update(assistant: Assistant, rebuild: bool, wait: float, progress: Progress) -> IndexReport:
    """Update or rebuild; say so before waiting for another process."""
    update = assistant.rebuild if rebuild else assistant.refresh
    try:
        return update(progress)
    except IndexLockedError:
        if not wait:
            raise
        err.print(f"[dim]Another process is writing to the index; waiting for it, {wait:g} s at most.[/]")
        return update(progress, wait=wait)


def _check(assistant: Assistant) -> None:
    faults = assistant.check()
    for fault in faults:
        out.print(f"[red]problem[/] {shown(fault.what)}\n        {shown(fault.mend)}")
    if faults:
        raise typer.Exit(1)
    out.print(f"The index {escape(str(assistant.index))} is whole.")


def _watch(assistant: Assistant) -> None:
    """Follow the corpus until Ctrl-C, which is how it is meant to end."""
    import threading

    from assistant.indexing.watcher import follow

    def tell(news: IndexReport | AssistantError) -> None:
        if isinstance(news, AssistantError):
            _tell(news)
        else:
            _print_changes(news, out)

    err.print(f"[dim]Following {escape(str(assistant.corpus))} (stop with Ctrl-C)[/]")
    try:
        follow(assistant.refresh, assistant.corpus, assistant.index, tell, threading.Event())
    except KeyboardInterrupt:
        err.print("[dim]stopped[/]")


@app.command()
def documents(
    corpus: CorpusOption = Path("corpus"), index: IndexOption = Path("index"), as_json: JsonOption = False
) -> None:
    """List what is indexed: title, kind, pages, passages, figures, date, when it was indexed, from which file."""
    with _reporting(), _open(corpus, index) as assistant:
        found = assistant.documents()
    if as_json:
        listed = [{**asdict(document), "kind": document.kind} for document in found]
        sys.stdout.write(json.dumps(listed, ensure_ascii=False, indent=2) + "\n")
        return
    for document in found:
        facts = (
            document.kind,
            f"{document.pages} pages" if document.pages else "",
            f"{document.passages} passages",
            f"{document.figures} figures",
            document.dated,
            f"indexed {document.indexed_at}",
            f"from {document.file}" if document.file != document.name else "",
            f"also {', '.join(document.copies)}" if document.copies else "",
        )
        out.print(f"[bold]{shown(document.name)}[/] · {shown(document.title)}")
        out.print(f"    [dim]{shown(', '.join(fact for fact in facts if fact))}[/]")


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
        from assistant.indexing.watcher import following
        from ui import launch_chat

        with following(assistant.refresh, corpus, index, _tell):
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
