"""Figures about the structure of the package, from its source: `python -m benchmarks.structure`."""
