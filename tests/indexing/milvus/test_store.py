import subprocess
import sys
from pathlib import Path

import pytest

from assistant.indexing.milvus.store import MilvusStore
from assistant.settings import Settings
from tests.indexing.store_suite import StoreSuite
from tests.stores import needs_milvus_lite


@needs_milvus_lite
class TestMilvusStore(StoreSuite):
    def open(self, place: Path, index: Path) -> MilvusStore:
        return MilvusStore(f"milvus-lite:{place}.db", "", 10.0)


def test_without_a_store_nothing_of_milvus_is_imported(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("# A\n\nCloud revenue rose.\n", encoding="utf-8")
    script = f"""
import sys
from pathlib import Path
from assistant.asking.assistant import Assistant
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.settings import Settings
place = Path({str(tmp_path)!r})
made = Assistant(place / "corpus", place / "index", Settings(), HashingEmbedder(), ScriptedModel("Cloud revenue rose."))
made.refresh()
assert made.ask("What rose?").citations and made.search("cloud")
print([name for name in sys.modules if "milvus" in name])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_token_does_not_show_where_the_settings_are_printed() -> None:
    assert "secret" not in repr(Settings(store="milvus://host", store_token="secret"))


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_request_has_to_have_some_time(seconds: float) -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        Settings(store_seconds=seconds)
