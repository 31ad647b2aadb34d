"""HTML into blocks."""
