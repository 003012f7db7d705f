"""What a text has told so far of when its story is."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pipeline.mentions.dates.expressions import DateExpression, Point
from pipeline.mentions.dates.intervals import Interval, weekday_from
from pipeline.mentions.dates.layout import (
    closes_line,
    closes_title,
    in_list,
    is_heading,
    opens_line,
)

_FRAME_DAYS = 13
_YEAR_DAYS = 366
_MEMORY = 40
_LONGEST_TRIP = 60
_NEXT_ITEM = 300
_REACH = 4000
_CLAUSE = re.compile(r"[^,.;:()\n]*$")
_CLAUSE_CHARS = 80
# A year that stands for the line behind it.
_LABEL = re.compile(r"\d{4}(?:[.:]| [–—•·|-]) ")
_DAYS = ("day", "week", "night", "hour", "minute")
# A sentence's end before a year, and behind it a dash or a day of a month.
_ROW_BEFORE = re.compile(r"[.!?:)”\"]\s{1,2}$")
_ROW = re.compile(r"\d{4}[.:]?\s?(?:[-–—•*]\s|\s(?:[^\W\d]{2,4}\s){0,2}\d{1,2}\b(?!\.\d))")


@dataclass(frozen=True, slots=True)
class Told:
    """A value that the text has told; `interval` is `None` for a day that nobody knows.

    `own_year` says that the words (or the story around them) gave the year, not the article,
    `frames` that what follows may be of that year, too, if only in its sentence where the year is
    the article's last or next: not after "since 1967" or "since he took over in 1967",
    nor a decade.
    """

    position: int
    interval: Interval | None
    own_year: bool
    frames: bool = False


class Story:
    """The values told, in order, and the headings, lists and frames that they stand in.

    `heading` is the last date that heads a part of the text, `headed_alone` says that no word
    follows it in its line, `heading_year` the year that it sets, `frame` the days that it spans.
    `label` is the last weekday that opened a line, `item` the last date that opened an item of a
    list, `entry` the last day that did, told by its date or after one that was, with its character.
    `weekday` is the day told just before by its weekday, with the character where its words end.

    Args:
        text: the article.
        since: words that begin a clause about how long something has lasted.
    """

    def __init__(self, text: str, since: Collection[str] = ()) -> None:
        self.text = text
        self.since = frozenset(since)
        self.told: list[Told] = []
        self.heading: Point | None = None
        self.headed_alone = False
        self.heading_year: int | None = None
        self.frame: Interval | None = None
        self.label: date | None = None
        self.item: date | None = None
        self.weekday: tuple[int, date] | None = None
        self.entry: tuple[int, date] | None = None
        self._framing: set[int] = set()

    def tell(
        self, found: DateExpression, point: Point, interval: Interval, borrowed_year: bool
    ) -> None:
        """Remember a value, unless it only looks back from today ("in der Vorwoche")."""
        if found.rule == "unit_before":
            return
        counted = point.shift is not None and point.shift.unit == "year"
        said = point.year is not None or point.decade is not None or point.year_told is not None
        of_year = point.year_shift is not None or point.unit == "year"
        own = said or counted or borrowed_year
        row = self._opens_row(found, point)
        heads = row or is_heading(self.text, found.start, found.end)
        # "De reizen van 2008" heads what follows; "van 2008" alone might mean "since 2008".
        lasting = not heads and (found.bound == "from" or self._lasting(found.start))
        frames = (own or of_year) and not lasting and _length(interval) < _YEAR_DAYS
        self.told.append(Told(found.start, interval, own, frames))
        if own and frames:
            self._framing.add(interval.start.year)
        of_week = point.weekday is not None and found.bound is None
        self.weekday = (found.end, interval.end) if of_week else None
        self._open_entry(found, point, interval)
        if 0 < _length(interval) <= _FRAME_DAYS and closes_title(self.text, found.start, found.end):
            self.frame = interval
        if found.rule == "line_day" or not heads:
            return
        self._head(found, point)
        if row or point.day is None or interval.start != interval.end:
            self.heading_year = interval.start.year
        if 0 < _length(interval) <= _FRAME_DAYS:
            self.frame = interval
        elif self.frame is not None and not self.frame.contains(interval.start):
            self.frame = None

    def _opens_row(self, found: DateExpression, point: Point) -> bool:
        """Whether a year heads what follows in a text that has lost its lines.

        "… the new constitution. 2011 - 28-30 June, China: a visit."
        """
        if point.year is None or found.rule == "line_day":
            return False
        return (
            self.text.startswith(str(point.year), found.start)
            and _ROW_BEFORE.search(self.text, max(0, found.start - 3), found.start) is not None
            and _ROW.match(self.text, found.start) is not None
        )

    def _head(self, found: DateExpression, point: Point) -> None:
        self.heading = point
        self.headed_alone = closes_line(self.text, found.end)

    def _open_entry(self, found: DateExpression, point: Point, interval: Interval) -> None:
        """Remember the day of an item of a list, where its date or an item before tells it."""
        single = interval.precision == "day" and interval.start == interval.end
        if not single or not in_list(self.text, found.start):
            return
        if point.day is not None or interval.start == self.listed(found.start, point.weekday):
            self.entry = found.start, interval.end

    def listed(self, position: int, weekday: int | None) -> date | None:
        """Return the weekday that opens an item, on or after the day of the item before."""
        if weekday is None or self.entry is None or not in_list(self.text, position):
            return None
        before, day = self.entry
        return weekday_from(weekday, day) if position - before <= _NEXT_ITEM else None

    def _lasting(self, position: int) -> bool:
        """Whether the clause before a character tells how long something has lasted."""
        clause = _CLAUSE.search(self.text, max(0, position - _CLAUSE_CHARS), position)
        return clause is not None and not self.since.isdisjoint(clause[0].casefold().split())

    def tell_unknown(self, found: DateExpression, point: Point) -> None:
        """Remember that the story has moved to a day that nobody knows."""
        if point.month is None:
            return
        self.told.append(Told(found.start, None, False))
        self.weekday = None
        if is_heading(self.text, found.start, found.end):
            self._head(found, point)

    def list_item(self, found: DateExpression, chosen: Interval) -> None:
        """Remember the date of an item of a list."""
        if in_list(self.text, found.start):
            self.item = chosen.start

    def line_label(self, found: DateExpression, day: date) -> None:
        """Remember the day of a weekday that opens a line."""
        if opens_line(self.text, found.start):
            self.label = day

    @property
    def lost(self) -> bool:
        """Whether the last day told is one that nobody knows."""
        return bool(self.told) and self.told[-1].interval is None

    def last_in_line(self, position: int) -> Told | None:
        """Return what was told last in the line before a character."""
        if not self.told or not self._same_line(self.told[-1], position):
            return None
        return self.told[-1]

    def opened_by_year(self, position: int) -> bool:
        """Whether the line before a character opens with a date that says its year."""
        first = self._opening(position)
        return first is not None and first.own_year

    def line_year(self, position: int) -> int | None:
        """Return the year that opens the line before a character as its label ("1999. In May")."""
        first = self._opening(position)
        if first is None or first.interval is None or first.interval.precision != "year":
            return None
        labels = _LABEL.match(self.text, first.position) is not None
        return first.interval.start.year if labels else None

    def _opening(self, position: int) -> Told | None:
        """Return what opens the line before a character, of what was told of late."""
        first: Told | None = None
        for told in reversed(self.told[-_MEMORY:]):
            if not self._same_line(told, position):
                break
            first = told
        return first if first is not None and opens_line(self.text, first.position) else None

    def only_year(self) -> int | None:
        """Return the year that the text has told, if it is the only one so far."""
        return next(iter(self._framing)) if len(self._framing) == 1 else None

    def last_for(self, unit: str) -> Interval | None:
        """Return the last value told that is fine enough to count such a unit from."""
        fine = unit in _DAYS
        for told in reversed(self.told[-_MEMORY:]):
            if told.interval is not None and (not fine or told.interval.precision == "day"):
                return told.interval
        return None

    def last_month(self) -> Interval | None:
        """Return the last value told that has a month."""
        for told in reversed(self.told[-_MEMORY:]):
            if told.interval is not None and told.interval.precision in ("day", "month"):
                return told.interval
        return None

    def day_in_line(self, position: int) -> Interval | None:
        """Return the last single day told in the line before a character."""
        for told in reversed(self.told[-_MEMORY:]):
            if not self._same_line(told, position):
                return None
            interval = told.interval
            if interval and interval.precision == "day" and interval.start == interval.end:
                return interval
        return None

    def frame_in_line(self, position: int) -> Interval | None:
        """Return the days told last in the line, or else headed, that weekdays may lie within."""
        return self.days_in_line(position) or self.frame

    def days_in_line(self, position: int) -> Interval | None:
        """Return the stretch of days told last in the line, unless days outside it followed."""
        inside: Interval | None = None
        for told in reversed(self.told[-_MEMORY:]):
            interval = told.interval
            if interval is None or not self._same_line(told, position):
                break
            if inside is not None and not interval.contains(inside.start):
                break
            if 1 <= _length(interval) <= _FRAME_DAYS:
                return interval
            inside = interval
        return None

    def told_year(self) -> int | None:
        """Return the last year that the text itself has named of late, or else any."""
        for own in (True, False):
            for told in reversed(self.told[-_MEMORY:]):
                interval = told.interval
                if interval and told.own_year >= own and _length(interval) < _YEAR_DAYS:
                    return interval.end.year
        return None

    def years(self) -> set[int]:
        """Return the years that the text itself has named of late."""
        named = {
            told.interval.start.year
            for told in self.told[-8:]
            if told.own_year and told.interval is not None
        }
        return named | ({self.heading_year} if self.heading_year is not None else set())

    def spans(self, day: date) -> bool:
        """Whether days told of late, such as those of a trip, hold a day."""
        return any(
            told.interval is not None
            and told.interval.precision == "day"
            and 0 < _length(told.interval) <= _LONGEST_TRIP
            and told.interval.contains(day)
            for told in self.told[-_MEMORY:]
        )

    def stretches(self) -> list[Interval]:
        """Return the ranges of months told, such as the half-year that a table is about."""
        return [
            told.interval
            for told in self.told[-_MEMORY:]
            if told.interval is not None
            and told.interval.precision == "month"
            and _FRAME_DAYS < _length(told.interval) < _YEAR_DAYS
        ]

    def between(self, told: Told, position: int) -> tuple[int, int]:
        """Return the characters between what was told and a later character, within reach."""
        return max(told.position, position - _REACH), position

    def _same_line(self, told: Told, position: int) -> bool:
        return self.text.find("\n", *self.between(told, position)) < 0


def _length(interval: Interval) -> int:
    return (interval.end - interval.start).days
