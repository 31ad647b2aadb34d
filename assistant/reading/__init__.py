"""Turns files into documents, passages, sentences and figures."""
