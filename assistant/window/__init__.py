"""The parts of the window: what it shows, as HTML, and how it follows a question. `ui.py` puts them together."""
