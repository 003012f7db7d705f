"""Thinks of each stay of a text once more, knowing what was thought of the others.

At first a stay is judged by what the text says of it and by what single sentences say of others.
Now it is known which others are likely, and when: two stays of a person on one day exclude each
other, the guests of a summit come on the same days, and what follows a planned stay is planned.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.events.features import MISSING, Features
from pipeline.events.intervals import days_of, meet, nearness, shares_of
from pipeline.events.model import FloatArray, Unlearned, VisitModel, log_odds, probability
from pipeline.events.opinions import HEARD, ROLES, Opinion, parts
from pipeline.schema import Status

# From here on a stay counts as told by the second decisions, whatever events need.
_TOLD = 0.33
# What places the interval of a stay, for its status.
_PLACED = (
    "precision", "days", "start_ahead", "end_ahead", "today", "opens", "closes", "since", "until",
    "combined", "article",
)  # fmt: skip

Mask = NDArray[np.bool_]


class Kept(Unlearned):
    """Says what was thought at first: a second decision before it is learned."""

    def yes(self, row: Mapping[str, float]) -> float:
        """Return the probability of yes."""
        return probability(row["first"])


class KeptStatus:
    """Says what was thought of the status at first."""

    def __init__(self) -> None:
        self.classes = [status.value for status in Status]

    def predict(self, rows: Sequence[Mapping[str, float]]) -> FloatArray:
        """Return probabilities `[rows, classes]`."""
        told = [[row[f"told={name}"] for name in self.classes] for row in rows]
        return np.array(told, np.float32).reshape(-1, len(self.classes))


class KeptCompany:
    """Says of other persons what the surest mention of each does."""

    def __init__(self) -> None:
        self.classes = ["none", *ROLES]

    def predict(self, rows: Sequence[Mapping[str, float]]) -> FloatArray:
        """Return probabilities `[rows, classes]`."""
        told = [[row[role] for role in ROLES] for row in rows]
        roles = np.array(told, np.float32).reshape(-1, len(ROLES))
        return np.concatenate([np.maximum(0, 1 - roles.sum(1, keepdims=True)), roles], axis=1)


class KeptBodies(Unlearned):
    """Says of bodies what the surest mention of each does."""

    def yes(self, row: Mapping[str, float]) -> float:
        """Return the probability of yes."""
        return row["to"]


def second(model: VisitModel, opinions: Sequence[Opinion]) -> list[Opinion]:
    """Form a second opinion of each stay of a text, in view of the first ones."""
    text = Text(opinions)
    scores = model.stay_again.predict(text.stay_rows())[:, 1]
    rows = [row for found in text.interval_rows() for row in found]
    chances = parts(model.interval_again.predict(rows)[:, 1], [x.outline for x in opinions])
    dated = [
        replace(opinion, score=float(score), chances=own)
        for opinion, score, own in zip(opinions, scores, chances, strict=True)
    ]
    text = Text(dated)
    told = model.status_again.predict(text.status_rows())
    return [
        replace(
            opinion,
            status=tuple(float(p) for p in row),
            company=_company(model, others),
            bodies=_bodies(model, bodies),
        )
        for opinion, row, others, bodies in zip(
            dated, told, text.other_rows(), text.body_rows(), strict=True
        )
    ]


def _company(model: VisitModel, rows: Mapping[str, Features]) -> dict[str, str]:
    """Decide what other persons are to a visitor."""
    decision = model.company_again
    found = {}
    for key, told in zip(rows, decision.predict(list(rows.values())), strict=True):
        chances = {role: float(told[decision.classes.index(role)]) for role in ROLES}
        role = max(chances, key=lambda name: chances[name])
        if chances[role] >= model.thresholds[role]:
            found[key] = role
    return found


def _bodies(model: VisitModel, rows: Mapping[str, Features]) -> frozenset[str]:
    """Decide which bodies and summits a stay is to or for."""
    told = model.body_again.predict(list(rows.values()))[:, 1]
    least = model.thresholds["organisation"]
    return frozenset(key for key, chance in zip(rows, told, strict=True) if chance >= least)


class Text:
    """All stays of one text with what is thought of them, `n` of them.

    Masks are `[n, n]`: which others are of a kind, seen from each stay.
    """

    def __init__(self, opinions: Sequence[Opinion]) -> None:
        self._opinions = opinions
        self._outlines = [opinion.outline for opinion in opinions]
        self._scores = np.array([opinion.score for opinion in opinions], np.float32)
        self._days = days_of([opinion.interval for opinion in opinions])

    def stay_rows(self) -> list[Features]:
        """Describe each stay to decide whether it is told."""
        if not self._opinions:
            return []
        scores, count = self._scores, len(self._scores)
        told = scores >= _TOLD
        columns: dict[str, FloatArray | Mask] = {
            "text_rank": (scores[None, :] > scores[:, None]).sum(1) / count,
            "fellows_along": (self._fellows & self._over & told).sum(1),
            "beside_here": self._most(self._beside & self._fellows),
        }
        for name, group in self._groups():
            over = self._most(group & self._over)
            columns |= {
                f"{name}_most": self._most(group),
                f"{name}_told": (group & told).sum(1),
                f"{name}_over": over,
                f"{name}_same": self._most(group & self._same),
                f"{name}_lead": scores - over,
            }
        shared = {
            "text_most": float(scores.max()),
            "text_told": float(told.sum()),
            "text_mean": float(scores.mean()),
        }
        return [
            {
                **opinion.outline.features,
                **_own(opinion),
                **shared,
                **{name: float(column[index]) for name, column in columns.items()},
            }
            for index, opinion in enumerate(self._opinions)
        ]

    def interval_rows(self) -> list[list[Features]]:
        """Describe the possible intervals of each stay, to decide on one."""
        return [self._options(index) for index in range(len(self._opinions))]

    def status_rows(self) -> list[Features]:
        """Describe each stay to decide on its status."""
        if not self._opinions:
            return []
        starts = self._days[0]
        known = (starts[:, None] > 0) & (starts[None, :] > 0)
        later = starts[None, :] > starts[:, None]
        groups = {
            "fellows": self._fellows & self._over,
            "later": self._legs & known & later,
            "earlier": self._legs & known & ~later,
            "same": self._others & self._same,
            "all": self._others,
        }
        shares = {name: self._statuses(name, group) for name, group in groups.items()}
        return [
            {
                **opinion.outline.features,
                **_own(opinion),
                **_placed(opinion),
                **{key: value for rows in shares.values() for key, value in rows[index].items()},
            }
            for index, opinion in enumerate(self._opinions)
        ]

    def other_rows(self) -> list[dict[str, Features]]:
        """Describe the other persons of each stay, by key, to decide what each is there."""
        told = [outline.others for outline in self._outlines]
        return [
            {
                key: row | self._returned(index, key)
                for key, row in self._related(index, told, ROLES).items()
            }
            for index in range(len(told))
        ]

    def body_rows(self) -> list[dict[str, Features]]:
        """Describe the bodies of each stay, by key, to decide which it is to or for."""
        told = [outline.bodies for outline in self._outlines]
        return [self._related(index, told, ["to"]) for index in range(len(told))]

    def _related(
        self, index: int, told: Sequence[Mapping[str, Features]], names: Sequence[str]
    ) -> dict[str, Features]:
        """Describe what `told` has of one stay, by key, beside what it has of all others.

        `names` are the features that are compared; the first of them ranks.
        """
        own = told[index]
        most = sorted((row[names[0]] for row in own.values()), reverse=True)
        shared = self._shared(index, len(own))
        return {
            key: {
                **row,
                **shared,
                "rank": float(most.index(row[names[0]])),
                **self._said(index, [rows.get(key) for rows in told], names),
            }
            for key, row in own.items()
        }

    def _shared(self, index: int, options: int) -> Features:
        opinion = self._opinions[index]
        return {
            "likely": log_odds(opinion.score),
            "options": float(min(12, options)),
            "fellows_along": float((self._fellows[index] & self._over[index]).sum()),
            "stays": float(min(20, len(self._opinions))),
            "domestic": opinion.outline.features["domestic"],
            **_told(opinion),
        }

    def _said(self, index: int, rows: Sequence[Features | None], names: Sequence[str]) -> Features:
        """What all stays say of one person or body: that of fellows, and others of the visitor."""
        features: Features = {}
        for name in names:
            chances = np.array([row[name] if row else 0.0 for row in rows], np.float32)
            for group, mask in (
                ("fellows", self._fellows[index] & self._over[index]),
                ("legs", self._legs[index]),
                ("siblings", self._siblings[index]),
            ):
                weights = mask * self._scores
                total, most = float(weights.sum()), float((mask * chances).max())
                mean = float(weights @ chances) / total if total else MISSING
                features |= {
                    f"{name}_{group}": mean,
                    f"{name}_{group}_most": most,
                    f"{name}_{group}_lead": float(chances[index]) - most,
                }
        return features

    def _returned(self, index: int, key: str) -> Features:
        """Whether the other person is on a visit there, too, and what that says of the visitor."""
        person = self._outlines[index].person
        theirs = [
            i for i in np.flatnonzero(self._fellows[index]) if self._outlines[i].person == key
        ]
        along = [i for i in theirs if self._over[index][i]]
        said = [row for i in along if (row := self._outlines[i].others.get(person))]
        return {
            "visits_here": max((float(self._scores[i]) for i in theirs), default=0.0),
            "visits_along": max((float(self._scores[i]) for i in along), default=0.0),
            **{f"returns_{role}": max((row[role] for row in said), default=0.0) for role in ROLES},
        }

    def _options(self, index: int) -> list[Features]:
        opinion = self._opinions[index]
        options, chances = opinion.outline.options, opinion.chances
        if not options:
            return []
        shares = shares_of(chances)
        columns = {
            "first": [log_odds(float(chance)) for chance in chances],
            "share": shares,
            "rank": np.argsort(np.argsort(-chances, kind="stable"), kind="stable"),
            "behind": chances.max() - chances,
            "near": nearness(options) @ shares,
            **self._agreeing(index),
        }
        likely = log_odds(opinion.score)
        return [
            {**row, "likely": likely, **{name: float(col[k]) for name, col in columns.items()}}
            for k, row in enumerate(opinion.outline.placed)
        ]

    def _agreeing(self, index: int) -> dict[str, FloatArray]:
        """What the other stays' intervals say of each possible one."""
        days = days_of(self._outlines[index].options)
        over = meet(days, self._days)
        start, end, precision = (x[:, None] for x in days)
        starts, ends, precisions = (x[None, :] for x in self._days)
        alike, known = precision == precisions, starts > 0
        opens, closes = alike & (start == starts), alike & (end == ends)
        columns: dict[str, FloatArray] = {}
        for name, group in (*self._groups(), ("all", self._others)):
            here = group[index][None, :]
            columns |= {
                f"{name}_is": (here & opens & closes) @ self._scores,
                f"{name}_starts": self._most(here & opens),
                f"{name}_ends": self._most(here & closes),
                f"{name}_over": self._most(here & over),
                f"{name}_off": self._most(here & known & ~over),
            }
        legs = self._legs[index][None, :] & alike
        return columns | {
            "legs_next": self._most(legs & (end == starts)),
            "legs_before": self._most(legs & (start == ends)),
        }

    def _statuses(self, name: str, group: Mask) -> list[Features]:
        """How many stays of a group are told, and what share of them with each status."""
        weights = group * self._scores
        totals = weights.sum(1)
        told = weights @ np.array([outline.status for outline in self._outlines], np.float32)
        return [
            {f"{name}_count": float(total)}
            | {
                f"{name}={status.value}": float(part / total) if total else MISSING
                for status, part in zip(Status, row, strict=True)
            }
            for total, row in zip(totals, told, strict=True)
        ]

    def _groups(self) -> Iterator[tuple[str, Mask]]:
        yield from (("siblings", self._siblings), ("legs", self._legs))
        yield from (("fellows", self._fellows), ("beside", self._beside))

    def _most(self, mask: Mask) -> FloatArray:
        """The score of the likeliest of those in each row of a mask, 0 for none."""
        return np.asarray((mask * self._scores).max(1), np.float32)

    @cached_property
    def _others(self) -> Mask:
        return ~np.eye(len(self._scores), dtype=bool) & (self._scores >= HEARD)

    @cached_property
    def _mine(self) -> Mask:
        return _equal([outline.person for outline in self._outlines])

    @cached_property
    def _here(self) -> Mask:
        return _equal([outline.country for outline in self._outlines])

    @cached_property
    def _siblings(self) -> Mask:
        """The same person in the same country."""
        return self._others & self._mine & self._here

    @cached_property
    def _legs(self) -> Mask:
        """The same person elsewhere."""
        return self._others & self._mine & ~self._here

    @cached_property
    def _fellows(self) -> Mask:
        """Other persons in the same country."""
        return self._others & ~self._mine & self._here

    @cached_property
    def _beside(self) -> Mask:
        """Other persons in the same sentence."""
        told = [outline.sentences for outline in self._outlines]
        shared = np.array([[bool(one & other) for other in told] for one in told])
        return np.asarray(self._others & ~self._mine & shared)

    @cached_property
    def _over(self) -> Mask:
        """Those who share a day."""
        return meet(self._days, self._days)

    @cached_property
    def _same(self) -> Mask:
        """Those with the same days."""
        alike = [days[:, None] == days[None, :] for days in self._days]
        known = self._days[0][:, None] > 0
        return np.asarray(known & alike[0] & alike[1] & alike[2])


def _equal(keys: Sequence[str]) -> Mask:
    found = np.array(keys)
    return np.asarray(found[:, None] == found[None, :])


def _own(opinion: Opinion) -> Features:
    return {
        "first": log_odds(opinion.score),
        "days_sure": float(max(opinion.chances, default=MISSING)),
    }


def _placed(opinion: Opinion) -> Features:
    """Where the interval of a stay lies, and what its visits say of its status."""
    number = opinion.number
    placed = {} if number is None else opinion.outline.placed[number]
    return {f"days_{name}": placed.get(name, MISSING) for name in _PLACED} | _told(opinion)


def _told(opinion: Opinion) -> Features:
    """What the visits of a stay say of its status."""
    shares = zip(Status, opinion.outline.status, strict=True)
    return {f"told={status.value}": share for status, share in shares}
