"""Questions for rows as queries: the model writes one, and it is checked, run over the table and told as rows."""
