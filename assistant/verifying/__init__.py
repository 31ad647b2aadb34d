"""Turns a draft into an answer that the documents support, and checks any text against them."""
