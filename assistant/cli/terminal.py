"""What the commands share: consoles, common options, error reporting, opening the assistant."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from assistant.disk import explanation
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
    from assistant.indexing.scope import Scope
    from assistant.library.library import Library

_ASIDE = {ord("["): "\ufdd0", ord("\\"): "\ufdd1"}
_BACK = {0xFDD0: "[", 0xFDD1: "\\"}


class Terminal(Console):
    """A console on which only our own markup takes effect: `said` and `shown` hide brackets until it is parsed.

    Escaping is not enough: two escaped texts can form a tag together, and a text that ends in a backslash undoes the
    tag after it. So two noncharacters, which printable text never contains, replace `[` and the backslash.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - passed on to Console
        super().__init__(highlight=False, soft_wrap=True, emoji=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:  # noqa: ANN401 - passed on to Console
        """Return a line with our styles applied and the hidden characters restored."""
        rendered = super().render_str(text, **options)
        rendered.plain = rendered.plain.translate(_BACK)
        return rendered


out = Terminal()
err = Terminal(stderr=True)

CorpusOption = Annotated[Path, typer.Option("--corpus", help="The folder of documents.", envvar="ASSISTANT_CORPUS")]
IndexOption = Annotated[Path, typer.Option("--index", help="The folder of the index.", envvar="ASSISTANT_INDEX")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
DocumentOption = Annotated[
    list[str] | None, typer.Option("--document", help="Use only this document; may be repeated.")
]
AfterOption = Annotated[
    str, typer.Option("--after", help="Use only documents dated 2024, 2024-05 or 2024-05-31 or later.")
]
KindOption = Annotated[str, typer.Option("--kind", help="Use only files of this kind: pdf, md, …")]


def fail(error: AssistantError) -> NoReturn:
    """Print the error and exit with code 1."""
    err.print(f"[red]error:[/] {shown(str(error))}")
    raise typer.Exit(1)


@contextmanager
def reporting() -> Iterator[None]:
    """Print errors that the user can fix without a traceback; log messages of libraries are made printable."""
    if isinstance(logging.lastResort, logging.Handler):
        logging.lastResort.setFormatter(_Printable())
    try:
        yield
    except AssistantError as error:
        fail(error)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        fail(AssistantError(explanation("A file cannot be read or written", error, "try again")))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


@contextmanager
def progress_bar(doing: str = "indexing") -> Iterator[Progress]:
    """Show a progress bar on standard error while there is something to do, on a terminal only."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[name]}", markup=False))
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(doing, total=None, name="", visible=False)

        def show(name: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, name=printable_name(name), visible=True)

        yield show


def scope_of(document: list[str] | None, after: str, kind: str) -> Scope:
    """Return the scope that the options of a command describe. Raises QuestionError if `after` is not a date."""
    from assistant.indexing.scope import Scope

    return Scope(document, after=after, kind=kind)


def open_assistant(corpus: Path, index: Path, *, writes: bool = False) -> Assistant:
    """Open the assistant, its library as `open_library` does."""
    from assistant.asking.assistant import Assistant

    return Assistant(open_library(corpus, index, writes=writes))


def open_library(corpus: Path, index: Path, *, writes: bool = False) -> Library:
    """Open the library, update its index from the corpus, and report the changes on standard error.

    An index that another machine publishes is used as it is. So is, unless the command `writes`, an index that belongs
    to another folder or cannot be written now; a message on standard error says so.

    Raises:
        ForeignIndexError: the index belongs to another folder, and the command `writes`.
    """
    from assistant.embedding import open_embedder
    from assistant.indexing.bound import check_bound
    from assistant.indexing.layout import current_database
    from assistant.library.library import Library
    from assistant.settings import load_settings

    settings = load_settings()
    library = Library(corpus, index, settings, open_embedder(settings))
    if not library.follows_corpus:
        return library
    is_there = current_database(index) is not None
    try:
        if is_there and not writes:
            check_bound(index, corpus)
        with progress_bar() as progress:
            report = library.refresh(progress)
    except (ForeignIndexError, DocumentError) as error:
        if writes or not is_there:
            raise
        found = error.found if isinstance(error, ForeignIndexError) else str(error)
        err.print(f"[yellow]{shown(found)} The index is used as it is.[/]")
        return library
    except IndexLockedError:
        if not is_there:
            raise
        err.print("[yellow]Another process is updating the index; using its last state.[/]")
        return library
    except UnwritableIndexError as error:
        if not is_there:
            raise
        err.print(f"[yellow]{shown(str(error))}[/]")
        return library
    if report.rebuilt:
        err.print(f"[dim]{shown(report.rebuilt)} The index was rebuilt from the documents.[/]")
    if report.added or report.changed or report.moved or report.removed:
        err.print(f"[dim]index: {summary(report)}[/]")
    return library


def require_database() -> None:
    """Raise SettingsError if the database for conversations is configured but cannot be used: fail early."""
    from assistant.settings import load_settings

    if url := load_settings().database_url:
        from assistant.memory.database import check_database

        check_database(url)


def summary(report: IndexReport) -> str:
    """Return the counts of a report on one line: "1 added, 0 changed, …"."""
    counts = {what: len(getattr(report, what)) for what in ("added", "changed", "moved", "removed")}
    told = {what: count for what, count in counts.items() if count or what != "moved"}
    partly = len({one.name for one in report.skipped if one.in_part})
    told |= {"unchanged": len(report.unchanged), "skipped": sum(not one.in_part for one in report.skipped)}
    told |= {"read in part": partly} if partly else {}
    return ", ".join(f"{count} {what}" for what, count in told.items())


def shown(text: str) -> str:
    r"""Return a name or message for a line of `out` or `err`; unsafe characters become escapes such as `\u202e`."""
    return printable_name(text).translate(_ASIDE)


def said(text: str) -> str:
    """Return a text of several lines for `out` or `err`; unsafe characters are removed."""
    return printable(text).translate(_ASIDE)


class _Printable(logging.Formatter):
    """Formats a log record so that no control character reaches the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines."""
        return printable(super().format(record))
