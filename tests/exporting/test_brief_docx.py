from io import BytesIO

import docx

from assistant.exporting.brief_docx import brief_docx
from assistant.types import Brief, Citation, Claim, Section


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
