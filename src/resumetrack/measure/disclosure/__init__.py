"""What a published table would give away, and what has to be hidden so that it does not."""

from resumetrack.measure.condensing import HIGH
from resumetrack.measure.disclosure.combinations import Counted, Kind
from resumetrack.measure.disclosure.contributions import contributions, kinds
from resumetrack.measure.disclosure.margins import ALL, Address
from resumetrack.measure.disclosure.rules import Published, Rule, Tally
from resumetrack.measure.disclosure.suppression import Pattern, suppress

__all__ = [
    "ALL",
    "HIGH",
    "Address",
    "Counted",
    "Kind",
    "Pattern",
    "Published",
    "Rule",
    "Tally",
    "contributions",
    "kinds",
    "suppress",
]
