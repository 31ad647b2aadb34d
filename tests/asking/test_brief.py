from assistant.drafting.scripted import ScriptedModel
from tests.asking.kinds.conftest import Make, make

__all__ = ["make"]
ONE = "# Acme report\n\n## Risks\n\nA strike is a serious risk to the plan of Acme.\n"
OTHER = "# Borealis report\n\n## Risks\n\nA drought is a serious threat to the harvest of Borealis.\n"


def test_what_several_documents_say_stands_behind_their_titles_and_no_model_mixes_it(make: Make) -> None:
    bot = make({"acme.md": ONE, "borealis.md": OTHER}, reply="A strike is a serious risk to Borealis.")
    (risks,) = [section for section in bot.brief().sections if section.facet == "risks"]
    assert sorted(claim.text for claim in risks.claims) == [
        "Acme report: A strike is a serious risk to the plan of Acme.",
        "Borealis report: A drought is a serious threat to the harvest of Borealis.",
    ]
    assert isinstance(bot.model, ScriptedModel)
    assert bot.model.asked == []


def test_one_document_is_worded_by_the_model(make: Make) -> None:
    bot = make({"acme.md": ONE}, reply="A strike is a serious risk to the plan.")
    assert "A strike is a serious risk to the plan. [1]" in str(bot.brief())
