"""Finds the sentences that bear on a question."""
