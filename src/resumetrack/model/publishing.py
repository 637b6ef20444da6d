"""The rules that a table is published by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRules:
    """When a cell is sensitive, and how far from the truth what can be worked out of it has to be.

    Attributes
    ----------
    min_enterprises
        Fewer enterprises than this behind a figure are too few (none at all is no secret).
    p_percent
        A sum has to exceed its two largest contributions by this share of the largest; 0 switches the rule off.
    dominance_share, dominance_count
        The `dominance_count` (1 or 2) largest may not make more than this share of a sum; 1 switches the rule off.
    extremes
        Whether rates of 0 % and 100 % are sensitive: they state what every enterprise of the cell does.
    protection
        The interval that a hidden figure can be confined to is at least this share of it wide; at least one
        enterprise, person or unit always.
    """

    min_enterprises: int = 3
    p_percent: float = 0.10
    dominance_share: float = 1.0
    dominance_count: int = 2
    extremes: bool = True
    protection: float = 0.10
