"""The commands on what is indexed: `index`, in all its ways, and `documents`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from assistant.errors import AssistantError, IndexLockedError
from assistant.printable import to_json
from assistant.terminal import (
    CorpusOption,
    IndexOption,
    JsonOption,
    err,
    open_assistant,
    out,
    progress_bar,
    reporting,
    shown,
    summary,
)

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.indexing.builder import IndexReport, Progress

WATCHER_WAITS_S = 5.0
"""How long a watcher waits for another writer before it says so; then it goes on trying."""


def index(
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Start over beside the index in use, then swap.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Say whether the index is whole; change nothing.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on following the folder until Ctrl-C.")] = False,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait while another process writes.")] = 0.0,
    workers: Annotated[
        str | None,
        typer.Option(help="Read by Ray: `ray` here, `ray://HOST:PORT` on a cluster. [env var: ASSISTANT_WORKERS]"),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(help="Publish it for others: milvus://HOST:PORT/DATABASE. [env var: ASSISTANT_STORE]"),
    ] = None,
) -> None:
    """Bring the index up to the corpus, and print what was added, changed, moved, removed, unchanged and skipped."""
    from assistant.assistant import Assistant
    from assistant.embedding import open_embedder
    from assistant.settings import load_settings

    with reporting():
        given = {"workers": workers, "store": store}
        settings = load_settings(**{name: value for name, value in given.items() if value is not None})
        assistant = Assistant(corpus, index, settings, open_embedder(settings))
        if check:
            _check(assistant)
            return
        with progress_bar() as progress:
            report = _update(assistant, rebuild, wait, progress)
        if report.rebuilt:
            err.print(f"{shown(report.rebuilt)} It was built anew from the documents.")
        print_changes(report, out)
        out.print(f"{summary(report)}; generation {report.generation}, {report.seconds:.1f} s")
        if settings.store:
            out.print(f"published to {shown(settings.store)}")
        if not (report.added or report.changed or report.unchanged or report.moved):
            err.print(f"[yellow]The corpus {shown(str(corpus))} has no document yet: put documents there.[/]")
        if watch:
            _watch(assistant, report)


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
    out.print(f"The index {shown(str(assistant.index))} is whole.")


def _watch(assistant: Assistant, report: IndexReport) -> None:
    """Follow the corpus until Ctrl-C, which is how it is meant to end."""
    import threading

    from assistant.indexing.watcher import follow

    err.print(f"[dim]Following {shown(str(assistant.corpus))} (stop with Ctrl-C)[/]")
    try:
        update = partial(assistant.refresh, wait=WATCHER_WAITS_S)
        follow(update, assistant.corpus, assistant.index, tell_on(out), threading.Event(), report.skipped)
    except KeyboardInterrupt:
        err.print("[dim]stopped[/]")


@contextmanager
def following_corpus(assistant: Assistant) -> Iterator[None]:
    """Follow the corpus for as long as the context lasts, where it is this machine that publishes the index."""
    from assistant.indexing.watcher import following

    if not assistant.follows_corpus:
        yield
        return
    update = partial(assistant.refresh, wait=WATCHER_WAITS_S)
    with following(update, assistant.corpus, assistant.index, tell_on(err)):
        yield


def documents(
    corpus: CorpusOption = Path("corpus"), index: IndexOption = Path("index"), as_json: JsonOption = False
) -> None:
    """List what is indexed: title, kind, pages, passages, figures, date, when it was indexed, from which file."""
    with reporting(), open_assistant(corpus, index) as assistant:
        found = assistant.documents()
    if as_json:
        listed = [{**asdict(document), "kind": document.kind} for document in found]
        sys.stdout.write(to_json(listed, indent=2) + "\n")
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


def print_changes(report: IndexReport, console: Console) -> None:
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


def tell_on(console: Console) -> Callable[[IndexReport | AssistantError], None]:
    """Return what prints what following the corpus brings: changes on a console, errors on standard error."""

    def tell(news: IndexReport | AssistantError) -> None:
        if isinstance(news, AssistantError):
            err.print(f"[yellow]index: {shown(str(news))}[/]")
        else:
            print_changes(news, console)

    return tell
