"""Plugins: found by their entry points, imported when they are first used, and named in the message if one fails.

Anyone who can install a package into this environment can run code in this program, so plugins are trusted like the
program itself. Their mistakes are caught here, and the rest goes on working.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, EntryPoint, distributions
from typing import TYPE_CHECKING, NoReturn

from assistant.errors import AssistantError, PluginError

if TYPE_CHECKING:
    from assistant.settings import Settings

_GROUPS = "assistant."
"""The prefix of the groups of all our entry points."""
_MOST_SHOWN = 200

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plugin:
    """One entry point of an installed package; `value` is the object that it refers to, as `module:function`."""

    name: str
    value: str
    package: str
    version: str

    def load(self) -> Callable[..., object]:
        """Return the function that it refers to.

        Raises:
            PluginError: it cannot be imported, or is not a function.
        """
        try:
            loaded: object = EntryPoint(self.name, self.value, "").load()
        except (Exception, SystemExit) as error:  # whatever a module raises while it is imported
            self.fail(f"cannot be loaded ({in_short(error)})", error)
        if not callable(loaded):
            self.fail(f"is not a function: {self.value} is {type(loaded).__name__}")
        return loaded

    def fail(self, found: str, cause: BaseException | None = None) -> NoReturn:
        """Raise PluginError with what was found wrong."""
        raise PluginError(f"{self} {found}. {self.advice}") from cause

    @property
    def advice(self) -> str:
        """What to do if it does not work."""
        return f"Update it (`pip install --upgrade {self.package}`) or remove it (`pip uninstall {self.package}`)."

    def __str__(self) -> str:
        return f"The plugin {self.name!r} of the package {self.package} {self.version}"


class ExtensionPoint:
    """One kind of extension, by name: those built into this program, and those of installed packages.

    Built-in names cannot be replaced. Two packages with the same name are an error when it is used, since either may be
    meant.
    """

    def __init__(self, group: str, what: str, ours: Mapping[str, str]) -> None:
        """Take the group of entry points, the word for one, and the built-in ones, as `module:function` by name."""
        self.group = group
        self.what = what
        self._ours = ours

    def __contains__(self, name: str) -> bool:
        return name in self._ours or name in self.plugin_names

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        """The plugins of installed packages, by name, including those that cannot be used."""
        return _installed().get(self.group, ())

    @property
    def plugin_names(self) -> tuple[str, ...]:
        """The names of plugins, sorted."""
        return tuple(sorted({plugin.name for plugin in self.plugins} - self._ours.keys()))

    @property
    def names(self) -> tuple[str, ...]:
        """All names, sorted."""
        return tuple(sorted((*self._ours, *self.plugin_names)))

    def plugin(self, name: str) -> Plugin | None:
        """Return the plugin with a name, or None if the name is built in or unknown.

        Raises:
            PluginError: several packages provide it.
        """
        found = () if name in self._ours else tuple(one for one in self.plugins if one.name == name)
        if len(found) > 1:
            packages = " and ".join(f"{one.package} {one.version}" for one in found)
            raise PluginError(
                f"The packages {packages} all bring the {self.what} {name!r}. Remove all but one of them:"
                f" `pip uninstall {found[-1].package}`."
            )
        return found[0] if found else None

    def load(self, name: str) -> Callable[..., object]:
        """Return the function with a name.

        Raises:
            PluginError: it belongs to a plugin that cannot be used.
        """
        if plugin := self.plugin(name):
            return plugin.load()
        return _ours(self._ours[name])

    def open(self, name: str, value: str, settings: Settings, protocol: type) -> object:
        """Return what the function with a name makes of a value and the settings, checked against a protocol.

        Raises:
            PluginError: it belongs to a plugin that cannot be used, fails, or returns something else.
            AssistantError: whatever the function raises.
        """
        opens, plugin = self.load(name), self.plugin(name)
        if plugin is None:
            return opens(value, settings)
        try:
            made = opens(value, settings)
        except AssistantError:
            raise
        except Exception as error:
            plugin.fail(f"failed to open what the setting names ({in_short(error)})", error)
        if lacking := [name for name in _members(protocol) if not _has(made, name)]:
            plugin.fail(f"made a {type(made).__name__} that is no {protocol.__name__}: it lacks {', '.join(lacking)}")
        return made

    def check(self, plugin: Plugin) -> None:
        """Raise PluginError if a plugin of this extension point cannot be used; it is imported for this check."""
        if plugin.name in self._ours:
            raise PluginError(
                f"{plugin} is not used: this program has the {self.what} {plugin.name!r} itself. Give it another name"
                f" there, or remove it (`pip uninstall {plugin.package}`)."
            )
        self.load(plugin.name)


@cache
def log_once(message: str) -> None:
    """Log a warning, unless this process has already logged the same one."""
    logger.warning("%s", message)


def in_short(error: BaseException) -> str:
    """Return an error's class and the beginning of its message, in one line."""
    told = " ".join(str(error).split())[:_MOST_SHOWN]
    return f"{type(error).__name__}: {told}" if told else type(error).__name__


@cache
def _ours(value: str) -> Callable[..., object]:
    function: Callable[..., object] = EntryPoint("", value, "").load()
    return function


@cache
def _installed() -> Mapping[str, tuple[Plugin, ...]]:
    """Return all plugins by group, found once per process."""
    found: dict[str, dict[tuple[str, str], Plugin]] = {}
    for distribution in distributions():
        for group, plugin in _plugins_of(distribution):
            # A package may be on the path twice; the first one is what is imported.
            found.setdefault(group, {}).setdefault((plugin.name, plugin.package.lower()), plugin)
    return {group: tuple(sorted(plugins.values(), key=_order)) for group, plugins in found.items()}


def _order(plugin: Plugin) -> tuple[str, str]:
    return plugin.name, plugin.package


def _plugins_of(distribution: Distribution) -> Iterator[tuple[str, Plugin]]:
    """Yield the plugins of a package with their groups; a package with damaged metadata is logged and skipped."""
    package = ""
    try:
        if _GROUPS not in (distribution.read_text("entry_points.txt") or ""):
            return  # as in most packages, whose metadata need not be read then
        package, version = str(distribution.metadata["Name"]), distribution.version
        ours = [point for point in distribution.entry_points if point.group.startswith(_GROUPS)]
    except Exception as error:  # a package may be damaged in any way
        if package:  # otherwise it may not be one of ours
            log_once(
                f"The entry points of the package {package} cannot be read ({in_short(error)}); it adds nothing."
                f" Install it again (`pip install --force-reinstall {package}`) or remove it"
                f" (`pip uninstall {package}`)."
            )
        return
    for point in ours:
        # People write suffixes and schemes with or without a dot, in any case.
        yield point.group, Plugin(point.name.lower().removeprefix("."), point.value, package, version)


def _members(protocol: type) -> list[str]:
    return sorted(name for name in {*vars(protocol), *protocol.__annotations__} if not name.startswith("_"))


def _has(made: object, name: str) -> bool:
    """Return whether an object has an attribute, without reading it: a property may load a model."""
    return name in getattr(made, "__dict__", ()) or hasattr(type(made), name)
