"""Which towns, regions and sites of a country a stay was at: a decision about stays.

A candidate is judged by the words around one mention. Whether a stay was at a place also depends
on what else the text tells of the stay, of the visitor's other stays and of fellow guests.
"""

from collections.abc import Mapping, Sequence

from pipeline.events import dating
from pipeline.events.acceptance import length
from pipeline.events.features import MISSING, PLACE_FORMS, REGIONS, Features
from pipeline.events.hearing import Claim
from pipeline.events.judge import Judge, Visit
from pipeline.events.model import Classifier, Unlearned, log_odds
from pipeline.events.scene import Mention, Scene
from pipeline.events.stays import Stay

# Below this a name that no gazetteer knows is too often none at all.
SURE_NAME = 0.8
FAR = 20
# A fellow guest was probably at a place.
_LIKELY = 0.5
_COUNTRIES = frozenset(
    {
        "city-state",
        "country",
        "dependency",
        "disputed",
        "indeterminate",
        "sovereign country",
        "sovereignty",
    }
)
_KINDS = ("city", "capital", "region", "island", "venue", "site")


class Visited(Unlearned):
    """Takes the places of a stay's visits: the decision `site` before it is learned."""

    def yes(self, row: Mapping[str, float]) -> float:
        """Return the probability of yes."""
        return max(0.0, row["own_place"])


def within_country(mention: Mention) -> bool:
    """Whether a place mention names a city, region or site and not a country or a people."""
    entity = mention.entity
    if entity is None or mention.form == "COUNTRY" or entity.type in _COUNTRIES:
        return False
    if entity.id is None:
        return mention.form != "ADJECTIVE" and mention.score >= SURE_NAME
    return True


class Sites:
    """Decides which places the stays of one text were at."""

    def __init__(self, judge: Judge, found: Sequence[Stay], decision: Classifier) -> None:
        """Take the judge of the text, all stays made of its visits, and the decision `site`."""
        self._decision = decision
        self._least = judge.model.thresholds["place"]
        self._scene = judge.scene
        self._stays = found
        self._claims: dict[tuple[str, str], list[Claim]] = {}
        for claim in judge.claims:
            key = claim.pair.visitor.key, claim.pair.place.key
            self._claims.setdefault(key, []).append(claim)
        self._places: dict[str, dict[str, list[Mention]]] = {}
        for mention in self._scene.places:
            if mention.country and within_country(mention):
                country = self._places.setdefault(mention.country, {})
                country.setdefault(mention.key, []).append(mention)

    def of(self, stay: Stay) -> list[Mention]:
        """Return the first mention of each place that a stay was at, in text order."""
        options = self.options(stay)
        scores = self._decision.predict([row for _, row in options])[:, 1]
        return [m for (m, _), p in zip(options, scores, strict=True) if p >= self._least]

    def options(self, stay: Stay) -> list[tuple[Mention, Features]]:
        """Return the places of a stay's country, each with what tells of it beside the stay."""
        pair = stay.best.candidate
        groups = self._places.get(pair.country, {})
        claims = {key: self._claims.get((pair.visitor.key, key), []) for key in groups}
        told = {key: [v for v in stay.visits if v.candidate.place.key == key] for key in groups}
        shared = self._features_of_stay(stay)
        options = []
        for key, mentions in groups.items():
            row: Features = {
                **shared,
                **_claimed(claims[key]),
                **_told(stay, told[key]),
                **_placed(self._scene, stay, mentions),
                **_rivalled(key, claims, told),
                "first": float(key == next(iter(groups))),
                **self._elsewhere(stay, key),
            }
            options.append((min(mentions, key=lambda m: m.start), row))
        return sorted(options, key=lambda option: option[0].start)

    def _features_of_stay(self, stay: Stay) -> Features:
        interval = stay.interval
        visitor = stay.best.candidate.visitor
        return {
            "score": log_odds(stay.best.score),
            "visits": float(min(8, len(stay.visits))),
            "countries_only": float(all(not within_country(_place(v)) for v in stay.visits)),
            "domestic": float(stay.best.candidate.at_home),
            "days": length(interval),
            "precision": float(dating.coarseness(interval)) if interval else MISSING,
            "topic": float(self._scene.is_topic(visitor)),
        }

    def _elsewhere(self, stay: Stay, key: str) -> Features:
        """What the visitor's other stays and the stays of fellow guests say of the place."""
        pair = stay.best.candidate
        siblings: list[Visit] = []
        fellows: list[bool] = []
        for other in self._stays:
            one = other.best.candidate
            if other is stay or one.country != pair.country:
                continue
            here = [v for v in other.visits if v.candidate.place.key == key]
            if one.visitor.key == pair.visitor.key:
                siblings += here
            elif other.best.sure and dating.overlap(stay.interval, other.interval):
                fellows.append(any(v.place_score >= _LIKELY for v in here))
        return {
            "sibling": max((v.score for v in siblings), default=0.0),
            "fellows": float(min(6, len(fellows))),
            "fellow_share": sum(fellows) / len(fellows) if fellows else MISSING,
        }


