"""Evaluation: questions with known answers, standard metrics, and reports."""
