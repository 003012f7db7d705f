"""Calendar arithmetic: intervals of days with a precision and a TIMEX3 value."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from pipeline.schema import Precision

FIRST, LAST = date(1000, 1, 1), date(2199, 12, 31)
_SEASON_MONTHS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (1, 12)}
_ORDER: dict[Precision, int] = {"day": 0, "week": 1, "month": 2, "year": 3}


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from `start` to `end`, both included, known to `precision`; `timex` names them."""

    start: date
    end: date
    precision: Precision
    timex: str

    def contains(self, day: date) -> bool:
        """Whether the day lies in the interval."""
        return self.start <= day <= self.end


def day(value: date) -> Interval:
    """Return the interval of one day."""
    return Interval(value, value, "day", value.isoformat())


def week(value: date) -> Interval:
    """Return the ISO week that holds a day."""
    monday = value - timedelta(days=value.weekday())
    number = value.isocalendar()
    return Interval(
        monday, monday + timedelta(days=6), "week", f"{number.year:04d}-W{number.week:02d}"
    )


def weekend(value: date) -> Interval:
    """Return Saturday and Sunday of the ISO week that holds a day."""
    whole = week(value)
    return Interval(whole.end - timedelta(days=1), whole.end, "day", f"{whole.timex}-WE")


def month(year: int, number: int) -> Interval:
    """Return a month, which may lie outside 1-12 and then counts into other years."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    last = calendar.monthrange(year, number)[1]
    return Interval(
        date(year, number, 1), date(year, number, last), "month", f"{year:04d}-{number:02d}"
    )


def quarter(year: int, number: int) -> Interval:
    """Return a quarter, counted on into other years outside 1-4."""
    year, number = year + (number - 1) // 4, (number - 1) % 4 + 1
    first, last = month(year, number * 3 - 2), month(year, number * 3)
    return Interval(first.start, last.end, "month", f"{year:04d}-Q{number}")


def half(year: int, number: int) -> Interval:
    """Return the first or second half of a year."""
    first, last = month(year, number * 6 - 5), month(year, number * 6)
    return Interval(first.start, last.end, "month", f"{year:04d}-H{number}")


def season(year: int, name: str, part: str | None = None) -> Interval:
    """Return a season of a year, known to the year; a winter is the year's own two ends.

    Its beginning, middle or end is a month.
    """
    first, last = _SEASON_MONTHS[name]
    if part and name != "WI":
        return month(year, {"start": first, "mid": first + 1, "end": last}[part])
    return Interval(month(year, first).start, month(year, last).end, "year", f"{year:04d}-{name}")


def years(first: int, last: int, timex: str | None = None) -> Interval:
    """Return whole years, both included."""
    return Interval(date(first, 1, 1), date(last, 12, 31), "year", timex or f"{first:04d}")


def holiday(year: int, key: str) -> Interval | None:
    """Return a holiday: `MM-DD`, `easter+N` or `advent`, or the days from one to another (`/`)."""
    first, _, last = key.partition("/")
    if last:
        end = holiday(year, last)
        return spanning(holiday(year, first), end) if end else None
    if key == "advent":
        return replace(month(year, 12), timex=f"{year:04d}-12")
    if key.startswith("easter"):
        return day(easter(year) + timedelta(days=int(key[6:] or 0)))
    return day(date(year, int(key[:2]), int(key[3:])))


def unit(value: date, name: str, steps: int) -> Interval | None:
    """Return the calendar unit so many steps from the one that holds a day."""
    try:
        return _unit(value, name, steps)
    except (OverflowError, ValueError):
        return None


def _unit(value: date, name: str, steps: int) -> Interval | None:
    if name in ("day", "night"):
        return day(value + timedelta(days=steps))
    if name == "week":
        return week(value + timedelta(weeks=steps))
    if name == "weekend":
        return weekend(value + timedelta(weeks=steps))
    if name == "month":
        return month(value.year, value.month + steps)
    if name == "quarter":
        return quarter(value.year, (value.month + 2) // 3 + steps)
    if name == "halfyear":
        number = value.year * 2 + (value.month > 6) + steps
        return half(number // 2, number % 2 + 1)
    sizes = {"year": 1, "decade": 10, "century": 100, "millennium": 1000}
    if name not in sizes:
        return None
    size = sizes[name]
    first = value.year // size * size + steps * size
    digits = {1: 4, 10: 3, 100: 2, 1000: 1}[size]
    return years(first, first + size - 1, f"{first:04d}"[:digits])


def moved(value: date, name: str, amount: float) -> Interval | None:
    """Return the day, month or year so many units away, at the unit's own precision."""
    whole = int(amount)
    try:
        if name in ("second", "minute", "hour"):
            return day(value)
        if name in ("day", "night"):
            return day(value + timedelta(days=whole))
        if name == "week":
            return day(value + timedelta(days=round(amount * 7)))
        if name == "weekend":
            return weekend(value + timedelta(weeks=whole))
        if name == "month":
            target = value + relativedelta(months=whole)
            return month(target.year, target.month)
        if name == "quarter":
            target = value + relativedelta(months=whole * 3)
            return month(target.year, target.month)
        if amount != whole and name == "year":
            target = value + relativedelta(months=round(amount * 12))
            return month(target.year, target.month)
        sizes = {"year": 1, "decade": 10, "century": 100}
        if name in sizes:
            year = value.year + whole * sizes[name]
            return years(year, year)
    except (OverflowError, ValueError):
        return None
    return None


