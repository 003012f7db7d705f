"""Turns one match of a grammar rule into what its words say."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from pipeline.mentions.dates.expressions import Bound, DateExpression, Kind, Point, Shift
from pipeline.mentions.dates.grammar import grammar
from pipeline.mentions.dates.layout import opens_line

if TYPE_CHECKING:
    from pipeline.mentions.dates.finder import Coded

_UNIT_CODES = {
    "second": ("PT", "S"), "minute": ("PT", "M"), "hour": ("PT", "H"), "day": ("P", "D"),
    "night": ("P", "D"), "week": ("P", "W"), "weekend": ("P", "WE"), "month": ("P", "M"),
    "quarter": ("P", "Q"), "year": ("P", "Y"), "decade": ("P", "DE"), "century": ("P", "CE"),
    "halfyear": ("P", "H"), "millennium": ("P", "ML"),
}  # fmt: skip
_DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class _Match:
    """A rule's match with the meanings of the words in its groups."""

    def __init__(self, rule: str, match: re.Match[str], coded: "Coded") -> None:
        self.rule = rule
        self.match = match
        self.coded = coded
        self.groups = match.re.groupindex

    def has(self, group: str) -> bool:
        return group in self.groups and self.match.start(group) >= 0

    def get(self, group: str, name: str | None = None) -> Any:
        if not self.has(group):
            return None
        return self.coded.find(name or group, *self.match.span(group))

    def span(self, group: str | int = 0) -> tuple[int, int]:
        return self.chars(*self.match.span(group))

    def chars(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the words `[start, end)`."""
        return self.coded.offsets[start], self.coded.offsets[end]

    def text(self, group: str | int = 0) -> str:
        start, end = self.span(group)
        return self.coded.text[start:end]

    def bound(self, group: str | int = 0) -> Bound | None:
        start, end = self.match.span(group)
        return cast(Bound | None, self.coded.find("bound", start, end))

    def around(self, width: int = 1) -> tuple[str, str]:
        """Return the words before and after the match, white space left out."""
        words, codes = self.coded.words, self.coded.codes
        left, right = self.match.start() - 1, self.match.end()
        if left >= 0 and codes[left] == " ":
            left -= 1
        if right < len(words) and codes[right] == " ":
            right += 1
        before = words[left] if left >= 0 else ""
        after = words[right] if right < len(words) else ""
        return before, after

    def make(self, kind: Kind, point: Point | None = None, **more: Any) -> list[DateExpression]:
        start, end = self.span()
        more.setdefault("bound", self.bound())
        return [DateExpression(start, end, kind, point, rule=self.rule, **more)]


def build(name: str, match: re.Match[str], coded: "Coded") -> list[DateExpression]:
    """Return the expressions that a rule's match stands for; none where it is no time at all."""
    return _BUILDERS[name](_Match(name, match, coded))


def _full_year(found: _Match, group: str = "year") -> int | None:
    if not found.has(group):
        return None
    year = found.get(group, "year")
    return year if year is not None else _century(found.get(group, "short_year"))


def _century(short: int | None) -> int | None:
    if short is None:
        return None
    return 2000 + short if short < 70 else 1900 + short


def _year_fields(found: _Match) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    year = _full_year(found) or _full_year(found, "year2")
    if year is not None:
        fields["year"] = year
    if found.has("relyear"):
        fields["year_shift"] = _relative_year(found, "relyear")
    if found.has("trailing"):
        fields["direction"] = found.get("trailing")
    return fields


def _relative_year(found: _Match, group: str) -> int:
    word = found.get(group, "year_word")
    return int(word if word is not None else found.get(group, "direction"))


def _valid(month: int | None, day: int | None) -> bool:
    return month is None or day is None or 1 <= day <= _DAYS_OF_MONTH[month - 1]


def _day_value(coded: "Coded", start: int, end: int) -> int | None:
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


def _items(found: _Match, base: Point) -> list[_Item]:
    """Read the days of a list; none where one of them is no day of its month."""
    coded = found.coded
    start, end = found.match.span("items")
    items: list[_Item] = []
    done = start
    for item in grammar(coded.lexicon.lang).item.finditer(coded.codes, start, end):
        day = _day_value(coded, *item.span("day"))
        if day is None or not 1 <= day <= 31 or not _valid(base.month, day):
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


def _dated(found: _Match, base: Point) -> list[DateExpression]:
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


def _is_range(found: _Match, first: _Item, second: _Item, count: int) -> bool:
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


def _core(found: _Match, point: Point) -> str | None:
    if not point.absolute:
        return None
    return found.text()


def _day_month(found: _Match) -> list[DateExpression]:
    month = found.get("month") or found.get("month", "month_abbr")
    fields = _year_fields(found)
    weekday = None
    for group in ("lead", "tail"):
        if found.has(group):
            weekday = found.get(group, "weekday") or found.get(group, "weekday_abbr")
    return _dated(found, Point(month=month, weekday=weekday, **fields))


def _month(found: _Match) -> list[DateExpression]:
    month = found.get("month") or found.get("month", "month_abbr")
    fields = _year_fields(found)
    if found.has("direction"):
        fields["direction"] = found.get("direction")
    return found.make("date", Point(month=month, part=found.get("part"), **fields))


def _numeric(found: _Match) -> list[DateExpression]:
    month = found.get("month", "month_number") or found.get("month2", "month_number")
    if month is None:
        return []
    day = found.get("day", "day")
    if not _valid(month, day):
        return []
    before, after = found.around()
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
    point = Point(month=month, day=day, weekday=weekday, **_year_fields(found))
    return found.make("date", point, core=_core(found, point))


def _numeric_range(found: _Match) -> list[DateExpression]:
    month = found.get("month", "month_number")
    first, last = found.get("day"), found.get("day2", "day")
    if not (_valid(month, first) and _valid(month, last)):
        return []
    base = Point(month=month, **_year_fields(found))
    return found.make(
        "range", replace(base, day=first), last=replace(base, day=last),
        parts=(found.span("day"), (found.span("day2")[0], found.span()[1])),
    )  # fmt: skip


def _weekday_day(found: _Match) -> list[DateExpression]:
    weekday = found.get("lead", "weekday") or found.get("lead", "weekday_abbr")
    return found.make("date", Point(weekday=weekday, day=found.get("day")))


def _bare_day(found: _Match) -> list[DateExpression]:
    settings = found.coded.lexicon.settings
    _, after = found.around()
    follow = settings.get("after_day")
    if follow is not None and after[:1].isalpha() and after.lower() not in follow:
        return []
    if after[:1] == "%" or after[:1].isdigit():
        return []
    return _dated(found, Point())


def _line_day(found: _Match) -> list[DateExpression]:
    coded = found.coded
    if not opens_line(coded.text, found.span()[0]):
        return []
    return _dated(found, Point())


def _daypart(found: _Match) -> str | None:
    coded = found.coded
    return cast(str | None, found.get("daypart") or coded.find("with_daypart", *found.match.span()))


def _weekday(found: _Match) -> list[DateExpression]:
    direction = found.get("direction")
    if direction is None:
        direction = found.get("trailing")
    strict = bool(found.coded.lexicon.settings.get("strict_weeks"))
    point = Point(
        weekday=found.get("weekday"),
        direction=direction,
        strict=strict and direction is not None,
        week_shift=found.get("weekdir", "direction"),
        daypart=_daypart(found),
    )
    return found.make("date", point)


def _weekday_in(found: _Match) -> list[DateExpression]:
    amount, unit = _amount(found)
    if amount is None or unit not in ("week", "month"):
        return []
    if unit == "week":
        return found.make("date", Point(weekday=found.get("weekday"), shift=Shift("week", amount)))
    return []


def _weekday_clock(found: _Match) -> list[DateExpression]:
    clock = f"{found.get('hour', 'hour'):02d}:{found.get('minute', 'minute'):02d}"
    return found.make("date", Point(weekday=found.get("weekday"), clock=clock))


def _numeric_month(found: _Match) -> list[DateExpression]:
    _, after = found.around()
    if after[:1].isdigit():
        return []
    month = found.get("month", "month_number")
    return found.make("date", Point(year=found.get("year"), month=month))


def _english(found: _Match) -> list[DateExpression]:
    month = found.get("month") or found.get("month", "month_abbr")
    day = found.get("day")
    if not _valid(month, day):
        return []
    return found.make("date", Point(year=found.get("year"), month=month, day=day))


def _plural(found: _Match) -> list[DateExpression]:
    if not found.get("unit", "plural"):
        return []
    return found.make("duration", duration=_duration(None, found.get("unit")))


def _weekday_abbr(found: _Match) -> list[DateExpression]:
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


def _relative_day(found: _Match) -> list[DateExpression]:
    offset = found.get("relday", "relative_day")
    point = Point(
        shift=Shift("day", offset),
        daypart=_daypart(found),
        reference="PRESENT_REF" if offset == 0 else None,
    )
    return found.make("date", point)


def _anaphor(found: _Match) -> list[DateExpression]:
    point = Point(shift=Shift("day", found.get("anaphor"), "narrative"), daypart=_daypart(found))
    return found.make("date", point)


def _today_ago(found: _Match) -> list[DateExpression]:
    amount, unit = _amount(found)
    if amount is None:
        return []
    return found.make("date", Point(shift=Shift(unit, -amount, exact=True)))


def _unit(found: _Match) -> list[DateExpression]:
    unit = (
        found.get("unit", "unit")
        or found.get("unit", "unit_singular")
        or found.get("unit", "unit_alone")
    )
    direction = found.get("direction")
    if direction is None:
        direction = found.get("direction", "unit_after")
    if unit in ("second", "minute", "hour"):
        return []
    plural = found.get("unit", "plural")
    if plural and direction is not None and unit != "weekend":
        code, letter = _UNIT_CODES[unit]
        point = Point(unit=unit, direction=direction)
        return found.make("duration", point, duration=f"{code}X{letter}")
    part = found.get("part")
    return found.make("date", Point(unit=unit, direction=direction or 0, part=part))


def _year_word(found: _Match) -> list[DateExpression]:
    shift = _relative_year(found, "relyear")
    part = found.get("part") or found.get("part2", "part")
    return found.make("date", Point(unit="year", direction=shift, part=part))


def _counted(found: _Match) -> list[DateExpression]:
    amount, unit = _amount(found)
    direction = found.get("direction")
    duration = _duration(amount, unit)
    sign = 1 if (direction or 0) > 0 else -1
    shift = Shift(unit, None if amount is None else sign * amount)
    return found.make("duration", Point(shift=shift, direction=direction), duration=duration)


def _half(found: _Match) -> list[DateExpression]:
    nth = found.get("nth", "ordinal")
    fraction = found.get("fraction")
    fields = _year_fields(found)
    month = found.get("month")
    if month is not None:
        return found.make("date", Point(month=month, part="start" if nth == 1 else "end", **fields))
    unit = found.get("unit") if found.has("unit") else None
    if unit == "year":
        fields.setdefault("year_shift", found.get("direction") or 0)
    elif unit is not None:
        return found.make("date", Point(unit=unit, direction=found.get("direction") or 0))
    if nth == 99:
        nth = 4 if fraction == "quarter" else 2
    if not 1 <= nth <= 4:
        return []
    key = {"quarter": "quarter", "half": "half"}[fraction]
    if key == "half" and nth > 2:
        return []
    if key == "half" and not fields:
        return []
    return found.make("date", Point(**{key: nth}, **fields))


def _nth_week(found: _Match) -> list[DateExpression]:
    month = found.get("month")
    if found.has("of_unit"):
        unit = found.get("of_unit", "unit_singular")
        return found.make("date", Point(unit=unit, direction=0))
    return found.make(
        "date",
        Point(month=month, nth=found.get("nth", "ordinal"), unit="week", **_year_fields(found)),
    )


def _week_number(found: _Match) -> list[DateExpression]:
    week = found.get("number")
    if not isinstance(week, int) or not 1 <= week <= 53:
        return []
    return found.make("date", Point(week=week))


def _year(found: _Match) -> list[DateExpression]:
    coded, settings = found.coded, found.coded.lexicon.settings
    year = found.get("year")
    before, after = found.around()
    plain = not (found.has("part") or found.has("noun") or found.has("suffix"))
    if plain and not _plausible_year(found, before, after, settings):
        return []
    part = found.get("part")
    del coded
    return found.make("date", Point(year=year, part=part))


def _plausible_year(found: _Match, before: str, after: str, settings: Any) -> bool:
    codes, words = found.coded.codes, found.coded.words
    start, end = found.match.span()
    glued_left = start > 0 and codes[start - 1] != " " and codes[start - 1] != "\n"
    glued_right = end < len(codes) and codes[end] != " " and codes[end] != "\n"
    if glued_left and words[start - 1] in "$€£#%+=*@&_/.,:-–'’" and words[start - 1] not in "(-–/":
        return False
    if glued_left and words[start - 1].isalnum():
        return False
    if glued_right:
        sign = words[end]
        if sign in "%°€$'’@_=+*" or sign.isalnum():
            return False
        if sign in ".,:" and end + 1 < len(words) and words[end + 1][:1].isdigit():
            return False
    if not found.text()[-1:].isdigit():
        glued_right = True
    if before in ("€", "$", "£", "EUR", "USD", "Nr", "nr", "§"):
        return False
    if not glued_right and after.lower() in settings.get("not_years", ()):
        return False
    meaning = found.coded.lexicon.meaning(before)
    introduced = before and ("year_prep" in meaning or "month" in meaning or "season" in meaning)
    if introduced or not before:
        return True
    year = found.get("year")
    if (
        settings.get("noun_capitals")
        and not glued_right
        and after[:1].isupper()
        and year % 100 == 0
    ):
        return False
    return 1200 <= year <= 2100


def _year_pair(found: _Match) -> list[DateExpression]:
    first = found.get("year")
    short = found.get("short", "short_year")
    last = first // 100 * 100 + short
    if last <= first or last - first > 60:
        return []
    return found.make(
        "range",
        Point(year=first),
        last=Point(year=last),
        parts=(found.span("year"), found.span("short")),
    )


def _season(found: _Match) -> list[DateExpression]:
    fields = _year_fields(found)
    if found.has("direction"):
        fields["direction"] = found.get("direction")
    return found.make("date", Point(season=found.get("season"), part=found.get("part"), **fields))


def _decade(found: _Match) -> list[DateExpression]:
    value = found.get("decade", "decade")
    if value is None:
        value = found.get("decade", "short_year")
    if value is None:
        value = found.get("decade", "number")
    if not isinstance(value, int) or value % 10 or not (value < 100 or 1000 <= value < 2200):
        return []
    if found.has("era") and found.get("era", "decade_suffix") == "era":
        return []
    decade = (
        value // 10 if value >= 100 else (190 + value // 10 if value >= 20 else 200 + value // 10)
    )
    return found.make("date", Point(decade=decade))


def _century_of(found: _Match) -> list[DateExpression]:
    nth = found.get("nth", "number")
    if nth is None:
        nth = found.get("nth", "ordinal")
    if not isinstance(nth, int) or not 10 <= nth <= 22:
        return []
    return found.make("date", Point(century=nth))


def _holiday(found: _Match) -> list[DateExpression]:
    if found.coded.lexicon.settings.get("lower_holidays") and found.text("holiday")[0].isupper():
        return []
    return found.make("date", Point(holiday=str(found.get("holiday")), **_year_fields(found)))


def _amount(found: _Match, suffix: str = "") -> tuple[float | None, str]:
    unit = None
    for name in ("unit", "lasting_suffix", "unit_ago"):
        unit = unit or found.get(f"unit{suffix}", name)
    if not found.has(f"number{suffix}"):
        return None, str(unit)
    start, end = found.match.span(f"number{suffix}")
    values = [
        found.coded.find("number", index, index + 1)
        for index in range(start, end)
        if found.coded.find("number", index, index + 1) is not None
    ]
    if len(values) == 2:
        return float(f"{values[0]}.{found.coded.words[end - 1]}"), str(unit)
    return values[0], str(unit)


def _duration(amount: float | None, unit: str) -> str:
    code, letter = _UNIT_CODES[unit]
    if amount is None:
        return f"{code}X{letter}"
    return f"{code}{amount:g}{letter}"


def _length(found: _Match) -> list[DateExpression]:
    if found.has("plenty"):
        return found.make("duration", duration=found.get("plenty"))
    if found.has("half_unit"):
        return found.make("duration", duration=found.get("half_unit"))
    if found.has("lasting"):
        amount, unit = found.get("lasting")
        return found.make("duration", duration=_duration(amount, unit))
    amount, unit = _amount(found)
    if unit == "year" and _is_age(found):
        return []
    if (
        unit == "year"
        and found.has("unit")
        and found.coded.find("lasting_suffix", *found.match.span("unit"))
    ):
        if amount is not None and amount > found.coded.lexicon.settings.get("oldest_length", 12):
            return []
    duration = _duration(amount, unit)
    if found.has("unit2"):
        more, unit2 = _amount(found, "2")
        code, letter = _UNIT_CODES[unit2]
        time = "T" if code == "PT" and "T" not in duration else ""
        duration += f"{time}{more:g}{letter}" if more is not None else ""
    return found.make("duration", duration=duration)


def _is_age(found: _Match) -> bool:
    _, after = found.around()
    return "age_after" in found.coded.lexicon.meaning(after)


def _ago(found: _Match) -> list[DateExpression]:
    amount, unit = _amount(found)
    since = (
        found.has("unit") and found.coded.find("unit_ago", *found.match.span("unit")) is not None
    )
    shift = Shift(unit, None if amount is None else -amount)
    return found.make(
        "date",
        Point(shift=shift),
        duration=_duration(amount, unit),
        bound="from" if since else None,
    )


def _later(found: _Match) -> list[DateExpression]:
    if found.has("number") or found.has("vague_number"):
        amount, unit = _amount(found)
    else:
        amount, unit = 1, found.get("unit", "unit_singular")
    sign = found.get("later")
    shift = Shift(unit, None if amount is None else sign * amount, "narrative")
    return found.make("date", Point(shift=shift), duration=_duration(amount, unit))


def _in_time(found: _Match) -> list[DateExpression]:
    amount, unit = _amount(found)
    shift = Shift(unit, amount)
    return found.make("date", Point(shift=shift), duration=_duration(amount, unit))


def _clock(found: _Match) -> list[DateExpression]:
    hour = found.get("hour", "hour")
    minute = found.get("minute", "minute") or found.get("minute2", "minute") or 0
    if hour is None:
        hour = found.get("word_hour", "number")
        if not isinstance(hour, int) or not 0 <= hour <= 24:
            return []
        if found.has("half_hour"):
            hour, minute = hour - 1, 30
            if not 0 <= hour <= 12:
                return []
    daypart = found.get("daypart")
    bare = not (daypart or found.has("oclock") or found.has("suffix") or found.has("word_hour"))
    if bare and len(found.text("hour")) < 2:
        return []
    if daypart in ("AF", "EV") and hour < 12:
        hour += 12
    return found.make("time", Point(clock=f"{hour:02d}:{minute:02d}", daypart=daypart))


def _part_of_day(found: _Match) -> list[DateExpression]:
    daypart = found.get("daypart", "daypart_alone") or found.get("daypart2", "daypart")
    return found.make("time", Point(daypart=daypart))


def _vague(found: _Match) -> list[DateExpression]:
    return found.make("date", Point(reference=found.get("vague")))


def _set(found: _Match) -> list[DateExpression]:
    if found.has("recurring"):
        return found.make("set", recurrence=found.get("recurring"))
    start, end = found.match.span("unit")
    coded = found.coded
    nth = found.get("nth", "ordinal") or found.get("nth", "number") or 1
    for name in ("unit", "weekday", "daypart", "season", "month"):
        value = coded.find(name, start, end)
        if value is None:
            continue
        if name == "unit":
            return found.make("set", recurrence=_duration(nth, value))
        if name == "weekday":
            return found.make("set", recurrence=f"XXXX-WXX-{value}")
        if name == "month":
            return found.make("set", recurrence=f"XXXX-{value:02d}")
        if name == "season":
            return found.make("set", recurrence=f"XXXX-{value}")
        return found.make("set", recurrence=f"XXXX-XX-XXT{value}")
    return []


_BUILDERS: dict[str, Callable[[_Match], list[DateExpression]]] = {
    "day_month": _day_month,
    "month_day": _day_month,
    "month": _month,
    "numeric": _numeric,
    "numeric_range": _numeric_range,
    "weekday_day": _weekday_day,
    "bare_day": _bare_day,
    "line_day": _line_day,
    "weekday": _weekday,
    "weekday_in": _weekday_in,
    "weekday_abbr": _weekday_abbr,
    "weekday_clock": _weekday_clock,
    "numeric_month": _numeric_month,
    "english": _english,
    "plural": _plural,
    "relative_day": _relative_day,
    "anaphor": _anaphor,
    "today_ago": _today_ago,
    "unit": _unit,
    "year_word": _year_word,
    "counted": _counted,
    "half": _half,
    "nth_week": _nth_week,
    "week_number": _week_number,
    "year": _year,
    "year_pair": _year_pair,
    "season": _season,
    "decade": _decade,
    "century": _century_of,
    "holiday": _holiday,
    "duration": _length,
    "ago": _ago,
    "later": _later,
    "in_time": _in_time,
    "clock": _clock,
    "daypart": _part_of_day,
    "vague": _vague,
    "set": _set,
}
