"""Joins points that stand side by side into ranges, and marks where a bound stands before one."""

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.mentions.dates.expressions import DateExpression
from pipeline.mentions.dates.grammar import Grammar

if TYPE_CHECKING:
    from pipeline.mentions.dates.finder import Coded

Found = tuple[int, int, DateExpression]


def join(found: list[Found], coded: "Coded", rules: Grammar) -> list[DateExpression]:
    """Return the expressions with neighbours joined to ranges and bounds filled in."""
    joined: list[Found] = []
    for start, end, expression in found:
        bounded = replace(expression, bound=expression.bound or _bound_before(start, coded))
        if joined and joined[-1][1] <= start:
            merged = _range(joined[-1], (start, end, bounded), coded, rules)
            if merged:
                joined[-1] = merged
                continue
        joined.append((start, end, bounded))
    return [expression for _, _, expression in joined]


def _bound_before(start: int, coded: "Coded") -> "str | None":
    index = start - 1
    steps = 0
    while index >= 0 and steps < 4:
        meaning = coded.meaning(index)
        if "until" in meaning:
            return "until"
        if "from" in meaning:
            return "from"
        if coded.codes[index] != " " and "article" not in meaning:
            return None
        index -= 1
        steps += 1
    return None


def _range(left: Found, right: Found, coded: "Coded", rules: Grammar) -> Found | None:
    first, last = left[2], right[2]
    if first.kind not in ("date", "time") or last.kind != first.kind:
        return None
    if first.first is None or last.first is None or first.first.reference or last.first.reference:
        return None
    gap = rules.joiner.fullmatch(coded.codes, left[1], right[0])
    if not gap:
        return None
    if gap.group("and") is not None and not _between(left[0], right[1], coded):
        return None
    if gap.group("gap") is not None and not (first.bound == "from" and last.bound == "until"):
        return None
    merged = DateExpression(
        first.start,
        last.end,
        "range" if first.kind == "date" else "time",
        first.first,
        last.first,
        parts=((first.start, first.end), (last.start, last.end)),
    )
    return left[0], right[1], merged


def _between(start: int, end: int, coded: "Coded") -> bool:
    before = [coded.meaning(index) for index in range(max(0, start - 4), start)]
    after = [coded.meaning(index) for index in range(end, min(len(coded.words), end + 2))]
    return any("between" in meaning for meaning in before) or any(
        "between_after" in meaning for meaning in after
    )
