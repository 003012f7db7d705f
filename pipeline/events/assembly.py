"""Joins judged visits into one event a stay."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from pipeline.document import source_span
from pipeline.events import dating
from pipeline.events.dating import Told
from pipeline.events.judge import Judge, Visit
from pipeline.events.scene import Mention
from pipeline.schema import DateValue, Evidence, Status, VisitEvent

# What a further stay of the same person in the same country must reach, visit times date score:
# most sentences that seem to tell another one tell the first again.
OWN_STAY = 0.45
SAME_STAY_GAP = timedelta(days=3)
# Below this a name that no gazetteer knows is too often none at all.
SURE_NAME = 0.8
CITY_STATES = frozenset({"city-state", "country", "sovereign country"})


@dataclass
class Stay:
    """The judged visits that tell one stay of one person in one country."""

    visits: list[Visit] = field(default_factory=list)

    @property
    def best(self) -> Visit:
        """The surest of the visits."""
        return max(self.visits, key=lambda v: v.score)

    @property
    def interval(self) -> DateValue | None:
        """The first and last day of the stay."""
        lengths = [v.days for v in sorted(self.visits, key=_surest_first) if v.dates and v.days]
        return dating.combine(self._told(), lengths[0] if lengths else None)

    @property
    def span(self) -> DateValue | None:
        """All days that are told of the stay."""
        return dating.span(self._told())

    def _told(self) -> list[Told]:
        """The dates of all visits, the finest and surest first."""
        told = [(visit.score * date.score, date) for visit in self.visits for date in visit.dates]
        told.sort(key=lambda item: (dating.coarseness(item[1].value), -item[0]))
        return [date for _, date in told]


def _interval(visit: Visit) -> DateValue | None:
    return dating.combine(visit.dates, visit.days)


def _certainty(visit: Visit) -> float:
    return visit.score * visit.date_score


def stays(visits: Sequence[Visit]) -> list[Stay]:
    """Group visits of the same person and country into stays by their dates.

    Undated visits join the nearest dated stay of the same person and country in the text.
    """
    groups: dict[tuple[str, str], list[Visit]] = {}
    for visit in visits:
        key = visit.candidate.visitor.key, visit.candidate.country
        groups.setdefault(key, []).append(visit)
    return [stay for group in groups.values() for stay in _split(group)]


def _split(group: list[Visit]) -> list[Stay]:
    dated = sorted((v for v in group if v.dates), key=_surest_first)
    undated = [v for v in group if not v.dates]
    found: list[Stay] = []
    for visit in dated:
        home = next((stay for stay in found if _same_stay(stay, visit)), None)
        if home is not None:
            home.visits.append(visit)
        elif not found or visit.entry or _certainty(visit) >= OWN_STAY:
            found.append(Stay([visit]))
        else:
            undated.append(replace(visit, dates=()))
    if not found:
        return [Stay(undated)] if undated else []
    for visit in undated:
        nearest = min(found, key=lambda stay: _distance(stay, visit))
        nearest.visits.append(visit)
    return found


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


def _distance(stay: Stay, visit: Visit) -> int:
    return min(abs(v.candidate.anchor - visit.candidate.anchor) for v in stay.visits)


class Assembler:
    """Turns the stays of one document into events."""

    def __init__(self, judge: Judge, doc_id: str) -> None:
        self._judge = judge
        self._scene = judge.scene
        self._doc_id = doc_id

    def events(self) -> list[VisitEvent]:
        """Return the events of the document in the order of their evidence."""
        found = [self._event(stay) for stay in stays(self._judge.visits())]
        events = [event for event in found if event is not None]
        companions = {(name, event.country) for event in events for name in event.delegation}
        kept = [e for e in events if (e.visitor, e.country) not in companions]
        return _numbered(sorted(kept, key=lambda e: (e.evidence[0].start, e.visitor, e.country)))

    def _event(self, stay: Stay) -> VisitEvent | None:
        best = stay.best.candidate
        evidence = self._evidence(stay)
        visitor = best.visitor.entity
        if visitor is None or not evidence:
            return None
        interval = stay.interval or dating.article_month(self._judge.article)
        dates = interval.iso() if interval else None
        companions = self._judge.companions(stay.visits)
        counterparts = [m for name, m in companions.values() if name == "counterpart"]
        delegation = [m for name, m in companions.values() if name == "delegation"]
        bodies = self._judge.bodies(stay.visits)
        places = _places(stay, self._judge.model.thresholds["place"])
        return VisitEvent(
            event_id="",
            doc_id=self._doc_id,
            lang=self._scene.doc._.lang,
            visitor=visitor.name,
            visitor_id=visitor.id,
            country=best.country,
            places=tuple(places),
            place_ids=tuple(places.values()),
            start=dates[0] if dates else None,
            end=dates[1] if dates else None,
            status=self._status(stay),
            counterparts=tuple(m.entity.name for m in counterparts if m.entity),
            counterpart_ids=tuple(m.entity.id for m in counterparts if m.entity),
            organisations=tuple(m.entity.name for m in bodies if m.entity),
            organisation_ids=tuple(m.entity.id for m in bodies if m.entity),
            delegation=tuple(m.entity.name for m in delegation if m.entity),
            domestic=visitor.country == best.country,
            confidence=round(self._judge.model.calibration(stay.best.score), 4),
            evidence=evidence,
        )

    def _status(self, stay: Stay) -> Status:
        classes = self._judge.model.status.classes
        totals = [sum(v.score * v.status[i] for v in stay.visits) for i in range(len(classes))]
        return Status(classes[totals.index(max(totals))])

    def _evidence(self, stay: Stay) -> tuple[Evidence, ...]:
        scene, article = self._scene, self._scene.doc._.article
        sentences = {v.candidate.anchor for v in stay.visits}
        sentences |= {v.candidate.place.sentence for v in stay.visits if not v.candidate.topic}
        text = article.text if article is not None else scene.text
        spans = {
            span
            for sentence in sentences
            if (span := source_span(scene.doc, *scene.sentence_bounds(sentence))) is not None
        }
        return tuple(Evidence(start=s, end=e, text=text[s:e]) for s, e in sorted(spans))


def _places(stay: Stay, threshold: float) -> dict[str, str | None]:
    """Names and ids of the destinations below the country that a stay names, in text order."""
    told = [v.candidate.place for v in stay.visits if v.place_score >= threshold]
    mentions: list[Mention] = sorted(told, key=lambda m: m.start)
    return {m.entity.name: m.entity.id for m in mentions if m.entity and within_country(m)}


def within_country(mention: Mention) -> bool:
    """Whether a place mention names a city, region or site and not a country or a people."""
    entity = mention.entity
    if entity is None or mention.form == "COUNTRY" or entity.type in CITY_STATES:
        return False
    if entity.id is None:
        return mention.form != "ADJECTIVE" and mention.score >= SURE_NAME
    return True


def _numbered(events: Sequence[VisitEvent]) -> list[VisitEvent]:
    """Give each event an id that depends only on the document and what the event says."""
    seen: dict[str, int] = {}
    result = []
    for event in events:
        core = "|".join((event.doc_id, event.visitor, event.country, event.start or ""))
        number = seen.get(core, 0)
        seen[core] = number + 1
        digest = hashlib.sha256(f"{core}|{number}".encode()).hexdigest()[:16]
        result.append(event.model_copy(update={"event_id": digest}))
    return result


def extract_events(judge: Judge, doc_id: str) -> list[VisitEvent]:
    """Return the visit events of one document."""
    return Assembler(judge, doc_id).events() if judge.scene.sentences else []
