"""Numbers that describe a stay beside the others of its text: is it one that the text tells?

A candidate is judged by the words around it. Whether a stay stands also depends on what else was
found: another person who fits the same place better, or a surer stay of the same person there.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from pipeline.events import dating
from pipeline.events.features import MISSING, PERSON_FORMS, PLACE_FORMS, Features
from pipeline.events.judge import Judge, Visit
from pipeline.events.model import Unlearned, log_odds, probability
from pipeline.events.scene import Scene
from pipeline.events.stays import Stay
from pipeline.schema import DateValue, Status

LONG_AGO = 400.0
UNKNOWN_DAY = -2 * LONG_AGO
FAR = 60.0


class Surest(Unlearned):
    """Gives a stay the score of its surest visit: the decision `stay` before it is learned."""

    def yes(self, row: Mapping[str, float]) -> float:
        """Return the probability of yes."""
        return probability(row["score"])


def describe(judge: Judge, found: Sequence[Stay]) -> list[Features]:
    """Describe each of the stays of one text."""
    return [
        stay_features(judge.scene, stay, [*found[:i], *found[i + 1 :]], judge.today)
        for i, stay in enumerate(found)
    ]


def stay_features(scene: Scene, stay: Stay, others: Sequence[Stay], today: date | None) -> Features:
    """Describe a stay.

    Args:
        scene: the text.
        stay: one of its stays.
        others: the other stays of the text.
        today: the day of the article.
    """
    best = stay.best
    pair = best.candidate
    scores = sorted((visit.score for visit in stay.visits), reverse=True)
    form = pair.visitor.form
    features: Features = {
        "score": log_odds(best.score),
        "trees": log_odds(best.trees),
        "reading": MISSING if best.reading is None else best.reading,
        "second": log_odds(scores[1]) if len(scores) > 1 else MISSING,
        "total": sum(scores),
        "visits": float(min(8, len(scores))),
        "sentences": float(min(6, len({visit.candidate.anchor for visit in stay.visits}))),
        "place_score": max(visit.place_score for visit in stay.visits),
        "countries_only": float(all(v.candidate.place.form == "COUNTRY" for v in stay.visits)),
        "domestic": float(pair.at_home),
        "home_known": float(bool(pair.visitor.entity and pair.visitor.entity.country)),
        "known": float(bool(pair.visitor.entity and pair.visitor.entity.id)),
        "topic": float(scene.is_topic(pair.visitor)),
        "mentions": float(min(8, scene.person_counts[pair.visitor.key])),
        "country_mentions": float(min(8, scene.country_counts[pair.country])),
        "entry": float(best.entry),
        "far": float(pair.topic),
        "distance": float(pair.place.sentence - pair.visitor.sentence),
        "text_sentences": float(min(80, len(scene.sentences))),
        "text_stays": float(min(20, len(others) + 1)),
        "travel": float(pair.anchor in scene.travel_sentences),
    }
    features |= {f"form={name}": float(form == name) for name in PERSON_FORMS}
    features |= {f"place={name}": float(pair.place.form == name) for name in PLACE_FORMS}
    features |= {f"status={s.value}": p for s, p in zip(Status, best.status, strict=True)}
    features |= _dates(stay, today)
    features |= _siblings(stay, [other for other in others if _same_journey(stay, other)])
    features |= _rivals(stay, others) | _fellows(scene, stay, others)
    return features


def _same_journey(one: Stay, other: Stay) -> bool:
    a, b = one.best.candidate, other.best.candidate
    return a.visitor.key == b.visitor.key and a.country == b.country


def certainty(stay: Stay) -> float:
    """The score of a stay's surest visit with its surest date."""
    return max(visit.score * (visit.date_score if visit.dates else 1.0) for visit in stay.visits)


