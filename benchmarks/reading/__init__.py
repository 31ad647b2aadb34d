"""How well files are read: pages of PDF, sentences and figures."""
