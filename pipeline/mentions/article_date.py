"""The date of an article: from its metadata, a dateline, or what its text implies.

The component `visit_article_date` writes `doc._.article_date`; it needs `doc._.lang` and, where
there is one, `doc._.article`. The date expressions that it finds stay in `doc.user_data` for
`visit_dates`, so that the text is read once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from pipeline import document
from pipeline.mentions.dates import DateExpression, find_dates, intervals, resolve
from pipeline.mentions.dates.lexicon import load
from pipeline.schema import ArticleDate, DateValue

EXPRESSIONS = "visit_date_expressions"
"""Key of `doc.user_data` under which the found expressions wait for `visit_dates`."""

_TOP = 1200
_SHORT_LINE = 90
_DATELINE = re.compile(
    r"\s*[,(]?[^.\n]{0,40}?[)]?\s*[-–—:]|\s*\(|\s*[,|/]?\s*\d{1,2}[.:]\d\d|\s*$|\s*\n"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    day: date
    start: int
    end: int
    rank: int


def article_date(
    text: str,
    title: str | None,
    published: date | None,
    lang: str,
    expressions: Sequence[DateExpression] | None = None,
) -> ArticleDate | None:
    """Find the date that relative words of an article count from.

    Args:
        text: the article's text.
        title: its title, where that is not part of the text.
        published: its date in the metadata, which wins where given.
        lang: ISO 639-1 code.
        expressions: what `find_dates` found in the text, if that is known already.

    Returns:
        The date with its source and the characters of the text that gave it: a dateline or an
        "updated" line to the day, else the latest full date in the text to the week, else the
        latest year to the year; `None` where the text names none.
    """
    if published is not None:
        value = DateValue(
            kind="date",
            start=published,
            end=published,
            precision="day",
            timex=published.isoformat(),
        )
        return ArticleDate(value=value, source="metadata")
    found = find_dates(text, lang) if expressions is None else expressions
    candidates = _candidates(text, lang, found)
    datelines = [candidate for candidate in candidates if candidate.rank > 0]
    if datelines:
        best = max(datelines, key=lambda candidate: (candidate.rank, candidate.start))
        return _dated(intervals.day(best.day), "dateline", (best.start, best.end))
    if candidates:
        latest = max(candidates, key=lambda candidate: candidate.day)
        return _dated(intervals.week(latest.day), "text", (latest.start, latest.end))
    return _latest_year(title, lang, found)


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
    candidates: list[_Candidate] = []
    cues = load(lang).settings.get("article_day", ())
    for result in resolve(found, text, lang, None):
        value, point = result.value, result.expression.first
        if value.kind != "date" or value.precision != "day" or value.start is None:
            continue
        if point is None or not point.absolute:
            continue
        rank = _rank(text, result.start, result.end, cues)
        candidates.append(_Candidate(value.start, result.start, result.end, rank))
    return candidates


def _rank(text: str, start: int, end: int, cues: Sequence[str]) -> int:
    """Return how much a full date looks like the article's own: 0 not, 1 dateline, 2 updated."""
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    right = len(text) if right < 0 else right
    before = text[max(left, start - 40) : start].lower()
    if any(cue in before for cue in cues if len(cue) > 3):
        return 2
    if start > _TOP:
        return 0
    opens_line = start - left <= 45 and not re.search(r"[.!?]\s", text[left:start])
    if right - left <= _SHORT_LINE and opens_line:
        return 1
    return int(opens_line and bool(_DATELINE.match(text, end, right)))


def _latest_year(
    title: str | None, lang: str, found: Sequence[DateExpression]
) -> ArticleDate | None:
    named = [
        (point.year, expression.start, expression.end)
        for expression in found
        for point in (expression.first, expression.last)
        if point is not None and point.year is not None
    ]
    if named:
        year, start, end = max(named)
        return _dated(intervals.years(year, year), "text", (start, end))
    if title is None:
        return None
    titled = _latest_year(None, lang, find_dates(title, lang))
    return titled.model_copy(update={"span": None}) if titled else None


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
