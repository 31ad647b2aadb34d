"""Readers of markup that is neither HTML nor Markdown: XML of any kind, and LaTeX."""