def _place(visit: Visit) -> Mention:
    return visit.candidate.place


def _claimed(claims: Sequence[Claim]) -> Features:
    """What was said of the visitor at the place, wherever the text names it."""
    best = max(claims, key=lambda claim: claim.visit, default=None)
    reading = best.reading if best is not None else None
    return {
        "claims": float(min(6, len(claims))),
        "claim_visit": log_odds(best.visit) if best else MISSING,
        "claim_place": best.place if best else MISSING,
        "claim_read": reading.place if reading is not None else MISSING,
        "claim_far": float(best is not None and best.pair.topic),
        "place_most": max((claim.place for claim in claims), default=MISSING),
    }


def _rivalled(
    key: str, claims: Mapping[str, Sequence[Claim]], told: Mapping[str, Sequence[Visit]]
) -> Features:
    """How a place does beside the other places of the country, all by their keys."""
    joint = {k: max((c.visit * c.place for c in found), default=0.0) for k, found in claims.items()}
    others = [other for other in claims if other != key]
    return {
        "joint": joint[key],
        "lead": joint[key] - max((joint[other] for other in others), default=0.0),
        "rank": float(min(6, sum(joint[other] > joint[key] for other in others))),
        "options": float(min(8, len(claims))),
        "others_told": float(min(6, sum(bool(told[other]) for other in others))),
        "others_place": max(
            (v.place_score for other in others for v in told[other]), default=MISSING
        ),
    }


def _told(stay: Stay, visits: Sequence[Visit]) -> Features:
    """What the visits of the stay say that are at the place."""
    dated = [v for v in visits if v.dates]
    agreeing = [dating.overlap(stay.interval, dating.combine(v.dates, v.days)) for v in dated]
    return {
        "own": max((v.score for v in visits), default=0.0),
        "own_place": max((v.place_score for v in visits), default=MISSING),
        "own_visits": float(min(6, len(visits))),
        "own_best": float(stay.best in visits),
        "own_date": max((v.date_score for v in dated), default=MISSING),
        "own_agrees": float(any(agreeing)) if agreeing else MISSING,
    }


def _placed(scene: Scene, stay: Stay, mentions: Sequence[Mention]) -> Features:
    """Where in the text the place stands, and what it is."""
    anchors = {visit.candidate.anchor for visit in stay.visits}
    gaps = [mention.sentence - anchor for mention in mentions for anchor in anchors]
    paragraphs = {visit.candidate.place.paragraph for visit in stay.visits}
    first = min(mentions, key=lambda m: m.start)
    entity = first.entity
    kind = entity.type if entity else None
    features: Features = {
        "gap": float(min(FAR, *(abs(gap) for gap in gaps))),
        "before": float(min(gaps, key=abs) < 0),
        "paragraph": float(any(m.paragraph in paragraphs for m in mentions)),
        "mentions": float(min(8, len(mentions))),
        "known": float(entity is not None and entity.id is not None),
        "position": float(min(60, first.sentence)),
    }
    features |= {f"form={form}": float(any(m.form == form for m in mentions))
                 for form in PLACE_FORMS}  # fmt: skip
    features |= {f"kind={name}": float(kind == name) for name in _KINDS}
    regions = {scene.region_at(mention.start) for mention in mentions}
    return features | {f"region={name}": float(name in regions) for name in REGIONS}
