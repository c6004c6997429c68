"""Getting the programs that are measured."""
