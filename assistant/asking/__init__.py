"""Leads a question to its answer."""
