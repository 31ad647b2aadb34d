"""The chat window: its tabs, and what they show as HTML. `page.py` lays out the page."""
