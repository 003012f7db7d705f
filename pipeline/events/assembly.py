"""Turns the stays of a document into events."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date

from pipeline.document import source_span
from pipeline.events.judge import Judge
from pipeline.events.model import VisitModel
from pipeline.events.opinions import ROLES, Opinion, first, outlines, standing
from pipeline.events.review import second
from pipeline.events.rows import shared
from pipeline.events.scene import Mention
from pipeline.events.sites import Sites
from pipeline.events.stays import Stay, stays
from pipeline.schema import Entity, Evidence, Status, VisitEvent

# What no stay can be that begins after the article's day.
_BEGUN = frozenset({Status.COMPLETED, Status.ONGOING})


class Assembler:
    """Turns the stays of one document into events."""

    def __init__(
        self, judge: Judge, doc_id: str, found: Sequence[Stay], model: VisitModel | None = None
    ) -> None:
        """Take the judge of the document, its id and all stays made of its visits.

        A `model` decides about places in place of the judge's own.
        """
        self._judge = judge
        self._scene = judge.scene
        self.sites = Sites(judge, found, (model or judge.model).site)
        self._doc_id = doc_id

    def events(self, told: Sequence[tuple[Stay, Opinion]]) -> list[VisitEvent]:
        """Return the events of stays by what is thought of them, in the order of their evidence."""
        ranked = sorted(told, key=lambda item: -item[1].score)
        found = [(self.event(stay, opinion), opinion.score) for stay, opinion in ranked]
        events = [(event, score) for event, score in found if event is not None]
        # Whose own stay is that likely came as a visitor, whoever seems to have brought them.
        least = self._judge.model.thresholds["own"]
        own = {(event.visitor, event.country) for event, score in events if score >= least}
        kept: list[VisitEvent] = []
        companions: set[tuple[str, str]] = set()
        # Of two who are each told as the other's companion, the surer one is the visitor.
        for event, _ in events:
            if (event.visitor, event.country) in companions:
                continue
            brought = [name for name in event.delegation if (name, event.country) not in own]
            kept.append(event.model_copy(update={"delegation": tuple(brought)}))
            companions |= {(name, event.country) for name in brought}
        return _numbered(sorted(kept, key=lambda e: (e.evidence[0].start, e.visitor, e.country)))

    def event(self, stay: Stay, opinion: Opinion) -> VisitEvent | None:
        """Return the event that a stay is, `None` where nothing in the article tells it."""
        best = stay.best.candidate
        evidence = self._evidence(stay)
        visitor = best.visitor.entity
        if visitor is None or not evidence:
            return None
        dates = opinion.interval.iso() if opinion.interval else None
        counterparts, delegation = (self._company(opinion, role) for role in ROLES)
        bodies = _named(self._scene.organisations, opinion.bodies)
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
            status=_status(opinion, self._judge.today),
            counterparts=tuple(entity.name for entity in counterparts),
            counterpart_ids=tuple(entity.id for entity in counterparts),
            organisations=tuple(entity.name for entity in bodies),
            organisation_ids=tuple(entity.id for entity in bodies),
            delegation=tuple(entity.name for entity in delegation),
            domestic=visitor.country == best.country,
            confidence=round(self._judge.model.calibration(opinion.score), 4),
            evidence=evidence,
        )

    def _company(self, opinion: Opinion, role: str) -> list[Entity]:
        keys = {key for key, other in opinion.company.items() if other == role}
        return _named(self._scene.persons, keys)

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


def _named(mentions: Sequence[Mention], keys: Collection[str]) -> list[Entity]:
    """Return the entities of keys in the order of the text."""
    found: dict[str, Entity] = {}
    for mention in sorted(mentions, key=lambda m: m.start):
        if mention.entity is not None and mention.key in keys:
            found.setdefault(mention.key, mention.entity)
    return list(found.values())


def _status(opinion: Opinion, today: date | None) -> Status:
    status, _ = max(zip(Status, opinion.status, strict=True), key=lambda item: item[1])
    interval = opinion.interval
    ahead = bool(today and interval and interval.start and interval.start > today)
    return Status.PLANNED if ahead and status in _BEGUN else status


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


def opinions_of(judge: Judge, found: Sequence[Stay]) -> list[Opinion]:
    """Return what is thought of each stay of a document."""
    opinions = second(judge.model, first(judge.model, outlines(judge, found)))
    return shared(judge.scene, found, opinions)


def extract_events(judge: Judge, doc_id: str) -> list[VisitEvent]:
    """Return the visit events of one document."""
    if not judge.scene.sentences:
        return []
    found = stays(judge.visits())
    told = standing(judge.model, found, opinions_of(judge, found))
    return Assembler(judge, doc_id, found).events(told)
