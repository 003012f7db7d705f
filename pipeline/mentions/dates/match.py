"""One match of a grammar rule, with the meanings of the words in its groups."""

import re
from typing import Any, cast

from pipeline.mentions.dates.coding import Coded
from pipeline.mentions.dates.expressions import Bound, DateExpression, Kind, Point

UNIT_CODES = {
    "second": ("PT", "S"), "minute": ("PT", "M"), "hour": ("PT", "H"), "day": ("P", "D"),
    "night": ("P", "D"), "week": ("P", "W"), "weekend": ("P", "WE"), "month": ("P", "M"),
    "quarter": ("P", "Q"), "year": ("P", "Y"), "decade": ("P", "DE"), "century": ("P", "CE"),
    "halfyear": ("P", "H"), "millennium": ("P", "ML"),
}  # fmt: skip
_DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class RuleMatch:
    """A rule's match with the meanings of the words in its groups."""

    def __init__(self, rule: str, match: re.Match[str], coded: Coded) -> None:
        self.rule = rule
        self.match = match
        self.coded = coded
        self.groups = match.re.groupindex

    def has(self, group: str) -> bool:
        """Whether the rule has the group and the text filled it."""
        return group in self.groups and self.match.start(group) >= 0

    def get(self, group: str, name: str | None = None) -> Any:
        """Return the meaning `name` (the group's own by default) of a group's words."""
        if not self.has(group):
            return None
        return self.coded.find(name or group, *self.match.span(group))

    def span(self, group: str | int = 0) -> tuple[int, int]:
        """Return the characters of a group, or of the whole match."""
        return self.chars(*self.match.span(group))

    def chars(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the words `[start, end)`."""
        return self.coded.offsets[start], self.coded.offsets[end]

    def text(self, group: str | int = 0) -> str:
        """Return the text of a group, or of the whole match."""
        start, end = self.span(group)
        return self.coded.text[start:end]

    def bound(self, group: str | int = 0) -> Bound | None:
        """Return the bound that an ending in a group says ("keddtől")."""
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
        """Return the one expression that covers the whole match."""
        start, end = self.span()
        more.setdefault("bound", self.bound())
        return [DateExpression(start, end, kind, point, rule=self.rule, **more)]


def full_year(found: RuleMatch, group: str = "year") -> int | None:
    """Return the year in a group, a short one ('24) as 1970 to 2069."""
    if not found.has(group):
        return None
    year = found.get(group, "year")
    return year if year is not None else _century_year(found.get(group, "short_year"))


def _century_year(short: int | None) -> int | None:
    if short is None:
        return None
    return 2000 + short if short < 70 else 1900 + short


def year_fields(found: RuleMatch) -> dict[str, Any]:
    """Return the fields of a point that say its year, or which way it lies."""
    fields: dict[str, Any] = {}
    year = full_year(found) or full_year(found, "year2")
    if year is not None:
        fields["year"] = year
        fields["short_year"] = found.get("year", "year") is None and not found.get("year2", "year")
    told = found.get("relyear", "year_told")
    if found.has("same_year") and found.get("same_year", "unit_singular") == "year":
        told = 0
    if told is not None:
        fields["year_told"] = told
    elif found.has("relyear"):
        fields["year_shift"] = relative_year(found, "relyear")
    if found.has("trailing"):
        fields["direction"] = found.get("trailing")
    return fields


def relative_year(found: RuleMatch, group: str) -> int:
    """Return how many years from the article's a group's words mean."""
    word = found.get(group, "year_word")
    return int(word if word is not None else found.get(group, "direction"))


def is_day_of_month(month: int | None, day: int | None) -> bool:
    """Whether the month has such a day in some year; true where either is not said."""
    return month is None or day is None or 1 <= day <= _DAYS_OF_MONTH[month - 1]


def amount_of(found: RuleMatch, suffix: str = "") -> tuple[float | None, str]:
    """Return number and unit of a quantity; no number for "some years"."""
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


def iso_duration(amount: float | None, unit: str) -> str:
    """Return a length as ISO 8601 has it, with X for an unknown number (`PXD`)."""
    code, letter = UNIT_CODES[unit]
    if amount is None:
        return f"{code}X{letter}"
    return f"{code}{amount:g}{letter}"


def daypart_of(found: RuleMatch) -> str | None:
    """Return the part of the day that the match names, beside or inside its word."""
    coded = found.coded
    return cast(str | None, found.get("daypart") or coded.find("with_daypart", *found.match.span()))
