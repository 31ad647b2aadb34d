"""Answers, briefs and figures as files for other programs."""
