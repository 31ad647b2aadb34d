"""A draft into an answer that the documents support."""
