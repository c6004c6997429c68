"""What costs more than its place in the table of builds, each on a line of its own."""
