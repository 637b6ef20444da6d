"""Names of a room that are loaded on first use, so that a command imports no more of the room than it needs.

The `__init__` of such a room tells its names twice: to type checkers as imports, to the program as a table.
tests/test_import_hygiene.py holds the two against each other.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def on_first_use(
    room: str, names: Mapping[str, tuple[str, ...]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make `__getattr__` and `__dir__` of a room.

    Parameters
    ----------
    room
        Its full name, `__name__` in its `__init__`.
    names
        The names of the room by the module of it that has them.
    """
    homes = {name: module for module, several in names.items() for name in several}

    def load(name: str) -> object:
        if name not in homes:
            message = f"module {room!r} has no attribute {name!r}"
            raise AttributeError(message)
        value: object = getattr(import_module(f"{room}.{homes[name]}"), name)
        # From now on the name is found without asking here.
        setattr(sys.modules[room], name, value)
        return value

    def listed() -> list[str]:
        return sorted(homes)

    return load, listed
