"""Groups judged visits into stays: one person in one country, from a first to a last day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from pipeline.events import dating
from pipeline.events.dating import Told
from pipeline.events.judge import Visit
from pipeline.schema import DateValue

# What a further stay of the same person in the same country must reach, visit times date score:
# most sentences that seem to tell another one tell the first again.
OWN_STAY = 0.2
SAME_STAY_GAP = timedelta(days=3)
# Dates are told of a stay that are nearly as sure as its surest.
LIKELY_DATE = 0.7


@dataclass(frozen=True)
class Stay:
    """The judged visits that tell one stay of one person in one country."""

    visits: Sequence[Visit]

    @cached_property
    def best(self) -> Visit:
        """The surest of the visits."""
        return max(self.visits, key=lambda v: v.score)

    @cached_property
    def interval(self) -> DateValue | None:
        """The first and last day of the stay."""
        measured = [visit for visit in self.visits if visit.dates and visit.days]
        surest = min(measured, key=_surest_first, default=None)
        return dating.combine(self._told(), surest.days if surest else None)

    @property
    def span(self) -> DateValue | None:
        """All days that are told of the stay."""
        return dating.span(self._told())

    @cached_property
    def dates(self) -> list[tuple[Told, float]]:
        """The dates of all visits, each once, with how sure visit and date are, surest first."""
        ranks: dict[tuple[object, ...], float] = {}
        found: dict[tuple[object, ...], Told] = {}
        for visit in self.visits:
            for told in visit.dates:
                key = told.value.start, told.value.end, told.value.precision
                ranks[key] = max(ranks.get(key, 0.0), visit.score * told.score)
                found[key] = found[key].joined(told) if key in found else told
        return [(found[key], ranks[key]) for key in sorted(found, key=lambda k: -ranks[k])]

    def _told(self) -> list[Told]:
        """The dates of all visits without those that are much less sure than the surest."""
        least = LIKELY_DATE * max((rank for _, rank in self.dates), default=0.0)
        return [told for told, rank in self.dates if rank >= least]


def _interval(visit: Visit) -> DateValue | None:
    return dating.combine(visit.dates, visit.days)


def _certainty(visit: Visit) -> float:
    return visit.score * visit.date_score


def stays(visits: Sequence[Visit]) -> list[Stay]:
    """Group visits of the same person and country into stays by their dates.

    Undated visits join the nearest dated stay of the same person and country in the text. Visits
    that are not sure add nothing to a stay that others tell: they make stays of their own.
    """
    found: list[Stay] = []
    groups: dict[tuple[str, str], list[Visit]] = {}
    for visit in visits:
        key = visit.candidate.visitor.key, visit.candidate.country
        groups.setdefault(key, []).append(visit)
    for group in groups.values():
        told = _split([visit for visit in group if visit.sure])
        found += told
        found += _split([visit for visit in group if not visit.sure and _apart(visit, told)])
    return found


def _apart(visit: Visit, told: Sequence[Stay]) -> bool:
    """Whether a visit can be none of the stays that are told."""
    return not any(_same_stay(stay, visit) for stay in told)


def _split(group: list[Visit]) -> list[Stay]:
    dated = sorted((v for v in group if v.dates), key=_surest_first)
    undated = [v for v in group if not v.dates]
    found: list[list[Visit]] = []
    for visit in dated:
        home = next((told for told in found if _same_stay(Stay(told), visit)), None)
        if home is not None:
            home.append(visit)
        elif not found or visit.entry or _certainty(visit) >= OWN_STAY:
            found.append([visit])
        else:
            undated.append(replace(visit, dates=()))
    if not found:
        return [Stay(undated)] if undated else []
    nearest = [min(found, key=lambda told: _distance(told, visit)) for visit in undated]
    for told, visit in zip(nearest, undated, strict=True):
        told.append(visit)
    return [Stay(told) for told in found]


def _surest_first(visit: Visit) -> tuple[bool, float]:
    interval = _interval(visit)
    return interval is None or interval.precision == "year", -_certainty(visit)


def _same_stay(stay: Stay, visit: Visit) -> bool:
    one, other = stay.span, _interval(visit)
    if one is None or other is None or not (one.start and one.end and other.start and other.end):
        return True
    if other.precision == "year" and one.precision != "year":
        return False
    gap = SAME_STAY_GAP if one.precision == other.precision == "day" else timedelta(0)
    return one.start <= other.end + gap and other.start <= one.end + gap


def _distance(told: Sequence[Visit], visit: Visit) -> int:
    return min(abs(v.candidate.anchor - visit.candidate.anchor) for v in told)
