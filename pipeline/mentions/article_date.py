"""The date of an article: from its metadata, a dateline, or what its text implies.

The component `visit_article_date` writes `doc._.article_date`; it needs `doc._.lang` and, where
there is one, `doc._.article`. The date expressions that it finds stay in `doc.user_data` for
`visit_dates`, so that the text is read once.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from pipeline import document
from pipeline.mentions.dates import (
    DateExpression,
    ResolvedDate,
    find_dates,
    intervals,
    resolve,
)
from pipeline.mentions.dates.expressions import Point
from pipeline.mentions.dates.layout import line_around
from pipeline.mentions.dates.lexicon import load
from pipeline.mentions.dates.points import dated
from pipeline.schema import ArticleDate, DateValue

EXPRESSIONS = "visit_date_expressions"
"""Key of `doc.user_data` under which the found expressions wait for `visit_dates`."""

_TOP = 1200
_REACH = 400
_SHORT_LINE = 90
_SHORT_LEAD = 60
_LONGEST_IMPRINT = 160
_LONGEST_PERIOD = 8
_BRACKETS = "()"
_BODY, _LINE, _DATED, _CUED = range(4)
_FAR_DAYS = 21
_SEASON_DAYS = 60
_AROUND = " :(–-—"
_CAPITAL = "A-ZÀ-ÖØ-ÝŐŰ"
_PLACE = re.compile(
    rf"\W*(?:[{_CAPITAL}][\w.'’-]*(?:[ /](?:[{_CAPITAL}][\w.'’-]*|[a-z]{{2,3}})){{0,4}},?\s){{0,2}}"
    r"(?:\([^)\n]{2,20}\)\s?)?[,:–—-]?\s?(?:den |am |op |im )?"
)
_SIGN = r"\(|[-–—]\s|[,|/]?\s*\d{1,2}[.:]\d\d"
_SIGNED = re.compile(rf"\s*(?:{_SIGN})")
_DATELINE = re.compile(rf"\s*(?:{_SIGN}|\)\s|\.\s|$)")
_CAPITALS = re.compile(r"(?:.*[.:|>] )?[A-ZÀ-ÖØ-ÝŐŰ][A-ZÀ-ÖØ-ÝŐŰ -]{2,},? ")
# Between "today", or a weekday, and its date.
_APPOSED = re.compile(r",? (?:\(|am |den |dem |op )?")


@dataclass(frozen=True, slots=True)
class _Candidate:
    interval: intervals.Interval
    start: int
    end: int
    rank: int


def article_date(
    text: str,
    title: str | None,
    published: date | str | None,
    lang: str,
    expressions: Sequence[DateExpression] | None = None,
) -> ArticleDate | None:
    """Find the date that relative words of an article count from.

    Args:
        text: the article's text.
        title: its title, where that is not part of the text.
        published: its date in the metadata, which wins where given; as `YYYY-MM` or `YYYY`, it
            wins over what the text tells of another month or year.
        lang: ISO 639-1 code.
        expressions: what `find_dates` found in the text, if that is known already.

    Returns:
        The date with its source and the characters of the text that gave it: a dateline, an
        "updated" line or an imprint at the end to its own precision; else, to the week, an
        agenda's heading, the latest full date that has a weekday or ends the text below a
        picture, or a weekday and day that fit but one year around the last one told; `None`
        where the text tells none of these.
    """
    if isinstance(published, date):
        return _dated(intervals.day(published), "metadata", None)
    found = find_dates(text, lang) if expressions is None else expressions
    told = _told_by_text(text, lang, found)
    if published is None:
        return told
    known = _period_of(published)
    inside = told is not None and (
        known.start <= (told.value.start or date.min) and (told.value.end or date.max) <= known.end
    )
    return told if inside else _dated(known, "metadata", None)


def _period_of(published: str) -> intervals.Interval:
    year, _, number = published.partition("-")
    if number:
        return intervals.month(int(year), int(number))
    return intervals.years(int(year), int(year))


def _told_by_text(text: str, lang: str, found: Sequence[DateExpression]) -> ArticleDate | None:
    candidates = _candidates(text, lang, found)
    datelines = [candidate for candidate in candidates if candidate.rank > _BODY]
    implied = [candidate for candidate in candidates if candidate.rank == _BODY]
    if datelines:
        best = max(datelines, key=lambda candidate: (candidate.rank, candidate.start))
        rival = max(implied, key=lambda candidate: candidate.interval.start, default=None)
        if best.rank > _LINE or not _contradicted(best, rival, text, lang, found):
            return _dated(best.interval, "dateline", (best.start, best.end))
    if implied:
        latest = max(implied, key=lambda candidate: candidate.interval.start)
        return _dated(intervals.week(latest.interval.start), "text", (latest.start, latest.end))
    return None


def _dated(interval: intervals.Interval, source: str, span: tuple[int, int] | None) -> ArticleDate:
    value = DateValue(
        kind="date",
        start=interval.start,
        end=interval.end,
        precision=interval.precision,
        timex=interval.timex,
    )
    return ArticleDate.model_validate({"value": value, "source": source, "span": span})


def _candidates(text: str, lang: str, found: Sequence[DateExpression]) -> list[_Candidate]:
    settings = load(lang).settings
    results = resolve(found, text, lang, None)
    candidates = [_period(text, result) for result in results]
    candidates += [
        _told(text, result, before, settings)
        for before, result in zip([None, *results], results, strict=False)
    ]
    return [candidate for candidate in candidates if candidate is not None] or [
        *_by_weekday(results)
    ]


def _told(
    text: str, result: ResolvedDate, before: ResolvedDate | None, settings: Mapping[str, Any]
) -> _Candidate | None:
    """Return a date of its own year that may be the article's; `before` is what stands before."""
    value, point = result.value, result.expression.first
    if value.kind not in ("date", "time") or result.expression.last is not None:
        return None
    if value.start is None or value.end is None or point is None:
        return None
    if value.precision not in ("day", "month") or point.shift is not None:
        return None
    rank = _rank(text, result.start, result.end, settings.get("article_day", ()))
    if rank == _BODY and value.precision == "month" and _closes_lead(text, result):
        rank = _LINE
    whole = value.precision == "day" and point.absolute
    closing = _closing(text, result.start, result.end) if rank < _DATED and whole else ""
    if closing and (closing == _BRACKETS or _holds(closing, settings.get("imprint", ()))):
        rank = _DATED
    beside = before.expression.first if before and _apposed(text, before, result) else None
    if whole and beside is not None and _is_today(beside):
        rank = max(rank, _DATED)
    pictured = _holds(closing, settings.get("pictured", ()))
    weekday = point.weekday or (beside is not None and beside.weekday)
    if rank == _BODY and not (whole and (weekday or pictured)):
        return None
    if point.year is None and not (rank == _CUED and point.month and point.day):
        return None
    interval = intervals.Interval(value.start, value.end, value.precision, value.timex or "")
    return _Candidate(interval, result.start, result.end, rank)


