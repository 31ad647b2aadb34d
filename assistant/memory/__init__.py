"""What people leave behind: conversations, and what they thought of answers."""
