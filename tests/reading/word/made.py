"""Word documents made of their XML, as programs other than python-docx write them."""

from assistant.reading.contents import Contents, Limits
from assistant.reading.word.document import read_docx
from tests.reading.made import zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
V = "urn:schemas-microsoft-com:vml"
_NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:m="{M}" xmlns:v="{V}"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="character" w:styleId="Ref"><w:name w:val="footnote reference"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
)


def word_file(
    body: str, *, main: str = "word/document.xml", strict: bool = False, styles: str = STYLES, **parts: str | bytes
) -> bytes:
    """Return a document with this body; `parts` are the content of other parts by their kind ("numbering")."""
    folder, name = main.split("/")
    files: dict[str, bytes] = {main: f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>".encode()}
    files[f"{folder}/styles.xml"] = f"<w:styles {_NAMESPACES}>{styles}</w:styles>".encode()
    kinds = {"styles": "styles.xml"}
    for kind, content in parts.items():
        kinds[kind] = f"{kind}.xml" if isinstance(content, str) else f"{kind}.dat"
        root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
        wrapped = f"<w:{root} {_NAMESPACES}>{content}</w:{root}>".encode() if isinstance(content, str) else content
        files[f"{folder}/{kinds[kind]}"] = wrapped
    overrides = "".join(
        f'<Override PartName="/{folder}/{file}" ContentType="{_TYPE}.{kind}+xml"/>'
        for kind, file in kinds.items()
        if file.endswith(".xml")
    )
    files["[Content_Types].xml"] = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="dat" ContentType="text/html"/>'
        f'<Override PartName="/{main}" ContentType="{_TYPE}.document.main+xml"/>{overrides}</Types>'
    ).encode()
    related = {kind: f"{R}/{'aFChunk' if file.endswith('.dat') else kind}" for kind, file in kinds.items()}
    files["_rels/.rels"] = _relations({"main": (f"{R}/officeDocument", main)})
    files[f"{folder}/_rels/{name}.rels"] = _relations({k: (related[k], file) for k, file in kinds.items()})
    if strict:
        for kind in ("wordprocessingml", "officeDocument"):
            old = f"http://schemas.openxmlformats.org/{kind}/2006/".encode()
            files = {
                path: data.replace(old, f"http://purl.oclc.org/ooxml/{kind}/".encode()) for path, data in files.items()
            }
    return zipped(files)


def _relations(targets: dict[str, tuple[str, str]]) -> bytes:
    inner = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{to}"/>' for i, (kind, to) in targets.items())
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'.encode()


def read(body: str, **more: str | bytes) -> Contents:
    """Return the contents of a document with this body."""
    return read_docx(word_file(body, **more), Limits())  # type: ignore[arg-type]  # parts of any name


def told(contents: Contents) -> list[tuple[str, str]]:
    """Return the kind and text of each block."""
    return [(block.kind, contents.text[block.start : block.end]) for block in contents.blocks]


def run(text: str, properties: str = "") -> str:
    """Return a run of text with these properties."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    """Return a paragraph; a run that is no XML is plain text."""
    inner = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def up(text: str) -> str:
    """Return a raised run."""
    return run(text, '<w:vertAlign w:val="superscript"/>')


def down(text: str) -> str:
    """Return a lowered run."""
    return run(text, '<w:vertAlign w:val="subscript"/>')
