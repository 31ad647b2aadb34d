"""What stands where on a PDF page: its ruled lines, tables, boxes, columns and marks."""
