"""A server under load, concurrent questions, and screenshots of the window."""
