"""The page of commands, from the declarations of the command line."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import typer

from assistant.cli import app as module
from docs.generate.markdown import page, table

_VALUES = {bool: "", int: "N", float: "NUMBER", Path: "PATH", str: "TEXT"}


def commands_page() -> str:
    """Return the page of every command with its arguments, options, defaults and environment variables."""
    group: Any = typer.main.get_command(module.app)
    parts = [group.help, inspect.cleandoc(module.__doc__ or "").partition("\n\n")[2]]
    for name, command in sorted(group.commands.items()):
        hints = get_type_hints(command.callback)
        arguments = [_argument(one) for one in command.params if _is_argument(one)]
        rows = [_row(one, hints[one.name]) for one in command.params]
        usage = " ".join(("assistant", name, *arguments, "[OPTIONS]"))
        parts += [f"## {name}", f"    {usage}", inspect.cleandoc(command.help), table(("option", "meaning"), rows)]
    return page("Commands", *parts)


def _is_argument(parameter: Any) -> bool:  # noqa: ANN401 - typer publishes no type for its parameters
    return not parameter.opts[0].startswith("-")


def _argument(parameter: Any) -> str:  # noqa: ANN401 - as above
    name = parameter.opts[0].upper() + ("…" if parameter.nargs == -1 else "")
    return name if parameter.required else f"[{name}]"


def _row(parameter: Any, hint: object) -> tuple[str, str]:  # noqa: ANN401 - as above
    if _is_argument(parameter):
        return f"`{_argument(parameter)}`", parameter.help
    value = _value(hint)
    spelled = " / ".join((*parameter.opts, *parameter.secondary_opts)) + (f" {value}" if value else "")
    notes = []
    if parameter.default not in (None, "", False, True):
        notes.append(f"default `{parameter.default}`")
    if parameter.envvar:
        notes.append(f"environment variable `{parameter.envvar}`")
    return f"`{spelled}`", f"{parameter.help} {'(' + ', '.join(notes) + ')' if notes else ''}"


def _value(hint: object) -> str:
    """Return how the value of an option is shown: `N`, `PATH PATH`, "" for a flag."""
    if get_origin(hint) is Literal:
        return " or ".join(map(str, get_args(hint)))
    parts = [part for part in get_args(hint) if part is not NoneType]
    return " ".join(map(_value, parts)) if parts else _VALUES[hint]  # type: ignore[index]  # an unknown type is told
