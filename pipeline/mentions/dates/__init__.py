"""Dates and times in news text: found as characters, then resolved to calendar intervals."""

from pipeline.mentions.dates.expressions import DateExpression, Point, Shift
from pipeline.mentions.dates.finder import find_dates
from pipeline.mentions.dates.resolve import ResolvedDate, resolve

__all__ = ["DateExpression", "Point", "ResolvedDate", "Shift", "find_dates", "resolve"]
