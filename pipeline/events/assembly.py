"""Turns the stays of a document into events."""

import hashlib
from collections.abc import Sequence

from pipeline.document import source_span
from pipeline.events.acceptance import accepted
from pipeline.events.intervals import Intervals
from pipeline.events.judge import Judge
from pipeline.events.model import VisitModel
from pipeline.events.sites import Sites
from pipeline.events.stays import Stay, stays
from pipeline.schema import DateValue, Evidence, Status, VisitEvent

# What no stay can be that begins after the article's day.
_BEGUN = frozenset({Status.COMPLETED, Status.ONGOING})

# Of the stays that end on their article's day, shared/train calls 48 ongoing and 33 completed, the
# other training articles 422 and 765: these odds turn what was learned from the many into the few.
_LAST_DAY = 2.6


class Assembler:
    """Turns the stays of one document into events."""

    def __init__(
        self, judge: Judge, doc_id: str, found: Sequence[Stay], model: VisitModel | None = None
    ) -> None:
        """Take the judge of the document, its id and all stays made of its visits.

        A `model` decides about stays in place of the judge's own.
        """
        model = model or judge.model
        self._judge = judge
        self._scene = judge.scene
        self.sites = Sites(judge, found, model.site)
        self.intervals = Intervals(judge, found, model.interval)
        self._doc_id = doc_id

    def events(self, told: Sequence[tuple[Stay, float]]) -> list[VisitEvent]:
        """Return the events of stays with their scores, in the order of their evidence."""
        kept: list[VisitEvent] = []
        companions: set[tuple[str, str]] = set()
        # Of two who are each told as the other's companion, the surer one is the visitor.
        for stay, score in sorted(told, key=lambda item: -item[1]):
            event = self.event(stay, score)
            if event is not None and (event.visitor, event.country) not in companions:
                kept.append(event)
                companions |= {(name, event.country) for name in event.delegation}
        return _numbered(sorted(kept, key=lambda e: (e.evidence[0].start, e.visitor, e.country)))

    def event(self, stay: Stay, score: float) -> VisitEvent | None:
        """Return the event that a stay is, `None` where nothing in the article tells it."""
        best = stay.best.candidate
        evidence = self._evidence(stay)
        visitor = best.visitor.entity
        if visitor is None or not evidence:
            return None
        interval = self.intervals.of(stay)
        dates = interval.iso() if interval else None
        companions = self._judge.companions(stay.visits)
        counterparts = [m for name, m in companions.values() if name == "counterpart"]
        delegation = [m for name, m in companions.values() if name == "delegation"]
        bodies = self._judge.bodies(stay.visits)
        sites = {m.entity.name: m.entity.id for m in self.sites.of(stay) if m.entity}
        return VisitEvent(
            event_id="",
            doc_id=self._doc_id,
            lang=self._scene.doc._.lang,
            visitor=visitor.name,
            visitor_id=visitor.id,
            country=best.country,
            places=tuple(sites),
            place_ids=tuple(sites.values()),
            start=dates[0] if dates else None,
            end=dates[1] if dates else None,
            status=self._status(stay, interval),
            counterparts=tuple(m.entity.name for m in counterparts if m.entity),
            counterpart_ids=tuple(m.entity.id for m in counterparts if m.entity),
            organisations=tuple(m.entity.name for m in bodies if m.entity),
            organisation_ids=tuple(m.entity.id for m in bodies if m.entity),
            delegation=tuple(m.entity.name for m in delegation if m.entity),
            domestic=visitor.country == best.country,
            confidence=round(self._judge.model.calibration(score), 4),
            evidence=evidence,
        )

    def _status(self, stay: Stay, interval: DateValue | None) -> Status:
        classes = self._judge.model.status.classes
        totals = {c: sum(v.score * v.status[i] for v in stay.visits) for i, c in enumerate(classes)}
        today = self._judge.today
        if today and interval and interval.end == today:
            totals[Status.ONGOING] *= _LAST_DAY
        status = Status(max(totals, key=lambda name: totals[name]))
        ahead = bool(today and interval and interval.start and interval.start > today)
        return Status.PLANNED if ahead and status in _BEGUN else status

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
    if not judge.scene.sentences:
        return []
    found = stays(judge.visits())
    return Assembler(judge, doc_id, found).events(accepted(judge, found))
