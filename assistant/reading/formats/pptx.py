"""PowerPoint presentations: each slide is a page with its title as heading, then shapes, tables, charts and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.formats.pptx_hidden import SlideVisibility
from assistant.reading.hidden import LeftOut, hidden_parts_notes
from assistant.reading.metadata import author_of, date_of_field, title_of
from assistant.reading.notation.drawingml import write_shown
from assistant.reading.office.charts import add_chart
from assistant.reading.office.embedded import embedded_files, macro_note
from assistant.reading.tabular.merges import Merge, with_merges
from assistant.reading.tabular.tables import Row, add_table
from assistant.reading.telling.losses import Losses
from assistant.reading.xml import parse_xml
from assistant.reading.zipped import open_package, repaired

if TYPE_CHECKING:
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.table import Table
    from pptx.text.text import TextFrame

_WHAT = "a PowerPoint presentation"
_LONGEST_TITLE = 200
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_DATA = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"
_CHARTS = ("chart", "chartEx")
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def read_pptx(data: bytes, limits: Limits) -> Contents:
    """Read a presentation; hidden slides are marked. Footers, slide numbers and hidden text are left out.

    Raises:
        UnreadableError: it is damaged, of another format, protected, or too large.
    """
    from pptx import Presentation

    with reading(_WHAT), open_package(data, limits, _WHAT, "ppt/presentation.xml") as package:
        assert package.fp is not None
        losses = Losses()
        try:
            presentation = Presentation(package.fp)
        except SyntaxError:
            presentation = Presentation(repaired(package, "ppt/presentation.xml", losses))
        if len(presentation.slides) > limits.pages:
            raise UnreadableError(
                f"has {len(presentation.slides):,} slides, more than the limit of {limits.pages:,}", "Split it."
            )
        assembly, left_out = Assembly(), LeftOut()
        first = ""
        hidden: list[str] = []
        size = presentation.slide_width or 0, presentation.slide_height or 0
        for number, slide in enumerate(presentation.slides, start=1):
            assembly.page()
            assembly.hidden = slide.element.get("show") in ("0", "false")
            hidden += [str(number)] if assembly.hidden else []
            with losses.part(f"the hidden text of slide {number}"):
                _take_out_hidden(slide, SlideVisibility(slide, *size), left_out)
            title = ""
            with losses.part(f"slide {number}"):
                write_shown(slide.element, assembly.mark)
                title = _add_slide(assembly, slide, number, losses)
            first = first or ("" if assembly.hidden else title)
        properties = presentation.core_properties
        return Contents(
            assembly.text,
            assembly.blocks,
            assembly.pages,
            title=title_of(properties.title) or title_of(first),
            author=author_of(properties.author),
            date=date_of_field(properties.modified or properties.created),
            members=embedded_files(data, limits, _WHAT),
            notes=(*left_out.notes, *hidden_parts_notes("slide", hidden), *losses.notes, *macro_note(package)),
        )


def _take_out_hidden(slide: Slide, visibility: SlideVisibility, left_out: LeftOut) -> None:
    """Remove the hidden text of a slide in memory, and count it."""
    for shape in list(_leaves(slide.shapes)):
        formatted = visibility.shows_shape(shape)
        for run in list(shape.element.iter(f"{_DRAWN}r", f"{_DRAWN}fld")):
            if not formatted or not visibility.shows_run(run, shape):
                left_out.add("".join(run.itertext(f"{_DRAWN}t")))
                run.getparent().remove(run)


def _add_slide(assembly: Assembly, slide: Slide, number: int, losses: Losses) -> str:
    """Add a slide and return its title, or "" if it has none; then its number is the heading."""
    heading = slide.shapes.title
    title = " ".join(heading.text_frame.text.split()) if heading is not None and heading.has_text_frame else ""
    # Without a heading of its own, a slide would belong to the heading of the previous one.
    assembly.heading(title if 0 < len(title) <= _LONGEST_TITLE else f"Slide {number}", 1)
    if len(title) > _LONGEST_TITLE:
        assembly.paragraph(title)
    for shape in _leaves(slide.shapes):
        if heading is None or shape.element is not heading.element:
            with losses.part(f'"{shape.name}" on slide {number}'):
                _add_shape(assembly, shape)
    with losses.part(f"the charts of slide {number}"):
        _add_charts(assembly, slide)
    with losses.part(f"the notes of slide {number}"):
        if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
            _add_text(assembly, notes, is_list=False)
    return title


def _leaves(shapes: Iterable[BaseShape]) -> Iterator[BaseShape]:
    """Yield the shapes in order; the shapes of a group take its place."""
    for shape in shapes:
        if inner := getattr(shape, "shapes", None):
            yield from _leaves(inner)
        else:
            yield shape


def _add_shape(assembly: Assembly, shape: BaseShape) -> None:
    from pptx.enum.shapes import PP_PLACEHOLDER
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.graphfrm import GraphicFrame

    holder = shape.placeholder_format.type if shape.is_placeholder else None
    if holder in (PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE):
        return
    if isinstance(shape, GraphicFrame) and shape.has_table:
        _add_table(assembly, shape.table)
    elif isinstance(shape, GraphicFrame) and shape.has_chart:
        return  # read with the other charts of the slide, some of which the library does not know
    elif isinstance(shape, Shape):
        _add_text(assembly, shape.text_frame, is_list=holder in (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT))
    else:
        for text in _diagram_texts(shape):
            assembly.item(text)


def _add_text(assembly: Assembly, frame: TextFrame, *, is_list: bool) -> None:
    texts = [paragraph.text for paragraph in frame.paragraphs if paragraph.text.strip()]
    # The paragraphs of a body are bullets unless there is only one.
    add = assembly.item if is_list and len(texts) > 1 else assembly.paragraph
    for text in texts:
        add(text)


def _add_table(assembly: Assembly, table: Table) -> None:
    rows, merges = [], []
    for number, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            if cell.is_merge_origin:
                bottom, right = number + cell.span_height - 1, column + cell.span_width - 1
                merges.append(Merge(number, column, bottom, right))
        texts = tuple("" if cell.is_spanned else cell.text_frame.text for cell in row.cells)
        rows.append(Row(texts, is_header=not number and bool(table.first_row)))
    add_table(assembly, with_merges(rows, merges))


def _add_charts(assembly: Assembly, slide: Slide) -> None:
    """Add each chart of a slide as the table of its data, in the order in which they were inserted."""
    for relation in slide.part.rels.values():
        if relation.reltype.rpartition("/")[2] in _CHARTS and not relation.is_external:
            add_chart(assembly, parse_xml(relation.target_part.blob))


def _diagram_texts(shape: BaseShape) -> Iterator[str]:
    """Yield the texts of a SmartArt diagram, which are in a part of their own."""
    for relation in shape.element.iter(_DIAGRAM):
        blob = shape.part.related_part(relation.get(_DATA, "")).blob
        for paragraph in parse_xml(blob).iter(f"{_DRAWN}p"):
            yield "".join(text.text or "" for text in paragraph.iter(f"{_DRAWN}t"))
