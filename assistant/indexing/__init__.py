"""Builds and reads the index of the documents on disk."""
