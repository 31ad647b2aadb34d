"""A question into the sentences that bear on it."""
