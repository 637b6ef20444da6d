"""Measurements: a generator of report files, the same job done by other means, and a runner that compares them."""
