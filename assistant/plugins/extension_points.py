"""Every extension point with what is built in; `docs/extending.md` shows how to add to them.

A name refers to a function, as `module:function`, which is imported when it is first used. Packages add names through
entry points of the same groups.
"""

from __future__ import annotations

from assistant.plugins.entry_points import ExtensionPoint

_READERS = "assistant.reading.formats"

FORMATS = ExtensionPoint(
    "assistant.formats",
    "format",
    {
        "txt": f"{_READERS}.text:read_plain",
        "text": f"{_READERS}.text:read_plain",
        "md": f"{_READERS}.text:read_markdown",
        "markdown": f"{_READERS}.text:read_markdown",
        "pdf": "assistant.reading.pdf.document:read_pdf",
        **dict.fromkeys(("docx", "docm", "dotx", "dotm"), "assistant.reading.word.document:read_docx"),
        **dict.fromkeys(("pptx", "pptm", "ppsx", "ppsm", "potx", "potm"), f"{_READERS}.pptx:read_pptx"),
        **dict.fromkeys(("xlsx", "xlsm", "xltx", "xltm"), f"{_READERS}.xlsx:read_xlsx"),
        "csv": f"{_READERS}.delimited:read_csv",
        "tsv": f"{_READERS}.delimited:read_tsv",
        "html": "assistant.reading.html.document:read_html",
        "htm": "assistant.reading.html.document:read_html",
        "xhtml": "assistant.reading.html.document:read_html",
        "epub": f"{_READERS}.epub:read_epub",
        "eml": f"{_READERS}.email:read_eml",
        "rtf": "assistant.reading.rtf.document:read_rtf",
        **dict.fromkeys(("odt", "ott"), f"{_READERS}.opendocument:read_odt"),
        **dict.fromkeys(("ods", "ots"), f"{_READERS}.opendocument:read_ods"),
        **dict.fromkeys(("odp", "otp"), f"{_READERS}.opendocument:read_odp"),
        "json": f"{_READERS}.records:read_json",
        "jsonl": f"{_READERS}.records:read_json_lines",
        "ndjson": f"{_READERS}.records:read_json_lines",
        "zip": f"{_READERS}.archive:read_zip",
        "xml": "assistant.reading.markup.xml_document:read_xml",
        "tex": "assistant.reading.markup.latex:read_tex",
        "latex": "assistant.reading.markup.latex:read_tex",
        "msg": "assistant.reading.mail.msg:read_msg",
        "mbox": "assistant.reading.mail.mbox:read_mbox",
        "mht": "assistant.reading.mail.mht:read_mht",
        "mhtml": "assistant.reading.mail.mht:read_mht",
        "ics": "assistant.reading.mail.ics:read_ics",
        "doc": "assistant.reading.old.doc:read_doc",
        "dot": "assistant.reading.old.doc:read_doc",
        "xls": "assistant.reading.old.xls:read_xls",
        "xlt": "assistant.reading.old.xls:read_xls",
        "xlsb": "assistant.reading.old.xlsb:read_xlsb",
        "ppt": "assistant.reading.old.ppt:read_ppt",
        "pps": "assistant.reading.old.ppt:read_ppt",
        **dict.fromkeys(
            ("png", "jpg", "jpeg", "tif", "tiff", "gif", "bmp", "webp", "avif", "heic", "heif"),
            f"{_READERS}.picture:read_picture",
        ),
    },
)
"""Readers of formats, by suffix: `(data: bytes, limits: Limits) -> Contents` (`assistant.reading.contents`)."""

LANGUAGE_MODELS = ExtensionPoint(
    "assistant.language_models",
    "language model",
    {
        "embedded": "assistant.drafting.gguf:open_embedded",
        "gguf": "assistant.drafting.gguf:open_file",
        "hub": "assistant.drafting.transformers_engine:open_transformers",
        "folder": "assistant.drafting.transformers_engine:open_transformers",
        "server": "assistant.drafting.several_servers:open_servers",
    },
)
"""What opens language models: `(value: str, settings: Settings) -> LanguageModel` (`assistant.drafting.base`)."""

EMBEDDERS = ExtensionPoint(
    "assistant.embedders",
    "embedder",
    {
        "embedded": "assistant.embedding.engines:open_here",
        "hub": "assistant.embedding.engines:open_here",
        "folder": "assistant.embedding.engines:open_here",
    },
)
"""What opens embedders: `(value: str, settings: Settings) -> Embedder` (`assistant.embedding.base`)."""

STORES = ExtensionPoint(
    "assistant.stores",
    "store",
    {
        "milvus": "assistant.indexing.milvus.store:open_milvus",
        "milvus+https": "assistant.indexing.milvus.store:open_milvus",
        "milvus-lite": "assistant.indexing.milvus.store:open_milvus",
    },
)
"""What opens stores: `(value: str, settings: Settings) -> Store` (`assistant.indexing.store`)."""

ALL = (FORMATS, LANGUAGE_MODELS, EMBEDDERS, STORES)
