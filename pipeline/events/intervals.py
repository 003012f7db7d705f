"""From when to when a stay lasted: a decision about stays.

A trip's days hold for each of its countries and a summit's for its guests where the text gives them
no own ones, and a stay ends where the next begins. So the intervals of the text's other stays are
weighed beside the dates that are told of the stay itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pipeline.events import dating
from pipeline.events.acceptance import FAR, ahead
from pipeline.events.dating import Told
from pipeline.events.features import MISSING, Features
from pipeline.events.judge import Judge
from pipeline.events.model import FloatArray, Unlearned, log_odds
from pipeline.events.stays import Stay
from pipeline.schema import DateValue, Status

MOST_TOLD = 6
MOST_BORROWED = 4
NEXT_LEG = timedelta(days=14)
# What the days of other stays must reach to be those of a stay without a date of its own.
_SURE = 0.5

# What it is worth that an interval holds the right one, where it is worth 1 that it is that one.
_HOLDS = 2.0
# Keeps a sum that something is divided by away from 0.
_LEAST_SUM = 1e-9

Days = tuple[date, date, str]
IntArray = NDArray[np.int64]
DayNumbers = tuple[IntArray, IntArray, IntArray]


class Combined(Unlearned):
    """Takes the interval that the stay's own dates make: `interval` before it is learned."""

    def yes(self, row: Mapping[str, float]) -> float:
        """Return the probability of yes."""
        return row["combined"]


@dataclass(frozen=True)
class _Around:
    """What other stays say.

    The intervals of fellow guests, of the trip's other legs and of further stays in the same
    country; `told` are the dates that are told of the legs, each with how sure it is.
    """

    fellows: tuple[Days, ...]
    legs: tuple[Days, ...]
    siblings: tuple[Days, ...]
    told: tuple[tuple[Told, float], ...]

    @property
    def borrowed(self) -> tuple[Days, ...]:
        """The first few of both."""
        return tuple(dict.fromkeys((*self.fellows[:MOST_BORROWED], *self.legs[:MOST_BORROWED])))


class Intervals:
    """Finds from when to when the stays of one text may have lasted."""

    def __init__(self, judge: Judge, found: Sequence[Stay]) -> None:
        """Take the judge of the text and all stays made of its visits."""
        self._today = judge.today
        self._article = _days(dating.article_month(judge.article))
        self._stays = found

    def options(self, stay: Stay) -> list[tuple[DateValue, Features]]:
        """Return the intervals that a stay may have, each with what tells for it."""
        told = [item for item, _ in stay.dates[:MOST_TOLD]]
        combined = _days(stay.interval) or self._article
        around = self._around(stay)
        days = self._possible(stay, told, combined, around)
        shared = self._features_of_stay(stay, len(days))
        return [
            (
                _value(item),
                {
                    **shared,
                    **self._placed(item),
                    **_supported(item, told, stay),
                    **_bounded(item, told),
                    **_claimed(item, stay, around),
                    **_lent(item, around),
                    "combined": float(item == combined),
                    "article": float(item == self._article),
                },
            )
            for item in days
        ]

    def _possible(
        self, stay: Stay, told: Sequence[Told], combined: Days | None, around: _Around
    ) -> list[Days]:
        """Return the possible intervals, each once, that of the stay's own dates first."""
        found: list[Days] = [combined] if combined else []
        own = [days for item in told if (days := _days(item.value)) is not None]
        found += own
        found += [
            (a[0], b[1], a[2])
            for a in own
            for b in own
            if a[2] == b[2] and a[0] < b[1] and b[1] - a[0] <= dating.LONGEST_STAY
        ]
        lengths = {visit.days for visit in stay.visits if visit.days and visit.days > 1}
        for start, end, precision in own if lengths else ():
            if precision == "day":
                found += [(start, start + timedelta(days=n - 1), precision) for n in lengths]
                found += [(end - timedelta(days=n - 1), end, precision) for n in lengths]
        found += around.borrowed
        for start, end, precision in [d for d in (*own, *around.borrowed) if d[2] == "day"]:
            after = [leg[0] for leg in around.legs if start < leg[0] <= start + NEXT_LEG]
            before = [leg[1] for leg in around.legs if end - NEXT_LEG <= leg[1] < end]
            found += [(start, min(after), precision)] if after else []
            found += [(max(before), end, precision)] if before else []
            if self._today and start < self._today <= start + NEXT_LEG:
                found.append((start, self._today, precision))
        if self._today is not None and self._article is not None:
            found += [(self._today, self._today, "day"), self._article]
        return list(dict.fromkeys(found))

    def _around(self, stay: Stay) -> _Around:
        pair = stay.best.candidate
        fellows: list[tuple[float, Days]] = []
        legs: list[tuple[float, Days]] = []
        siblings: list[tuple[float, Days]] = []
        told: list[tuple[Told, float]] = []
        for other in self._stays:
            one, days = other.best.candidate, _days(other.interval)
            if other is stay or days is None:
                continue
            own, here = one.visitor.key == pair.visitor.key, one.country == pair.country
            if own and here:
                siblings.append((other.best.score, days))
            elif own:
                legs.append((other.best.score, days))
                told += other.dates
            elif here:
                fellows.append((other.best.score, days))
        return _Around(_ranked(fellows), _ranked(legs), _ranked(siblings), tuple(told))

    def _features_of_stay(self, stay: Stay, options: int) -> Features:
        best = stay.best
        lengths = [visit.days for visit in stay.visits if visit.days]
        return {
            "score": log_odds(best.score),
            "visits": float(min(8, len(stay.visits))),
            "told": float(min(8, len(stay.dates))),
            "options": float(min(40, options)),
            "stated": float(min(60, max(lengths, default=0))),
            "entry": float(best.entry),
            "far": float(best.candidate.topic),
        } | {f"status={s.value}": p for s, p in zip(Status, best.status, strict=True)}

    def _placed(self, item: Days) -> Features:
        """Where an interval lies beside the article's day."""
        start, end, precision = item
        today = self._today
        return {
            "precision": float(dating.PRECISIONS.index(precision)),
            "days": min(FAR, float((end - start).days)),
            "start_ahead": ahead(start, today),
            "end_ahead": ahead(end, today),
            "today": float(today is not None and start <= today <= end),
        }


