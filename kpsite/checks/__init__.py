"""Site, Pages -> Problems: what a reader of the files alone could not see.

One check a file, all in one table.
"""
