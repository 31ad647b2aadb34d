"""Questions for rows of a table: which are meant by their figures, their cells or their label, and their sums."""
