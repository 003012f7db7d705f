"""Dates and times in news text: found as characters, then resolved to calendar intervals.

Example:
    >>> from datetime import date
    >>> from pipeline.mentions.article_date import article_date
    >>> text = "Hij kwam gisteravond aan en blijft tot vrijdag."
    >>> day = article_date(text, None, date(2024, 6, 19), "nl")
    >>> [result.value.timex for result in resolve(find_dates(text, "nl"), text, "nl", day)]
    ['2024-06-18TEV', '2024-06-21']

How: a text becomes a string of codes, one letter a word (`coding`, with the words of
`configs/languages/<lang>/dates.toml`); the shared grammar (`grammar.toml`) runs over the codes; the
resolver fills the holes from the article's date, the story so far, and where the sentence looks
(`tense` by cues, `direction` learned).

Measured with `benchmarks/dates.py` (relaxed F1 / calendar recall, in %): KRAUTS dev 90 / 88,
MEANTIME-NL 95 / 92, NerKor test news 85 / 95; narrative history (WikiWarsDE) only 93 / 72.
Not read: dates given by an event ("the day before the summit"), generic "today" (these days),
recurring times on the calendar.
"""

from pipeline.mentions.dates.expressions import DateExpression, Point, Shift
from pipeline.mentions.dates.finder import find_dates
from pipeline.mentions.dates.resolve import ResolvedDate, resolve

__all__ = ["DateExpression", "Point", "ResolvedDate", "Shift", "find_dates", "resolve"]
