"""A small file of each format, made by the library that writes it or by hand."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from email.message import EmailMessage
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

CLOUD = "Cloud revenue grew by 26% to 33.40 billion yuan in the second quarter of 2025."
RISK = "Competition in quick commerce weighs on the margin of the whole group for now."
ROWS = [["Segment", "2024", "2025"], ["Cloud", "26.5", "33.4"], ["Commerce", "113.4", "140.1"]]


def zipped(parts: Mapping[str, str | bytes], compression: int = ZIP_DEFLATED) -> bytes:
    """The type of an EPUB or OpenDocument file stands at its beginning, not compressed."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(name, data, ZIP_STORED if name == "mimetype" else compression)
    return buffer.getvalue()


def docx() -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.title = "Quarterly review"
    document.core_properties.author = "Wei Chen"
    document.core_properties.modified = datetime(2025, 8, 29, 9, 30)
    document.add_heading("Results", 1)
    document.add_paragraph(CLOUD)
    document.add_paragraph(RISK, style="List Bullet")
    table = document.add_table(0, 3)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pptx() -> bytes:
    from pptx import Presentation

    presentation = Presentation()
    presentation.core_properties.title = "PowerPoint Presentation"
    presentation.core_properties.author = "Wei Chen"
    presentation.core_properties.modified = datetime(2025, 8, 29, 9, 30)
    first = presentation.slides.add_slide(presentation.slide_layouts[0])
    first.shapes.title.text = "Two engines"
    second = presentation.slides.add_slide(presentation.slide_layouts[1])
    second.shapes.title.text = "Results"
    second.placeholders[1].text = f"{CLOUD}\n{RISK}"
    third = presentation.slides.add_slide(presentation.slide_layouts[5])
    table = third.shapes.add_table(3, 3, 0, 0, 1000, 1000).table
    for number, row in enumerate(ROWS):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def xlsx() -> bytes:
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.properties.title = "Segments"
    workbook.properties.creator = "Wei Chen"
    workbook.properties.modified = datetime(2025, 8, 29, 9, 30)
    sheet = workbook.active
    sheet.title = "Revenue"
    for row in [ROWS[0], *([name, float(a), float(b)] for name, a, b in ROWS[1:])]:
        sheet.append(row)
    sheet.append([])
    sheet.append([CLOUD])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def csv() -> bytes:
    return "\n".join(",".join(row) for row in ROWS).encode()


def tsv() -> bytes:
    return "\n".join("\t".join(row) for row in ROWS).encode()


def html_table() -> str:
    return "<table>" + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in ROWS) + "</table>"


def html() -> bytes:
    return (
        "<!DOCTYPE html><html><head><title>Quarterly review</title><meta name='author' content='Wei Chen'>"
        "<meta property='article:published_time' content='2025-08-29T09:30:00Z'></head><body>"
        "<nav><a href='/'>Home</a> <a href='/n'>News</a> <a href='/c'>Contact</a></nav>"
        f"<h1>Results</h1><p>{CLOUD}</p><ul><li>{RISK}</li></ul>{html_table()}"
        "<footer>All rights reserved.</footer></body></html>"
    ).encode()


def epub() -> bytes:
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
    )
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>Quarterly review</dc:title><dc:creator>Wei Chen</dc:creator><dc:date>2025-08-29</dc:date></metadata>"
        '<manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        '<item id="a" href="text/one%201.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="n"/><itemref idref="a"/></spine></package>'
    )
    chapter = f"<html><body><h1>Results</h1><p>{CLOUD}</p><ul><li>{RISK}</li></ul>{html_table()}</body></html>"
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OPS/book.opf": book,
            "OPS/nav.xhtml": "<html><body><nav><a href='text/one.xhtml'>Contents of the book</a></nav></body></html>",
            "OPS/text/one 1.xhtml": chapter,
        }
    )


def eml() -> bytes:
    message = EmailMessage()
    message["Subject"] = "Quarterly review"
    message["From"] = "Wei Chen <wei@example.org>"
    message["To"] = "Board <board@example.org>"
    message["Date"] = "Fri, 29 Aug 2025 09:30:00 +0000"
    message.set_content(f"{CLOUD}\n\n{RISK}\n")
    message.add_attachment(csv(), maintype="text", subtype="csv", filename="segments.csv")
    return message.as_bytes()


def rtf() -> bytes:
    cells = "".join("".join(f"{cell}\\cell " for cell in row) + "\\row\n" for row in ROWS)
    return (
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\info{\\title Quarterly review}{\\author Wei Chen}"
        "{\\creatim\\yr2025\\mo8\\dy29\\hr9\\min30}}\n"
        f"\\pard {CLOUD}\\par\n{RISK}\\par\n\\trowd {cells}\\pard The end of it.\\par}}"
    ).encode()


_ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in [
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("presentation", "presentation"),
        ("style", "style"),
        ("meta", "meta"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    ]
)


def opendocument(kind: str, body: str, styles: str = "") -> bytes:
    meta = (
        f'<office:document-meta {_ODF} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        "<dc:title>Quarterly review</dc:title><dc:creator>Wei Chen</dc:creator><dc:date>2025-08-29T09:30:00</dc:date>"
        "</office:meta></office:document-meta>"
    )
    content = (
        f"<office:document-content {_ODF}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": content,
            "meta.xml": meta,
        }
    )


def odf_table(name: str = "Revenue") -> str:
    def cell(text: str) -> str:
        return f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in ROWS)
    return f'<table:table table:name="{name}">{rows}</table:table>'


def odt() -> bytes:
    return opendocument(
        "text",
        f'<text:h text:outline-level="1">Results</text:h><text:p>{CLOUD}</text:p>'
        f"<text:list><text:list-item><text:p>{RISK}</text:p></text:list-item></text:list>{odf_table()}",
    )


def ods() -> bytes:
    return opendocument("spreadsheet", odf_table())


def odp() -> bytes:
    slide = (
        '<draw:page draw:name="one"><draw:frame presentation:class="title"><draw:text-box><text:p>Two engines</text:p>'
        f"</draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>{CLOUD}</text:p></draw:text-box></draw:frame>"
        "</draw:page>"
    )
    return opendocument("presentation", slide + slide)


def json_records() -> bytes:
    return json.dumps(
        {"title": "Quarterly review", "author": "Wei Chen", "date": "2025-08-29", "text": f"{CLOUD}\n{RISK}"}
    ).encode()


def json_lines() -> bytes:
    return "\n".join(json.dumps({"title": f"Note {n}", "text": CLOUD, "source": RISK}) for n in range(3)).encode()


def archive() -> bytes:
    return zipped({"notes/a.docx": docx(), "b.csv": csv(), "__MACOSX/._a.docx": b"x", ".hidden": b"x"})


def text() -> bytes:
    return f"Results\n\n{CLOUD}\n\n{RISK}\n".encode()


def xml() -> bytes:
    segments = "".join(
        f"<segment><name>{n}</name><y2024>{a}</y2024><y2025>{b}</y2025></segment>" for n, a, b in ROWS[1:]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><report><title>Quarterly review</title><author>Wei Chen</author>'
        f"<date>2025-08-29</date><section><heading>Results</heading><p>{CLOUD}</p></section>{segments}</report>"
    ).encode()


def tex() -> bytes:
    rows = r" \\ ".join(" & ".join(row) for row in ROWS)
    cloud = CLOUD.replace("%", r"\%")
    return (
        "\\documentclass{article}\\title{Quarterly review}\\author{Wei Chen}\\date{2025-08-29}\n"
        "\\begin{document}\\maketitle\n"
        f"\\section{{Results}}\n{cloud}\n\n\\begin{{itemize}}\\item {RISK}\\end{{itemize}}\n\n"
        f"\\begin{{tabular}}{{lrr}}\\hline {rows} \\\\ \\hline\\end{{tabular}}\n\\end{{document}}\n"
    ).encode()


def ics() -> bytes:
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Example//EN",
        "BEGIN:VEVENT",
        "UID:1",
        "DTSTART:20250829T093000Z",
        "DTEND:20250829T103000Z",
        "SUMMARY:Quarterly review",
        "LOCATION:Room 4\\, Lund",
        "ORGANIZER;CN=Wei Chen:mailto:wei@example.org",
        f"DESCRIPTION:{CLOUD}\\n{RISK}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "\r\n".join(lines).encode()


def mht() -> bytes:
    message = EmailMessage()
    message["Subject"] = "Quarterly review"
    message.set_content(html().decode(), subtype="html")
    message.make_related()
    message.add_related(b"x", maintype="image", subtype="png", cid="<a>")
    return message.as_bytes()


def mbox() -> bytes:
    return b"".join(b"From wei@example.org Fri Aug 29 09:30:00 2025\n" + eml() + b"\n" for _ in range(2))


MAKERS: dict[str, Callable[[], bytes]] = {
    ".docx": docx,
    ".pptx": pptx,
    ".xlsx": xlsx,
    ".csv": csv,
    ".tsv": tsv,
    ".html": html,
    ".epub": epub,
    ".eml": eml,
    ".rtf": rtf,
    ".odt": odt,
    ".ods": ods,
    ".odp": odp,
    ".json": json_records,
    ".jsonl": json_lines,
    ".zip": archive,
    ".xml": xml,
    ".tex": tex,
    ".ics": ics,
    ".mht": mht,
    ".mbox": mbox,
    ".txt": text,
    ".md": text,
}
