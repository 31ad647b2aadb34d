import http.server
import socketserver
import threading
from pathlib import Path

import pytest

from assistant.reading.office import libreoffice
from assistant.reading.office.libreoffice import convert

FLAT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"'
    ' office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>{}</office:text>'
    "</office:body></office:document>"
)
FOUND = bool(libreoffice._command())


def test_without_libreoffice_nothing_is_converted() -> None:
    assert convert(b"{\\rtf1 Text.}", ".rtf", ".txt") is None


@pytest.mark.libreoffice
@pytest.mark.skipif(not FOUND, reason="LibreOffice is not installed, or cannot be shut off")
def test_a_file_is_converted_and_a_hopeless_one_is_not() -> None:
    assert convert(b"{\\rtf1 Text.}", ".rtf", ".txt") == "\ufeffText.\n".encode()
    assert convert(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), ".doc", ".docx") is None


@pytest.mark.libreoffice
@pytest.mark.skipif(not FOUND, reason="LibreOffice is not installed, or cannot be shut off")
def test_a_document_fetches_nothing_and_reads_no_other_file(tmp_path: Path) -> None:
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    secret = tmp_path / "secret.txt"
    secret.write_text("The secret of the mill.", encoding="utf-8")
    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sections = "".join(
            f'<text:section text:name="s{n}" xmlns:xlink="http://www.w3.org/1999/xlink"><text:section-source'
            f' xlink:href="{address}" text:filter-name="Text"/></text:section>'
            for n, address in enumerate((secret.as_uri(), f"http://127.0.0.1:{server.server_address[1]}/x.txt"))
        )
        text = convert(FLAT.format(f"<text:p>Open.</text:p>{sections}").encode(), ".fodt", ".txt")
        server.shutdown()
    assert text is not None
    assert b"Open." in text
    assert b"secret" not in text
    assert asked == []
