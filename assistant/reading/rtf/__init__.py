"""RTF documents: tokens become text, tables, lists, notes and margins."""
