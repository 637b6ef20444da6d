"""Words in both languages of the program."""

from typing import Literal, NamedTuple

Lang = Literal["en", "zh"]


class Text(NamedTuple):
    """The same words in both languages of the program."""

    en: str
    zh: str

    def to(self, lang: Lang) -> str:
        """Give the words in one language."""
        return self.zh if lang == "zh" else self.en
