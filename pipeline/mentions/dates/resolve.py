"""Fills the holes of date expressions: from the article's date, tense, headings, neighbours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.mentions.dates import intervals
from pipeline.mentions.dates.direction import Directions, Kind, Turn
from pipeline.mentions.dates.expressions import DateExpression, Point, Shift
from pipeline.mentions.dates.intervals import Interval
from pipeline.mentions.dates.layout import in_list, opens_line
from pipeline.mentions.dates.lexicon import Lexicon, load
from pipeline.mentions.dates.library import parse_absolute
from pipeline.mentions.dates.points import dated, nearest, shared, timed_timex, unknown_timex
from pipeline.mentions.dates.story import Story
from pipeline.mentions.dates.tense import Direction, clause_tense, tense
from pipeline.schema import ArticleDate, DateValue

_TOP = 200
_GOES_BACK = 20
_LATE_IN_WEEK = 5
_YEARS_AHEAD = 10
_LONGEST_STEP = 3
_RECENT_DAYS = 14
_LAST = 99
# A day, and what stands between it and the weekday that it was ("20 June, a Friday").
_DAY_BEFORE = re.compile(r"[^,;:()\n]{3,40}, ?(?:\w+ )?")
# A year, and words up to a day or month that it still holds for, a comma at most before them.
_SAME_CLAUSE = re.compile(r"[^,;:()]*(?:, (?:\w+ )?)?")


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """Characters `[start, end)`, their value, and the expression that it was resolved from."""

    start: int
    end: int
    value: DateValue
    expression: DateExpression


def resolve(
    expressions: Sequence[DateExpression],
    text: str,
    lang: str,
    article_date: ArticleDate | None,
    directions: Directions | None = None,
) -> list[ResolvedDate]:
    """Give each expression its value.

    Args:
        expressions: what `find_dates` found in the text, in order.
        text: the text they were found in.
        lang: its ISO 639-1 code.
        article_date: what relative words count from; without it they get no value, and with a
            coarse one they resolve no finer than it.
        directions: tells whether weekdays and months look back or ahead; the rules without it.

    Returns:
        One result an expression, in order; `value.start` is `None` where there is no calendar
        value or none can be known.
    """
    resolver = _Resolver(text, load(lang), article_date, directions)
    return [
        ResolvedDate(found.start, found.end, resolver.value(found), found) for found in expressions
    ]


class _Resolver:
    """Walks through the expressions of one text, remembering what was told."""

    def __init__(
        self,
        text: str,
        lexicon: Lexicon,
        article_date: ArticleDate | None,
        directions: Directions | None,
    ) -> None:
        self.text = text
        self.directions = directions
        self.lexicon = lexicon
        self.anchor = _anchor(article_date)
        self.story = Story(text, lexicon.settings.get("since", ()))
        self.borrowed = False
        top = text[:_TOP].lower()
        self.backwards = any(cue in top for cue in lexicon.settings.get("retrospect", ()))
        self.expression: DateExpression | None = None

    @property
    def position(self) -> int:
        """Where the expression that is being resolved begins."""
        return self.expression.start if self.expression else 0

    def value(self, found: DateExpression) -> DateValue:
        self.expression = found
        self.borrowed = False
        if found.kind == "set":
            return DateValue(kind="set", timex=found.recurrence)
        if found.kind == "duration":
            return self._duration(found)
        if found.first is None:
            return DateValue(kind=found.kind)
        first = self._of_century(found.first)
        if found.last is not None:
            return self._range(found, first, self._of_century(found.last))
        return self._point(found, first)

    def _of_century(self, point: Point) -> Point:
        """Take a year of two digits for one that is not long after the article's."""
        if not point.short_year or point.year is None or self.anchor is None:
            return point
        late = point.year > self.anchor.end.year + _YEARS_AHEAD
        return replace(point, year=point.year - 100) if late else point

    def _duration(self, found: DateExpression) -> DateValue:
        interval = None
        if found.first is not None and found.first.shift is not None and self.anchor:
            shift = found.first.shift
            if shift.amount is not None:
                other = intervals.moved(self.anchor.start, shift.unit, shift.amount)
                interval = intervals.spanning(other, self.anchor)
        return DateValue(
            kind="duration",
            start=interval.start if interval else None,
            end=interval.end if interval else None,
            precision=interval.precision if interval else None,
            duration=found.duration,
            timex=found.duration,
            bound=found.bound,
        )

    def _point(self, found: DateExpression, point: Point) -> DateValue:
        if point.reference and point.shift is None:
            return DateValue(
                kind="date", reference=point.reference == "PRESENT_REF", timex=point.reference
            )
        interval = intervals.sane(self._interval(point, found))
        if interval is None:
            self.story.tell_unknown(found, point)
            return DateValue(
                kind=found.kind,
                duration=found.duration,
                reference=point.reference == "PRESENT_REF",
                timex=unknown_timex(point, found),
                bound=found.bound,
            )
        if found.kind != "time":
            self.story.tell(found, point, interval, self.borrowed)
        return DateValue(
            kind=found.kind,
            start=interval.start,
            end=interval.end,
            precision=interval.precision,
            duration=found.duration,
            reference=point.reference == "PRESENT_REF",
            timex=timed_timex(point, interval),
            bound=found.bound,
        )

    def _range(self, found: DateExpression, first: Point, last: Point) -> DateValue:
        first, last = shared(first, last)
        if found.rule == "line_day":
            first, last = (replace(point, month=None) for point in (first, last))
        start: Interval | None
        if _only_weekday(first) and first.steps and _only_weekday(last) and not last.steps:
            start = intervals.sane(self._interval(first, found))
            end = intervals.sane(self._weekday_after(last, start))
        else:
            end = intervals.sane(self._interval(last, found))
            start = self._start(first, end, found)
        start = intervals.sane(start)
        if start is None or end is None or start.start > end.end:
            return DateValue(kind=found.kind)
        timex = f"{timed_timex(first, start)}/{timed_timex(last, end)}"
        whole = Interval(start.start, end.end, intervals.coarser(start, end), timex)
        if found.kind == "range":
            self.story.tell(found, last, whole, self.borrowed)
        return DateValue(
            kind=found.kind,
            start=whole.start,
            end=whole.end,
            precision=whole.precision,
            timex=whole.timex,
            bound=found.bound,
        )

    def _start(self, first: Point, end: Interval | None, found: DateExpression) -> Interval | None:
        """Return where a range begins whose end is known."""
        if first.year is None and end is not None and first.month is not None:
            return self._before(first, end)
        if end is not None and _only_weekday(first) and first.weekday:
            return intervals.weekday_before(first.weekday, end.start)
        return intervals.sane(self._interval(first, found))

    def _weekday_after(self, last: Point, start: Interval | None) -> Interval | None:
        """Return where a range ends that begins on a weekday of a known week."""
        if start is None or last.weekday is None:
            return None
        return intervals.day(intervals.weekday_from(last.weekday, start.end + timedelta(days=1)))

    def _before(self, point: Point, end: Interval) -> Interval | None:
        for year in (end.start.year, end.start.year - 1):
            candidate = dated(replace(point, year=year))
            if candidate and candidate.start <= end.start:
                return candidate
        return None

    def _interval(self, point: Point, found: DateExpression) -> Interval | None:
        if point.decade is not None:
            return intervals.years(point.decade * 10, point.decade * 10 + 9, str(point.decade))
        if point.century is not None:
            first = point.century * 100 - 99
            return intervals.years(first, first + 99, f"{point.century - 1:02d}")
        if point.absolute:
            return self._absolute(point, found)
        if point.shift is not None:
            return self._shifted(point)
        if point.unit is not None and point.month is None:
            return self._unit(point)
        if point.month is not None or point.season or point.holiday:
            return self._of_year(point)
        if point.quarter or point.half:
            return self._quarter(point)
        if point.week is not None:
            return self._week_number(point)
        if point.year is not None:
            return self._year(point)
        if point.year_told is not None:
            year = self._said_year(point)
            return intervals.years(year, year) if year is not None else None
        if point.weekday is not None and point.day is not None:
            return self._weekday_and_day(point)
        if point.weekday is not None:
            return self._weekday(point)
        if found.rule == "line_day":
            return self._day_under_heading(point)
        if point.day is not None:
            return self._bare_day(point)
        if point.clock or point.daypart:
            return self._day_told()
        return None

    def _absolute(self, point: Point, found: DateExpression) -> Interval | None:
        own = dated(point)
        if own is None or found.core is None:
            return own
        parsed = parse_absolute(found.core, self.lexicon.lang, self.lexicon.order)
        if parsed and (parsed.month, parsed.day) == (own.start.month, own.start.day):
            return intervals.day(parsed)
        return own

    def _year(self, point: Point) -> Interval | None:
        heading = self.story.heading if self.story.headed_alone else None
        at_line_start = opens_line(self.text, self.position)
        if heading and heading.year is None and heading.month and heading.day and at_line_start:
            return dated(replace(heading, year=point.year, weekday=None))
        return intervals.years(point.year or 0, point.year or 0) if point.year else None

    def _shifted(self, point: Point) -> Interval | None:
        shift = point.shift
        assert shift is not None
        if shift.amount is None:
            return None
        base = self._base(shift)
        if base is None:
            return None
        if intervals.finer(shift.unit, base):
            return base
        near = base.end if shift.amount > 0 else base.start
        move = intervals.same_day if shift.exact else intervals.moved
        interval = move(near, shift.unit, shift.amount)
        if interval is None:
            return None
        if point.weekday is not None:
            interval = intervals.day(intervals.weekday_from(point.weekday, interval.start))
        return intervals.coarsened(interval, base)

    def _base(self, shift: Shift) -> Interval | None:
        if shift.anchor == "narrative":
            return None if self.story.lost else self.story.last_for(shift.unit) or self.anchor
        if self.anchor is not None and self.anchor.precision != "day" and shift.unit == "day":
            told = self.story.last_in_line(self.position)
            if told is not None and told.interval is not None and told.interval.precision == "day":
                return told.interval
        return self.anchor

    def _unit(self, point: Point) -> Interval | None:
        if point.nth is not None:
            return self._day_of_trip(point.nth)
        unit, direction = point.unit or "", point.direction or 0
        if self.anchor is None:
            return None
        base = self.anchor
        if unit == "day":
            told = self.story.last_for("day")
            base = told or self.anchor
            interval = intervals.unit(base.end, unit, direction)
            return intervals.coarsened(interval, base) if interval else None
        if unit == "weekend":
            return self._weekend(point)
        if intervals.finer(unit, base):
            return base
        if unit == "week" and direction == 0 and self._next_begins(point, base):
            direction = 1
        interval = intervals.unit(base.start, unit, direction)
        return intervals.coarsened(interval, base) if interval else None

    def _day_of_trip(self, nth: int) -> Interval | None:
        """Return the first, second or last of the days told last in the line."""
        trip = self.story.days_in_line(self.position)
        if trip is None or trip.precision != "day":
            return None
        day = trip.end if nth == _LAST else trip.start + timedelta(days=nth - 1)
        return intervals.day(day) if day <= trip.end else None

    def _next_begins(self, point: Point, base: Interval) -> bool:
        """Whether the beginning of the week is the next week's: on a Friday, if it lies ahead."""
        late = base.precision == "day" and base.start.isoweekday() >= _LATE_IN_WEEK
        since = self.expression is not None and self.expression.bound == "from"
        return late and point.part == "start" and not since and self._tense() == "future"

    def _weekend(self, point: Point) -> Interval | None:
        assert self.anchor is not None
        base = self.anchor.start
        direction = point.direction or 0
        if direction > 0 and base.weekday() < 5:
            direction -= 1
        elif direction == 0 and self._tense() == "past" and base.weekday() < 4:
            direction = -1
        interval = intervals.unit(base, "weekend", direction)
        return intervals.coarsened(interval, self.anchor) if interval else None

    def _quarter(self, point: Point) -> Interval | None:
        year = self._said_year(point)
        if year is None:
            if self.anchor is None:
                return None
            year = self.anchor.start.year
        if point.quarter:
            return intervals.quarter(year, point.quarter)
        return intervals.half(year, point.half or 1)

    def _week_number(self, point: Point) -> Interval | None:
        if self.anchor is None:
            return None
        try:
            return intervals.week(date.fromisocalendar(self.anchor.start.year, point.week or 1, 1))
        except ValueError:
            return None

    def _said_year(self, point: Point) -> int | None:
        if point.year is not None:
            return point.year
        if point.year_told is not None:
            return self._told_year(point.year_told)
        if point.year_shift is not None and self.anchor is not None:
            return self.anchor.start.year + point.year_shift
        return None

    def _told_year(self, shift: int) -> int | None:
        """Return the year of the story, or so many after; what is to come counts from now."""
        year = None if shift and self._tense() == "future" else self.story.told_year()
        if year is None and self.anchor is not None:
            year = self.anchor.start.year
        return None if year is None else year + shift

    def _of_year(self, point: Point) -> Interval | None:
        """Resolve a month, a day of a month, a season or a holiday."""
        year = self._said_year(point)
        if year is not None:
            return dated(replace(point, year=year))
        if point.year_shift is not None or point.year_told is not None:
            return None
        candidates = self._candidates(point)
        if not candidates:
            return None
        chosen = self._chosen(point, candidates)
        if chosen is not None and self.expression is not None:
            self.story.list_item(self.expression, chosen)
        return chosen

    def _candidates(self, point: Point) -> list[Interval]:
        years = self.story.years()
        headed = self.story.line_year(self.position)
        if headed is not None:
            years |= {headed}
        if self.anchor is not None:
            years |= {self.anchor.start.year + step for step in (-1, 0, 1)}
            if point.weekday is not None and point.day is not None:
                years |= {self.anchor.start.year + step for step in range(-6, 3)}
        found = [dated(replace(point, year=year, weekday=None)) for year in sorted(years)]
        return [interval for interval in found if interval is not None]

    def _chosen(self, point: Point, candidates: list[Interval]) -> Interval | None:
        if point.weekday is not None and point.day is not None:
            fitting = [c for c in candidates if c.start.isoweekday() == point.weekday]
            if fitting:
                base = self.anchor.start if self.anchor else fitting[0].start
                return min(fitting, key=lambda c: abs((c.start - base).days))
        frame = self._frame_year() if point.direction is None else None
        if frame is not None:
            inside = [c for c in candidates if c.start.year == frame]
            if inside:
                self.borrowed = True
                return self._onward(inside[0], candidates)
        item = self.story.item
        found = self.expression
        if item is not None and found is not None and in_list(self.text, found.start):
            return min(candidates, key=lambda c: (c.end < item, abs((c.start - item).days)))
        within = [c for c in candidates if c.precision == "day" and self.story.spans(c.start)]
        if within and point.direction is None:
            return within[-1]
        if self.anchor is not None:
            return self._nearest(point, candidates, self.anchor)
        return self._in_only_year(candidates)

    def _in_only_year(self, candidates: list[Interval]) -> Interval | None:
        """Return the candidate of the one year that a text without a date has told.

        What lies ahead may be of the next, unless it is an item of a list.
        """
        if self._tense() == "future" and not opens_line(self.text, self.position):
            return None
        year = self.story.only_year()
        self.borrowed = year is not None
        return next((c for c in candidates if c.start.year == year), None)

    def _nearest(self, point: Point, candidates: list[Interval], anchor: Interval) -> Interval:
        """Return the candidate that the sentence looks to from the article's date."""
        cue = self._tense()
        chosen = nearest(candidates, anchor, point, cue or self._past_stretch(candidates))
        before = max((c for c in candidates if c.end < anchor.start), key=_begin, default=None)
        after = min((c for c in candidates if c.start > anchor.start), key=_begin, default=None)
        if before is None or after is None or chosen not in (before, after) or point.direction:
            return chosen
        rule: Direction = "past" if chosen == before else "future"
        where = self._direction("month", before, after, cue, rule)
        return before if where == "past" else after

    def _past_stretch(self, candidates: list[Interval]) -> Direction | None:
        """Say "past" where a stretch of time was told before that holds a candidate."""
        if self.backwards:
            return "past"
        for stretch in self.story.stretches():
            over = self.anchor is not None and stretch.end <= self.anchor.start
            if over and any(stretch.contains(c.start) for c in candidates):
                return "past"
        return None

    def _frame_year(self) -> int | None:
        """Return the year that the story around or a heading above sets.

        A story's year holds in its own sentence, and in the next one if that is past too; one that
        counts from the article ("last year") in its own alone, unless that looks ahead.
        """
        found = self.expression
        if found is None:
            return None
        headed = self.story.line_year(found.start)
        if headed is not None:
            return headed
        if found.tense is not None:
            return None if self.anchor else self.story.heading_year
        told = self.story.last_in_line(found.start)
        if told is not None and told.frames and told.interval is not None:
            year = told.interval.start.year
            if self._ahead(year) and self._tense() == "past":
                return self.story.heading_year
            gap = self.story.between(told, found.start)
            sentences = len(self.lexicon.tense.sentence.findall(self.text, *gap))
            if self.story.opened_by_year(found.start):
                sentences = self._sentences_between(*gap)
            here = self.anchor is not None and year == self.anchor.start.year
            beside = self._ahead(year) and _SAME_CLAUSE.fullmatch(self.text, *gap)
            turns = self._tense() == "future" and not beside
            if not told.own_year and (sentences or turns):
                return self.story.heading_year
            if not here and (sentences == 0 or (sentences == 1 and self._tense() == "past")):
                return year
        return self.story.heading_year

    def _ahead(self, year: int) -> bool:
        """Whether a year comes after the article's."""
        return self.anchor is not None and year > self.anchor.start.year

    def _onward(self, chosen: Interval, candidates: list[Interval]) -> Interval:
        """Return what a story goes on to: after "in November 2024", January is the next one."""
        told = self.story.told[-1].interval if self.story.told else None
        if told is None or self.anchor is None or told.precision == "year":
            return chosen
        later = [c for c in candidates if c.start.year == chosen.start.year + 1]
        if chosen.end < told.start and later and later[0].start <= self.anchor.end:
            return later[0]
        return chosen

    def _weekday_and_day(self, point: Point) -> Interval | None:
        base = self.story.last_for("day") or self.anchor
        if base is None:
            return None
        candidates: list[date] = []
        for step in range(-12, 13):
            month = intervals.month(base.start.year, base.start.month + step)
            try:
                day = month.start.replace(day=point.day or 1)
            except ValueError:
                continue
            if day.isoweekday() == point.weekday:
                candidates.append(day)
        if not candidates:
            return None
        return intervals.day(min(candidates, key=lambda day: abs((day - base.start).days)))

    def _bare_day(self, point: Point) -> Interval | None:
        told = self.story.last_month()
        base = told or self.anchor
        if base is None or base.precision in ("year", "week"):
            return None
        # What goes on from a day that was told seldom goes back to the month before.
        other_month = {0: 0, 1: 3, -1: 3 if told is None else _GOES_BACK}
        best: date | None = None
        for step in (0, 1, -1):
            month = intervals.month(base.start.year, base.start.month + step)
            try:
                candidate = month.start.replace(day=point.day or 1)
            except ValueError:
                continue
            if base.precision == "month" and step:
                continue
            reach = abs((candidate - base.start).days) + other_month[step]
            if best is None or reach < abs((best - base.start).days):
                best = candidate
        return intervals.day(best) if best else None

    def _day_under_heading(self, point: Point) -> Interval | None:
        heading, last = self.story.heading, self.story.last_month()
        if heading is None or heading.month is None:
            if last is None or last.precision != "day" or (point.day or 0) <= last.end.day:
                return None
            return dated(Point(year=last.end.year, month=last.end.month, day=point.day))
        year = heading.year or self.story.heading_year or (last.start.year if last else None)
        return dated(Point(year=year, month=heading.month, day=point.day))

    def _day_told(self) -> Interval | None:
        """Return the day that a time of day belongs to: the last one told in its line."""
        told = self.story.day_in_line(self.position)
        if told is not None:
            return told
        if self.anchor is not None and self.anchor.precision == "day":
            return self.anchor
        return None

    def _weekday(self, point: Point) -> Interval | None:
        weekday = point.weekday or 1
        inside = None
        if point.direction is None and point.week_shift is None:
            inside = (
                self._apposed(weekday)
                or self._in_series(weekday)
                or self._in_frame(weekday)
                or self.story.listed(self.position, weekday)
            )
        if inside is None:
            inside = self._stepped(point, weekday)
        if inside is None:
            return None
        if self.expression is not None:
            self.story.line_label(self.expression, inside)
        return intervals.day(inside)

    def _apposed(self, weekday: int) -> date | None:
        """Return the day told just before the weekday that it was."""
        told = self.story.last_in_line(self.position)
        if told is None or told.interval is None or told.interval.start != told.interval.end:
            return None
        if _DAY_BEFORE.fullmatch(self.text, told.position, self.position) is None:
            return None
        return told.interval.start if told.interval.start.isoweekday() == weekday else None

    def _in_series(self, weekday: int) -> date | None:
        """Return the weekday on or after the one told just before it in the sentence.

        None where the clause looks the other way, or a tale of days gone by would pass today.
        """
        found, before = self.expression, self.story.weekday
        if found is None or before is None or found.bound or found.tense:
            return None
        end, last = before
        day = intervals.weekday_from(weekday, last)
        if (day - last).days > _LONGEST_STEP or self._sentences_between(end, found.start):
            return None
        if self.anchor is None:
            return day
        cue = clause_tense(self.text, found.start, found.end, self.lexicon.tense)
        if last >= self.anchor.start:
            return None if cue == "past" else day
        return None if cue == "future" or day > self.anchor.end else day

    def _in_frame(self, weekday: int) -> date | None:
        """Return the weekday of the stretch of days told before it, or headed."""
        frame = self.story.frame_in_line(self.position)
        if frame is None or (frame is not self.story.frame and self._turns_from(frame)):
            return None
        return intervals.weekday_in(weekday, frame)

    def _turns_from(self, frame: Interval) -> bool:
        """Whether the clause looks to the other side of the article's day than the days lie.

        What is told of days long gone may well be told in the present.
        """
        found = self.expression
        if found is None or self.anchor is None or frame.timex.endswith("-WE"):
            return False
        cue = clause_tense(self.text, found.start, found.end, self.lexicon.tense)
        if cue == "past":
            return frame.start > self.anchor.end
        gone = (self.anchor.start - frame.end).days
        return cue == "future" and 0 < gone <= _RECENT_DAYS

    def _sentences_between(self, start: int, end: int) -> int:
        """Count the ends of sentences between characters; a semicolon parts no more than items."""
        ends = self.lexicon.tense.sentence.finditer(self.text, start, end)
        return sum(found.group() != ";" for found in ends)

    def _stepped(self, point: Point, weekday: int) -> date | None:
        """Return the weekday that lies in the clause's direction from where it counts from."""
        base = self.anchor.start if self.anchor else None
        if self.anchor is None:
            told = self.story.last_for("day")
            base = told.end if told else None
        elif self.anchor.precision not in ("day", "week"):
            return None
        if base is None:
            return None
        if point.week_shift is not None:
            return intervals.weekday_of(base + timedelta(weeks=point.week_shift), weekday)
        direction = point.direction
        if self.anchor is not None and self.anchor.precision == "week" and direction is None:
            return intervals.weekday_of(base, weekday)
        if point.strict and direction:
            return intervals.weekday_of(base + timedelta(weeks=direction), weekday)
        back = (base.isoweekday() - weekday) % 7
        ahead = (weekday - base.isoweekday()) % 7
        if direction is not None and direction < 0:
            return base - timedelta(days=(back or 7) + 7 * (-direction - 1))
        if direction is not None and direction > 0:
            return base + timedelta(days=(ahead or 7) + 7 * (direction - 1))
        if self._until() is not None:
            return intervals.weekday_from(weekday, self._until() or base)
        cue = self._tense()
        rule: Direction = cue or ("past" if self.backwards else "future")
        before, after = (intervals.day(base + timedelta(days=days)) for days in (-back, ahead))
        where = self._direction("weekday", before, after, cue, rule) if back else rule
        if where == "past":
            return base - timedelta(days=back)
        label = self.story.label
        if label is not None and base <= label and opens_line(self.text, self.position):
            return intervals.weekday_from(weekday, label)
        return base + timedelta(days=ahead)

    def _until(self) -> date | None:
        """Return the day after which an "until Friday" looks for its Friday."""
        found = self.expression
        if found is None or found.bound != "until":
            return None
        told = self.story.last_in_line(found.start)
        if told is not None and told.interval is not None and told.interval.precision == "day":
            return told.interval.end
        return self.anchor.start if self.anchor is not None else None

    def _direction(
        self,
        kind: Kind,
        before: Interval,
        after: Interval,
        cue: Direction | None,
        rule: Direction,
    ) -> Direction:
        """Return which of two readings is meant: what is learned, where the day is known."""
        found, anchor = self.expression, self.anchor
        if self.directions is None or found is None or anchor is None or anchor.precision != "day":
            return rule
        turn = Turn(kind, found.start, found.end, anchor, before, after, cue, rule)
        return self.directions(self.text, self.lexicon.lang, self.lexicon.tense.sentence, turn)

    def _tense(self) -> Direction | None:
        found = self.expression
        if found is None:
            return None
        if found.tense is not None:
            return found.tense
        return tense(self.text, found.start, found.end, self.lexicon.tense)


def _anchor(article_date: ArticleDate | None) -> Interval | None:
    if article_date is None or article_date.value.start is None or article_date.value.end is None:
        return None
    value = article_date.value
    assert value.start is not None
    assert value.end is not None
    return Interval(value.start, value.end, value.precision or "day", value.timex or "")


def _begin(interval: Interval) -> date:
    return interval.start


def _only_weekday(point: Point) -> bool:
    return point.weekday is not None and point.day is None and point.month is None
