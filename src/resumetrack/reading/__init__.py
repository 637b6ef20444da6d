"""Reading: a file of any office becomes observations, roster or list rows, and findings.

It knows text, headers, profiles, values and the rules a row must pass; storing and counting are others' business.
Its own rooms and their order are told in docs/architecture.md; only `reader` knows the way through them.
"""

from typing import TYPE_CHECKING

from resumetrack.lazy import on_first_use

if TYPE_CHECKING:
    from resumetrack.reading.files.source import Source as Source
    from resumetrack.reading.files.sources import Sources as Sources
    from resumetrack.reading.files.sources import expand as expand
    from resumetrack.reading.profiles.choice import Profiles as Profiles
    from resumetrack.reading.profiles.choice import load_profiles as load_profiles
    from resumetrack.reading.profiles.profile import Profile as Profile
    from resumetrack.reading.profiles.profile import codec as codec
    from resumetrack.reading.profiles.profile import load_profile as load_profile
    from resumetrack.reading.reader import choose as choose
    from resumetrack.reading.reader import read as read
else:
    __getattr__, __dir__ = on_first_use(
        __name__,
        {
            "files.source": ("Source",),
            "files.sources": ("Sources", "expand"),
            "profiles.choice": ("Profiles", "load_profiles"),
            "profiles.profile": ("Profile", "codec", "load_profile"),
            "reader": ("choose", "read"),
        },
    )
