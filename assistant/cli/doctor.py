"""What would be used, where it is, whether it is whole, and what to do when not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.drafting.gguf import engine_known
from assistant.errors import AssistantError
from assistant.indexing.bound import check_bound
from assistant.indexing.building.corpus import list_corpus
from assistant.indexing.layout import current_database
from assistant.indexing.sqlite.store import Snapshot
from assistant.library.removed import removed_files
from assistant.models.resolving import LocalModel, ModelReport, inspect_models
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `advice` is "" where there is nothing to do."""

    subject: str
    found: str
    whole: bool
    advice: str = ""


def examine(settings: Settings, corpus: Path, index: Path) -> tuple[Finding, ...]:
    """Look at the models, the corpus, the index, the store and the database; never raises for what it finds.

    Where another machine publishes the index, neither corpus nor index is needed here, and they are not looked at.
    """
    store, is_ours = _store(settings, index)
    here = (_corpus(corpus, index), _index(index, corpus)) if is_ours else ()
    return (*_models(settings), *here, *store, *_database(settings.database_url))


def _models(settings: Settings) -> tuple[Finding, ...]:
    return tuple(_model(report, settings) for report in inspect_models(settings))


def _model(report: ModelReport, settings: Settings) -> Finding:
    found = f"{report.name} ({report.setting}) at {report.where}" if report.where else report.name
    advice = report.advice
    path = Path(report.where)
    if path.suffix == ".gguf" and path.is_file():
        try:
            engine = engine_known(LocalModel(report.name, path), settings)
            found += f", by {engine}" if engine else ", by the fastest engine, found at the first question"
        except AssistantError as error:
            advice = str(error)
    return Finding(f"{report.role} model", found, report.whole and not advice, advice)


def _corpus(folder: Path, index: Path) -> Finding:
    try:
        listing = list_corpus(folder, index)
        kept = removed_files(folder)
    except AssistantError as error:
        return Finding("corpus", str(folder), whole=False, advice=str(error))
    found = f"{folder.resolve()}, {len(listing.files)} documents"
    if listing.skipped:
        found += f", {len(listing.skipped)} files of formats that are not read"
    if kept:
        found += f", {len(kept)} earlier versions kept ({sum(one.size for one in kept) / 1e6:.1f} MB)"
    return Finding("corpus", found, bool(listing.files), "" if listing.files else "Put documents there.")


def _store(settings: Settings, index: Path) -> tuple[tuple[Finding, ...], bool]:
    """Return what is found of the store, if there is one, and whether its index is published from here."""
    if not settings.store:
        return (), True
    from assistant.indexing.milvus.store import MilvusStore

    try:
        store = MilvusStore(settings.store, settings.store_token, settings.store_seconds)
        state, ours = store.state(), store.belongs_to(index)
        store.close()
    except AssistantError as error:
        return (Finding("store", settings.store, whole=False, advice=str(error)),), True
    if state is None:
        advice = "Where the documents are, run `assistant index`."
        return (Finding("store", f"{settings.store}, empty", whole=False, advice=advice),), True
    whose = "published from here" if ours else "published from elsewhere"
    found = (
        f"{settings.store}, {whose}, generation {state.generation}: {state.rows['documents']} documents,"
        f" {state.rows['passages']} passages, {state.rows['sentences']} sentences, made with {state.recipe.embedder}"
    )
    return (Finding("store", found, whole=True),), ours


def _index(folder: Path, corpus: Path) -> Finding:
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
        if corpus.is_dir():
            check_bound(folder, corpus)
    except AssistantError as error:
        return Finding("index", str(folder), whole=False, advice=str(error))
    return Finding("index", found, whole=True)


def _database(url: str) -> tuple[Finding, ...]:
    if not url:
        return ()
    from assistant.memory.database import check_database

    try:
        return (Finding("database", check_database(url), whole=True),)
    except AssistantError as error:
        return (Finding("database", "ASSISTANT_DATABASE_URL", whole=False, advice=str(error)),)
