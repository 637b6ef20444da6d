"""Track how many enterprises have resumed work, from periodic reports of many offices.

Names are loaded on first use, so that `import resumetrack` costs nothing; no room imports this module.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resumetrack.tracker import Tracker

    __version__: str

__all__ = ["Tracker", "__version__"]


def __getattr__(name: str) -> object:
    """Load a public name on first use."""
    if name == "Tracker":
        from resumetrack.tracker import Tracker

        return Tracker
    if name == "__version__":
        from importlib.metadata import version

        return version("resumetrack")
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
