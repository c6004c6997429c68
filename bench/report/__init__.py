"""What was measured, as a table, a plot and plain data."""
