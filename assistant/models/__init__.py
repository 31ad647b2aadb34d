"""Which models are used, and where they are."""
