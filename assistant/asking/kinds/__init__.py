"""Kinds of question: how each is recognised, what it gathers, and what counts as a complete answer."""
