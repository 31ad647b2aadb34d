"""Access control: who may connect, and which requests are accepted."""
