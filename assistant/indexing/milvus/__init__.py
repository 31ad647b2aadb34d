"""The index beyond one machine: published to a Milvus database, from which other machines read alone."""