def _apposed(text: str, before: ResolvedDate, result: ResolvedDate) -> bool:
    return _APPOSED.fullmatch(text, before.end, result.start) is not None


def _is_today(point: Point) -> bool:
    shift = point.shift
    return shift is not None and shift.unit == "day" and shift.amount == 0


def _closing(text: str, start: int, end: int) -> str:
    """Return the words around a date that ends the text, in small letters; brackets alone, too."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end:].rstrip()
    if len(after) > _LONGEST_IMPRINT or "\n" in after:
        return ""
    if line.endswith("(") and after in (")", ".)", ")."):
        return _BRACKETS
    return f"{line[-_LONGEST_IMPRINT:]} {after}".lower()


def _holds(words: str, cues: Sequence[str]) -> bool:
    return any(re.search(rf"\b{re.escape(cue)}", words) for cue in cues)


def _period(text: str, result: ResolvedDate) -> _Candidate | None:
    """Return the week that an agenda is headed with."""
    value = result.value
    if value.kind != "range" or value.precision != "day" or not value.start or not value.end:
        return None
    days = (value.end - value.start).days
    if not 3 < days < _LONGEST_PERIOD or result.start > _REACH:
        return None
    left, right = line_around(text, result.start, result.end, _REACH)
    if right - left > _SHORT_LINE or text[result.end : right].rstrip().endswith((".", "!", "?")):
        return None
    if not any(point and point.year for point in (result.expression.first, result.expression.last)):
        return None
    middle = value.start + (value.end - value.start) / 2
    return _Candidate(intervals.week(middle), result.start, result.end, _LINE)


def _by_weekday(results: Sequence[ResolvedDate]) -> Iterator[_Candidate]:
    """Yield the days whose weekday tells which of the years around the last one told is theirs."""
    years = [
        result.expression.first.year
        for result in results
        if result.expression.first is not None and result.value.start is not None
        if result.expression.first.year is not None
    ]
    for result in results if years else ():
        point = result.expression.first
        if point is None or not (point.weekday and point.day and point.month) or point.year:
            continue
        for year in (max(years), max(years) - 1, max(years) + 1):
            interval = dated(replace(point, year=year, weekday=None))
            if interval is not None and interval.start.isoweekday() == point.weekday:
                yield _Candidate(interval, result.start, result.end, _BODY)
                break


def _rank(text: str, start: int, end: int, cues: Sequence[str]) -> int:
    """Return how much a date looks like the article's own.

    `_BODY` is not at all, `_LINE` a line of its own near the top (which may be the site's),
    `_DATED` a dateline with a place or an agency, `_CUED` what is said to be the article's.
    """
    left, right = line_around(text, start, end, _REACH)
    before = text[left:start]
    if any(before.lower().rstrip(_AROUND).endswith(cue) for cue in cues):
        return _CUED
    if start > _TOP:
        return _BODY
    if _CAPITALS.fullmatch(before):
        return _DATED
    if _PLACE.fullmatch(before):
        follows = _DATELINE if before.strip() else _SIGNED
        if follows.match(text, end, right) or (before.strip() and text[end - 1] == "."):
            return _DATED
    after = text[end:right].rstrip()
    is_sentence = after[-1:] in (".", "!", "?", ":", ",") and after[-3:] != "..."
    if is_sentence or right - left > _SHORT_LINE or len(before) > _SHORT_LEAD:
        return _BODY
    return _LINE


def _closes_lead(text: str, result: ResolvedDate) -> bool:
    """Whether a month ends a line near the top, set off by a comma: "A balance, July 2022."."""
    left, right = line_around(text, result.start, result.end, _REACH)
    before, after = text[left : result.start].rstrip(), text[result.end : right].strip()
    return result.start <= _TOP and before[-1:] == "," and after in ("", ".")


def _contradicted(
    header: _Candidate,
    rival: _Candidate | None,
    text: str,
    lang: str,
    found: Sequence[DateExpression],
) -> bool:
    """Whether a line with a date near the top is a site's header that the text belies.

    It is if a full date with its weekday stands far from it, or if the days that the text names
    without a year all belong to another season.
    """
    day = header.interval.start
    if rival is not None and abs((rival.interval.start - day).days) > _FAR_DAYS:
        return True
    value = _dated(header.interval, "dateline", None)
    named = [
        result.value.start
        for result in resolve(found, text, lang, value)
        if (point := result.expression.first) is not None
        and point.month is not None
        and point.day is not None
        and point.year is None
        and point.year_shift is None
        and point.year_told is None
        and result.value.start is not None
    ]
    return bool(named) and all(abs((other - day).days) > _SEASON_DAYS for other in named)


class ArticleDater:
    """The component: writes `doc._.article_date`."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the date of one article."""
        article = doc._.article
        found = find_dates(doc.text, doc._.lang)
        doc.user_data[EXPRESSIONS] = found
        published = article.published if article is not None else None
        doc._.article_date = article_date(doc.text, None, published, doc._.lang, found)
        return doc


@Language.factory("visit_article_date", assigns=["doc._.article_date"])
def create_article_dater(nlp: Language, name: str) -> ArticleDater:
    """Create the component; it has no settings."""
    document.register_extensions()
    return ArticleDater()
