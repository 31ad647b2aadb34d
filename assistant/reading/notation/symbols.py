"""Characters of symbol fonts as Unicode: "³" in the font Symbol is "≥", and "þ" in Wingdings is "☑".

Office saves them with their place in the font, often from U+F020 on. The tables follow Unicode's mapping of Adobe's
Symbol encoding, and name of the Wingdings what texts mean something by: boxes, check marks, arrows and bullets.
"""

from __future__ import annotations

_GREEK = dict(zip(
    range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True
)) | dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))  # fmt: skip
_SYMBOL = _GREEK | {0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x7E: "∼"}
_SYMBOL |= dict(zip(
    range(0xA0, 0xD8), "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅", strict=True
)) | dict(zip(range(0xD8, 0xE6), "¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑", strict=True)) | {0xF1: "〉", 0xF2: "∫"}  # fmt: skip
_WINGDINGS = {
    0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "☐", 0x72: "☐",
    0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→",
    0xE1: "↑", 0xE2: "↓", 0xE7: "←", 0xE8: "→", 0xE9: "↑", 0xEA: "↓", 0xEF: "⇦", 0xF0: "⇨", 0xF3: "⇔", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x56: "⊗", 0x97: "●", 0xA3: "☐", 0xA2: "■",
}  # fmt: skip
_WINGDINGS_3 = {0x70: "▲", 0x71: "▼", 0x74: "◀", 0x75: "▶", 0x66: "←", 0x67: "→", 0x68: "↑", 0x69: "↓"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "wingdings 3": _WINGDINGS_3}
_PRIVATE = 0xF000


def is_symbol_font(font: str) -> bool:
    """Return whether a font has symbols in the places of letters."""
    return font.strip().casefold() in _FONTS


def in_unicode(text: str, font: str) -> str:
    """Return a text that is set in a symbol font as Unicode; text in any other font, and unknown symbols, unchanged."""
    table = _FONTS.get(font.strip().casefold())
    if table is None:
        return text
    return "".join(table.get(ord(c) - _PRIVATE if 0 <= ord(c) - _PRIVATE < 0x100 else ord(c), c) for c in text)
