"""Finds date expressions in text: characters in, expressions with open holes out."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pipeline.mentions.dates.build import build
from pipeline.mentions.dates.coding import Coded, encode
from pipeline.mentions.dates.expressions import DateExpression
from pipeline.mentions.dates.grammar import Grammar, Rule, grammar
from pipeline.mentions.dates.join import Found, join
from pipeline.mentions.dates.layout import is_heading, opens_line
from pipeline.mentions.dates.lexicon import load

# Characters within which a number goes on from a day that was told.
_NEAR = 200


@cache
def _rules_for(lang: str, heads: frozenset[str]) -> tuple[Rule, ...]:
    return tuple(rule for rule in grammar(lang).rules if rule.triggers & heads)


def _candidates(coded: Coded, rules: Grammar) -> Iterator[tuple[int, int, Rule, re.Match[str]]]:
    codes = coded.codes
    for run in rules.run.finditer(codes):
        start, end = run.span()
        if not rules.head.search(codes, start, end):
            continue
        heads = rules.heads.intersection(run.group())
        for rule in _rules_for(coded.lexicon.lang, heads):
            for match in rule.pattern.finditer(codes, start, end):
                if match.end() > match.start():
                    yield match.start(), match.end(), rule, match


def find_dates(text: str, lang: str) -> list[DateExpression]:
    """Find the expressions of time in a text, in order, without overlaps.

    Args:
        text: any text.
        lang: ISO 639-1 code of a language that has `configs/languages/<lang>/dates.toml`.

    Returns:
        What the words say, with holes where they leave something out; `resolve` fills them.
        Longest match wins. Takes time linear in the length of the text.
    """
    lexicon = load(lang)
    coded = encode(text, lexicon)
    rules = grammar(lang)
    ranked = sorted(
        _candidates(coded, rules),
        key=lambda found: (
            coded.offsets[found[0]] - coded.offsets[found[1]],
            found[2].priority,
        ),
    )
    taken = bytearray(len(coded.words))
    found: list[Found] = []
    for start, end, rule, match in ranked:
        if any(taken[start:end]):
            continue
        expressions = build(rule.name, match, coded)
        if not expressions:
            continue
        taken[start:end] = b"\x01" * (end - start)
        found += [(start, end, expression) for expression in expressions]
    found.sort(key=lambda item: item[2].start)
    found = list(_with_days_before(_with_months_above(found, text), text))
    found = list(_with_trips_before(found, text))
    return join(found, coded, rules)


def _with_days_before(found: Iterable[Found], text: str) -> Iterator[Found]:
    """Leave out numbers that may be days unless an earlier day was told shortly before."""
    last: DateExpression | None = None
    for item in found:
        expression = item[2]
        point = expression.last or expression.first
        day = point.day if point is not None else None
        if expression.rule == "told_day" and not (last and _goes_on(last, expression, text)):
            continue
        last = expression if day else last
        yield item


def _goes_on(last: DateExpression, following: DateExpression, text: str) -> bool:
    """Whether a day is a later one of the same month, in the same line and not far off."""
    points = last.last or last.first, following.first
    days = [point.day if point is not None else None for point in points]
    near = following.start - last.end <= _NEAR and "\n" not in text[last.end : following.start]
    return near and (days[0] or 0) < (days[1] or 0)


def _with_trips_before(found: Iterable[Found], text: str) -> Iterator[Found]:
    """Leave out the first, second or last day of something unless its line told days before."""
    days: DateExpression | None = None
    for item in found:
        expression = item[2]
        if expression.rule == "nth_day":
            if days is None or "\n" in text[days.end : expression.start]:
                continue
        elif expression.kind == "range":
            days = expression
        yield item


def _with_months_above(found: list[Found], text: str) -> Iterator[Found]:
    """Leave out numbers that open a line unless a month heads the list that they are in.

    Behind a day and month that open a line, too, "22: Moscow" is a later day of that month.
    """
    listed, beside = False, False
    for item in found:
        expression = item[2]
        if expression.rule == "line_day":
            if listed or (beside and text[expression.end : expression.end + 1] == ":"):
                yield item
            continue
        point = expression.first
        dated = point is not None and point.month is not None
        if is_heading(text, expression.start, expression.end):
            listed = dated and point is not None and point.day is None
        if opens_line(text, expression.start):
            beside = dated
        yield item
