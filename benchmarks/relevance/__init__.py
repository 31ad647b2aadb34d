"""Training the cross-encoder for many languages: its examples, the training, and what it gives."""
