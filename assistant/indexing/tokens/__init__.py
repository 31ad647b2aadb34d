"""Token vectors of passages, for late interaction: quantized, in files beside the database.

`codes.py` quantizes vectors and compares them, `file.py` is their format on disk, `passages.py` says which files make
up a generation.
"""
