"""Kinds of question: how each is told, what it gathers, and what counts as a complete answer."""
