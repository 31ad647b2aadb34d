"""Retrieval in three looks: what each gives, and the measurements behind what they are made of."""
