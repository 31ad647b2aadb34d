"""What would be used, where it is, whether it is whole, and what to do when not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError
from assistant.indexing.corpus import list_corpus
from assistant.indexing.layout import current_database
from assistant.indexing.store import Snapshot
from assistant.models import inspect_models
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `advice` is "" where there is nothing to do."""

    subject: str
    found: str
    whole: bool
    advice: str = ""


def examine(settings: Settings, corpus: Path, index: Path) -> tuple[Finding, ...]:
    """Look at the models, the corpus, the index and the database; never raises for what it finds."""
    return (*_models(settings), _corpus(corpus, index), _index(index), *_database(settings.database_url))


def _models(settings: Settings) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            subject=f"{report.role} model",
            found=f"{report.name} ({report.setting}) at {report.where}" if report.where else report.name,
            whole=report.whole,
            advice=report.advice,
        )
        for report in inspect_models(settings)
    )


def _corpus(folder: Path, index: Path) -> Finding:
    try:
        listing = list_corpus(folder, index)
    except AssistantError as error:
        return Finding("corpus", str(folder), whole=False, advice=str(error))
    found = f"{folder.resolve()}, {len(listing.files)} documents"
    if listing.skipped:
        found += f", {len(listing.skipped)} files of formats that are not read"
    return Finding("corpus", found, bool(listing.files), "" if listing.files else "Put documents there.")


def _index(folder: Path) -> Finding:
    try:
        database = current_database(folder)
        if database is None:
            return Finding("index", f"none in {folder.resolve()}", whole=False, advice="Run `assistant index`.")
        with Snapshot(database) as snapshot:
            documents = snapshot.documents()
            found = (
                f"{database.resolve()}, generation {snapshot.generation}: {len(documents)} documents,"
                f" {snapshot.passage_count()} passages, {snapshot.sentence_count()} sentences,"
                f" made with {snapshot.recipe.embedder}"
            )
    except AssistantError as error:
        return Finding("index", str(folder), whole=False, advice=str(error))
    return Finding("index", found, whole=True)


def _database(url: str) -> tuple[Finding, ...]:
    if not url:
        return ()
    from assistant.keeping import check_database

    try:
        return (Finding("database", check_database(url), whole=True),)
    except AssistantError as error:
        return (Finding("database", "ASSISTANT_DATABASE_URL", whole=False, advice=str(error)),)
