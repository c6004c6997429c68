"""Running builds and watching them: time, memory, and whether every page is really there."""
