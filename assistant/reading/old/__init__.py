"""Readers of the formats that Office programs saved before 2007, and of binary workbooks."""
