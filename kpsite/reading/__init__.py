"""EDGE. Reading the world: the store's files, themes, plugins, and the program's own code."""
