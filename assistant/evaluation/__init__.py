"""How good the answers are: questions with known answers, the measures of the field, and reports."""
