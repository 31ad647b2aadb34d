"""A brief as a Word document: a heading for each facet, cited sentences, and the sources at the end.

A small file, so that each format of the exports has its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from assistant.language.loading import DEFAULT
from assistant.language.replies import reply
from assistant.printable import printable_line
from assistant.types import Brief, Claim

_LONGEST_PROPERTY = 255


def brief_docx(brief: Brief) -> bytes:
    """Return the file's bytes."""
    import docx

    document = docx.Document()
    title = printable_line(f"Brief: {brief.topic}" if brief.topic else "Brief")
    document.core_properties.title = title[:_LONGEST_PROPERTY]
    document.core_properties.author = ""
    document.add_heading(title, level=0)
    for section in brief.sections:
        document.add_heading(section.facet.capitalize(), level=1)
        paragraph = document.add_paragraph()
        for text, marks in _sentences(section.claims):
            paragraph.add_run(printable_line(text))
            paragraph.add_run(marks).font.superscript = True
            paragraph.add_run(" ")
    if brief.citations:
        document.add_heading("Sources", level=1)
    for citation in brief.citations:
        paragraph = document.add_paragraph(f"{citation.number}. ")
        paragraph.add_run(printable_line(citation.whereabouts)).bold = True
        paragraph.add_run(f": “{printable_line(citation.told)}”")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _sentences(claims: Sequence[Claim]) -> list[tuple[str, str]]:
    if not claims:
        return [(reply("refused", DEFAULT), "")]
    said = (f"“{claim.text}”" if claim.kind == "quoted" else claim.text for claim in claims)
    return [
        (f"{claim.source}: {text}" if claim.source else text, ", ".join(map(str, claim.citations)))
        for claim, text in zip(claims, said, strict=True)
    ]
