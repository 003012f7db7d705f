"""Turns the stays of a document into events."""

import hashlib
from collections.abc import Sequence

from pipeline.document import source_span
from pipeline.events import dating
from pipeline.events.acceptance import accepted
from pipeline.events.judge import Judge
from pipeline.events.scene import Mention
from pipeline.events.stays import Stay, stays
from pipeline.schema import Evidence, Status, VisitEvent

# Below this a name that no gazetteer knows is too often none at all.
SURE_NAME = 0.8
CITY_STATES = frozenset({"city-state", "country", "sovereign country"})


class Assembler:
    """Turns the stays of one document into events."""

    def __init__(self, judge: Judge, doc_id: str) -> None:
        self._judge = judge
        self._scene = judge.scene
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
            confidence=round(self._judge.model.calibration(score), 4),
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
    if not judge.scene.sentences:
        return []
    return Assembler(judge, doc_id).events(accepted(judge, stays(judge.visits())))
