"""What documents say otherwise than by running text: raised characters, numbers, symbols, formulas, looks, comments."""
