"""A question on its way to its answer."""
