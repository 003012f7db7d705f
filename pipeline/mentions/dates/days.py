"""Builds expressions that name days: dates, lists and ranges of days, weekdays, "tomorrow"."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline.mentions.dates.coding import Coded
from pipeline.mentions.dates.expressions import Bound, DateExpression, Point, Shift
from pipeline.mentions.dates.grammar import grammar
from pipeline.mentions.dates.layout import opens_line
from pipeline.mentions.dates.match import (
    RuleMatch,
    amount_of,
    daypart_of,
    is_day_of_month,
    year_fields,
)

# Whole weeks are counted in sevens, or, both ends included, as "acht Tage", "vijftien dagen".
_WEEK_OF_DAYS = (0, 1)


def _day_value(coded: Coded, start: int, end: int) -> int | None:
    for name in ("day", "ordinal", "day_word"):
        value = coded.find(name, start, end)
        if value is not None:
            return int(value)
    return None


@dataclass(frozen=True, slots=True)
class _Item:
    """One day of a list: its words, the codes that join it to the one before, its value."""

    start: int
    end: int
    joint: str
    point: Point
    bound: Bound | None


def _items(found: RuleMatch, base: Point) -> list[_Item]:
    """Read the days of a list; none where one of them is no day of its month."""
    coded = found.coded
    start, end = found.match.span("items")
    items: list[_Item] = []
    done = start
    for item in grammar(coded.lexicon.lang).item.finditer(coded.codes, start, end):
        day = _day_value(coded, *item.span("day"))
        if day is None or not 1 <= day <= 31 or not is_day_of_month(base.month, day):
            return []
        lead = item.span("lead")
        weekday = None
        if lead[0] >= 0:
            weekday = coded.find("weekday", *lead) or coded.find("weekday_abbr", *lead)
        begin = lead[0] if lead[0] >= 0 else item.start("day")
        point = replace(base, day=day, weekday=weekday or base.weekday)
        bound = coded.find("bound", item.start(), item.end())
        items.append(_Item(begin, item.end(), coded.codes[done:begin], point, bound))
        done = item.end()
    if items:
        first, last = found.match.span()
        items[0] = replace(items[0], start=first)
        items[-1] = replace(items[-1], end=last)
    return items


def _dated(found: RuleMatch, base: Point) -> list[DateExpression]:
    """Build the dates and ranges of a list of days that share a month."""
    items = _items(found, base)
    expressions: list[DateExpression] = []
    index = 0
    while index < len(items):
        item = items[index]
        following = items[index + 1] if index + 1 < len(items) else None
        if following and _is_range(found, item, following, len(items)):
            spans = (found.chars(item.start, item.end), found.chars(following.start, following.end))
            expressions.append(
                DateExpression(
                    spans[0][0],
                    spans[1][1],
                    "range",
                    item.point,
                    following.point,
                    parts=spans,
                    rule=found.rule,
                )
            )
            index += 2
            continue
        start, end = found.chars(item.start, item.end)
        core = _core(found, item.point) if len(items) == 1 else None
        expressions.append(
            DateExpression(
                start, end, "date", item.point, bound=item.bound, core=core, rule=found.rule
            )
        )
        index += 1
    return expressions


def _is_range(found: RuleMatch, first: _Item, second: _Item, count: int) -> bool:
    """Whether two neighbours of a list are the ends of a range."""
    classes = found.coded.lexicon.classes
    joining = classes.get("until", "") + classes.get("dash", "")
    if any(code in joining for code in second.joint):
        return True
    if second.joint.isspace():
        return second.bound == "until" or first.bound == "from"
    if count > 2:
        return False
    consecutive = (second.point.day or 0) == (first.point.day or 0) + 1
    begin, end = found.match.span()
    before = found.coded.codes[max(0, begin - 2) : begin]
    between = any(code in classes.get("between", "") for code in before)
    between_after = found.coded.codes[end - 1] in classes.get("between_after", "")
    return consecutive or between or between_after


def _core(found: RuleMatch, point: Point) -> str | None:
    if not point.absolute or point.short_year:
        return None
    return found.text()


def _day_month(found: RuleMatch) -> list[DateExpression]:
    month = found.get("month") or found.get("month", "month_abbr")
    if month is None:
        month = found.get("month", "month_roman")
    fields = year_fields(found)
    weekday = None
    for group in ("lead", "tail"):
        if found.has(group):
            weekday = found.get(group, "weekday") or found.get(group, "weekday_abbr")
    return _dated(found, Point(month=month, weekday=weekday, **fields))


def _day_week(found: RuleMatch) -> list[DateExpression]:
    """Build the week or weekend that a day lies in, or the days that a weekend is said to be."""
    if found.get("whole", "plural"):
        return []
    dated = _day_month(found)
    if len(dated) != 1 or dated[0].first is None or dated[0].last is not None:
        return dated
    unit = found.get("whole", "unit") or found.get("whole", "unit_alone")
    return found.make("date", replace(dated[0].first, unit=unit))


def _numeric(found: RuleMatch) -> list[DateExpression]:
    month = found.get("month", "month_number") or found.get("month2", "month_number")
    if month is None:
        return []
    day = found.get("day", "day")
    if not is_day_of_month(month, day):
        return []
    _, after = found.around()
    if (
        found.match.end() < len(found.coded.codes)
        and after[:1].isdigit()
        and after == found.coded.words[found.match.end()]
    ):
        return []
    weekday = None
    for group in ("lead", "tail"):
        if found.has(group):
            weekday = found.get(group, "weekday") or found.get(group, "weekday_abbr")
    point = Point(month=month, day=day, weekday=weekday, **year_fields(found))
    return found.make("date", point, core=_core(found, point))


def _numeric_range(found: RuleMatch) -> list[DateExpression]:
    month = found.get("month", "month_number")
    first, last = found.get("day"), found.get("day2", "day")
    if not (is_day_of_month(month, first) and is_day_of_month(month, last)):
        return []
    base = Point(month=month, **year_fields(found))
    return found.make(
        "range", replace(base, day=first), last=replace(base, day=last),
        parts=(found.span("day"), (found.span("day2")[0], found.span()[1])),
    )  # fmt: skip


def _english(found: RuleMatch) -> list[DateExpression]:
    month = found.get("month") or found.get("month", "month_abbr")
    day = found.get("day")
    if not is_day_of_month(month, day):
        return []
    return found.make("date", Point(year=found.get("year"), month=month, day=day))


def _weekday_day(found: RuleMatch) -> list[DateExpression]:
    weekday = found.get("lead", "weekday") or found.get("lead", "weekday_abbr")
    return found.make("date", Point(weekday=weekday, day=found.get("day")))


def _bare_day(found: RuleMatch) -> list[DateExpression]:
    settings = found.coded.lexicon.settings
    _, after = found.around()
    follow = settings.get("after_day")
    if follow is not None and after[:1].isalpha() and after.lower() not in follow:
        return []
    if after[:1] == "%" or after[:1].isdigit():
        return []
    return _dated(found, Point())


def _told_day(found: RuleMatch) -> list[DateExpression]:
    return _dated(found, Point())


def _line_day(found: RuleMatch) -> list[DateExpression]:
    coded = found.coded
    if not opens_line(coded.text, found.span()[0]):
        return []
    return _dated(found, Point())


def _line_day_bare(found: RuleMatch) -> list[DateExpression]:
    """Build the day before a name: "8 Vilnius" under a month."""
    end = found.span()[1]
    if not found.coded.text[end : end + 2].strip().istitle():
        return []
    return [replace(one, rule="line_day") for one in _line_day(found)]


def _line_month(found: RuleMatch) -> list[DateExpression]:
    """Build the date that opens a line, or the other end of a range from there."""
    text, (start, _) = found.coded.text, found.span()
    before = text[max(0, start - 2) : start].rstrip()
    opens = opens_line(text, start) or before.endswith(("-", "–", "—"))
    return _day_month(found) if opens else []


def _weekday(found: RuleMatch) -> list[DateExpression]:
    direction = found.get("direction")
    if direction is None:
        direction = found.get("trailing")
    strict = bool(found.coded.lexicon.settings.get("strict_weeks"))
    point = Point(
        weekday=found.get("weekday"),
        direction=direction,
        strict=strict and direction is not None,
        week_shift=-1 if found.has("week_before") else found.get("weekdir", "direction"),
        daypart=daypart_of(found),
    )
    return found.make("date", point)


def _weekday_in(found: RuleMatch) -> list[DateExpression]:
    amount, unit = amount_of(found)
    if unit == "day" and amount is not None and amount % 7 in _WEEK_OF_DAYS:
        amount, unit = amount // 7, "week"
    if not amount or unit != "week":
        return []
    return found.make("date", Point(weekday=found.get("weekday"), shift=Shift("week", amount)))


def _night(found: RuleMatch) -> list[DateExpression]:
    first, last = (Point(weekday=found.get(group, "weekday")) for group in ("weekday", "weekday2"))
    parts = found.span("weekday"), found.span("weekday2")
    start, end = parts[0][0], found.span()[1]
    return [DateExpression(start, end, "range", first, last, parts=parts, rule=found.rule)]


def _weekday_clock(found: RuleMatch) -> list[DateExpression]:
    clock = f"{found.get('hour', 'hour'):02d}:{found.get('minute', 'minute'):02d}"
    return found.make("date", Point(weekday=found.get("weekday"), clock=clock))


def _weekday_abbr(found: RuleMatch) -> list[DateExpression]:
    word = found.text("weekday")
    if not word[:1].isupper():
        return []
    _, after = found.around()
    begin = found.match.start()
    starts_line = begin == 0 or found.coded.codes[begin - 1] == "\n"
    if not (after[:1].isdigit() or (starts_line and after[:1] in "|–-:")):
        return []
    point = Point(weekday=found.get("weekday", "weekday_abbr"))
    if not found.has("weekday2"):
        return found.make("date", point)
    last = Point(weekday=found.get("weekday2", "weekday_abbr"))
    parts = (found.span("weekday"), found.span("weekday2"))
    return found.make("range", point, last=last, parts=parts)


def _relative_day(found: RuleMatch) -> list[DateExpression]:
    offset = found.get("relday", "relative_day")
    point = Point(
        shift=Shift("day", offset),
        daypart=daypart_of(found),
        reference="PRESENT_REF" if offset == 0 else None,
    )
    return found.make("date", point)


def _anaphor(found: RuleMatch) -> list[DateExpression]:
    steps = found.get("anaphor") or found.get("anaphor", "eve") or 0
    point = Point(shift=Shift("day", steps, "narrative"), daypart=daypart_of(found))
    return found.make("date", point)


def _nth_day(found: RuleMatch) -> list[DateExpression]:
    if found.get("unit", "plural"):
        return []
    return found.make("date", Point(nth=found.get("nth", "ordinal"), unit="day"))


def _today_ago(found: RuleMatch) -> list[DateExpression]:
    amount, unit = amount_of(found)
    if amount is None:
        return []
    return found.make("date", Point(shift=Shift(unit, -amount, exact=True)))


BUILDERS: dict[str, Callable[[RuleMatch], list[DateExpression]]] = {
    "day_month": _day_month,
    "month_day": _day_month,
    "day_week": _day_week,
    "numeric": _numeric,
    "numeric_range": _numeric_range,
    "weekday_day": _weekday_day,
    "bare_day": _bare_day,
    "told_day": _told_day,
    "line_day": _line_day,
    "line_day_bare": _line_day_bare,
    "line_month": _line_month,
    "weekday": _weekday,
    "weekday_in": _weekday_in,
    "night": _night,
    "weekday_abbr": _weekday_abbr,
    "weekday_clock": _weekday_clock,
    "english": _english,
    "relative_day": _relative_day,
    "anaphor": _anaphor,
    "nth_day": _nth_day,
    "today_ago": _today_ago,
}
