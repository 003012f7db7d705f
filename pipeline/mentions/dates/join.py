"""Joins points that stand side by side into ranges, and marks where a bound stands before one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from pipeline.mentions.dates.coding import Coded
from pipeline.mentions.dates.expressions import DateExpression, Point
from pipeline.mentions.dates.grammar import Grammar

Found = tuple[int, int, DateExpression]

_NO_LEAP_YEAR = 2001
_DASHES = frozenset("-–—")
# Between a day and its year, where the day stands first in a language that writes it last.
_YEAR_GAP = frozenset({"", ".", ",", ".,"})


def join(found: list[Found], coded: Coded, rules: Grammar) -> list[DateExpression]:
    """Return the expressions with neighbours joined to ranges and bounds filled in."""
    joined: list[Found] = []
    for start, end, expression in found:
        bounded = _in_context(start, end, expression, coded)
        if joined and joined[-1][1] <= start:
            right = (start, end, bounded)
            merged = (
                _range(joined[-1], right, coded, rules)
                or _timed(joined[-1], right, coded, rules)
                or _dated(joined[-1], right, coded)
            )
            if merged:
                joined[-1] = merged
                continue
        joined.append((start, end, bounded))
    return [expression for _, _, expression in joined]


def _in_context(start: int, end: int, expression: DateExpression, coded: Coded) -> DateExpression:
    """Add what the words beside an expression say of its bound and tense."""
    bound, direction = expression.bound, expression.tense
    for index in _words_before(start, coded):
        meaning = coded.meaning(index)
        if bound is None:
            bound = "until" if "until" in meaning else "from" if "from" in meaning else None
        if direction is None:
            direction = "past" if "since" in meaning else "future" if "purpose" in meaning else None
    after = coded.meaning(end + 1) if end + 1 < len(coded.words) else {}
    if "since_after" in after:
        bound, direction = bound or "from", "past"
    if bound not in ("from", "until"):
        bound = None
    if (bound, direction) == (expression.bound, expression.tense):
        return expression
    return replace(expression, bound=bound, tense=direction)


def _words_before(start: int, coded: Coded) -> Iterator[int]:
    """Yield the words before an expression, nearest first, as far as they lead up to it."""
    for index in range(start - 1, max(-1, start - 5), -1):
        if coded.codes[index] == " ":
            continue
        yield index
        if "article" not in coded.meaning(index):
            return


def _range(left: Found, right: Found, coded: Coded, rules: Grammar) -> Found | None:
    first, last = left[2], right[2]
    if first.kind not in ("date", "time") or last.kind != first.kind:
        return None
    if first.first is None or last.first is None or first.first.reference or last.first.reference:
        return None
    gap = rules.joiner.fullmatch(coded.codes, left[1], right[0])
    if not gap:
        return None
    if (
        gap.group("and") is not None
        and not _between(left[0], right[1], coded)
        and not _consecutive(first.first, last.first)
    ):
        return None
    dashed = coded.slice(left[1], right[0]).strip() in _DASHES
    if dashed and _is_day(first.first) and _is_counted(last.first):
        return None
    if dashed and _is_bare_year(first.first) and _is_of_some_year(last.first):
        return _of_year(left, right)
    if gap.group("gap") is not None and not (first.bound == "from" and last.bound == "until"):
        return None
    merged = DateExpression(
        first.start,
        last.end,
        "range" if first.kind == "date" else "time",
        first.first,
        last.first,
        parts=((first.start, first.end), (last.start, last.end)),
        tense=first.tense or last.tense,
        rule="range",
    )
    return left[0], right[1], merged


def _is_bare_year(point: Point) -> bool:
    return point == Point(year=point.year) and point.year is not None


def _is_day(point: Point) -> bool:
    return bool(point.month and point.day)


def _is_counted(point: Point) -> bool:
    """Whether a day is told by its weekday or from today: "London, 3 May - Yesterday ..."."""
    return point.shift is not None or bool(point.weekday and not point.day)


def _is_of_some_year(point: Point) -> bool:
    told = point.year or point.year_shift or point.year_told
    return bool(point.month and not told)


def _of_year(left: Found, right: Found) -> Found | None:
    """Join a year to the day or month that a dash parts from it: "2018 – 29 August"."""
    year, day = left[2], right[2]
    if day.first is None or day.last is not None or year.first is None:
        return None
    first = replace(day.first, year=year.first.year)
    return left[0], right[1], replace(day, start=year.start, first=first)


def _dated(left: Found, right: Found, coded: Coded) -> Found | None:
    """Join a day to the year behind it in a dateline: "Teheran, 16 June, 2023 - ..."."""
    day, year = left[2], right[2]
    if day.first is None or day.last is not None or year.first is None:
        return None
    if not (_is_bare_year(year.first) and _is_day(day.first) and _is_of_some_year(day.first)):
        return None
    gap = coded.slice(left[1], right[0]).strip()
    after = coded.text[year.end : year.end + 2].strip()[:1]
    if gap not in _YEAR_GAP or not (coded.text[year.end - 1] == "." or after in _DASHES):
        return None
    first = replace(day.first, year=year.first.year)
    return left[0], right[1], replace(day, end=year.end, first=first)


def _timed(left: Found, right: Found, coded: Coded, rules: Grammar) -> Found | None:
    """Join a day and the time that follows it, in languages where that is one expression."""
    day, clock = left[2], right[2]
    if not coded.lexicon.joined_clock or day.kind != "date" or clock.kind != "time":
        return None
    if day.first is None or clock.first is None or clock.last is not None:
        return None
    is_day = (
        day.first.day or day.first.weekday or (day.first.shift and day.first.shift.unit == "day")
    )
    if not is_day or day.first.clock or not clock.first.clock:
        return None
    if not rules.clock_joiner.fullmatch(coded.codes, left[1], right[0]):
        return None
    first = replace(day.first, clock=clock.first.clock)
    return left[0], right[1], replace(day, end=clock.end, first=first)


def _between(start: int, end: int, coded: Coded) -> bool:
    before = [coded.meaning(index) for index in range(max(0, start - 4), start)]
    after = [coded.meaning(index) for index in range(end - 1, min(len(coded.words), end + 2))]
    return any("between" in meaning for meaning in before) or any(
        "between_after" in meaning for meaning in after
    )


def _consecutive(first: Point, last: Point) -> bool:
    """Whether two days or months follow each other ("Tuesday and Wednesday")."""
    if first.day and last.day and first.month and last.month:
        return _follows(first, last)
    if first.weekday and last.weekday and not (first.day or last.day):
        return last.weekday - first.weekday in (1, -6)
    if first.month and last.month and not (first.day or last.day):
        return last.month - first.month in (1, -11)
    return False


def _follows(first: Point, last: Point) -> bool:
    """Whether two days of named months are neighbours ("30 November and 1 December")."""
    year = first.year or last.year or _NO_LEAP_YEAR
    turns = not last.year and (last.month or 1) < (first.month or 1)
    try:
        one = date(year, first.month or 1, first.day or 1)
        other = date(last.year or year + turns, last.month or 1, last.day or 1)
    except ValueError:
        return False
    return other - one == timedelta(days=1)