def _dates(stay: Stay, today: date | None) -> Features:
    interval = stay.interval
    told = [item for visit in stay.visits for item in visit.dates]
    return {
        "dated": float(interval is not None),
        "date_score": max((item.score for item in told), default=MISSING),
        "date_sure": max(visit.score * visit.date_score for visit in stay.visits),
        "dates": float(min(6, len({(x.value.start, x.value.end) for x in told}))),
        "precision": float(dating.coarseness(interval)) if interval else MISSING,
        "days": length(interval),
        "ahead": ahead(interval.start if interval else None, today),
    }


def length(interval: DateValue | None) -> float:
    """Days from the first to the last one of an interval, up to `FAR`."""
    if interval is None or not (interval.start and interval.end):
        return MISSING
    return min(FAR, float((interval.end - interval.start).days))


def ahead(day: date | None, today: date | None) -> float:
    """Days from the article's day to another, at most `LONG_AGO` before or after."""
    if day is None or today is None:
        return UNKNOWN_DAY
    return max(-LONG_AGO, min(LONG_AGO, float((day - today).days)))


def _siblings(stay: Stay, siblings: Sequence[Stay]) -> Features:
    """Other stays of the same person in the same country."""
    own = certainty(stay)
    scores = [certainty(other) for other in siblings]
    best = max(scores, default=MISSING)
    gaps = [_gap(stay.interval, other.interval) for other in siblings]
    return {
        "siblings": float(min(6, len(siblings))),
        "sibling_score": best,
        "sibling_lead": own - best if siblings else MISSING,
        "sibling_rank": float(sum(score > own for score in scores)),
        "sibling_gap": min((gap for gap in gaps if gap is not None), default=MISSING),
    }


def _gap(one: DateValue | None, other: DateValue | None) -> float | None:
    if one is None or other is None:
        return None
    if not (one.start and one.end and other.start and other.end):
        return None
    return min(
        FAR, max(0.0, float(max((other.start - one.end).days, (one.start - other.end).days)))
    )


def _rivals(stay: Stay, others: Sequence[Stay]) -> Features:
    """Other persons at the same places, and the same person elsewhere in the same sentence."""
    pair = stay.best.candidate
    places = {visit.candidate.place.start for visit in stay.visits}
    rivals: dict[str, float] = {}
    elsewhere: list[Visit] = []
    for other in others:
        for visit in other.visits:
            key = visit.candidate.visitor.key
            if key != pair.visitor.key and visit.candidate.place.start in places:
                rivals[key] = max(rivals.get(key, 0.0), visit.score)
            if key == pair.visitor.key and visit.candidate.anchor == pair.anchor:
                elsewhere += [visit] if visit.candidate.country != pair.country else []
    rival = max(rivals.values(), default=0.0)
    return {
        "rivals": float(min(6, len(rivals))),
        "rival_score": rival,
        "rival_lead": stay.best.score - rival,
        "elsewhere": max((visit.score for visit in elsewhere), default=0.0),
    }


def _fellows(scene: Scene, stay: Stay, others: Sequence[Stay]) -> Features:
    """Other persons in the same country, as guests of a summit are, or in the same row of names."""
    pair = stay.best.candidate
    group = scene.coordinations.get(pair.visitor.start)
    fellows = [
        other
        for other in others
        if other.best.candidate.country == pair.country
        and other.best.candidate.visitor.key != pair.visitor.key
    ]
    row = [
        other
        for other in fellows
        if group and scene.coordinations.get(other.best.candidate.visitor.start) == group
    ]
    overlapping = [other for other in fellows if dating.overlap(stay.interval, other.interval)]
    hosts = {m.key for m in scene.persons if m.entity and m.entity.country == pair.country}
    return {
        "row": float(min(6, len(row))),
        "row_score": max((other.best.score for other in row), default=0.0),
        "fellows": float(min(8, sum(other.best.sure for other in fellows))),
        "fellow_score": max((other.best.score for other in overlapping), default=0.0),
        "hosts": float(min(4, len(hosts - {pair.visitor.key}))),
    }
