"""What every store has to do. A class that derives from `StoreSuite` opens one, and pytest runs all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import AssistantError, IndexStateError, StoreError, UnknownDocumentError
from assistant.indexing.building.builder import recipe_of
from assistant.indexing.locking import writing
from assistant.indexing.reader import NearestPassages, Reader
from assistant.indexing.scope import Scope
from assistant.indexing.store import Published, Store
from tests.indexing.conftest import Folder

CLOUD = "# Cloud\n\nCloud revenue rose 26% to 33.40 billion yuan.\n\n# Staff\n\nThe company hired 300 nurses.\n"
SHOPS = "# Shops\n\nA fire closed one shop in Leeds on 3 May 2024. Returns are a risk to the plan.\n"


class StoreSuite:
    """Derive from this, and let `open` give a new object for one and the same store each time within a test."""

    def open(self, place: Path, index: Path) -> Store:
        """Return the store at a place that is this test's own, as the index folder has it."""
        raise NotImplementedError

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Folder:
        """A corpus and its index."""
        return Folder(tmp_path)

    @pytest.fixture
    def store(self, folder: Folder, tmp_path: Path) -> Iterator[Store]:
        """The store, in which nothing is published yet."""
        store = self.open(tmp_path / "store", folder.index)
        yield store
        store.close()

    @contextmanager
    def reading(self, store: Store, folder: Folder) -> Iterator[tuple[Reader, NearestPassages]]:
        with store.reading(recipe_of(folder.embedder)) as (reader, nearest):
            yield reader, nearest

    def publish(self, store: Store, folder: Folder, *, take_over: bool = False) -> Published:
        """Bring the index up to its corpus, publish it, and return what is published then."""
        generation = folder.update(rebuild=take_over).generation
        if store.needs_publishing:
            with writing(folder.index, 0.0):
                store.publish(folder.index, take_over=take_over)
        published = store.published()
        assert published is not None
        assert published.generation == generation
        return published

    def test_before_anything_is_published_that_is_said(self, store: Store, folder: Folder) -> None:
        assert store.published() is None
        assert store.belongs_to(folder.index)
        with pytest.raises(AssistantError, match=r"assistant index"), self.reading(store, folder):
            pass

    def test_what_is_published_is_described(self, store: Store, folder: Folder) -> None:
        folder.write("cloud.md", CLOUD)
        folder.write("shops.md", SHOPS)
        published = self.publish(store, folder)
        with folder.snapshot() as snapshot:
            counts = tuple(snapshot.row_count(level) for level in ("documents", "passages", "sentences"))
        assert (published.documents, published.passages, published.sentences) == counts
        assert published.recipe == recipe_of(folder.embedder)
        assert "2 documents" in str(published)
        assert store.belongs_to(folder.index)

    def test_a_generation_is_read_as_the_folder_has_it(self, store: Store, folder: Folder) -> None:
        folder.write("cloud.md", CLOUD)
        folder.write("copy.md", CLOUD)
        folder.write("shops.md", SHOPS)
        folder.write("broken.pdf", "no PDF")
        published = self.publish(store, folder)
        with self.reading(store, folder) as (reader, _), folder.snapshot() as snapshot:
            assert (reader.generation, reader.recipe) == (published.generation, snapshot.recipe)
            assert reader.documents() == snapshot.documents()
            assert reader.problems() == snapshot.problems() != ()
            assert reader.figures(None) == snapshot.figures(None) != ()
            assert reader.provenance("cloud.md") == snapshot.provenance("cloud.md")
            assert reader.sentence_count() == snapshot.sentence_count()
            terms = ["revenu", "leed", "zebra"]
            assert (
                dict(reader.sentence_frequency(terms))
                == snapshot.sentence_frequency(terms)
                == dict.fromkeys(terms[:2], 1)
            )
            for name in ("cloud.md", "copy.md", "shops.md"):
                assert reader.document(name) == snapshot.document(name)
            ids = snapshot.passage_ids().tolist()
            theirs, ours = reader.read_passages(ids), snapshot.read_passages(ids)
            assert {id_: stored.passage for id_, stored in theirs.items()} == {
                id_: stored.passage for id_, stored in ours.items()
            }
            assert all(np.array_equal(theirs[id_].sentence_vectors, ours[id_].sentence_vectors) for id_ in ids)
            assert reader.read_candidates(ids).keys() == set(ids)

    def test_words_and_vectors_find_the_passages_that_the_folder_finds(self, store: Store, folder: Folder) -> None:
        folder.write("cloud.md", CLOUD)
        folder.write("shops.md", SHOPS)
        self.publish(store, folder)
        (vector,) = folder.embedder.embed(["a fire in a shop"])
        with self.reading(store, folder) as (reader, nearest), folder.snapshot() as snapshot:
            for level in ("identities", "documents", "passages", "sentences"):
                theirs, ours = (one.match(level, ["shop", "revenu"], 10) for one in (reader, snapshot))
                if level != "sentences":  # whose ids are each store's own
                    assert theirs.keys() == ours.keys()
                assert sorted(theirs.values()) == pytest.approx(sorted(ours.values()), rel=1e-3)
            sentences = list(reader.match("sentences", ["leed"], 5))
            (passage,) = set(reader.owners("sentences", sentences).values())
            assert "Leeds" in reader.read_passages([passage])[passage].passage.text
            (best,) = nearest.search(vector, 1)
            assert best == passage

    def test_a_scope_keeps_to_its_documents(self, store: Store, folder: Folder) -> None:
        folder.write("cloud.md", CLOUD)
        folder.write("shops.txt", SHOPS)
        self.publish(store, folder)
        (vector,) = folder.embedder.embed(["revenue"])
        with self.reading(store, folder) as (reader, nearest):
            assert reader.names_within(Scope()) is None
            assert reader.names_within(Scope(kind="txt")) == ("shops.txt",)
            assert reader.names_within(Scope(documents=("cloud.md",))) == ("cloud.md",)
            within = reader.passages_of(["shops.txt"])
            for found in (nearest.search(vector, 10, within), reader.match("passages", ["revenu", "shop"], 10, within)):
                passages = reader.read_passages(list(found)).values()
                assert {stored.passage.document for stored in passages} == {"shops.txt"}

    def test_a_document_that_is_not_there_is_named(self, store: Store, folder: Folder) -> None:
        folder.write("cloud.md", CLOUD)
        self.publish(store, folder)
        with self.reading(store, folder) as (reader, _):
            with pytest.raises(UnknownDocumentError, match=r"none\.md"):
                reader.document("none.md")
            with pytest.raises(UnknownDocumentError, match=r"none\.md"):
                reader.names_within(Scope(documents=("none.md",)))
            assert reader.read_passages([999_999]) == {}

    def test_a_reading_keeps_its_generation_while_the_next_is_published(self, store: Store, folder: Folder) -> None:
        folder.write("shops.md", SHOPS)
        before = self.publish(store, folder)
        with self.reading(store, folder) as (reader, nearest):
            folder.write("shops.md", SHOPS.replace("Leeds", "Hull"))
            folder.write("cloud.md", CLOUD)
            after = self.publish(store, folder)
            assert reader.generation == before.generation < after.generation
            assert reader.document("shops.md").text == SHOPS
            assert reader.match("passages", ["leed"], 5)
            assert not reader.match("passages", ["hull"], 5)
            assert nearest.search(folder.embedder.embed(["shop"])[0], 5)
        with self.reading(store, folder) as (reader, _):
            assert "Hull" in reader.document("shops.md").text
            assert not reader.match("passages", ["leed"], 5)

    def test_a_rebuild_takes_the_place_of_what_was_there(self, store: Store, folder: Folder) -> None:
        folder.write("shops.md", SHOPS)
        self.publish(store, folder)
        folder.write("shops.md", CLOUD)
        self.publish(store, folder, take_over=True)
        with self.reading(store, folder) as (reader, _):
            assert reader.document("shops.md").text == CLOUD

    def test_an_index_that_did_not_change_is_published_as_it_was(self, store: Store, folder: Folder) -> None:
        folder.write("shops.md", SHOPS)
        assert self.publish(store, folder) == self.publish(store, folder)

    def test_another_embedder_or_dimension_is_told_and_the_right_one_reads_on(
        self, store: Store, folder: Folder
    ) -> None:
        folder.write("shops.md", SHOPS)
        self.publish(store, folder)
        other = HashingEmbedder()
        other.name = "another"
        for embedder, told in ((other, "another"), (HashingEmbedder(32), "32")):
            with pytest.raises(IndexStateError, match=told), store.reading(recipe_of(embedder)):
                pass
        with self.reading(store, folder) as (reader, _):
            assert reader.document("shops.md").text == SHOPS

    def test_a_store_that_was_closed_or_is_opened_again_has_what_was_published(
        self, store: Store, folder: Folder, tmp_path: Path
    ) -> None:
        folder.write("shops.md", SHOPS)
        published = self.publish(store, folder)
        store.close()
        assert store.published() == published
        store.close()
        again = self.open(tmp_path / "store", folder.index)
        with self.reading(again, folder) as (reader, _):
            assert reader.document("shops.md").text == SHOPS
        again.close()

    def test_another_folders_index_is_published_only_where_it_takes_over(
        self, store: Store, folder: Folder, tmp_path: Path
    ) -> None:
        folder.write("shops.md", SHOPS)
        self.publish(store, folder)
        (tmp_path / "other").mkdir()
        other = Folder(tmp_path / "other")
        other.write("cloud.md", CLOUD)
        other.update()
        assert not store.belongs_to(other.index)
        if not store.needs_publishing:
            return
        with pytest.raises(StoreError, match="another index folder"), writing(other.index, 0.0):
            store.publish(other.index)
        with writing(other.index, 0.0):
            store.publish(other.index, take_over=True)
        assert store.belongs_to(other.index)
        assert not store.belongs_to(folder.index)

    def test_a_check_tells_what_is_not_published_yet(self, store: Store, folder: Folder) -> None:
        folder.write("shops.md", SHOPS)
        self.publish(store, folder)
        assert store.check(folder.index) == ()
        folder.write("cloud.md", CLOUD)
        folder.update()
        assert bool(store.check(folder.index)) is store.needs_publishing
