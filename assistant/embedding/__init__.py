"""Texts into unit vectors."""

from assistant.embedding.base import Embedder
from assistant.embedding.engines import open_embedder

__all__ = ["Embedder", "open_embedder"]
