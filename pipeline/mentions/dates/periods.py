"""Builds expressions that name periods: weeks, months, quarters, seasons, years, centuries."""

from collections.abc import Callable

from pipeline.mentions.dates.expressions import DateExpression, Point, Shift
from pipeline.mentions.dates.lexicon import BREAK, SPACE
from pipeline.mentions.dates.match import (
    UNIT_CODES,
    RuleMatch,
    amount_of,
    iso_duration,
    relative_year,
    year_fields,
)

_FIRST_BARE_YEAR, _LAST_BARE_YEAR = 1200, 2100
_SIGNS_BEFORE = ("€", "$", "£", "EUR", "USD", "Nr", "nr", "§")
_LEFT_SIGNS = tuple("$€£#%+=*@&_.,:'’")
_RIGHT_SIGNS = tuple("%°€$'’@_=+*")


def _month(found: RuleMatch) -> list[DateExpression]:
    month = found.get("month") or found.get("month", "month_abbr")
    fields = year_fields(found)
    if found.has("direction"):
        fields["direction"] = found.get("direction")
    return found.make("date", Point(month=month, part=found.get("part"), **fields))


def _numeric_month(found: RuleMatch) -> list[DateExpression]:
    _, after = found.around()
    if after[:1].isdigit():
        return []
    month = found.get("month", "month_number")
    return found.make("date", Point(year=found.get("year"), month=month))


def _unit(found: RuleMatch) -> list[DateExpression]:
    if found.has("unit_part"):
        return _part_of_unit(found)
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
        code, letter = UNIT_CODES[unit]
        point = Point(unit=unit, direction=direction)
        return found.make("duration", point, duration=f"{code}X{letter}")
    part = found.get("part")
    return found.make("date", Point(unit=unit, direction=direction or 0, part=part))


def _unit_before(found: RuleMatch) -> list[DateExpression]:
    return found.make("date", Point(unit=found.get("unit_before"), direction=-1))


def _part_of_unit(found: RuleMatch) -> list[DateExpression]:
    """Build what one word says: "Wochenbeginn", "Jahresende 2023"."""
    unit, part = found.get("unit_part").split()
    if found.has("year"):
        point = Point(year=found.get("year"), part=part)
        return found.make("date", point) if unit == "year" else []
    return found.make("date", Point(unit=unit, direction=0, part=part))


def _year_word(found: RuleMatch) -> list[DateExpression]:
    shift = relative_year(found, "relyear")
    part = found.get("part") or found.get("part2", "part")
    return found.make("date", Point(unit="year", direction=shift, part=part))


def _year_told(found: RuleMatch) -> list[DateExpression]:
    return found.make("date", Point(part=found.get("part"), **year_fields(found)))


def _counted(found: RuleMatch) -> list[DateExpression]:
    amount, unit = amount_of(found)
    direction = found.get("direction")
    duration = iso_duration(amount, unit)
    sign = 1 if (direction or 0) > 0 else -1
    shift = Shift(unit, None if amount is None else sign * amount)
    return found.make("duration", Point(shift=shift, direction=direction), duration=duration)


def _plural(found: RuleMatch) -> list[DateExpression]:
    if not found.get("unit", "plural"):
        return []
    return found.make("duration", duration=iso_duration(None, found.get("unit")))


def _half(found: RuleMatch) -> list[DateExpression]:
    nth = found.get("nth", "ordinal")
    fraction = found.get("fraction")
    fields = year_fields(found)
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


def _nth_week(found: RuleMatch) -> list[DateExpression]:
    month = found.get("month") or found.get("month", "month_week")
    if found.has("of_unit"):
        unit = found.get("of_unit", "unit_singular")
        return found.make("date", Point(unit=unit, direction=0))
    return found.make(
        "date",
        Point(month=month, nth=found.get("nth", "ordinal"), unit="week", **year_fields(found)),
    )


def _week_number(found: RuleMatch) -> list[DateExpression]:
    week = found.get("number")
    if not isinstance(week, int) or not 1 <= week <= 53:
        return []
    return found.make("date", Point(week=week))


def _year(found: RuleMatch) -> list[DateExpression]:
    plain = not (found.has("part") or found.has("noun") or found.has("suffix"))
    if plain and not _plausible_year(found):
        return []
    return found.make("date", Point(year=found.get("year"), part=found.get("part")))


def _plausible_year(found: RuleMatch) -> bool:
    """Whether a bare figure is a year, and no sum, count, code or part of a longer figure."""
    settings = found.coded.lexicon.settings
    year = found.get("year")
    before, after = found.around()
    if not _FIRST_BARE_YEAR <= year <= _LAST_BARE_YEAR or before in _SIGNS_BEFORE:
        return False
    if _glued(found):
        return False
    follows = found.text()[-1:].isdigit() and _next_is_space(found)
    if follows and after.lower() in settings.get("not_years", ()):
        return False
    counted = settings.get("noun_capitals") and after[:1].isupper() and year % 100 == 0
    return not (follows and before and counted)


def _next_is_space(found: RuleMatch) -> bool:
    codes, end = found.coded.codes, found.match.end()
    return end == len(codes) or codes[end] in (SPACE, BREAK)


def _glued(found: RuleMatch) -> bool:
    """Whether a sign beside the figure makes something else of it: "1999%", "12.1999", "€2000"."""
    words, (start, end) = found.coded.words, found.match.span()
    left = words[start - 1] if start else " "
    right = words[end] if end < len(words) else " "
    if left.isalnum() or left in _LEFT_SIGNS or right.isalnum() or right in _RIGHT_SIGNS:
        return True
    following = words[end + 1] if end + 1 < len(words) else ""
    return right in ".,:" and following[:1].isdigit()


def _year_pair(found: RuleMatch) -> list[DateExpression]:
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


def _season(found: RuleMatch) -> list[DateExpression]:
    fields = year_fields(found)
    if found.has("direction"):
        fields["direction"] = found.get("direction")
    return found.make("date", Point(season=found.get("season"), part=found.get("part"), **fields))


def _decade(found: RuleMatch) -> list[DateExpression]:
    kinds = ("decade", "decade_after", "short_year", "number")
    values = (found.get("decade", kind) for kind in kinds)
    value = next((value for value in values if value is not None), None)
    if not isinstance(value, int) or value % 10 or not (value < 100 or 1000 <= value < 2200):
        return []
    if found.has("era") and found.get("era", "decade_suffix") == "era":
        return []
    decade = (
        value // 10 if value >= 100 else (190 + value // 10 if value >= 20 else 200 + value // 10)
    )
    return found.make("date", Point(decade=decade))


def _century_of(found: RuleMatch) -> list[DateExpression]:
    nth = found.get("nth", "number")
    if nth is None:
        nth = found.get("nth", "ordinal")
    if not isinstance(nth, int) or not 10 <= nth <= 22:
        return []
    return found.make("date", Point(century=nth))


def _holiday(found: RuleMatch) -> list[DateExpression]:
    if found.coded.lexicon.settings.get("lower_holidays") and found.text("holiday")[0].isupper():
        return []
    return found.make("date", Point(holiday=str(found.get("holiday")), **year_fields(found)))


BUILDERS: dict[str, Callable[[RuleMatch], list[DateExpression]]] = {
    "month": _month,
    "numeric_month": _numeric_month,
    "plural": _plural,
    "unit": _unit,
    "unit_before": _unit_before,
    "year_word": _year_word,
    "year_told": _year_told,
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
}
