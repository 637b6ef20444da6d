"""Reading: a file of any office becomes observations, roster or list rows, and findings.

It knows text, headers, profiles, values and the rules a row must pass; storing and counting are others' business.
"""

from resumetrack.reading.profile import Profile, load_profile
from resumetrack.reading.reader import read
from resumetrack.reading.sources import Source, Sources, expand

__all__ = ["Profile", "Source", "Sources", "expand", "load_profile", "read"]
