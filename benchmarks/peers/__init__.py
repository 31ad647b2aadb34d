"""Compares the assistant with LlamaIndex, Haystack and txtai on the same corpus, questions, models and threads."""
