"""The page of settings, from the fields of `Settings`."""

from __future__ import annotations

from annotated_types import Ge, Gt, Le
from pydantic.fields import FieldInfo

from assistant.settings import Settings
from docs.generate.markdown import page, table

_BOUNDS = ((Ge, "ge", "at least"), (Gt, "gt", "more than"), (Le, "le", "at most"))


def settings_page() -> str:
    """Return the page that lists every environment variable with its type, default and meaning."""
    rows = [
        (f"`ASSISTANT_{name.upper()}`", _type_of(field), f"`{field.default}`" if _told(field) else "", _meaning(field))
        for name, field in Settings.model_fields.items()
    ]
    return page(
        "Settings",
        "Set these variables in the environment, or pass them to `Settings(…)` in lower case without the prefix:"
        ' `Settings(language_model="embedded-small")`. A value that cannot be used is an error that names the'
        " setting. `ASSISTANT_CORPUS` and `ASSISTANT_INDEX` are read by the [commands](commands.md) only.",
        table(("variable", "type", "default", "meaning"), rows),
    )


def _told(field: FieldInfo) -> bool:
    return field.default not in (None, "")


def _type_of(field: FieldInfo) -> str:
    return field.annotation.__name__ if isinstance(field.annotation, type) else "path"


def _meaning(field: FieldInfo) -> str:
    limits = [
        f"{words} {getattr(limit, key):,}"
        for limit in field.metadata
        for kind, key, words in _BOUNDS
        if isinstance(limit, kind)
    ]
    return f"{field.description} {'(' + ', '.join(limits) + ')' if limits else ''}"
