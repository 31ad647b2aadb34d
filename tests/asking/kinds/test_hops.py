from pathlib import Path

from assistant import Assistant, Library, Settings
from assistant.drafting.base import Prompt
from assistant.drafting.prompts import REWRITE
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder

NEWS = "# Ferry news\n\nThe broken valve of the ferry was delivered by Orlan Marine. Repairs took two weeks.\n"
FIRMS = "# Firms\n\nOrlan Marine has its yard in Tvedby. Sund Paints is at home in Kolding.\n"
ASKED = "Who delivered the broken valve of the ferry, and where is it based?"
REWRITTEN = "Where is Orlan Marine based?"


def made(folder: Path, rewritten: str, odds: float = 4.0) -> Assistant:
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "news.md").write_text(NEWS, "utf-8")
    (corpus / "firms.md").write_text(FIRMS, "utf-8")

    def reply(prompt: Prompt) -> str:
        if prompt.system == REWRITE:
            return rewritten
        second = "Where is Orlan" in prompt.user
        return "Orlan Marine has its yard in Tvedby." if second else "The broken valve was delivered by Orlan Marine."

    class Judge(ScriptedModel):
        def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
            return odds if "Where is Orlan" in prompt.user else 4.0

    bot = Assistant(Library(corpus, folder / "index", Settings(), HashingEmbedder()), Judge(reply))
    bot.library.refresh()
    return bot


def test_the_answer_to_the_first_part_is_put_into_the_second(tmp_path: Path) -> None:
    answer = made(tmp_path, REWRITTEN).ask(ASKED)
    assert "Orlan Marine" in answer.claims[0].text
    assert any("Tvedby" in claim.text for claim in answer.claims)
    assert answer.asked_as == f"Who delivered the broken valve of the ferry? {REWRITTEN}"
    assert {citation.document for citation in answer.citations} == {"news.md", "firms.md"}
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_a_step_that_finds_nothing_leaves_its_part_open(tmp_path: Path) -> None:
    answer = made(tmp_path, REWRITTEN, odds=-9.0).ask(ASKED)
    assert "Orlan Marine" in answer.text
    assert answer.open_parts == (REWRITTEN,)
    assert not answer.abstained


def test_a_rewriting_that_says_something_new_is_not_asked(tmp_path: Path) -> None:
    answer = made(tmp_path, "Where is Baltic Pumps based?").ask(ASKED)
    assert answer.open_parts == ("Where is it based?",)


def test_parts_that_stand_alone_are_asked_together(tmp_path: Path) -> None:
    answer = made(tmp_path, REWRITTEN).ask("Who delivered the broken valve, and where is Sund Paints at home?")
    assert answer.asked_as == ""
