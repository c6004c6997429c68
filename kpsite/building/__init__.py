"""EDGE. From the creator's folder to the output folder: the one place where all rooms are joined."""
