"""What is published, and what readers see of it while it changes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from assistant.asking.assistant import Assistant
from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import IndexStateError, StoreError, UnknownDocumentError
from assistant.indexing.milvus import publishing, rows
from assistant.indexing.milvus.client import Entity, Milvus
from assistant.indexing.milvus.schema import STATE, Collection
from assistant.indexing.milvus.state import write_state
from assistant.indexing.scope import Scope
from tests.indexing.milvus.conftest import Published
from tests.stores import needs_milvus_lite

pytestmark = needs_milvus_lite
CLOUD = "# Cloud\n\nCloud revenue rose 26% to 33.40 billion yuan.\n\n# Staff\n\nThe company hired 300 nurses.\n"
SHOPS = "# Shops\n\nA fire closed one shop in Leeds. Returns are a risk and a threat to the plan.\n"


def found(assistant: Assistant, question: str) -> list[str]:
    return [hit.passage.document for hit in assistant.search(question)]


def test_another_machine_reads_all_there_is_without_documents_or_an_index(published: Published) -> None:
    published.write("cloud.md", CLOUD)
    published.write("copy.md", CLOUD)
    published.write('a "quoted" \\ name.md', SHOPS)
    published.write("broken.pdf", "no PDF")
    published.update()
    away = published.elsewhere()
    assert away.library.documents() == published.local.library.documents()
    assert away.library.problems() == published.local.library.problems() != ()
    assert away.library.figures() == published.local.library.figures() != ()
    assert (
        away.library.figures(text="revenue", unit="CNY")
        == published.local.library.figures(text="revenue", unit="CNY")
        != ()
    )
    for document in away.library.documents():
        for name in (document.name, *document.copies):
            assert away.library.document(name) == published.local.library.document(name)
    assert away.library.unmentioned("Which zebra has revenue?") == ("zebra",)
    assert not away.library.follows_corpus
    assert away.search("cloud revenue") == published.local.search("cloud revenue")
    assert not (published.place / "no index").exists()


def test_what_was_indexed_before_is_moved_without_embedding_it_again(published: Published) -> None:
    published.write("cloud.md", CLOUD)
    published.local.library.refresh()
    published.update()
    assert published.embedder.embedded == []
    assert found(published.elsewhere(), "cloud revenue")[0] == "cloud.md"


def test_only_what_changed_is_embedded_and_written(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    published.write("cloud.md", CLOUD)
    published.write("shops.md", SHOPS)
    published.update()
    written: list[str] = []
    write = Milvus.write

    def remembering(self: Milvus, name: str, rows: list[Entity]) -> None:
        written.extend(row["id"] for row in rows if name.endswith("passages"))
        write(self, name, rows)

    monkeypatch.setattr(Milvus, "write", remembering)
    published.write("new.md", "# New\n\nThe zebra revenue of the shop rose in Leeds.\n")
    published.update()
    assert len(written) == 1
    assert all("zebra" in text or text == "# New" for text in published.embedder.embedded)
    written.clear()
    (published.corpus / "cloud.md").rename(published.corpus / "wolke.md")
    published.update()
    assert (written, published.embedder.embedded) == ([], [])
    assert found(published.elsewhere(), "wolke cloud revenue")[0] == "wolke.md"
    assert published.elsewhere().library.documents() == published.local.library.documents()


def test_what_is_removed_is_found_no_more_and_deleted_when_nobody_can_be_reading_it(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    published.write("cloud.md", CLOUD)
    published.write("shops.md", SHOPS)
    published.update()
    before = published.rows("passages")
    with published.here.library.reading() as (snapshot, _):
        (published.corpus / "shops.md").unlink()
        published.update()
        assert snapshot.document("shops.md").text == SHOPS
        assert any(snapshot.match("passages", ["leed"], 5))
    assert "shops.md" not in found(published.here, "shop in Leeds")
    assert published.rows("passages") == before
    monkeypatch.setattr(publishing, "GRACE_S", -1)
    published.write("cloud.md", CLOUD + "\nMore nurses are wanted.\n")
    published.update()
    assert published.rows("passages") < before + 2
    assert found(published.here, "nurses")[0] == "cloud.md"


class Killed(BaseException):
    """Stands for a process that dies."""


@pytest.mark.parametrize("dies_at", ["passages", "documents", "state"])
def test_a_run_that_dies_changes_nothing_for_readers_and_the_next_one_goes_on(
    published: Published, dies_at: str
) -> None:
    published.write("cloud.md", CLOUD)
    published.write("shops.md", SHOPS)
    published.update()
    whole = published.rows("sentences")
    write = Milvus.write

    def dying(self: Milvus, name: str, rows: list[Entity]) -> None:
        if name.endswith(dies_at):
            raise Killed
        write(self, name, rows)

    published.write("shops.md", SHOPS.replace("Leeds", "Hull"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Milvus, "write", dying)
        with pytest.raises(Killed):
            published.update()
    away = published.elsewhere()
    assert "Leeds" in away.library.document("shops.md").text
    assert all("Hull" not in hit.passage.text for hit in away.search("shop Hull"))
    assert away.library.unmentioned("Hull") == ("Hull",)
    published.here.library.refresh()
    assert "Hull" in away.library.document("shops.md").text
    assert found(away, "shop Hull")[0] == "shops.md"
    assert away.library.documents() == published.local.library.documents()
    assert published.rows("sentences") < 2 * whole


def test_questions_see_whole_generations_while_documents_change(published: Published) -> None:
    def write(version: int) -> None:
        for number in range(4):
            parts = (f"# Part {part}\n\nVersion {version} of {number}: revenue rose {part}%.\n" for part in range(3))
            published.write(f"{number}.md", "\n".join(parts))

    write(0)
    published.update()
    changing, seen = threading.Event(), set()

    def ask() -> bool:
        while not changing.is_set():
            with published.here.library.reading() as (snapshot, _):
                found = snapshot.read_passages(list(snapshot.match("passages", ["revenu"], 100))).values()
                texts = {item.passage.document: snapshot.document(item.passage.document).text for item in found}
                seen.add(snapshot.generation)
            if len(found) != 12 or any(i.passage.text not in texts[i.passage.document] for i in found):
                return False
        return True

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask)
        for version in (1, 2, 3):
            write(version)
            published.here.library.refresh()
        changing.set()
        assert asking.result()
    assert len(seen) > 1


def test_a_rebuild_is_published_beside_and_a_question_that_began_before_goes_on(published: Published) -> None:
    published.write("shops.md", SHOPS)
    published.update()
    with published.here.library.reading() as (snapshot, vectors):
        published.here.library.rebuild()
        assert snapshot.document("shops.md").text == SHOPS
        assert snapshot.match("passages", ["leed"], 5)
        assert vectors.search(published.embedder.embed(["shop"])[0], 5)
    assert found(published.elsewhere(), "shop in Leeds") == ["shops.md"]
    assert published.elsewhere().library.documents() == published.local.library.documents()


def test_collections_that_nobody_reads_any_more_are_dropped(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    published.write("shops.md", SHOPS)
    published.update()
    published.here.library.rebuild()
    assert len(published.store.milvus.collections()) == 9
    monkeypatch.setattr(publishing, "GRACE_S", -1)
    published.write("shops.md", SHOPS.replace("Leeds", "Hull"))
    published.update()
    assert len(published.store.milvus.collections()) == 5


def test_texts_longer_than_a_field_come_back_whole(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_CHARACTERS", 100)
    published.write("long.md", "\n\n".join(f"Report {n} says: 你好, revenue rose {n}%." for n in range(60)))
    published.update()
    assert published.elsewhere().library.document("long.md") == published.local.library.document("long.md")
    assert published.elsewhere().search("revenue") == published.local.search("revenue")
    assert published.elsewhere().library.figures() == published.local.library.figures()


def test_phrases_are_found_where_their_words_stand_together(published: Published) -> None:
    published.write("a.md", "# One\n\nCurrent assets rose.\n\n# Two\n\nThe current flows past assets.\n")
    published.update()
    with published.here.library.reading() as (away, _), published.local.library.reading() as (local, _):
        assert (
            away.match("passages", ["current asset"], 5).keys() == local.match("passages", ["current asset"], 5).keys()
        )


@pytest.mark.parametrize("after", ["2024-05-15", "2024-05-25", "2024-06", "2025"])
def test_dates_are_compared_as_far_as_both_are_told(published: Published, after: str) -> None:
    for name, date in (("day.md", "May 20, 2024"), ("month.md", "May 2024"), ("none.md", "")):
        published.write(name, f"# Report {date}\n\nRevenue of {name} rose.\n")
    published.write("year.html", '<meta name="date" content="2024"><p>Revenue of the year rose.</p>')
    published.update()
    scope = Scope(after=after)
    with published.here.library.reading() as (away, _), published.local.library.reading() as (local, _):
        assert {document.dated for document in local.documents()} == {"2024-05-20", "2024-05", "2024", ""}
        assert away.names_within(scope) == local.names_within(scope)
        assert away.names_within(Scope(kind="html")) == ("year.html",)
        with pytest.raises(UnknownDocumentError, match="none at all"):
            away.names_within(Scope(documents=("none at all",)))


def test_an_index_of_another_folder_is_replaced_only_by_a_rebuild(published: Published) -> None:
    published.write("cloud.md", CLOUD)
    published.update()
    other = published.open(published.corpus, published.place / "another index")
    with pytest.raises(StoreError, match="another index folder"):
        other.library.refresh()
    with pytest.raises(StoreError, match="another index folder"):
        other.library.add(published.corpus / "cloud.md")
    other.library.rebuild()
    assert other.library.follows_corpus
    with pytest.raises(StoreError, match="--rebuild --store"):
        published.here.library.refresh()


def test_nothing_published_is_said_with_the_command_that_publishes(published: Published) -> None:
    with pytest.raises(StoreError, match="assistant index --store"):
        published.elsewhere().search("cloud")


def test_a_machine_without_documents_does_not_publish_an_empty_index(published: Published) -> None:
    away = published.elsewhere()
    away.library.corpus.mkdir()
    for attempt in (away.library.ensure_index, away.library.refresh):
        with pytest.raises(StoreError, match="Nothing is published"):
            attempt()
    assert published.store.state() is None
    published.write("cloud.md", CLOUD)
    published.here.library.ensure_index()
    away.library.ensure_index()


def test_another_embedder_and_another_dimension_are_told_apart(published: Published) -> None:
    published.write("cloud.md", CLOUD)
    published.update()
    other = HashingEmbedder()
    other.name = "another"
    for embedder, told in ((other, "another"), (HashingEmbedder(32), "32")):
        with pytest.raises(IndexStateError, match=told):
            published.open(published.corpus, published.place / "none", embedder).search("cloud")


def test_a_collection_that_was_tampered_with_is_named_and_a_rebuild_mends_it(published: Published) -> None:
    published.write("cloud.md", CLOUD)
    published.update()
    state = published.store.state()
    assert state is not None
    published.store.milvus.drop(state.collections.sentences)
    with pytest.raises(StoreError, match=r"no collection .*sentences"):
        published.elsewhere().search("cloud")
    published.here.library.rebuild()
    assert found(published.elsewhere(), "cloud") != []


def test_a_collection_of_that_name_with_another_schema_is_refused(published: Published) -> None:
    published.store.milvus.create(Collection({"id": "id", "unused": "none"}), STATE)
    published.write("cloud.md", CLOUD)
    with pytest.raises(StoreError, match=r"another schema: state"):
        published.update()
    published.here.library.rebuild()
    assert found(published.elsewhere(), "cloud") != []


def test_a_store_published_by_another_version_is_told(published: Published) -> None:
    published.write("cloud.md", CLOUD)
    published.update()
    state = published.store.state()
    assert state is not None
    write_state(published.store.milvus, replace(state, schema=99))
    with pytest.raises(StoreError, match="schema 99"):
        published.elsewhere().search("cloud")


def test_a_check_holds_what_is_published_against_the_index(published: Published) -> None:
    published.write("cloud.md", CLOUD)
    published.update()
    assert published.here.library.check() == ()
    published.write("shops.md", SHOPS)
    published.local.library.refresh()
    assert "generation" in published.here.library.check()[0].what
    published.update()
    state = published.store.state()
    assert state is not None
    published.store.milvus.delete(state.collections.passages, "id == 1")
    (fault,) = published.here.library.check()
    assert "cloud.md" in fault.what
    published.here.library.rebuild()
    assert published.here.library.check() == ()
