"""Cuts documents into passages."""
