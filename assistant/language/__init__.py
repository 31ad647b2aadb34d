"""Everything that depends on a language, read from one data file each."""
