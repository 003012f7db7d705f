"""Groups the events of many articles and languages into stays.

Two events tell the same stay where visitor and country are the same and the dates overlap.
Everything that the articles say is kept: each field has its best-supported value and, where
articles disagree, every other value with the articles that gave it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from pipeline.schema import Evidence, Status, VisitEvent, first_day, last_day

T = TypeVar("T", bound=Hashable)

MONTH = timedelta(days=30)


class Source(BaseModel):
    """One event that supports a stay, with the words that it rests on."""

    model_config = ConfigDict(frozen=True)

    event_id: str
    doc_id: str
    lang: str
    published: date | None
    status: Status
    confidence: float
    evidence: tuple[Evidence, ...]


class Claim(BaseModel):
    """A value of a field that some article gives and the stay does not."""

    model_config = ConfigDict(frozen=True)

    field: str
    value: str | None
    doc_ids: tuple[str, ...]


class Stay(BaseModel):
    """One visitor at one country in one stay, as all articles together tell it."""

    model_config = ConfigDict(frozen=True)

    stay_id: str
    visitor: str
    visitor_id: str | None
    country: str
    places: tuple[str, ...]
    start: str | None
    end: str | None
    status: Status
    counterparts: tuple[str, ...]
    organisations: tuple[str, ...]
    delegation: tuple[str, ...]
    domestic: bool
    confidence: float
    sources: tuple[Source, ...]
    disagreements: tuple[Claim, ...]


Published = Mapping[str, date | None]


def merge(events: Iterable[VisitEvent], published: Published | None = None) -> list[Stay]:
    """Group events into stays, ordered by date, then visitor.

    Args:
        events: events of any number of articles.
        published: the date of each article by `doc_id`; the latest decides the status. Where it
            is unknown, the end of the visit that the article tells stands for it.
    """
    dates = published or {}
    groups: dict[tuple[str, str], list[VisitEvent]] = defaultdict(list)
    for event in sorted(events, key=lambda e: (e.doc_id, e.event_id)):
        groups[_person(event), event.country].append(event)
    stays = [_stay(part, dates) for group in groups.values() for part in _split(group)]
    return sorted(stays, key=lambda s: (s.start or "9999", s.visitor, s.country, s.stay_id))


def _person(event: VisitEvent) -> str:
    return event.visitor_id or " ".join(sorted(event.visitor.casefold().split()))


def _interval(event: VisitEvent) -> tuple[date, date] | None:
    if event.start is None or event.end is None:
        return None
    return first_day(event.start), last_day(event.end)


def _split(group: Sequence[VisitEvent]) -> list[list[VisitEvent]]:
    """Cluster the events of one person and country: the finest dates first, then the rest."""
    dated = [(interval, event) for event in group if (interval := _interval(event))]
    dated.sort(key=lambda item: (item[0][1] - item[0][0], item[0][0], item[1].event_id))
    clusters: list[tuple[date, date, list[VisitEvent]]] = []
    for (start, end), event in dated:
        fitting = [c for c in clusters if c[0] <= end and start <= c[1]]
        if len(fitting) == 1 or (fitting and end - start <= MONTH):
            fitting[0][2].append(event)
        else:
            clusters.append((start, end, [event]))
    undated = [event for event in group if _interval(event) is None]
    if undated and len(clusters) == 1:
        clusters[0][2].extend(undated)
        undated = []
    return [members for _, _, members in clusters] + ([undated] if undated else [])


def _stay(events: Sequence[VisitEvent], published: Published) -> Stay:
    latest = max(events, key=lambda e: (_told(e, published), e.confidence, e.event_id))
    sources = tuple(
        Source(
            event_id=e.event_id,
            doc_id=e.doc_id,
            lang=e.lang,
            published=published.get(e.doc_id),
            status=e.status,
            confidence=e.confidence,
            evidence=e.evidence,
        )
        for e in sorted(events, key=lambda e: (_told(e, published), e.doc_id, e.event_id))
    )
    best = _best(events, [(e.start, e.end) for e in events], finest=True)
    doubt = 1.0
    for event in {e.doc_id: e for e in sorted(events, key=lambda e: e.confidence)}.values():
        doubt *= 1.0 - event.confidence
    return Stay(
        stay_id=min(e.event_id for e in events),
        visitor=_best(events, [e.visitor for e in events]),
        visitor_id=_best(events, [e.visitor_id for e in events]),
        country=events[0].country,
        places=_union(e.places for e in events),
        start=best[0],
        end=best[1],
        status=latest.status,
        counterparts=_union(e.counterparts for e in events),
        organisations=_union(e.organisations for e in events),
        delegation=_union(e.delegation for e in events),
        domestic=_best(events, [e.domestic for e in events]),
        confidence=round(1.0 - doubt, 4),
        sources=sources,
        disagreements=_disagreements(events, best, latest.status),
    )


def _told(event: VisitEvent, published: Published) -> date:
    known = published.get(event.doc_id)
    if known is not None:
        return known
    interval = _interval(event)
    return interval[1] if interval else date.min


def _best(events: Sequence[VisitEvent], values: Sequence[T], finest: bool = False) -> T:
    """The value with the most confidence behind it; of dates, known and finer ones first."""
    weight: defaultdict[T, float] = defaultdict(float)
    for event, value in zip(events, values, strict=True):
        weight[value] += event.confidence

    def rank(value: T) -> tuple[int, float, str]:
        told = value[0] if finest and isinstance(value, tuple) else value
        return len(str(told or "")) if finest else int(told is not None), weight[value], str(value)

    return max(weight, key=rank)


def _union(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))


def _disagreements(
    events: Sequence[VisitEvent], best: tuple[str | None, str | None], status: Status
) -> tuple[Claim, ...]:
    chosen = {"start": best[0], "end": best[1], "status": status.value}
    claims: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for event in events:
        for name, value in chosen.items():
            other = getattr(event, name)
            told = other.value if isinstance(other, Status) else other
            if told != value:
                claims[name, told].add(event.doc_id)
    return tuple(
        Claim(field=name, value=value, doc_ids=tuple(sorted(ids)))
        for (name, value), ids in sorted(claims.items(), key=lambda c: (c[0][0], c[0][1] or ""))
    )
