"""Documents into an index on disk that survives anything."""
