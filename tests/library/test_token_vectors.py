"""Token vectors from the file to the question: when they are made, when they go, and what answers without them."""

import threading
from pathlib import Path

import pytest

from assistant.asking.assistant import Assistant
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.encoders.opening import Encoders
from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import IndexLockedError, UnwritableIndexError
from assistant.indexing.locking import writing
from assistant.indexing.scope import Scope
from assistant.indexing.tokens import passages
from assistant.indexing.tokens.codes import reduced
from assistant.library.library import Library
from assistant.models.encoders import has_encoders
from assistant.settings import Settings
from tests.embedding.encoders.words import WordVectors

HENS = "Hens lay eggs in the morning."
FOXES = "Foxes sleep in dens all day."
OWLS = "Owls hunt at night."


class Place:
    """A corpus, its index, and libraries that are opened on them."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.index = folder / "index"
        self.corpus.mkdir()
        self.encoder = WordVectors()

    def write(self, name: str, text: str) -> Path:
        path = self.corpus / name
        path.write_text(text, "utf-8")
        return path

    def library(self, *, encoder: bool = True, kept: bool = True) -> Library:
        encoders = Encoders(tokens=self.encoder) if encoder else Encoders()
        settings = Settings(token_vectors=kept)
        return Library(self.corpus, self.index, settings, HashingEmbedder(), encoders=encoders)

    def files(self) -> list[Path]:
        return sorted(self.index.glob("tokens-*.late"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def compared(library: Library) -> dict[str, bool]:
    """Return whether each document's passages have token vectors, by name."""
    asked = WordVectors().of_question("anything")
    with library.reading() as (reader, _):
        question = reduced(asked)
        found = {}
        for document in reader.documents():
            ids = list(reader.passages_of([document.name]))
            found[document.name] = set(reader.closeness(question, ids)) == set(ids)  # type: ignore[attr-defined]  # not every reader has it, this one has
        return found


def found(library: Library, question: str, scope: Scope | None = None) -> list[str]:
    return [hit.passage.document for hit in Assistant(library, ScriptedModel("")).search(question, scope=scope)]


def test_a_generation_has_token_vectors_of_all_its_passages(place: Place) -> None:
    place.write("hens.txt", HENS)
    place.write("foxes.txt", FOXES)
    library = place.library()
    library.refresh()
    assert compared(library) == {"hens.txt": True, "foxes.txt": True}
    assert sorted(place.encoder.taken()) == [FOXES, HENS]


def test_a_library_that_is_open_sees_the_vectors_of_what_is_added(place: Place) -> None:
    place.write("hens.txt", HENS)
    open_one = place.library()
    open_one.refresh()
    assert found(open_one, "Which hens lay eggs?") == ["hens.txt"]
    place.write("foxes.txt", FOXES)
    place.library().refresh()
    assert compared(open_one) == {"hens.txt": True, "foxes.txt": True}


def test_a_removed_document_takes_its_vectors_along(place: Place) -> None:
    place.write("hens.txt", HENS)
    place.write("foxes.txt", FOXES)
    library = place.library()
    library.refresh()
    size = sum(file.stat().st_size for file in place.files())
    library.remove("hens.txt")
    library.remove("foxes.txt")
    place.write("owls.txt", OWLS)
    library.refresh()
    assert compared(library) == {"owls.txt": True}
    assert sum(file.stat().st_size for file in place.files()) < size


def test_a_change_of_one_paragraph_costs_that_paragraph(place: Place) -> None:
    sections = [
        f"# {name}\n\n{' '.join(f'{name} {n} is told here at some length.' for n in range(40))}" for name in "ABC"
    ]
    place.write("three.md", "\n\n".join(sections))
    library = place.library()
    library.refresh()
    before = place.encoder.taken()
    place.write("three.md", "\n\n".join([*sections[:2], "# C\n\nThis is new."]))
    library.refresh()
    assert place.encoder.taken() == ["# C\n\nThis is new."]
    assert len(before) > 3
    assert compared(library) == {"three.md": True}


def test_the_setting_that_leaves_them_out_deletes_them(place: Place) -> None:
    place.write("hens.txt", HENS)
    place.library().refresh()
    assert place.files() != []
    without = place.library(encoder=False, kept=False)
    without.refresh()
    assert place.files() == []
    assert without.check() == ()
    assert found(without, "Which hens lay eggs?") == ["hens.txt"]


def test_without_the_package_the_index_keeps_what_it_has_and_answers(place: Place) -> None:
    place.write("hens.txt", HENS)
    place.library().refresh()
    place.write("foxes.txt", FOXES)
    without = place.library(encoder=False)
    without.refresh()
    assert found(without, "Where do foxes sleep?")[0] == "foxes.txt"
    assert without.check() == ()
    assert compared(without) == {"hens.txt": True, "foxes.txt": False}
    again = place.library()
    assert found(again, "Where do foxes sleep?")[0] == "foxes.txt"
    (fault,) = again.check()
    assert "1 passages have no token vectors" in fault.what
    assert "assistant index" in fault.mend
    place.encoder.taken()
    again.refresh()
    assert place.encoder.taken() == [FOXES]
    assert again.check() == ()


