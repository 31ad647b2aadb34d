"""A check of everything that a question needs: models, corpus, index, store and database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.drafting.gguf import engine_known
from assistant.errors import AssistantError, ModelError
from assistant.indexing.bound import check_bound
from assistant.indexing.building.corpus import list_corpus
from assistant.indexing.folder import IndexFolder
from assistant.indexing.from_settings import store_of
from assistant.indexing.layout import current_database
from assistant.indexing.sqlite.store import Snapshot
from assistant.library.advice import advice_on_languages
from assistant.library.removed import removed_files
from assistant.models.encoders import ENCODERS, has_encoders, verified_encoder
from assistant.models.recognizers import (
    FILES,
    FIRST_FILES,
    INSTALL,
    can_read_twice,
    can_recognize,
    installed_recognizers,
    verified_file,
)
from assistant.models.resolving import LocalModel, ModelReport, inspect_models, without_credentials
from assistant.plugins import ALL
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check. `advice` is "" if there is nothing to do."""

    subject: str
    found: str
    whole: bool
    advice: str = ""


def examine(settings: Settings, corpus: Path, index: Path) -> tuple[Finding, ...]:
    """Check the models, the corpus, the index, the store, the database and plugins. Problems are returned, not raised.

    If another machine publishes the index, corpus and index are not needed here and are not checked.
    """
    store, is_ours = _store(settings, index)
    here = (_corpus(corpus, index), _index(index, corpus), *_languages(index)) if is_ours else ()
    return (
        *_models(settings),
        _encoders(),
        _recognition(),
        *here,
        *store,
        *_database(settings.database_url),
        *_plugins(),
    )


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


def _encoders() -> Finding:
    """Look at the encoders that make ranking surer; without them nothing fails."""
    try:
        folders = [verified_encoder(encoder) for encoder in ENCODERS]
    except ModelError as error:
        return Finding("encoders", "none: passages are ranked without them", not has_encoders(), str(error))
    return Finding("encoders", f"{', '.join(encoder.name for encoder in ENCODERS)} in {folders[0].parent}", whole=True)


def _recognition() -> Finding:
    """Look at what recognizes the text of scans and pictures; without it they are reported, and nothing else fails."""
    if not can_recognize():
        return Finding(
            "text recognition", f"none: scans and pictures are not read. To read them, run: {INSTALL}", whole=True
        )
    try:
        for file in FILES if can_read_twice() else FIRST_FILES:
            verified_file(file)
    except ModelError as error:
        return Finding("text recognition", "damaged", whole=False, advice=str(error))
    told = ", ".join(installed_recognizers())
    once = "" if can_read_twice() else f"; figures are read once and stay uncertain. To read them twice, run: {INSTALL}"
    return Finding("text recognition", f"{told}{once}", whole=True)


def _corpus(folder: Path, index: Path) -> Finding:
    try:
        listing = list_corpus(folder, index)
        kept = removed_files(folder)
    except AssistantError as error:
        return Finding("corpus", str(folder), whole=False, advice=str(error))
    found = f"{folder.resolve()}, {len(listing.files)} documents"
    if listing.skipped:
        found += f", {len(listing.skipped)} files in unsupported formats"
    if kept:
        found += f", {len(kept)} earlier versions ({sum(one.size for one in kept) / 1e6:.1f} MB)"
    return Finding("corpus", found, bool(listing.files), "" if listing.files else "Put documents there.")


def _store(settings: Settings, index: Path) -> tuple[tuple[Finding, ...], bool]:
    """Return the finding about the store, if one is configured, and whether this machine publishes to it."""
    if not settings.store:
        return (), True
    named = without_credentials(settings.store)
    try:
        with closing(store_of(settings, index)) as store:
            published, ours = store.published(), store.belongs_to(index)
    except AssistantError as error:
        return (Finding("store", named, whole=False, advice=str(error)),), True
    if published is None:
        advice = "Run `assistant index` on the machine that has the documents."
        return (Finding("store", f"{named}, empty", whole=False, advice=advice),), True
    whose = "published from here" if ours else "published from elsewhere"
    return (Finding("store", f"{named}, {whose}, {published}", whole=True),), ours


def _index(folder: Path, corpus: Path) -> Finding:
    try:
        published, database = IndexFolder(folder).published(), current_database(folder)
        if published is None or database is None:
            return Finding("index", f"none in {folder.resolve()}", whole=False, advice="Run `assistant index`.")
        if corpus.is_dir():
            check_bound(folder, corpus)
    except AssistantError as error:
        return Finding("index", str(folder), whole=False, advice=str(error))
    return Finding("index", f"{database.resolve()}, {published}", whole=True)


def _languages(folder: Path) -> Iterator[Finding]:
    """Yield what the index would gain from the multilingual embedding model, if anything; that is no problem."""
    with suppress(AssistantError), Snapshot.newest(folder) as snapshot:
        if advice := advice_on_languages(snapshot.documents(), snapshot.recipe.embedder):
            yield Finding("languages", advice, whole=True)


def _plugins() -> Iterator[Finding]:
    """Yield each plugin that is installed, imported to see whether it can be used."""
    for point in ALL:
        for plugin in point.plugins:
            found, advice = f"{point.what} {plugin.name!r} of {plugin.package} {plugin.version}", ""
            try:
                point.check(plugin)
            except AssistantError as error:
                advice = str(error)
            yield Finding("plugin", found, whole=not advice, advice=advice)


def _database(url: str) -> tuple[Finding, ...]:
    if not url:
        return ()
    from assistant.memory.database import check_database

    try:
        return (Finding("database", check_database(url), whole=True),)
    except AssistantError as error:
        return (Finding("database", "ASSISTANT_DATABASE_URL", whole=False, advice=str(error)),)
