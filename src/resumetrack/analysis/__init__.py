"""What the figures say, in pandas: how rates moved, and the sentences for it.

Takes figures and gives values back; where they come from and how they are shown is the business of other rooms.
"""

from resumetrack.analysis.revisions import Course, Lag, Standing, Vintage, standing, triangle, usual_level
from resumetrack.analysis.trend import NOT_AT_THIS_PACE, Direction, Match, Point, TrendRow, compared_period, trend
from resumetrack.analysis.words import DIRECTION_WORDS, NOT_AT_THIS_PACE_WORDS, summarise

__all__ = [
    "DIRECTION_WORDS",
    "NOT_AT_THIS_PACE",
    "NOT_AT_THIS_PACE_WORDS",
    "Course",
    "Direction",
    "Lag",
    "Match",
    "Point",
    "Standing",
    "TrendRow",
    "Vintage",
    "compared_period",
    "standing",
    "summarise",
    "trend",
    "triangle",
    "usual_level",
]
