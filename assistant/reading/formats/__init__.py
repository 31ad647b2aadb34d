"""The readers of file formats, one file each."""
