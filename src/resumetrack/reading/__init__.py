"""Reading: a file of any office becomes observations, roster or list rows, and findings.

It knows text, headers, profiles, values and the rules a row must pass; storing and counting are others' business.
"""

from resumetrack.reading.profile import Profile, codec, load_profile
from resumetrack.reading.profiles import Profiles, load_profiles
from resumetrack.reading.reader import choose, read
from resumetrack.reading.source import Source
from resumetrack.reading.sources import Sources, expand

__all__ = [
    "Profile",
    "Profiles",
    "Source",
    "Sources",
    "choose",
    "codec",
    "expand",
    "load_profile",
    "load_profiles",
    "read",
]
