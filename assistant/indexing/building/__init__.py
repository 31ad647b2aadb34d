"""Building and updating an index from a folder of documents."""
