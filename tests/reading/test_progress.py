import io
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.building.cutting import Cutting
from assistant.reading.contents import Limits
from assistant.reading.mail.mbox import read_mbox
from assistant.reading.pdf.document import read_pdf
from assistant.reading.progress import listening, tell_share


def test_a_share_is_told_when_it_has_grown_and_nobody_has_to_listen() -> None:
    heard: list[float] = []
    tell_share(0.3)
    with listening(heard.append):
        for share in (0.1, 0.105, 0.1, 0.5):
            tell_share(share)
    tell_share(0.9)
    assert heard == [0.1, 0.5]


def test_the_pages_of_a_pdf_are_half_of_the_work() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for number in range(4):
        canvas.drawString(72, 700, f"This is page {number} of the book.")
        canvas.showPage()
    canvas.save()
    heard: list[float] = []
    with listening(heard.append):
        read_pdf(buffer.getvalue(), Limits())
    assert heard == [0.125, 0.25, 0.375]


def test_cutting_the_documents_of_a_file_is_the_other_half() -> None:
    box = b"From a@example.org Fri Aug 29 09:30:00 2025\nSubject: Week\n\nThe mill ground 7 sacks.\n\n" * 10
    assert read_mbox(box, Limits()).members
    embedder, heard = HashingEmbedder(), list[float]()
    cutting = Cutting.for_embedder(embedder, Limits())
    with listening(heard.append):
        cutting.data(box, Path("a.mbox"), "a.mbox")
    assert heard == sorted(heard)
    assert min(heard) < 0.5 < max(heard) < 1