def same_day(value: date, name: str, amount: float) -> Interval | None:
    """Return the very day so many months or years away."""
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
    if name not in months:
        return moved(value, name, amount)
    try:
        return day(value + relativedelta(months=round(months[name] * amount)))
    except (OverflowError, ValueError):
        return None


def finer(name: str, anchor: Interval) -> bool:
    """Whether a unit is too fine to be counted from an anchor: "yesterday" in "some June"."""
    rank = {"week": 1, "month": 2, "quarter": 2, "halfyear": 2}.get(name, 3)
    if name in ("second", "minute", "hour", "day", "night", "weekend"):
        rank = 0
    return rank < _ORDER[anchor.precision]


def coarsened(interval: Interval, anchor: Interval) -> Interval:
    """Return what is left of a relative value when the anchor is only known so far."""
    if _ORDER[interval.precision] >= _ORDER[anchor.precision]:
        return interval
    if anchor.precision == "week":
        return week(interval.start)
    if anchor.precision == "month":
        return month(interval.start.year, interval.start.month)
    return years(interval.start.year, interval.start.year)


def sane(interval: Interval | None) -> Interval | None:
    """Return the interval if it lies within the years 1000 to 2199 and runs forwards."""
    if interval is None or not FIRST <= interval.start <= interval.end <= LAST:
        return None
    return interval


def weekday_of(day: date, weekday: int) -> date:
    """Return the day of that weekday (1-7) in the ISO week that holds a day."""
    return week(day).start + timedelta(days=weekday - 1)


def weekday_from(weekday: int, day: date) -> date:
    """Return the first day of that weekday on or after a day."""
    return day + timedelta(days=(weekday - day.isoweekday()) % 7)


def weekday_before(weekday: int, end: date) -> Interval:
    """Return the last day of that weekday before a day."""
    back = (end.isoweekday() - weekday) % 7 or 7
    return day(end - timedelta(days=back))


def weekday_in(weekday: int, frame: Interval) -> date | None:
    """Return the first day of that weekday in an interval, `None` where it has none."""
    ahead = (weekday - frame.start.isoweekday()) % 7
    found = frame.start + timedelta(days=ahead)
    return found if found <= frame.end else None


def coarser(first: Interval, last: Interval) -> Precision:
    """Return the coarser of two precisions."""
    order: tuple[Precision, ...] = ("day", "week", "month", "year")
    return max(first.precision, last.precision, key=order.index)


def spanning(other: Interval | None, anchor: Interval) -> Interval | None:
    """Return the interval from one value to another, whichever comes first."""
    if other is None:
        return None
    first, last = sorted((other, anchor), key=lambda interval: interval.start)
    return sane(
        Interval(first.start, last.end, coarser(first, last), f"{first.timex}/{last.timex}")
    )
