from io import BytesIO

import docx

from assistant.exporting.brief_docx import brief_docx
from assistant.types import Brief, Citation, Claim, Section
from tests.acting import HOSTILE, acting


def paragraphs(brief: Brief) -> list[tuple[str, str]]:
    document = docx.Document(BytesIO(brief_docx(brief)))
    return [
        (paragraph.style.name or "", paragraph.text.strip()) for paragraph in document.paragraphs if paragraph.style
    ]


def test_a_brief_becomes_headings_sentences_and_sources() -> None:
    cited = Citation(1, "a.pdf", 3, ("Results",), 0, 8, "It\x07 grew.")
    claims = (Claim("It grew.", "supported", (1,)), Claim("It did.", "quoted", (1,), "a.pdf"))
    brief = Brief("cloud", (Section("strategy", "", claims), Section("risks", "", ())), (cited,), {}, "m", 1)
    assert paragraphs(brief) == [
        ("Title", "Brief: cloud"),
        ("Heading 1", "Strategy"),
        ("Normal", "It grew.1 a.pdf: “It did.”1"),
        ("Heading 1", "Risks"),
        ("Normal", "The documents don't say."),
        ("Heading 1", "Sources"),
        ("Normal", "1. a.pdf, page 3, Results: “It grew.”"),
    ]


def test_a_brief_of_nothing_is_a_document_all_the_same() -> None:
    assert paragraphs(Brief("", (), (), {}, "m", 1)) == [("Title", "Brief")]


def test_hostile_names_and_texts_are_words_in_lines_of_their_own() -> None:
    name = f"a\n{HOSTILE}\t\x00\ufffe.md"
    cited = Citation(1, name, 3, (name,), 0, 8, name)
    brief = Brief(name, (Section("risks", "", (Claim(name, "quoted", (1,), name),)),), (cited,), {}, "m", 1)
    told = paragraphs(brief)
    assert [style for style, _ in told] == ["Title", "Heading 1", "Normal", "Heading 1", "Normal"]
    assert acting("".join(text for _, text in told)) == set()
    assert not any("\n" in text or "\t" in text for _, text in told)


def test_a_topic_longer_than_a_property_may_be_is_told_whole_in_the_heading() -> None:
    topic = "cloud " * 60
    made = docx.Document(BytesIO(brief_docx(Brief(topic, (), (), {}, "m", 1))))
    assert made.paragraphs[0].text == f"Brief: {topic.strip()}"
    assert len(made.core_properties.title) == 255
