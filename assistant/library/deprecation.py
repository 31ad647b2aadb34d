"""Deprecated forms that still work: each use warns and says what to write now."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from functools import wraps
from operator import attrgetter
from os import PathLike
from typing import Any, ParamSpec, TypeVar, cast

from assistant.indexing.scope import Scope

GONE_IN = "0.3.0"
"""The version that drops the old forms; `docs/changes.md` lists them all."""
_NARROWING = ("documents", "facets", "after", "kind")

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")
_Init = TypeVar("_Init", bound=Callable[..., None])


def takes_scope(method: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Return a method that takes a scope, or, as before, the fields of one as keywords."""

    @wraps(method)
    def taking_keywords(*given: Any, **named: Any) -> _Result:  # noqa: ANN401 - whatever the method takes
        narrowing = {name: named.pop(name) for name in _NARROWING if name in named}
        if narrowing:
            if named.get("scope") is not None:
                raise TypeError(f"{method.__name__}() got a scope and {', '.join(narrowing)} besides. Put all into it.")
            written = ", ".join(f"{name}=…" for name in narrowing)
            warn(f"{method.__name__}({written})", f"{method.__name__}(scope=Scope({written}))")
            named["scope"] = Scope(**narrowing)
        return method(*given, **named)

    return taking_keywords


def takes_library(library: Callable[..., object]) -> Callable[[_Init], _Init]:
    """Return a decorator for a constructor that takes a library, or, as before, the arguments of `library`."""

    def of_parts(corpus: Any, index: Any, settings: Any, embedder: Any, model: Any = None) -> Any:  # noqa: ANN401
        return library(corpus, index, settings, embedder), model

    def taking_both(init: _Init) -> _Init:
        @wraps(init)
        def initialise(new: Any, *given: Any, **named: Any) -> None:  # noqa: ANN401 - whatever it is made of
            if "corpus" in named or (given and isinstance(given[0], PathLike)):
                warn("Assistant(corpus, index, …)", "Assistant(Library(corpus, index, settings, embedder), model)")
                given, named = of_parts(*given, **named), {}
            init(new, *given, **named)

        return cast(_Init, initialise)

    return taking_both


def moved(owner: object, name: str, places: Mapping[str, str]) -> Any:  # noqa: ANN401 - whatever is there
    """Return a former attribute of an object from where it is now.

    Raises:
        AttributeError: the object never had it.
    """
    if name not in places:
        raise AttributeError(f"{type(owner).__name__!r} object has no attribute {name!r}")
    warn(f"{type(owner).__name__}.{name}", f"{type(owner).__name__}.{places[name]}", frames=4)
    return attrgetter(places[name])(owner)


def warn(old: str, new: str, frames: int = 3) -> None:
    """Warn the caller this many frames above."""
    message = f"`{old}` is deprecated and will be gone in version {GONE_IN}. Write `{new}`."
    warnings.warn(message, DeprecationWarning, stacklevel=frames)
