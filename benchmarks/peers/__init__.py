"""How the assistant does beside LlamaIndex, Haystack and txtai on the same corpus, questions, models and threads."""
