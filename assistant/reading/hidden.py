"""What a sighted reader of a page cannot see, for every format, and how its amount is reported.

Hidden text is not evidence: its author did not want people to read it. If the background of a text is unknown (a
picture, a gradient, a theme), the text counts as visible, since a missing sentence does more harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Colour = tuple[int, int, int]
"""Red, green and blue, each from 0 to 255."""

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
LEAST_CONTRAST = 1.15
"""The contrast ratio (WCAG 2.2) below which text on a background is invisible: that of white on #f0f0f0 (#ccc: 1.6)."""
LEAST_STEP = 48
"""The difference in red, green or blue from which two colours of the same luminance are distinguishable."""
_NAMED = 5
SMALLEST_PT = 2.0
"""The size in points up to which letters are unreadable; those of a footnote mark have four or more."""


def is_lost_on(text: Colour | None, ground: Colour | None) -> bool:
    """Return whether text of a colour is indistinguishable from its background; None is an unknown colour."""
    if text is None or ground is None or max(abs(a - b) for a, b in zip(text, ground, strict=True)) >= LEAST_STEP:
        return False
    lighter, darker = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05) < LEAST_CONTRAST


def colour_of(hexadecimal: str) -> Colour | None:
    """Return the colour that six hexadecimal digits mean, with or without "#"; None for any other text."""
    digits = hexadecimal.removeprefix("#")
    try:
        return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)) if len(digits) == 6 else None
    except ValueError:
        return None


@dataclass(slots=True)
class LeftOut:
    """Counts the characters that were left out because nobody can see them, without whitespace."""

    characters: int = 0

    def add(self, text: str) -> None:
        """Count a text."""
        self.characters += len("".join(text.split()))

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes for the report, in words that follow the file's name."""
        if not self.characters:
            return ()
        called = "character" if self.characters == 1 else "characters"
        return (f"is read but for {self.characters:,} {called} of hidden text, which no reader of the page can see",)


def hidden_parts_notes(called: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the note that names hidden sheets or slides ("sheet"), none where there are none."""
    if not names:
        return ()
    told = ", ".join(f'"{name}"' for name in names[:_NAMED]) + (" and others" if len(names) > _NAMED else "")
    many = f"the hidden {called} {told} proves" if len(names) == 1 else f"the hidden {called}s {told} prove"
    return (f"is read, but {many} nothing, since a reader who opens it does not see them",)


def _luminance(colour: Colour) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (part / 255 for part in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
