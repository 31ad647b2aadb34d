"""The documents and their index, as they are looked at and managed."""