def likeliest(
    values: Sequence[DateValue], scores: FloatArray, combined: Sequence[float]
) -> int | None:
    """Return which of the intervals of a stay to take, `None` where nothing tells one.

    A stay without a date of its own may have the days or the month of another; a year that is told
    of something else says nothing of it.

    Args:
        values: the intervals that it may have.
        scores: `[values]`, the probability of each.
        combined: whether the stay's own dates make it.
    """
    if not values:
        return None
    if not any(combined):
        scores = scores * np.array([value.precision != "year" for value in values], np.float32)
        if scores.max() < _SURE:
            return None
    return int(gains(values, scores).argmax())


def gains(values: Sequence[DateValue], scores: FloatArray) -> FloatArray:
    """Return what to expect of each interval: that it is right, and that it holds the right one.

    A wrong interval that overlaps the right one still tells of the same stay.
    """
    return np.asarray(scores + _HOLDS * nearness(values) @ shares_of(scores), np.float32)


def shares_of(scores: FloatArray) -> FloatArray:
    """Return scores as shares of their sum."""
    return scores / max(float(scores.sum()), _LEAST_SUM)


def nearness(values: Sequence[DateValue]) -> FloatArray:
    """Return `[values, values]`, 1 where two intervals share a day and 0 elsewhere."""
    days = days_of(values)
    return meet(days, days).astype(np.float32)


def meet(ones: DayNumbers, others: DayNumbers) -> NDArray[np.bool_]:
    """Return `[ones, others]`: whether two intervals share a day; unknown ones share none."""
    start, end, _ = (column[:, None] for column in ones)
    starts, ends, _ = (column[None, :] for column in others)
    return np.asarray((start > 0) & (starts > 0) & (start <= ends) & (starts <= end))


