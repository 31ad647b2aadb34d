"""PDF into blocks."""
