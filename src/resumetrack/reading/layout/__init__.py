"""How a table is laid out: where its header stands, which column is what, what tells the period, which shape it has.

It looks at headers, at titles and at what the first rows show; what the rows say is read above.
"""
