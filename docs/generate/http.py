"""The page of the HTTP interface, from its OpenAPI document and the list of MCP tools."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.asking.assistant import Assistant
from assistant.embedding.hashing import HashingEmbedder
from assistant.library.library import Library
from assistant.server.app import Server
from assistant.server.routes.mcp_tools import mcp_server
from assistant.server.service import Service
from assistant.settings import Settings
from docs.generate.markdown import page, slug, table

Schema = Mapping[str, Any]
_LIMITS = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "maxItems": "at most {} of them",
}


def http_page() -> str:
    """Return the page of every address, MCP tool and schema."""
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Assistant(Library(Path(folder), Path(folder) / "index", Settings(), HashingEmbedder())))
        document = Server(service).api.openapi()
        tools = asyncio.run(mcp_server(service).list_tools())
    parts = [document["info"]["description"].strip()]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            parts += [f"## {method.upper()} {path}", operation["description"], *_request(operation)]
            parts.append(_response(operation))
    parts += ["## MCP tools", "At `/mcp`, by streamable HTTP."]
    for tool in tools:
        parts += [f"### {tool.name}", tool.description or "", _fields(tool.input_schema)]
    parts.append("## Schemas")
    for name, schema in document["components"]["schemas"].items():
        parts += [f"### {name}", schema.get("description", ""), _fields(schema)]
    return page("HTTP", *parts)


def _request(operation: Schema) -> Iterator[str]:
    rows = [
        (f"`{one['name']}` (in {one['in']})", _type_of(one["schema"]), _meaning({**one["schema"], **one}))
        for one in operation.get("parameters", ())
    ]
    if rows:
        yield table(("parameter", "type", "meaning"), rows)
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"Body: {_type_of(content['schema'])} as `{kind}`."


def _response(operation: Schema) -> str:
    given = [
        f"{status}: {', '.join(map(_content, response.get('content', {}).items())) or response['description']}"
        for status, response in operation["responses"].items()
        if int(status) < 400
    ]
    return f"Response {'; '.join(given)}."


def _content(given: tuple[str, Schema]) -> str:
    kind, content = given
    return f"{_type_of(content['schema'])} as `{kind}`" if content.get("schema") else f"`{kind}`"


def _fields(schema: Schema) -> str:
    rows = [
        (f"`{name}`{'' if name in schema.get('required', ()) else ' (optional)'}", _type_of(each), _meaning(each))
        for name, each in schema.get("properties", {}).items()
    ]
    return table(("field", "type", "meaning"), rows) if rows else ""


def _type_of(schema: Schema) -> str:
    """Return the type in words, with a link where it is a schema of the page."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{slug(name)})"
    if "anyOf" in schema:
        return " or ".join(map(_type_of, schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return " or ".join(f'`"{one}"`' for one in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_type_of(schema.get('items', {}))}"
    return str(schema.get("type", "anything"))


def _meaning(schema: Schema) -> str:
    inner: Schema = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), {})
    limited = {**schema, **inner}
    bounds = [words.format(f"{limited[key]:,}") for key, words in _LIMITS.items() if key in limited]
    if schema.get("default") not in (None, "", [], False):
        bounds.append(f"default `{schema['default']}`")
    return f"{schema.get('description', '')} {'(' + ', '.join(bounds) + ')' if bounds else ''}"
