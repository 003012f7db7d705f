"""From points to intervals where nothing but the point itself, or candidates, are needed."""

from dataclasses import replace
from datetime import date, timedelta

from pipeline.mentions.dates import intervals
from pipeline.mentions.dates.expressions import DateExpression, Point
from pipeline.mentions.dates.intervals import Interval
from pipeline.mentions.dates.tense import Direction

_NEAR_DAYS = 45


def dated(point: Point) -> Interval | None:
    """Return a point whose year is known; `None` for a day that does not exist."""
    year = point.year
    if year is None or not 1000 <= year <= 2199:
        return None
    if point.holiday:
        return intervals.holiday(year, point.holiday)
    if point.season:
        return intervals.season(year, point.season, point.part)
    if point.month is None:
        return intervals.years(year, year)
    if point.nth is not None:
        return _nth_week(year, point.month, point.nth)
    if point.day is None:
        return intervals.month(year, point.month)
    try:
        day = date(year, point.month, point.day)
        return intervals.unit(day, point.unit or "day", 0)
    except ValueError:
        return None


def _nth_week(year: int, month: int, nth: int) -> Interval:
    whole = intervals.month(year, month)
    if nth == 99:
        return intervals.week(whole.end)
    return intervals.week(whole.start + timedelta(weeks=nth - 1))


def nearest(
    candidates: list[Interval], anchor: Interval, point: Point, direction: Direction | None
) -> Interval:
    """Return the candidate that a clause of that direction means, seen from the anchor.

    What lies within six weeks is taken whatever the tense, which is often that of another verb.
    """
    inside = [c for c in candidates if anchor.start <= c.start and c.end <= anchor.end]
    if anchor.precision == "year" and len(inside) == 1 and point.direction is None:
        return inside[0]
    base = anchor.end if direction == "past" else anchor.start

    def distance(interval: Interval) -> int:
        if interval.start <= base <= interval.end:
            return 0
        return min(abs((interval.start - base).days), abs((interval.end - base).days))

    if point.direction is not None:
        return _directed(candidates, base, point.direction)
    nearest = min(candidates, key=distance)
    if distance(nearest) <= _NEAR_DAYS or direction is None:
        return nearest
    if direction == "past":
        earlier = [c for c in candidates if c.start <= base]
        return min(earlier, key=distance) if earlier else nearest
    later = [c for c in candidates if c.end >= base]
    return min(later, key=distance) if later else nearest


def _directed(candidates: list[Interval], base: date, direction: int) -> Interval:
    ordered = sorted(candidates, key=lambda c: c.start)
    if direction < 0:
        earlier = [c for c in ordered if c.end < base]
        return earlier[-1] if earlier else ordered[0]
    if direction > 0:
        later = [c for c in ordered if c.start > base]
        return later[0] if later else ordered[-1]
    return min(ordered, key=lambda c: abs((c.start - base).days))


def shared(first: Point, last: Point) -> tuple[Point, Point]:
    """Let the two ends of a range share what only one of them says."""
    if first.month is None and first.day is not None:
        first = replace(first, month=last.month)
        if first.year is None and last.year is not None:
            first = replace(first, year=last.year)
    if last.month is None and last.day is not None:
        last = replace(last, month=first.month)
    if first.year is not None and last.year is None and last.month is not None:
        last = replace(last, year=first.year + _wraps(first, last))
    if first.year_shift is not None and last.year_shift is None and last.year is None:
        last = replace(last, year_shift=first.year_shift)
    if last.year is not None and first.year is None and first.month is not None:
        first = replace(first, year=last.year - _wraps(first, last))
    return first, last


def _wraps(first: Point, last: Point) -> int:
    return int((last.month or 0, last.day or 32) < (first.month or 0, first.day or 0))


def timed_timex(point: Point, interval: Interval) -> str:
    """Return an interval's TIMEX3 value with the time of day that a point says."""
    time = point.clock or point.daypart
    if time and interval.precision == "day":
        return f"{interval.start.isoformat()}T{time}"
    return interval.timex


def unknown_timex(point: Point, found: DateExpression) -> str | None:
    """Return the TIMEX3 value of what cannot be placed on the calendar."""
    if found.duration:
        return found.duration
    if point.clock:
        return f"T{point.clock}"
    if point.month and point.day:
        return f"XXXX-{point.month:02d}-{point.day:02d}"
    if point.month:
        return f"XXXX-{point.month:02d}"
    if point.season:
        return f"XXXX-{point.season}"
    if point.weekday:
        return f"XXXX-WXX-{point.weekday}"
    if point.daypart:
        return f"XXXX-XX-XXT{point.daypart}"
    return None
