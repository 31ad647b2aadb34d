"""What is written otherwise than in plain letters: raised and lowered characters, numbers, symbols, formulas."""