def days_of(values: Sequence[DateValue | None]) -> DayNumbers:
    """Return first days, last days and precisions as numbers, 0 for what is not known."""
    found = [_days(value) for value in values]
    rows = [
        (days[0].toordinal(), days[1].toordinal(), 1 + dating.PRECISIONS.index(days[2]))
        if days
        else (0, 0, 0)
        for days in found
    ]
    table = np.array(rows, np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _supported(item: Days, told: Sequence[Told], stay: Stay) -> Features:
    """What the dates that are told of the stay say of an interval."""
    start, end, precision = item
    same = [t for t in told if t.value.precision == precision]
    opening = [t for t in same if t.value.start == start and t.value.bound != "until"]
    closing = [t for t in same if t.value.end == end]
    inside = [t for t in told if t.value.start and t.value.end
              and start <= t.value.start and t.value.end <= end]  # fmt: skip
    outside = [t for t in told if t not in inside]
    first, last = (max((getattr(t, n) for t in told), default=0.0) for n in ("first", "last"))
    opens = max((t.first for t in opening), default=0.0)
    closes = max((t.last for t in closing), default=0.0)
    length = (end - start).days + 1
    return {
        "opens": opens,
        "closes": closes,
        "open_score": max((t.score for t in opening), default=0.0),
        "close_score": max((t.score for t in closing), default=0.0),
        "open_lead": opens - first,
        "close_lead": closes - last,
        "open_last": max((t.last for t in opening), default=0.0),
        "close_first": max((t.first for t in closing), default=0.0),
        "open_rank": float(next((i for i, t in enumerate(told) if t in opening), MOST_TOLD)),
        "close_rank": float(next((i for i, t in enumerate(told) if t in closing), MOST_TOLD)),
        "one_date": float(any(t in closing for t in opening)),
        "one_range": float(any(t in closing and t.value.kind == "range" for t in opening)),
        "inside": float(min(6, len(inside))),
        "outside": float(min(6, len(outside))),
        "outside_score": max((t.score for t in outside), default=0.0),
        "outside_last": max((t.last for t in outside), default=0.0),
        "outside_first": max((t.first for t in outside), default=0.0),
        "inside_score": max((t.score for t in inside), default=0.0),
        "length_stated": float(any(visit.days == length for visit in stay.visits)),
    }


def _bounded(item: Days, told: Sequence[Told]) -> Features:
    """Whether an interval keeps to what is told of its bounds: "since Monday", "until Friday"."""
    start, end, _ = item
    since = {t.value.start for t in told if t.value.bound == "from"}
    until = {t.value.end for t in told if t.value.bound == "until"}
    return {
        "since": float(start in since),
        "until": float(end in until),
        "since_other": float(bool(since) and start not in since),
        "until_other": float(bool(until) and end not in until),
    }


def _claimed(item: Days, stay: Stay, around: _Around) -> Features:
    """How often the first and last day are told of the stay, and how surely of another leg."""
    start, end, precision = item
    features: Features = {}
    for name, day, side in (("open", start, "start"), ("close", end, "end")):

        def fits(told: Told, day: date = day, side: str = side) -> bool:
            return told.value.precision == precision and getattr(told.value, side) == day

        votes = sum(any(fits(told) for told in visit.dates) for visit in stay.visits)
        own = max((rank for told, rank in stay.dates if fits(told)), default=0.0)
        rival = max((rank for told, rank in around.told if fits(told)), default=0.0)
        features |= {
            f"{name}_votes": float(min(6, votes)),
            f"{name}_rival": rival,
            f"{name}_ahead": own - rival,
        }
    return features


def _lent(item: Days, around: _Around) -> Features:
    """What the other stays of the text say of an interval."""
    start, end, _ = item
    return {
        "fellows": float(min(6, len(around.fellows))),
        "fellows_same": float(min(6, around.fellows.count(item))),
        "fellow_start": float(any(start == other[0] for other in around.fellows)),
        "fellow_end": float(any(end == other[1] for other in around.fellows)),
        "legs": float(min(6, len(around.legs))),
        "legs_same": float(min(6, around.legs.count(item))),
        "leg_next": float(any(end == leg[0] for leg in around.legs)),
        "leg_before": float(any(start == leg[1] for leg in around.legs)),
        "sibling_over": float(
            any(start <= other[1] and other[0] <= end for other in around.siblings)
        ),
        "leg_over": float(any(start < leg[1] and leg[0] < end for leg in around.legs)),
        "leg_after": min(
            (float((leg[0] - end).days) for leg in around.legs if 0 <= (leg[0] - end).days < FAR),
            default=MISSING,
        ),
    }


def _ranked(found: Sequence[tuple[float, Days]]) -> tuple[Days, ...]:
    return tuple(days for _, days in sorted(found, key=lambda pair: -pair[0]))


def _days(value: DateValue | None) -> Days | None:
    if value is None or value.start is None or value.end is None:
        return None
    return value.start, value.end, value.precision or "day"


def _value(item: Days) -> DateValue:
    start, end, precision = item
    kind = "date" if start == end else "range"
    return DateValue.model_validate(
        {"kind": kind, "start": start, "end": end, "precision": precision}
    )
