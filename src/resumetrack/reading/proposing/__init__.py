"""A profile proposed for a file of which none says anything: guessed at a first look, tried, written as TOML.

Nothing that reads files needs it.
"""
