"""Builds lengths and distances of time, times of day, repeated times and vague words."""

from collections.abc import Callable

from pipeline.mentions.dates.expressions import DateExpression, Point, Shift
from pipeline.mentions.dates.match import UNIT_CODES, RuleMatch, amount_of, iso_duration


def _length(found: RuleMatch) -> list[DateExpression]:
    if found.has("plenty"):
        return found.make("duration", duration=found.get("plenty"))
    if found.has("half_unit"):
        return found.make("duration", duration=found.get("half_unit"))
    if found.has("lasting"):
        amount, unit = found.get("lasting")
        return found.make("duration", duration=iso_duration(amount, unit))
    amount, unit = amount_of(found)
    if unit == "year" and _is_age(found, amount):
        return []
    duration = iso_duration(amount, unit)
    if found.has("unit2"):
        more, unit2 = amount_of(found, "2")
        code, letter = UNIT_CODES[unit2]
        time = "T" if code == "PT" and "T" not in duration else ""
        duration += f"{time}{more:g}{letter}" if more is not None else ""
    return found.make("duration", duration=duration)


def _is_age(found: RuleMatch, years: float | None) -> bool:
    """Whether so many years are somebody's age: "65 jaar oud", "40 éves"."""
    lexicon = found.coded.lexicon
    _, after = found.around()
    if "age_after" in lexicon.meaning(after):
        return True
    suffixed = found.coded.find("lasting_suffix", *found.match.span("unit")) is not None
    return suffixed and (years or 0) > lexicon.settings.get("oldest_length", years or 0)


def _ago(found: RuleMatch) -> list[DateExpression]:
    amount, unit = amount_of(found)
    since = (
        found.has("unit") and found.coded.find("unit_ago", *found.match.span("unit")) is not None
    )
    shift = Shift(unit, None if amount is None else -amount)
    return found.make(
        "date",
        Point(shift=shift),
        duration=iso_duration(amount, unit),
        bound="from" if since else None,
    )


def _later(found: RuleMatch) -> list[DateExpression]:
    if found.has("number") or found.has("vague_number"):
        amount, unit = amount_of(found)
    else:
        amount, unit = 1, found.get("unit", "unit_singular")
    sign = found.get("later")
    shift = Shift(unit, None if amount is None else sign * amount, "narrative")
    return found.make("date", Point(shift=shift), duration=iso_duration(amount, unit))


def _in_time(found: RuleMatch) -> list[DateExpression]:
    amount, unit = amount_of(found)
    shift = Shift(unit, amount)
    return found.make("date", Point(shift=shift), duration=iso_duration(amount, unit))


def _clock(found: RuleMatch) -> list[DateExpression]:
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


def _part_of_day(found: RuleMatch) -> list[DateExpression]:
    daypart = found.get("daypart", "daypart_alone") or found.get("daypart2", "daypart")
    return found.make("time", Point(daypart=daypart))


def _vague(found: RuleMatch) -> list[DateExpression]:
    return found.make("date", Point(reference=found.get("vague")))


def _set(found: RuleMatch) -> list[DateExpression]:
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
            return found.make("set", recurrence=iso_duration(nth, value))
        if name == "weekday":
            return found.make("set", recurrence=f"XXXX-WXX-{value}")
        if name == "month":
            return found.make("set", recurrence=f"XXXX-{value:02d}")
        if name == "season":
            return found.make("set", recurrence=f"XXXX-{value}")
        return found.make("set", recurrence=f"XXXX-XX-XXT{value}")
    return []


BUILDERS: dict[str, Callable[[RuleMatch], list[DateExpression]]] = {
    "duration": _length,
    "ago": _ago,
    "later": _later,
    "in_time": _in_time,
    "clock": _clock,
    "daypart": _part_of_day,
    "vague": _vague,
    "set": _set,
}
