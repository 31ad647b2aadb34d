from pathlib import Path

from assistant.indexing.folder import IndexFolder
from tests.indexing.conftest import Folder
from tests.indexing.store_suite import SHOPS, StoreSuite


class TestIndexFolder(StoreSuite):
    def open(self, place: Path, index: Path) -> IndexFolder:
        return IndexFolder(index)


def test_what_is_derived_of_a_generation_is_read_once(folder: Folder) -> None:
    folder.write("shops.md", SHOPS)
    folder.update()
    store = IndexFolder(folder.index)
    with folder.snapshot() as snapshot:
        recipe = snapshot.recipe
    with store.reading(recipe) as (_, first), store.reading(recipe) as (_, second):
        assert first is second
    store.close()
    with store.reading(recipe) as (_, third):
        assert third is not first
