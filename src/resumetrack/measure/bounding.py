"""How low and how high the operating rate can be, whatever the enterprises that did not report are doing."""

from typing import TypeVar

import narwhals.stable.v2 as nw

Count = TypeVar("Count", int, nw.Expr)


def bounds(operating: Count, reporting: Count, in_scope: Count, covered: Count) -> tuple[Count, Count, Count]:
    """Numerators if all the silent in scope were shut, and if all operated, and the denominator of both.

    Takes counts of enterprises, as whole numbers or as columns. The denominator is everyone who reports, on the
    roster or not, and the silent: so the operating rate of those reporting always lies between the two.

    >>> bounds(4, 7, in_scope=7, covered=6)  # of 7 reporting 4 operate; 1 of the 7 in scope is silent
    (4, 5, 8)
    """
    silent = in_scope - covered
    return operating, operating + silent, reporting + silent
