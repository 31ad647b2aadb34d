"""What a sighted reader of the shown page cannot see, whatever its format, and how it is told how much that was.

Hidden text is no evidence: whoever wrote it did not mean it to be read by people. Where it cannot be known on what
ground a text stands (a picture, a gradient, a theme), it counts as seen, since a sentence that is missing harms more.
"""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255 each."""

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
LEAST_CONTRAST = 1.15
"""The ratio of luminances (WCAG 2.2, "contrast ratio") below which text on its ground is not seen: that of white on
#f0f0f0. Light grey letters, of #ccc, have 1.6."""
LEAST_STEP = 48
"""The difference in any of red, green and blue from which on two colours of one luminance are told apart."""
SMALLEST_PT = 2.0
"""Points up to which letters are not read by anybody: those of a footnote's mark have four or more."""


def is_lost_on(text: Colour | None, ground: Colour | None) -> bool:
    """Return whether text of this colour cannot be told from its ground; None stands for one that is not known."""
    if text is None or ground is None or max(abs(a - b) for a, b in zip(text, ground, strict=True)) >= LEAST_STEP:
        return False
    lighter, darker = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05) < LEAST_CONTRAST


def colour_of(hexadecimal: str) -> Colour | None:
    """Return the colour of six hexadecimal digits, with or without "#" before; None where these are none."""
    digits = hexadecimal.removeprefix("#")
    try:
        return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)) if len(digits) == 6 else None
    except ValueError:
        return None


@dataclass(slots=True)
class LeftOut:
    """Counts the characters that were left out because nobody sees them, white space apart."""

    characters: int = 0

    def add(self, text: str) -> None:
        """Count a text."""
        self.characters += len("".join(text.split()))

    @property
    def notes(self) -> tuple[str, ...]:
        """What there is to tell, in words that follow the file's name."""
        if not self.characters:
            return ()
        called = "character" if self.characters == 1 else "characters"
        return (f"is read but for {self.characters:,} {called} of hidden text, which no reader of the page can see",)


def _luminance(colour: Colour) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (part / 255 for part in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
