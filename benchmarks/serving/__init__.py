"""A server under load, a window that is looked at, and questions asked at once."""
