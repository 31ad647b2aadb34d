"""The documents and their index: listed, read, added and removed."""
