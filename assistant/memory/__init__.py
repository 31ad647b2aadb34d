"""Data that users create and no index can rebuild: conversations and feedback."""