def test_what_is_missing_is_made_again_and_told_as_it_is_made(place: Place) -> None:
    place.write("hens.txt", HENS)
    library = place.library()
    library.refresh()
    place.files()[0].unlink()
    told: list[tuple[str, int, int]] = []
    library.refresh(lambda *news: told.append(news))
    assert ("token vectors", 0, 1) in told
    assert compared(library) == {"hens.txt": True}


def test_a_damaged_file_is_found_by_a_check_and_made_again(place: Place) -> None:
    place.write("hens.txt", HENS)
    library = place.library()
    library.refresh()
    content = bytearray(place.files()[0].read_bytes())
    content[20] ^= 255
    place.files()[0].write_bytes(content)
    assert any("was damaged" in fault.what and "assistant index" in fault.mend for fault in library.check())
    library.refresh()
    assert library.check() == ()
    assert compared(library) == {"hens.txt": True}


def test_a_disk_that_fills_while_they_are_written_leaves_the_index_that_answers(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write("hens.txt", HENS)
    library = place.library()
    library.refresh()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    place.write("foxes.txt", FOXES)
    with monkeypatch.context() as patched:
        patched.setattr(passages, "write_tokens", full)
        with pytest.raises(UnwritableIndexError, match="No space"):
            library.refresh()
        with pytest.raises(UnwritableIndexError, match="No space"):
            library.rebuild()
    assert found(library, "Which hens lay eggs?")[0] == "hens.txt"
    library.refresh()
    assert compared(library) == {"hens.txt": True, "foxes.txt": True}
    assert library.check() == ()


def test_a_rebuild_leaves_none_of_those_before(place: Place) -> None:
    place.write("hens.txt", HENS)
    library = place.library()
    library.refresh()
    before = place.files()
    library.rebuild()
    assert not set(before) & set(place.files())
    assert len(place.files()) == 1
    assert compared(library) == {"hens.txt": True}


def test_two_that_write_at_once_take_turns(place: Place) -> None:
    for number in range(20):
        place.write(f"{number}.txt", f"Hen {number} lays eggs.")
    libraries = [place.library(), place.library()]
    writers = [threading.Thread(target=lambda one=one: one.refresh(wait=60.0)) for one in libraries]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(place.encoder.taken()) == 20
    assert libraries[0].check() == ()
    with writing(place.index), pytest.raises(IndexLockedError):
        libraries[1].refresh()
    assert all(compared(libraries[1]).values())


def test_what_a_writer_that_died_left_is_deleted_by_the_next(place: Place) -> None:
    place.write("hens.txt", HENS)
    library = place.library()
    library.refresh()
    (kept,) = place.files()
    for left in (f"{kept.name}.123.tmp", "tokens-999-1.late"):
        (place.index / left).write_bytes(b"half")
    library.refresh()
    assert sorted(path.name for path in place.index.glob("tokens-*")) == [kept.name]


def test_documents_and_questions_in_other_languages_are_left_alone(place: Place) -> None:
    place.write("hens.txt", HENS)
    place.write("de.txt", "Die Hühner legen ihre Eier am frühen Morgen, und die Füchse schlafen den ganzen Tag im Bau.")
    library = place.library()
    library.refresh()
    assert place.encoder.taken() == [HENS]
    assert compared(library) == {"de.txt": False, "hens.txt": True}
    assert library.check() == ()
    assert found(library, "Wann legen die Hühner ihre Eier?")[0] == "de.txt"
    assert place.encoder.questions == []
    assert set(found(library, "When do the hens lay eggs?")) == {"hens.txt", "de.txt"}
    assert place.encoder.questions == ["When do the hens lay eggs?"]


@pytest.mark.parametrize("text", ["x", "§§§ *** %%%", "word " * 12_000], ids=["one token", "symbols", "long"])
def test_a_text_of_any_length_is_indexed_and_found(place: Place, text: str) -> None:
    place.write("odd.txt", text)
    place.write("hens.txt", HENS)
    library = place.library()
    library.refresh()
    assert all(compared(library).values())
    assert found(library, "Which hens lay eggs?")[0] == "hens.txt"


def test_a_scope_is_kept_to_by_both_looks(place: Place) -> None:
    place.write("hens.txt", HENS)
    place.write("foxes.txt", FOXES)
    library = place.library()
    library.refresh()
    assert found(library, "Which hens lay eggs?", Scope(documents=["foxes.txt"])) == ["foxes.txt"]


@pytest.mark.models
def test_the_installed_encoders_find_what_is_said_in_other_words_and_always_the_same(place: Place) -> None:
    if not has_encoders():
        pytest.skip("the encoders are not installed")
    place.write("mill.txt", "The mill stopped working in 1912. Its owner had run out of money.")
    place.write("hens.txt", "Hens lay most of their eggs before noon. In winter they lay fewer.")
    settings = Settings(token_vectors=True, cross_encoder=True)
    library = Library(place.corpus, place.index, settings, HashingEmbedder())
    library.refresh()
    assert library.check() == ()
    assert library.encoders.cross is not None
    made = Assistant(library, ScriptedModel(""))
    found = [made.evidence("When do chickens produce eggs?") for _ in range(2)]
    assert found[0] == found[1]
    best = max(found[0], key=lambda item: item.score)
    assert best.sentence.text == "Hens lay most of their eggs before noon."
    assert best.relevance is not None
    assert best.relevance == max(item.relevance or -12.0 for item in found[0])
    assert made.search("When do chickens produce eggs?")[0].passage.document == "hens.txt"
