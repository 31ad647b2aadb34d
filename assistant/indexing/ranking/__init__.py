"""Ranking passages and sentences by words and by vectors."""
