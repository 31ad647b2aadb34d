"""HTML as a browser would see it, and text that tries to be more than text."""

from __future__ import annotations

from html.parser import HTMLParser

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> </details></div></bdi> **bold** `code` ~~gone~~ "
    "[1](javascript:alert(1)) ![x](http://evil.example/x.png) <http://evil.example> www.evil.example "
    "&lt;b&gt; &#60;b&#62; &amp; \"quoted\" 'single' $4.67 billion and $5 and $$x^2$$ \\(y\\) {{value}} ${value}\n\n"
    "# heading\n\n- item\n\n    indented\n\n```mermaid\ngraph TD\n```\n| a | b |\n|---|---|\n1. one\n\u200f\u05d0\u05d1"
)


class Seen(HTMLParser):
    """What a browser would see: tags in order, attributes, text; and that every element is closed in turn."""

    def __init__(self, html: str, void: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._void = void
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in self._void:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [value for attribute, value in self.attributes if attribute == name]
