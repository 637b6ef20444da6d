"""What the counts of a row of totals say, once what follows from them is added; nothing is estimated."""

from typing import NamedTuple

Count = int | None


class EnterpriseCounts(NamedTuple):
    """Enterprises counted by an office, as `ENTERPRISE_COUNTS` has them; `None` is not known."""

    enterprises: Count = None
    reporting: Count = None
    operating: Count = None
    full: Count = None
    partial: Count = None
    suspended: Count = None
    closed: Count = None

    @property
    def settled(self) -> "EnterpriseCounts":
        """The same counts with those that follow from them.

        Operating is full and partial; reporting is operating, suspended and closed. An office that says how many
        operate, and of whom, and not how many reported, has counted all its enterprises. What it leaves open (operate
        fully or partially, suspended or closed for good) stays open.
        """
        operating = self.operating if self.operating is not None else _sum(self.full, self.partial)
        full = self.full if self.full is not None else _rest(operating, self.partial)
        partial = self.partial if self.partial is not None else _rest(operating, self.full)
        reporting = self.reporting
        if reporting is None:
            reporting = _sum(operating, self.suspended, self.closed or 0)
        if reporting is None and operating is not None:
            reporting = self.enterprises
        suspended = self.suspended if self.suspended is not None else _rest(reporting, operating, self.closed)
        return EnterpriseCounts(self.enterprises, reporting, operating, full, partial, suspended, self.closed)


def _sum(*parts: Count) -> Count:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _rest(whole: Count, *parts: Count) -> Count:
    """Give what is left of the whole, if all parts are known and leave something."""
    taken = _sum(*parts)
    return None if whole is None or taken is None or taken > whole else whole - taken
