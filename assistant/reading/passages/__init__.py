"""A document into passages."""
