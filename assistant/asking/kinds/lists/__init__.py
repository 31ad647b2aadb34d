"""Lists and counts: which list, table, section or sentence answers a question, and how its items are told."""
