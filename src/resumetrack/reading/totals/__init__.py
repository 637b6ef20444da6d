"""What rows of totals say: which cells they count, which of them hold others, which are totals over the rest.

It takes rows as `rows` fits and checks them, and looks at all of a table together, since no row says alone what it is.
"""
