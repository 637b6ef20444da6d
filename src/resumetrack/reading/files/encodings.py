"""Encodings of East Asia that nobody stated: what the bytes of a text look like when they are not found by themselves.

Nearly all bytes of Big5, Shift-JIS and EUC-KR are GB18030, too, only of other characters. So nothing is chosen here: a
refusal, or a note, says which encoding to try first.
"""

import codecs
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from resumetrack.reading.files.raw import binary
from resumetrack.reading.files.source import Source

SAMPLE_SIZE = 1 << 16
WIDER: Mapping[str, str] = MappingProxyType({"shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs"})
"""What offices write when they name an encoding: the same with the characters that vendors have added."""

_LIKELY = 0.9
_LINES = 10
_CELLS = re.compile(r"[,;\t|]")
_FEW = 12
_TRAILS_OF_BIG5 = range(0x40, 0x7F)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An encoding and the bytes that its common characters begin with: syllables, kana, everyday ideographs."""

    name: str
    leads: Collection[int]

    def decode(self, head: bytes) -> tuple[str, str] | None:
        """Decode the first bytes of a text, as the encoding or the wider one that goes by its name; say by which."""
        for name in (self.name, WIDER.get(self.name, self.name)):
            try:
                return name, codecs.getincrementaldecoder(name)().decode(head)
            except UnicodeDecodeError:
                continue
        return None


_CANDIDATES = (
    _Candidate("big5", frozenset(range(0xA1, 0xC7))),
    _Candidate("cp932", frozenset((*range(0x81, 0x84), *range(0x88, 0x98)))),
    _Candidate("euc_kr", frozenset(range(0xB0, 0xC9))),
)


@dataclass(frozen=True, slots=True)
class Fitting:
    """Encodings that a text may be in, the best first; `is_likely` if that one looks right."""

    names: tuple[str, ...]
    is_likely: bool

    def advice(self) -> str:
        """Say what to try."""
        if not self.names:
            return ""
        first, *others = self.names
        rest = f" (else {' or '.join(others)})" if others else ""
        if self.is_likely:
            return f"the encoding is a guess, and the text looks like {first}: try --encoding {first}{rest}"
        return f"if the columns look garbled, the encoding is another: try --encoding {first}{rest}"


NOTHING_FITS = Fitting((), is_likely=False)


def fitting(head: bytes, known: Callable[[Sequence[str]], int] | None = None) -> Fitting:
    """Tell which of these encodings the first bytes of a text may be in.

    Parameters
    ----------
    known
        How many cells of a row are words of a header: what makes most of them known is best.
    """
    found: list[tuple[int, float, str]] = []
    for candidate in _CANDIDATES:
        decoded = candidate.decode(head)
        if decoded:
            name, text = decoded
            rows = [_CELLS.split(line) for line in text.splitlines()[:_LINES]]
            words = max((known([cell.strip(' "') for cell in row]) for row in rows), default=0) if known else 0
            found.append((words, _plausibility(text, name, candidate.leads), name))
    found.sort(key=lambda one: one[:2], reverse=True)
    is_likely = bool(found) and (found[0][0] > 1 or found[0][1] >= _LIKELY)
    return Fitting(tuple(name for _, _, name in found), is_likely)


def head_of(source: Source, *, is_gzip: bool) -> bytes:
    """Give the first bytes of a text, to a line's end if there is one."""
    with binary(source, unpack=is_gzip) as opened:
        head = opened.read(SAMPLE_SIZE)
    return head[: head.rfind(b"\n") + 1] or head


def _plausibility(text: str, name: str, leads: Collection[int]) -> float:
    """Share of the characters beyond ASCII that are common in the encoding.

    The second byte of Big5 is often one of ASCII; in longer texts where it never is the bytes are of another encoding.
    """
    written = [character.encode(name) for character in text if not character.isascii()]
    if not written:
        return 0.0
    if name.startswith("big5") and len(written) > _FEW and not any(two[-1] in _TRAILS_OF_BIG5 for two in written):
        return 0.0
    return sum(len(two) > 1 and two[0] in leads for two in written) / len(written)
