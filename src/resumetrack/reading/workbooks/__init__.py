"""Workbooks of any kind as tables: which sheets, what cells show, and what the library that reads them leaves out.

It hands out records as `files` does for texts, and knows nothing of what they mean.
"""
