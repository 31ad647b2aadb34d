"""Finds where sentences of documents contradict each other: in figures, days and times, or who holds an office."""
