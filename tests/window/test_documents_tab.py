from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.fakes import HashingEmbedder, ScriptedModel
from assistant.window.documents_tab import bring
from assistant.window.documents_view import STAGES, Arrival

Bring = Callable[[str, bytes], list[Arrival]]


@pytest.fixture
def brought(tmp_path: Path) -> Bring:
    """Drop a file into an empty corpus, and return what was shown."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "sent").mkdir()
    library = Assistant(tmp_path / "corpus", tmp_path / "index", Settings(), HashingEmbedder(), ScriptedModel(""))
    library.refresh()

    def dropped(name: str, content: bytes) -> list[Arrival]:
        path = tmp_path / "sent" / name
        path.write_bytes(content)
        shown: list[Arrival] = []
        bring(library, path, shown.append)
        assert not path.exists()
        return shown

    return dropped


def test_a_file_goes_through_its_stages_in_order(brought: Bring) -> None:
    shown = brought("zoo.md", b"# Zoo\n\n" + b"".join(b"The zoo has %d lions. " % n for n in range(200)))
    places = [STAGES.index(arrival.state) for arrival in shown]
    assert places == sorted(places)
    assert {arrival.state for arrival in shown} == set(STAGES) - {"received"}
    shares = [arrival.share for arrival in shown if arrival.state == "embedding"]
    assert shares == sorted(set(shares))
    assert len(shares) > 1
    assert shown[-1].told.endswith("indexed")


@pytest.mark.parametrize(("name", "content"), [("broken.txt", b"\x00\x01\x02" * 90), ("a.exe", b"MZ"), ("b.pdf", b"x")])
def test_a_file_that_cannot_be_read_is_told_by_its_name_and_without_the_place_it_lay(
    brought: Bring, tmp_path: Path, name: str, content: bytes
) -> None:
    last = brought(name, content)[-1]
    assert (last.name, last.state) == (name, "failed")
    assert last.told
    assert not last.told.startswith((name, ":", " "))
    assert str(tmp_path) not in last.told
