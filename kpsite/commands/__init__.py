"""EDGE. The verbs, one a file: read the world, call the core, print."""
