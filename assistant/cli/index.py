"""The command `index`, in all its ways, and following the corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from assistant.cli.terminal import (
    CorpusOption,
    IndexOption,
    err,
    out,
    progress_bar,
    reporting,
    shown,
    summary,
)
from assistant.errors import AssistantError, IndexLockedError

if TYPE_CHECKING:
    from assistant.asking.assistant import Assistant
    from assistant.indexing.building.builder import IndexReport, Progress

WATCHER_WAITS_S = 5.0
"""How long a watcher waits for another writer before it says so; then it goes on trying."""


def index(
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Start over beside the index in use, then swap.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Say whether the index is whole; change nothing.")] = False,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Look into every file, even where size and time are what they were.")
    ] = False,
    rebind: Annotated[
        bool, typer.Option("--rebind", help="Give an index that was made from another folder this one.")
    ] = False,
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
    if check and (rebuild or rebind or watch):
        raise typer.BadParameter("--check changes nothing; run it by itself, or with --thorough.")
    if rebuild and thorough:
        raise typer.BadParameter("--rebuild looks into every file anyway; leave out --thorough.")
    from assistant.asking.assistant import Assistant
    from assistant.embedding import open_embedder
    from assistant.settings import load_settings

    with reporting():
        given = {"workers": workers, "store": store}
        settings = load_settings(**{name: value for name, value in given.items() if value is not None})
        assistant = Assistant(corpus, index, settings, open_embedder(settings))
        if check:
            _check(assistant, thorough)
            return
        with progress_bar() as progress:
            report = _update(assistant, Wanted(rebuild, rebind, thorough), wait, progress)
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """How an index is to be brought up to its corpus."""

    rebuild: bool
    rebind: bool
    thorough: bool

    def done(self, assistant: Assistant, progress: Progress, wait: float = 0.0) -> IndexReport:
        """Update or rebuild, and return what came of it."""
        if self.rebuild:
            return assistant.rebuild(progress, wait=wait, rebind=self.rebind)
        return assistant.refresh(progress, wait=wait, rebind=self.rebind, thorough=self.thorough)


def _update(assistant: Assistant, wanted: Wanted, wait: float, progress: Progress) -> IndexReport:
    """Update or rebuild; say so before waiting for another process."""
    try:
        return wanted.done(assistant, progress)
    except IndexLockedError:
        if not wait:
            raise
        err.print(f"[dim]Another process is writing to the index; waiting for it, {wait:g} s at most.[/]")
        return wanted.done(assistant, progress, wait)


def _check(assistant: Assistant, thorough: bool) -> None:
    faults = assistant.check(thorough=thorough)
    for fault in faults:
        out.print(f"[red]problem[/] {shown(fault.what)}\n        {shown(fault.mend)}")
    if faults:
        raise typer.Exit(1)
    as_its_files = ", and its files hold what was indexed" if thorough else ""
    out.print(f"The index {shown(str(assistant.index))} is whole{as_its_files}.")


def _watch(assistant: Assistant, report: IndexReport) -> None:
    """Follow the corpus until Ctrl-C, which is how it is meant to end."""
    import threading

    from assistant.indexing.building.watcher import follow

    err.print(f"[dim]Following {shown(str(assistant.corpus))} (stop with Ctrl-C)[/]")
    try:
        update = partial(assistant.refresh, wait=WATCHER_WAITS_S)
        follow(update, assistant.corpus, assistant.index, tell_on(out), threading.Event(), report.skipped)
    except KeyboardInterrupt:
        err.print("[dim]stopped[/]")


@contextmanager
def following_corpus(assistant: Assistant) -> Iterator[None]:
    """Follow the corpus for as long as the context lasts, where it is this machine that publishes the index."""
    from assistant.indexing.building.watcher import following

    if not assistant.follows_corpus:
        yield
        return
    update = partial(assistant.refresh, wait=WATCHER_WAITS_S)
    with following(update, assistant.corpus, assistant.index, tell_on(err)):
        yield


def print_changes(report: IndexReport, console: Console) -> None:
    """Print a line for each file that was added, changed, moved, removed or skipped, and where what left is kept."""
    for what in ("added", "changed"):
        for name in getattr(report, what):
            console.print(f"{what:<9} {shown(name)}")
    for moved in report.moved:
        console.print(f"moved     {shown(moved.before)} -> {shown(moved.name)}")
    for name in report.removed:
        console.print(f"removed   {shown(name)}")
    for place in report.kept:
        console.print(f"kept      {shown(place)}")
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
