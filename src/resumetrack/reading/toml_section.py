"""Reading a TOML table strictly: every key has a type, and a key nobody asked for is an error.

An error says file, dotted key and what is wrong, and suggests the key or value that was probably meant.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import TypeVar

from resumetrack.errors import ProfileError

T = TypeVar("T")


def quoted(text: str) -> str:
    """Write a text as TOML does."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class Section:
    """One table of a profile; `finish` refuses the keys that were not asked for."""

    def __init__(self, file: str, name: str, table: Mapping[str, object]) -> None:
        self.file, self.name, self.table = file, name, table
        self._asked: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self.table

    def error(self, key: str, trouble: str, hint: str = "") -> ProfileError:
        """Make the error for one key."""
        dotted = f"{self.name}.{key}" if self.name else key
        return ProfileError(f"{self.file}: {dotted}: {trouble}", hint=hint)

    def finish(self) -> None:
        """Refuse unknown keys."""
        for key in self.table:
            if key not in self._asked:
                hint = suggestion(key, self._asked) or f"known here: {', '.join(dict.fromkeys(self._asked))}"
                raise self.error(key, "unknown key", hint)

    def section(self, key: str) -> "Section":
        """Give the table under a key; an empty one if it is not there."""
        table = self._get(key, {})
        if not isinstance(table, dict):
            raise self.error(key, f"{_shown(table)} is not a table", f"write it as [{key}] with keys below")
        return Section(self.file, f"{self.name}.{key}" if self.name else key, table)

    def text(self, key: str) -> str | None:
        """Give a text, `None` if it is not there."""
        value = self._get(key, None)
        if value is None or isinstance(value, str):
            return value
        raise self.error(key, f"{_shown(value)} is not a text", "put it in quotes")

    def choice(self, key: str, choices: Iterable[str]) -> str | None:
        """Give one of some words."""
        value, words = self.text(key), list(choices)
        if value is None or value in words:
            return value
        hint = suggestion(value, words) or f"one of: {', '.join(map(_shown, words))}"
        raise self.error(key, f"{_shown(value)} is not one of the choices", hint)

    def truth(self, key: str) -> bool:
        """Give true or false, false if it is not there."""
        value = self._get(key, False)
        if isinstance(value, bool):
            return value
        raise self.error(key, f"{_shown(value)} is neither true nor false", "without quotes")

    def count(self, key: str, most: int) -> int:
        """Give a whole number from 0 to `most`, 0 if it is not there."""
        value = self._get(key, 0)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        raise self.error(key, f"{_shown(value)} is not a whole number from 0 to {most}")

    def texts(self, key: str) -> tuple[str, ...] | None:
        """Give a list of texts."""
        value = self._get(key, None)
        if value is None:
            return None
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise self.error(key, f"{_shown(value)} is not a list of texts", 'write it as ["one", "two"]')

    def words(self, key: str) -> dict[str, str]:
        """Give a table of texts."""
        inner = self.section(key)
        for name in inner.table:
            inner.text(name)
        return {name: str(value) for name, value in inner.table.items()}

    def pattern(self, key: str) -> re.Pattern[str] | None:
        """Give a regular expression."""
        value = self.text(key)
        try:
            return None if value is None else re.compile(value)
        except re.error as error:
            raise self.error(key, f"{_shown(value)} is not a regular expression: {error}") from error

    def anything(self, key: str) -> object:
        """Give whatever is there; the caller checks it."""
        return self._get(key, None)

    def made(self, key: str, make: Callable[[str], T], what: str) -> T | None:
        """Give what `make` makes of a text; its `ValueError` or `LookupError` says that the text is none."""
        value = self.text(key)
        try:
            return None if value is None else make(value)
        except (ValueError, LookupError) as error:
            raise self.error(key, f"{_shown(value)} is not {what}", str(error)) from error

    def _get(self, key: str, default: object) -> object:
        self._asked.append(key)
        return self.table.get(key, default)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Say what was probably meant, or nothing."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"did you mean {_shown(near[0])}?" if near else ""


def _shown(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)
