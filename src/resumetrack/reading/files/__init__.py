"""What is delivered, as records of text: files, folders and archives, their bytes, the encoding, the delimiter.

It knows nothing of what a record means, and of workbooks only that there are some.
"""
