import io
from collections.abc import Callable
from typing import Any

import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.pdf import document as reader
from assistant.reading.pdf.document import read_pdf
from assistant.reading.pdf.pages import MarkedSentence, drawn_page
from assistant.reading.pdf.words import words_among
from tests.reading.pdf_files import pdf_of_objects, stream


def pdf(*pages: Callable[[Any], None]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(500, 400))
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def read(*pages: Callable[[Any], None]) -> Contents:
    return read_pdf(pdf(*pages), Limits())


def lines(contents: Contents) -> list[str]:
    return [contents.text[block.start : block.end] for block in contents.blocks]


def form(canvas: Any) -> None:
    canvas.drawString(50, 350, "Name of the horse:")
    canvas.acroForm.textfield(name="horse", value="Silver Birch", x=200, y=342, width=200, height=20)
    canvas.drawString(50, 310, "Stable fee in euros:")
    canvas.acroForm.textfield(name="fee", value="310.50", x=200, y=302, width=200, height=20)
    canvas.drawString(50, 270, "Vaccinated:")
    canvas.acroForm.checkbox(name="vaccinated", checked=True, x=200, y=265, size=16)
    canvas.drawString(50, 230, "Insured:")
    canvas.acroForm.checkbox(name="insured", checked=False, x=200, y=225, size=16)


def test_the_values_of_a_form_stand_beside_their_labels() -> None:
    text = read(form).text
    assert "Name of the horse: | Silver Birch" in text
    assert "Stable fee in euros: | 310.50" in text
    assert "☑ Yes" in text
    assert "☐" in text
    assert text.count("Silver Birch") == 1


def test_a_signature_field_says_who_signed_and_when() -> None:
    fonts = "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    signed = "BT /F 10 Tf 4 8 Td (Signed by Ada Field, 2 May 2031) Tj ET"
    data = pdf_of_objects(
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Annots[5 0 R]{fonts}>>",
        stream("BT /F 12 Tf 30 150 Td (Lease) Tj ET"),
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(sign)/F 4/Rect[30 50 250 80]/AP<</N 6 0 R>>/P 3 0 R>>",
        stream(signed, f"/Type/XObject/Subtype/Form/BBox[0 0 220 30]{fonts}"),
    )
    assert lines(read_pdf(data, Limits())) == ["Lease", "Signed by Ada Field, 2 May 2031"]


def test_a_comment_in_rich_text_only_is_read() -> None:
    rich = "<?xml version='1.0'?><body xmlns='http://www.w3.org/1999/xhtml'><p>Ask the <b>landlord</b>.</p></body>"
    data = pdf_of_objects(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Annots[4 0 R]>>",
        f"<</Type/Annot/Subtype/Text/T(Ada)/Rect[10 10 30 30]/RC({rich})>>",
    )
    assert lines(read_pdf(data, Limits())) == ["Comment (Ada): Ask the landlord."]


def test_a_text_on_top_of_a_page_is_read_and_a_comment_says_what_it_is() -> None:
    def draw(canvas: Any) -> None:
        canvas.drawString(50, 350, "The course is held on Tuesdays.")
        canvas.freeTextAnnotation("Room 214 instead of 210", DA="/Helv 10 Tf", Rect=[50, 250, 300, 270], relative=0)
        canvas.textAnnotation("The teacher is ill until May.", Rect=[50, 200, 70, 220], relative=0)

    assert lines(read(draw)) == [
        "The course is held on Tuesdays.",
        "Room 214 instead of 210",
        "Comment: The teacher is ill until May.",
    ]


def test_a_page_of_nothing_but_typed_text_is_read() -> None:
    def draw(canvas: Any) -> None:
        canvas.freeTextAnnotation("Deliver 40 crates.", DA="/Helv 10 Tf", Rect=[50, 250, 300, 270], relative=0)

    assert lines(read(draw)) == ["Deliver 40 crates."]


def test_a_long_note_is_wrapped_into_its_rectangle() -> None:
    said = "The bridge is closed from the third of May to the end of June, and carts take the ford below the mill."

    def draw(canvas: Any) -> None:
        canvas.freeTextAnnotation(said, DA="/Helv 10 Tf", Rect=[50, 150, 200, 270], relative=0)

    assert " ".join(read(draw).text.split()) == said


def test_the_page_of_a_citation_marks_a_value_of_a_form() -> None:
    data = pdf(form)
    plain, marked = (drawn_page(data, MarkedSentence(1, said), Limits()) for said in ("Nothing of it.", "Silver Birch"))
    assert plain != marked


def attached(files: dict[str, bytes]) -> bytes:
    document = pdfium.PdfDocument(pdf(lambda canvas: canvas.drawString(50, 350, "See the files.")))
    for name, data in files.items():
        document.new_attachment(name).set_data(data)
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def test_files_attached_to_a_pdf_are_members() -> None:
    contents = read_pdf(attached({"../prices.csv": b"a,b\n1,2", "note.txt": b"Hello."}), Limits())
    assert [(one.name, one.data) for one in contents.members] == [("prices.csv", b"a,b\n1,2"), ("note.txt", b"Hello.")]


def test_too_many_or_too_large_attachments_are_refused() -> None:
    data = attached({"a.txt": b"x" * 100, "b.txt": b"y" * 100})
    for limits in (Limits(members=1), Limits(expanded_bytes=150)):
        with pytest.raises(UnreadableError, match="holds"):
            read_pdf(data, limits)


def test_a_page_that_cannot_be_read_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(page: Any, *others: Any) -> Any:
        if "Second" in page.get_textpage().get_text_range():
            raise OverflowError("Python int too large to convert to C int")
        return actual(page, *others)

    actual = words_among
    monkeypatch.setattr(reader, "words_among", failing)
    pages = [
        lambda canvas, said=said: canvas.drawString(50, 350, f"{said} page of the book.")
        for said in ("First", "Second")
    ]
    contents = read(*pages)
    assert contents.text == "First page of the book."
    assert contents.notes[0].startswith("is read but for page 2, which is damaged")
    with pytest.raises(UnreadableError, match="page 1"):
        read(pages[1])


@pytest.mark.usefixtures("without_recognition")
def test_a_page_whose_letters_are_drawn_as_shapes_is_told_like_a_scanned_one() -> None:
    def drawn(canvas: Any) -> None:
        for number in range(40):
            canvas.circle(50 + 10 * number, 350, 4, fill=1)

    with pytest.raises(UnreadableError, match="its letters are drawn") as refused:
        read(drawn)
    assert "text recognition" in refused.value.advice
    (note,) = read(lambda canvas: canvas.drawString(50, 350, "Text here."), drawn).notes
    assert note.startswith("was read except page 2")
