"""The page of the Python interface, from the signatures and docstrings of the public names."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator

import assistant
from assistant import errors
from assistant.api.client import RemoteAssistant
from assistant.settings import Settings
from docs.generate.markdown import page, prose, table

LINE = 100
_STARS: dict[object, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}


def python_page() -> str:
    """Return the page of every public name: signature, fields, methods and docstrings."""
    named = {name: getattr(assistant, name) for name in sorted(assistant.__all__)}
    parts = ["Import these names from `assistant`; `Assistant.connect` returns a `RemoteAssistant`."]
    for name, value in {**named, RemoteAssistant.__name__: RemoteAssistant}.items():
        parts += [f"## {name}", *_described(name, value)]
    parts += ["## Errors", "Import these from `assistant.errors`.", _errors()]
    return page("Python", *parts)


def _described(name: str, value: object) -> Iterator[str]:
    if value is Settings:
        yield prose(value)
        yield "Its fields are on the page [settings](settings.md)."
    elif not inspect.isclass(value):
        yield f"`{str(value).replace('typing.', '')}`"
    else:
        yield prose(value)
        if dataclasses.is_dataclass(value):
            yield _code("\n".join(map(_field, dataclasses.fields(value))))
        for key, member in inspect.getmembers(value):
            if not key.startswith("_") and _is_ours(member):
                signature = f"{name}.{key}" if isinstance(member, property) else f"{name}.{key}{_signature(member)}"
                yield f"### {name}.{key}\n\n{_code(signature)}\n\n{prose(member)}"


def _errors() -> str:
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.AssistantError)]
    rows = [(f"`{kind.__name__}`", f"`{kind.mro()[1].__name__}`", f"`{kind.code}`", prose(kind)) for kind in kinds]
    return table(("error", "is a", "code", "when"), rows)


def _is_ours(member: object) -> bool:
    function = member.fget if isinstance(member, property) else member
    callable_ = inspect.isfunction(function) or inspect.ismethod(function)
    return callable_ and function.__module__.startswith("assistant.")


def _field(field: dataclasses.Field[object]) -> str:
    default = "" if field.default is dataclasses.MISSING else f" = {field.default!r}"
    return f"{field.name}: {field.type}{default}"


def _signature(function: Callable[..., object]) -> str:
    """Return a signature without `self`, a parameter a line where it is long."""
    signature = inspect.signature(function)
    parameters = [one for one in signature.parameters.values() if one.name != "self"]
    shown = list(map(_parameter, parameters))
    by_name = [at for at, one in enumerate(parameters) if one.kind is one.KEYWORD_ONLY]
    if by_name and not any(one.kind is one.VAR_POSITIONAL for one in parameters):
        shown.insert(by_name[0], "*")
    result = f" -> {signature.return_annotation}"
    together = f"({', '.join(shown)}){result}"
    return together if len(together) <= LINE else "(\n" + "".join(f"    {one},\n" for one in shown) + f"){result}"


def _parameter(one: inspect.Parameter) -> str:
    default = "" if one.default is one.empty else f" = {'…' if callable(one.default) else repr(one.default)}"
    return f"{_STARS.get(one.kind, '')}{one.name}: {one.annotation}{default}"


def _code(text: str) -> str:
    return f"```python\n{text}\n```"
