"""What the rows of a table say: those of enterprises, totals, footers; their cells as values, checked and counted.

It goes by a layout that is given, carefully or in bulk, and does not know how the file came to be recognised.
"""
