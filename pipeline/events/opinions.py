"""What is thought of each stay of a text: is it told, from when to when, and how."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from pipeline.events.acceptance import describe
from pipeline.events.features import Features
from pipeline.events.intervals import Intervals, likeliest, shares_of
from pipeline.events.judge import Judge
from pipeline.events.model import FloatArray, VisitModel
from pipeline.events.stays import Stay
from pipeline.schema import DateValue

# What is less likely is not heard when other stays are decided about.
HEARD = 0.05
# What another person may be to a visitor.
ROLES = ("counterpart", "delegation")


@dataclass(frozen=True)
class Outline:
    """A stay as the decisions about stays see it.

    Attributes:
        person: the visitor's key in the text.
        country: where the stay was.
        sentences: those that tell it.
        features: what describes it beside the other stays.
        options: from when to when it may have lasted.
        placed: what tells for each of them.
        status: how sure its visits are of each status, in the order of `Status`; sums to 1.
        others: what its visits say of other persons, by key.
        bodies: what its visits say of bodies and summits, by key.
    """

    person: str
    country: str
    sentences: frozenset[int]
    features: Features
    options: tuple[DateValue, ...]
    placed: tuple[Features, ...]
    status: tuple[float, ...]
    others: Mapping[str, Features] = field(default_factory=dict)
    bodies: Mapping[str, Features] = field(default_factory=dict)


@dataclass(frozen=True)
class Opinion:
    """What is thought of a stay.

    Attributes:
        outline: the stay.
        score: the probability that the text tells it.
        chances: `[options]`, the probability of each interval.
        status: the probability of each status, in the order of `Status`.
        company: `counterpart` or `delegation`, by the key of the person.
        bodies: the keys of the bodies and summits that the stay is to or for.
    """

    outline: Outline
    score: float
    chances: FloatArray
    status: tuple[float, ...]
    company: Mapping[str, str] = field(default_factory=dict)
    bodies: frozenset[str] = frozenset()

    @cached_property
    def number(self) -> int | None:
        """Which of the intervals is taken, `None` where nothing tells one."""
        combined = [row["combined"] for row in self.outline.placed]
        return likeliest(self.outline.options, self.chances, combined)

    @property
    def interval(self) -> DateValue | None:
        """From when to when the stay lasted."""
        return None if self.number is None else self.outline.options[self.number]


def outlines(judge: Judge, found: Sequence[Stay]) -> list[Outline]:
    """Outline the stays of one text."""
    intervals = Intervals(judge, found)
    homes = {m.key: m.entity.country for m in judge.scene.persons if m.entity}
    counts = Counter(m.key for m in judge.scene.organisations)
    drawn = []
    for stay, features in zip(found, describe(judge, found), strict=True):
        pair, options = stay.best.candidate, intervals.options(stay)
        heard = stay.best.score >= HEARD
        drawn.append(
            Outline(
                person=pair.visitor.key,
                country=pair.country,
                sentences=frozenset(visit.candidate.anchor for visit in stay.visits),
                features=features,
                options=tuple(value for value, _ in options),
                placed=tuple(row for _, row in options),
                status=_status(stay),
                others=_others(judge, stay, homes) if heard else {},
                bodies=_bodies(judge, stay, counts) if heard else {},
            )
        )
    return drawn


def _status(stay: Stay) -> tuple[float, ...]:
    """What all visits say of the status, the surer ones more."""
    totals = np.sum([[visit.score * p for p in visit.status] for visit in stay.visits], axis=0)
    return tuple(float(p) for p in shares_of(totals))


def _others(judge: Judge, stay: Stay, homes: Mapping[str, str | None]) -> dict[str, Features]:
    """Describe the other persons that the visits of a stay may tell of.

    `homes` are the countries of all persons of the text, by key.
    """
    visitor, country = stay.best.candidate.visitor.entity, stay.best.candidate.country
    own = visitor.country if visitor else None
    classes = judge.model.participant.classes
    roles = [classes.index(role) for role in ROLES]
    found: dict[str, Features] = {}
    for key, told in judge.others(stay.visits).items():
        met, along = (told[:, role] for role in roles)
        found[key] = {
            "counterpart": float(met.max()),
            "delegation": float(along.max()),
            "counterpart_mean": float(met.mean()),
            "delegation_mean": float(along.mean()),
            "times": float(min(8, len(told))),
            "host": float(homes.get(key) == country),
            "compatriot": float(own is not None and homes.get(key) == own),
            "mentions": float(min(8, judge.scene.person_counts[key])),
        }
    return found


def _bodies(judge: Judge, stay: Stay, counts: Mapping[str, int]) -> dict[str, Features]:
    """Describe the bodies and summits that the visits of a stay may be to or for.

    `counts` tells how often the text names each, by key.
    """
    return {
        key: {
            "to": float(told[:, 1].max()),
            "to_mean": float(told[:, 1].mean()),
            "times": float(min(8, len(told))),
            "mentions": float(min(8, counts[key])),
        }
        for key, told in judge.bodies(stay.visits).items()
    }


def first(model: VisitModel, drawn: Sequence[Outline]) -> list[Opinion]:
    """Form an opinion of each stay from what the text says of it."""
    scores = model.stay.predict([outline.features for outline in drawn])[:, 1]
    chances = model.interval.predict([row for outline in drawn for row in outline.placed])[:, 1]
    return [
        Opinion(outline, float(score), own, outline.status)
        for outline, score, own in zip(drawn, scores, parts(chances, drawn), strict=True)
    ]


def parts(chances: FloatArray, drawn: Sequence[Outline]) -> list[FloatArray]:
    """Part numbers of all options into those of each stay."""
    ends = np.cumsum([len(outline.options) for outline in drawn])
    return np.split(chances, ends[:-1])[: len(drawn)]


def standing(
    model: VisitModel, found: Sequence[Stay], opinions: Sequence[Opinion]
) -> list[tuple[Stay, Opinion]]:
    """Return the stays that are told, by what is thought of them.

    A text of which not even one stay is likely tells none: doubtful ones are then what a host, a
    call or an idiom look like.
    """
    least = model.thresholds["stay"]
    told = _joined(found, opinions, least)
    if max((x.score for _, x in told), default=0.0) < model.thresholds["text"]:
        return []
    return [(stay, x) for stay, x in told if x.score >= least]


def _joined(
    found: Sequence[Stay], opinions: Sequence[Opinion], least: float
) -> list[tuple[Stay, Opinion]]:
    """Leave the likeliest of stays of one person in one country that share their days.

    But one of them is told, so that their chances add up. In coarser times than days there may be
    two, if both are likely.
    """
    groups: dict[Hashable, list[tuple[Stay, Opinion]]] = defaultdict(list)
    for number, (stay, opinion) in enumerate(zip(found, opinions, strict=True)):
        days = opinion.interval.iso() if opinion.interval else number
        groups[opinion.outline.person, opinion.outline.country, days].append((stay, opinion))
    joined: list[tuple[Stay, Opinion]] = []
    for group in groups.values():
        (stay, opinion), *others = sorted(group, key=lambda item: -item[1].score)
        fine = opinion.interval is not None and opinion.interval.precision == "day"
        apart = [x for x in others if x[1].score >= least and not fine]
        same = [x.score for _, x in others if x.score >= HEARD and (fine or x.score < least)]
        joined += [(stay, replace(opinion, score=min(1.0, opinion.score + sum(same)))), *apart]
    return joined
