"""The commands `documents`, `add`, `remove`, and `purge`, which deletes the versions that those two keep."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.index import print_changes
from assistant.cli.terminal import CorpusOption, IndexOption, JsonOption, err, open_library, out, reporting, shown
from assistant.disk import explained
from assistant.errors import AssistantError, DocumentError, ForeignIndexError, IndexLockedError
from assistant.library.removed import FOLDER, Removed, delete_versions, removed_files
from assistant.printable import to_json

if TYPE_CHECKING:
    from assistant.indexing.building.builder import IndexReport
    from assistant.library.library import Library

WaitOption = Annotated[float, typer.Option(min=0, help="Seconds to wait while another process writes.")]


def documents(
    corpus: CorpusOption = Path("corpus"), index: IndexOption = Path("index"), as_json: JsonOption = False
) -> None:
    """List the indexed documents: title, kind, pages, passages, figures, date, time of indexing, file."""
    with reporting():
        found = open_library(corpus, index).documents()
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


def add(
    files: Annotated[list[Path], typer.Argument(help="The files to add; a file of the same name is replaced.")],
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    wait: WaitOption = 60.0,
    as_json: JsonOption = False,
) -> None:
    """Copy files into the folder of documents and index them. Replaced versions are kept in its folder .removed."""
    _change(corpus, index, files, lambda library, file: library.add(file, wait=wait), as_json)


def remove(
    names: Annotated[list[str], typer.Argument(help="The files to remove, as `assistant documents` names them.")],
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    wait: WaitOption = 60.0,
    as_json: JsonOption = False,
) -> None:
    """Remove files from the index. They are moved to the folder .removed of the documents, not deleted."""
    _change(corpus, index, names, lambda library, name: library.remove(name, wait=wait), as_json)


def _change(
    corpus: Path,
    index: Path,
    wanted: Iterable[Path | str],
    change: Callable[[Library, Any], IndexReport],
    as_json: bool,
) -> None:
    """Apply a change to each file; a failure does not stop the others, but sets exit code 1."""
    from assistant.embedding import open_embedder
    from assistant.library.library import Library
    from assistant.settings import load_settings

    done: list[dict[str, object]] = []
    failed: list[dict[str, str]] = []
    with reporting():
        settings = load_settings()
        with closing(Library(corpus, index, settings, open_embedder(settings))) as library:
            for what in wanted:
                try:
                    report = change(library, what)
                except (ForeignIndexError, IndexLockedError):
                    raise
                except AssistantError as error:
                    failed.append({"file": str(what), "error": str(error)})
                    err.print(f"[red]error:[/] {shown(str(error))}")
                    continue
                done.append({"file": str(what), **asdict(report)})
                if not as_json:
                    own = tuple(one for one in report.skipped if one.name.startswith(Path(what).name))
                    print_changes(replace(report, skipped=own), out)
                    if not (report.added or report.changed or report.moved or report.removed):
                        out.print(f"unchanged {shown(str(what))}")
    if as_json:
        sys.stdout.write(to_json({"done": done, "failed": failed}, indent=2) + "\n")
    if failed:
        raise typer.Exit(1)


def purge(
    names: Annotated[list[str] | None, typer.Argument(help="Delete every earlier version of these documents.")] = None,
    corpus: CorpusOption = Path("corpus"),
    older_than: Annotated[
        float | None,
        typer.Option(
            "--older-than", min=0, max=36_500, help="Delete versions that were kept more than so many days ago."
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Delete every earlier version of every document.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking for confirmation.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the earlier versions of documents in .removed, or delete some of them permanently.

    If names and --older-than are both given, a version must match both. Without either, the versions are listed.
    """
    if everything and (names or older_than is not None):
        raise typer.BadParameter("--all deletes every version; leave out names and --older-than.")
    with reporting():
        kept = removed_files(corpus)
        _refuse_unknown(corpus, names or (), kept)
        chosen = _chosen(kept, names, older_than)
        deleting = bool(names) or everything or older_than is not None
        if not as_json:
            for version in chosen:
                out.print(f"{version.removed_at:%Y-%m-%d %H:%M:%S} {version.size:>12,} bytes  {shown(version.name)}")
        size = sum(version.size for version in chosen)
        told = f"{len(chosen)} earlier versions, {size:,} bytes"
        if deleting and chosen:
            if not yes:
                typer.confirm(f"Permanently delete {told}?", abort=True, err=True)
            with explained(DocumentError, f"Not all of them can be deleted from {corpus / FOLDER}", "purge again"):
                delete_versions(corpus, chosen)
    if as_json:
        listed = [
            {"name": one.name, "removed_at": one.removed_at.isoformat(), "size": one.size, "path": str(one.path)}
            for one in chosen
        ]
        what = {"deleted" if deleting else "kept": listed}
        sys.stdout.write(to_json(what, indent=2) + "\n")
    elif deleting:
        out.print(f"{told} deleted" if chosen else "Nothing to delete.")
    else:
        out.print(told if chosen else "There are no earlier versions.")


def _chosen(kept: Sequence[Removed], names: Sequence[str] | None, older_than: float | None) -> tuple[Removed, ...]:
    before = datetime.now(UTC) - timedelta(days=older_than) if older_than is not None else None
    return tuple(
        version
        for version in kept
        if (not names or version.name in names) and (before is None or version.removed_at < before)
    )


def _refuse_unknown(corpus: Path, names: Sequence[str], kept: Sequence[Removed]) -> None:
    """Raise DocumentError if no earlier version of a named document is kept."""
    for name in names:
        if all(version.name != name for version in kept):
            raise DocumentError(
                f"There is no version of {name!r} in {corpus / FOLDER}. `assistant purge` lists all versions."
            )
