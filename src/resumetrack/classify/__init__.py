"""What codes mean: regions, industries and size classes, with their names, levels and groups.

The code lists are data files, read on first use. docs/classifications.md tells where they come from.
"""

from resumetrack.classify.dimension import Classification, dimension

__all__ = ["Classification", "dimension"]
