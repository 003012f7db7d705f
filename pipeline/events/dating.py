"""The dates of one visit, from the date mentions that belong to it."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.events.scene import Mention
from pipeline.schema import ArticleDate, DateValue

_DAYS = re.compile(r"P(\d+)([DW])$")
PRECISIONS = ("day", "week", "month", "year")
LONGEST_STAY = timedelta(days=45)
# The latest date ends a stay that is nearly as likely to as the likeliest one.
_LIKELY = 0.85


@dataclass(frozen=True, slots=True)
class Told:
    """A date that is told of a stay.

    `score` is how sure it is that the date belongs to the stay, `first` and `last` that the stay
    starts or ends with it.
    """

    value: DateValue
    score: float
    first: float
    last: float

    def joined(self, other: "Told") -> "Told":
        """The same date told twice: it is what either says, as far as both are independent."""
        return Told(
            self.value,
            _either(self.score, other.score),
            _either(self.first, other.first),
            _either(self.last, other.last),
        )


def _either(one: float, other: float) -> float:
    return 1 - (1 - one) * (1 - other)


def interval_of(mention: Mention) -> DateValue | None:
    """The calendar interval of a date mention, `None` where its words give none."""
    value = mention.date
    return value if value and value.start and value.end else None


def stated_length(mentions: Sequence[Mention]) -> int | None:
    """Days of the first duration among mentions that is counted in days or weeks."""
    for mention in mentions:
        match = _DAYS.match((mention.date and mention.date.duration) or "")
        if match:
            return int(match[1]) * (7 if match[2] == "W" else 1)
    return None


def combine(told: Sequence[Told], days: int | None = None) -> DateValue | None:
    """Join the dates told of one stay into its interval; the first one is the surest.

    The finest value inside the surest one stands for it. A stated length ends a stay whose last day
    is not told. Values far from the first one are left out.
    """
    if not told:
        return None
    kept = _compatible(told)
    opening = [item for item in kept if item.value.bound != "until"] or kept
    start = max(opening, key=lambda item: item.first).value.start
    likely = _LIKELY * max(item.last for item in kept)
    end = max(item.value.end for item in kept if item.value.end and item.last >= likely)
    assert start is not None
    if days and days > 1 and start == end and kept[0].value.precision == "day":
        if all(item.value.bound == "until" for item in kept):
            start = end - timedelta(days=days - 1)
        else:
            end = start + timedelta(days=days - 1)
    return _interval(start, max(start, end), kept)


def span(told: Sequence[Told]) -> DateValue | None:
    """From the first to the last day of the dates told of one stay."""
    if not told:
        return None
    kept = _compatible(told)
    values = [item.value for item in kept]
    starts = [value.start for value in values if value.start and value.bound != "until"]
    end = max(value.end for value in values if value.end)
    return _interval(min(starts, default=end), end, kept)


def _interval(start: date, end: date, kept: Sequence[Told]) -> DateValue:
    kind = "date" if start == end else "range"
    return DateValue(kind=kind, start=start, end=end, precision=kept[0].value.precision)


def _compatible(told: Sequence[Told]) -> list[Told]:
    """The dates as fine as the finest one inside the first, and near it."""
    best = _refined([item.value for item in told])
    return [
        item for item in told if item.value.precision == best.precision and _near(best, item.value)
    ]


def coarseness(value: DateValue) -> int:
    """Rank of a value's precision, 0 for days."""
    return PRECISIONS.index(value.precision or "year")


def _refined(values: Sequence[DateValue]) -> DateValue:
    """The finest of the values that lie inside the first."""
    first = values[0]
    inside = [
        v
        for v in values
        if v.start and v.end and first.start and first.end
        if first.start <= v.start and v.end <= first.end
    ]
    return min(inside or [first], key=coarseness)


def _near(best: DateValue, other: DateValue) -> bool:
    if not (best.start and best.end and other.start and other.end):
        return False
    return other.start - best.end <= LONGEST_STAY and best.start - other.end <= LONGEST_STAY


def article_month(article: ArticleDate | None) -> DateValue | None:
    """The month of the article's date: what an undated visit in the news defaults to."""
    if article is None or article.value.start is None:
        return None
    start = article.value.start
    if article.value.precision == "year":
        return article.value
    last = monthrange(start.year, start.month)[1]
    return DateValue(
        kind="date", start=start.replace(day=1), end=start.replace(day=last), precision="month"
    )


def overlap(one: DateValue | None, other: DateValue | None) -> bool:
    """Whether two intervals share a day; an unknown one is compatible with anything."""
    if one is None or other is None:
        return True
    if not (one.start and one.end and other.start and other.end):
        return True
    return one.start <= other.end and other.start <= one.end


def article_day(article: ArticleDate | None) -> date | None:
    """The day that an article's date stands for when days are counted from it."""
    return article.value.end if article else None
