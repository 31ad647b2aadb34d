"""What is served, address by address."""
