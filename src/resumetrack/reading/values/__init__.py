"""What a text says by itself: a number, a date or period, a status, a unit, or that its row speaks of no enterprise.

It knows words and forms of both languages, not where in a table a text stands.
"""
