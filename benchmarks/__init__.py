"""What is fast, what is right, and how we know."""
