"""Token vectors of passages, for late interaction: quantized, in files beside the database.

`codes.py` says what is kept of a vector and compares, `file.py` how it lies on the disk, `passages.py` which files make
up a generation.
"""
