"""The command `index` with its modes, and watching the corpus for changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
    from assistant.indexing.building.builder import IndexReport, Progress
    from assistant.library.library import Library

WATCHER_WAITS_S = 5.0
"""How long a watcher waits for another writer before it reports it; then it keeps trying."""
_RECOGNIZING_WAITS_S = 600.0
"""How long recognition waits for another writer, such as a question that is asked meanwhile."""


def index(
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build a new index beside the old one, then swap.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Check the index for damage; change nothing.")] = False,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Hash every file, even if its size and time are unchanged.")
    ] = False,
    rebind: Annotated[
        bool, typer.Option("--rebind", help="Use this folder for an index that was built from another folder.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Keep watching the folder until Ctrl-C.")] = False,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait while another process writes.")] = 0.0,
    workers: Annotated[
        str | None,
        typer.Option(help="Read with Ray: `ray` here, `ray://HOST:PORT` on a cluster. [env var: ASSISTANT_WORKERS]"),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(help="Publish the index: milvus://HOST:PORT/DATABASE. [env var: ASSISTANT_STORE]"),
    ] = None,
) -> None:
    """Update the index from the corpus, and print what was added, changed, moved, removed, unchanged and skipped."""
    if check and (rebuild or rebind or watch):
        raise typer.BadParameter("--check changes nothing; use it alone, or with --thorough.")
    if rebuild and thorough:
        raise typer.BadParameter("--rebuild reads every file anyway; leave out --thorough.")
    from assistant.embedding import open_embedder
    from assistant.library.advice import advice_on_languages
    from assistant.library.library import Library
    from assistant.settings import load_settings

    with reporting():
        given = {"workers": workers, "store": store}
        settings = load_settings(**{name: value for name, value in given.items() if value is not None})
        library = Library(corpus, index, settings, open_embedder(settings))
        if check:
            _check(library, thorough)
            return
        with progress_bar() as progress:
            report = _update(library, UpdateOptions(rebuild, rebind, thorough), wait, progress)
        if report.rebuilt:
            err.print(f"{shown(report.rebuilt)} The index was rebuilt from the documents.")
        print_changes(report, out)
        out.print(f"{summary(report)}; generation {report.generation}, {report.seconds:.1f} s")
        if report.awaits:
            report = _recognize(library, report, wait)
        if advice := advice_on_languages(library.documents(), library.embedder.name):
            err.print(f"[dim]{shown(advice)}[/]")
        if settings.store:
            out.print(f"published to {shown(settings.store)}")
        if not (report.added or report.changed or report.unchanged or report.moved):
            err.print(f"[yellow]The corpus {shown(str(corpus))} has no documents yet. Put documents there.[/]")
        if watch:
            _watch(library, report)


@dataclass(frozen=True, slots=True)
class UpdateOptions:
    """How to update an index."""

    rebuild: bool
    rebind: bool
    thorough: bool

    def done(self, library: Library, progress: Progress, wait: float = 0.0) -> IndexReport:
        """Update or rebuild, and return the report."""
        if self.rebuild:
            return library.rebuild(progress, wait=wait, rebind=self.rebind)
        return library.refresh(progress, wait=wait, rebind=self.rebind, thorough=self.thorough)


def _update(library: Library, wanted: UpdateOptions, wait: float, progress: Progress) -> IndexReport:
    """Update or rebuild; print a message before waiting for another process."""
    try:
        return wanted.done(library, progress)
    except IndexLockedError:
        if not wait:
            raise
        err.print(f"[dim]Another process is writing to the index; waiting up to {wait:g} s for it.[/]")
        return wanted.done(library, progress, wait)


def _recognize(library: Library, report: IndexReport, wait: float) -> IndexReport:
    """Recognize the scanned pages, which Ctrl-C stops: everything else can be searched already."""
    pages = f"{report.awaits:,} scanned {'page' if report.awaits == 1 else 'pages'}"
    err.print(f"[dim]Recognizing the text of {pages}; the rest can be searched already (stop with Ctrl-C).[/]")
    try:
        with progress_bar() as progress:
            done = library.recognize(progress, wait=max(wait, _RECOGNIZING_WAITS_S))
    except KeyboardInterrupt:
        err.print("[dim]Stopped. The next `assistant index` continues there.[/]")
        return report
    if done is None:
        return report
    out.print(f"recognized {report.awaits - done.awaits:,} of {pages}; generation {done.generation}")
    news = set(done.skipped).difference(report.skipped)
    print_changes(replace(done, added=(), changed=(), skipped=tuple(s for s in done.skipped if s in news)), out)
    return done


def _check(library: Library, thorough: bool) -> None:
    faults = library.check(thorough=thorough)
    for fault in faults:
        out.print(f"[red]problem[/] {shown(fault.what)}\n        {shown(fault.mend)}")
    if faults:
        raise typer.Exit(1)
    as_its_files = ", and the files are unchanged since they were indexed" if thorough else ""
    out.print(f"The index {shown(str(library.index))} is intact{as_its_files}.")


def _watch(library: Library, report: IndexReport) -> None:
    """Follow the corpus until Ctrl-C."""
    import threading

    from assistant.indexing.building.watcher import watch
    from assistant.library.background import recognizing

    err.print(f"[dim]Following {shown(str(library.corpus))} (stop with Ctrl-C)[/]")
    try:
        with recognizing(library, tell_on(out)) as passed:

            def update() -> IndexReport:
                return passed(library.refresh(wait=WATCHER_WAITS_S))

            watch(update, library.corpus, library.index, tell_on(out), threading.Event(), report.skipped)
    except KeyboardInterrupt:
        err.print("[dim]stopped[/]")


@contextmanager
def following_corpus(library: Library) -> Iterator[None]:
    """Follow the corpus while the context lasts, unless another machine publishes the index."""
    from assistant.indexing.building.watcher import watching
    from assistant.library.background import recognizing

    if not library.follows_corpus:
        yield
        return
    with recognizing(library, tell_on(err)) as passed:

        def update() -> IndexReport:
            return passed(library.refresh(wait=WATCHER_WAITS_S))

        with watching(update, library.corpus, library.index, tell_on(err)):
            yield


def print_changes(report: IndexReport, console: Console) -> None:
    """Print a line for each file that was added, changed, moved, removed or skipped, and for each version kept."""
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
        called = "partly " if skipped.in_part else "skipped"
        console.print(f"[yellow]{called}[/]   {shown(skipped.name)}: {shown(skipped.reason)}")


def tell_on(console: Console) -> Callable[[IndexReport | AssistantError], None]:
    """Return a callback for the watcher that prints changes on a console and errors on standard error."""

    def tell(news: IndexReport | AssistantError) -> None:
        if isinstance(news, AssistantError):
            err.print(f"[yellow]index: {shown(str(news))}[/]")
        else:
            print_changes(news, console)

    return tell
