"""Stores that the same tests run against."""

from importlib.util import find_spec

import pytest

needs_milvus_lite = pytest.mark.skipif(
    not (find_spec("pymilvus") and find_spec("milvus_lite")), reason="the extra [milvus] is not installed"
)
BOTH_STORES = ("local", pytest.param("milvus-lite", marks=needs_milvus_lite))
