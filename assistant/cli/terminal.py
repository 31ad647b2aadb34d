"""What the commands share: where they print, the options that all take, the way to the assistant."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from assistant.disk import told
from assistant.errors import (
    AssistantError,
    DocumentError,
    ForeignIndexError,
    IndexLockedError,
    UnwritableIndexError,
)
from assistant.printable import printable, printable_name

if TYPE_CHECKING:
    from assistant.asking.assistant import Assistant
    from assistant.indexing.building.builder import IndexReport, Progress

_ASIDE = {ord("["): "\ufdd0", ord("\\"): "\ufdd1"}
_BACK = {0xFDD0: "[", 0xFDD1: "\\"}


class Terminal(Console):
    """A console whose styles are ours alone: `said` and `shown` keep brackets out of it until markup has been read.

    Escaping them is not enough: two escaped texts can make a tag together, and one that ends in a backslash undoes the
    tag behind it. Two no-characters, which nothing printable has, stand in for `[` and the backslash.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - whatever a console takes
        super().__init__(highlight=False, soft_wrap=True, emoji=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:  # noqa: ANN401 - whatever the console takes
        """Return a line of ours with its styles, the texts in it as they are."""
        rendered = super().render_str(text, **options)
        rendered.plain = rendered.plain.translate(_BACK)
        return rendered


out = Terminal()
err = Terminal(stderr=True)

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


def fail(error: AssistantError) -> NoReturn:
    """Print what is wrong, and leave with exit code 1."""
    err.print(f"[red]error:[/] {shown(str(error))}")
    raise typer.Exit(1)


@contextmanager
def reporting() -> Iterator[None]:
    """Print what the user can mend, and nothing more; what libraries log is made printable."""
    if isinstance(logging.lastResort, logging.Handler):
        logging.lastResort.setFormatter(_Printable())
    try:
        yield
    except AssistantError as error:
        fail(error)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        fail(AssistantError(told("Something cannot be read or written", error, "try again")))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


@contextmanager
def progress_bar(doing: str = "indexing") -> Iterator[Progress]:
    """Show one bar on standard error for as long as there is something to do, on a terminal only."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[name]}", markup=False))
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(doing, total=None, name="", visible=False)

        def show(name: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, name=printable_name(name), visible=True)

        yield show


def open_assistant(corpus: Path, index: Path, *, writes: bool = False) -> Assistant:
    """Open the assistant with its index brought up to the corpus; say on standard error what that changed.

    An index that another machine publishes is taken as it is. So is, unless the command is one that `writes`, an index
    that was made from another folder, and one that cannot be written to now; standard error says so.

    Raises:
        ForeignIndexError: the index was made from another folder, and the command is one that `writes`.
    """
    from assistant.asking.assistant import Assistant
    from assistant.embedding import open_embedder
    from assistant.indexing.bound import check_bound
    from assistant.indexing.layout import current_database
    from assistant.settings import load_settings

    settings = load_settings()
    assistant = Assistant(corpus, index, settings, open_embedder(settings))
    if not assistant.follows_corpus:
        return assistant
    is_there = current_database(index) is not None
    try:
        if is_there and not writes:
            check_bound(index, corpus)
        with progress_bar() as progress:
            report = assistant.refresh(progress)
    except (ForeignIndexError, DocumentError) as error:
        if writes or not is_there:
            raise
        found = error.found if isinstance(error, ForeignIndexError) else str(error)
        err.print(f"[yellow]{shown(found)} The index is used as it is.[/]")
        return assistant
    except IndexLockedError:
        if not is_there:
            raise
        err.print("[yellow]Another process is bringing the index up to date; using it as it was.[/]")
        return assistant
    except UnwritableIndexError as error:
        if not is_there:
            raise
        err.print(f"[yellow]{shown(str(error))}[/]")
        return assistant
    if report.rebuilt:
        err.print(f"[dim]{shown(report.rebuilt)} It was built anew from the documents.[/]")
    if report.added or report.changed or report.moved or report.removed:
        err.print(f"[dim]index: {summary(report)}[/]")
    return assistant


def check_database() -> None:
    """Raise SettingsError where a database is to keep conversations and cannot: better now than when there is one."""
    from assistant.settings import load_settings

    if url := load_settings().database_url:
        from assistant.memory.database import check_database as check

        check(url)


def summary(report: IndexReport) -> str:
    """Return the counts of a report in one line: "1 added, 0 changed, …"."""
    counts = {what: len(getattr(report, what)) for what in ("added", "changed", "moved", "removed")}
    told = {what: count for what, count in counts.items() if count or what != "moved"}
    told |= {"unchanged": len(report.unchanged), "skipped": len(report.skipped)}
    return ", ".join(f"{count} {what}" for what, count in told.items())


def shown(text: str) -> str:
    """Return a name or a message for a line of `out` or `err`: what would act is told by its number."""
    return printable_name(text).translate(_ASIDE)


def said(text: str) -> str:
    """Return a text for `out` or `err`, with its lines: what would act is left out."""
    return printable(text).translate(_ASIDE)


class _Printable(logging.Formatter):
    """Formats a record so that nothing in it acts on a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines."""
        return printable(super().format(record))
