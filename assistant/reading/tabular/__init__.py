"""Tables of every format: their rows, merged cells, headers, groups of rows, and the scales of their figures."""
