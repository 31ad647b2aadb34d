"""What was lost of a file while the rest of it was read: an odd part costs that part alone, and is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby

from assistant.plugins.entry_points import in_short
from assistant.reading.contents import UnreadableError

_MOST_TOLD = 5
"""How many parts that were lost for the same reason are named."""


@dataclass(slots=True)
class Losses:
    """Collects the parts of a file that could not be read, each with its reason."""

    _lost: list[tuple[str, str]] = field(default_factory=list)

    @contextmanager
    def part(self, what: str) -> Iterator[None]:
        """Read a part, named with its article ("the chart on slide 2"); if that fails, only it is lost.

        Raises:
            UnreadableError: a limit was exceeded, which concerns the whole file.
        """
        try:
            yield
        except (UnreadableError, MemoryError):
            raise
        except Exception as error:  # a parser may raise anything
            self.add(what, f"which is damaged or of an unknown kind ({in_short(error)})")

    def add(self, what: str, why: str) -> None:
        """Record a lost part, with a reason that follows it ("which is a picture")."""
        self._lost.append((what, why))

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes for the report, in words that follow the file's name: one for each reason."""
        by_reason = groupby(sorted(dict.fromkeys(self._lost), key=lambda lost: lost[1]), key=lambda lost: lost[1])
        return tuple(f"is read but for {_listed([what for what, _ in lost])}, {why}" for why, lost in by_reason)


def _listed(parts: Sequence[str]) -> str:
    more = len(parts) - _MOST_TOLD
    told = [*parts[:_MOST_TOLD], *([f"{more:,} more"] if more > 0 else [])]
    return " and ".join((", ".join(told[:-1]), told[-1])) if len(told) > 1 else told[0]
