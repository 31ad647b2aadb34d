"""Questions whose answer is worked out from figures: the model writes the arithmetic, code proves and computes it."""
