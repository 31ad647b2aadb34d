"""What the tree of the package looks like, told by its source: `python -m benchmarks.structure`."""
