"""What an office declares of its files in TOML: one rule per section, the profile they make, which one fits a file.

It states and does nothing: what a rule does to a table is known by the rooms above.
"""
