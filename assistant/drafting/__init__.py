"""Sentences and a question into a draft, by a language model."""
