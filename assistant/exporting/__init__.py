"""Export of answers, briefs and figures to Markdown, Word and CSV."""
