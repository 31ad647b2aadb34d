"""Many passages, many stores, many workers: `python -m benchmarks.scale`, and its parts."""
