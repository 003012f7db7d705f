"""Which predicted event answers which gold event of the same document."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from pipeline.scoring.names import Names
from pipeline.scoring.records import ScoredEvent

SET_FIELDS = ("places", "counterparts", "organisations")
FIELDS = ("start", "end", "status", *SET_FIELDS)
EXACT_FIELDS = ("start", "end", "status", "places")


@dataclass(frozen=True)
class Pair:
    """A gold event and the prediction that answers it, with the fields on which both agree."""

    gold: ScoredEvent
    predicted: ScoredEvent
    agreed: frozenset[str]

    @property
    def exact(self) -> bool:
        """Whether dates, status and places are right."""
        return self.agreed.issuperset(EXACT_FIELDS)

    @property
    def wrong(self) -> tuple[str, ...]:
        """The fields that differ."""
        return tuple(field for field in FIELDS if field not in self.agreed)


@dataclass(frozen=True)
class DocumentMatch:
    """The events of one document, matched.

    `pairs` holds counted gold events alone; a prediction that answers an optional one is in
    `excused`, an optional gold event that nothing answers is nowhere.
    """

    doc_id: str
    pairs: tuple[Pair, ...]
    missed: tuple[ScoredEvent, ...]
    false: tuple[ScoredEvent, ...]
    excused: tuple[ScoredEvent, ...]

    @property
    def gold(self) -> tuple[ScoredEvent, ...]:
        """The gold events that count."""
        return (*(pair.gold for pair in self.pairs), *self.missed)

    @property
    def predicted(self) -> tuple[ScoredEvent, ...]:
        """All predicted events."""
        return (*(pair.predicted for pair in self.pairs), *self.false, *self.excused)


def compatible_dates(gold: ScoredEvent, predicted: ScoredEvent) -> bool:
    """Tell whether the dates of two events can be those of one stay.

    The intervals, widened to their precision, must overlap; a gold event without a date takes
    any, a predicted event without one fits only a gold event without one.
    """
    wanted, given = gold.interval(), predicted.interval()
    if wanted is None:
        return True
    if given is None:
        return False
    return given[0] <= wanted[1] and wanted[0] <= given[1]


def same_stay(gold: ScoredEvent, predicted: ScoredEvent, names: Names) -> bool:
    """Tell whether a prediction may answer a gold event: same visitor and country, dates fit."""
    return same_journey(gold, predicted, names) and compatible_dates(gold, predicted)


def same_journey(gold: ScoredEvent, predicted: ScoredEvent, names: Names) -> bool:
    """Tell whether visitor and country are the same, whatever the dates."""
    return gold.country == predicted.country and names.same(gold.visitor, predicted.visitor)


def agreed_fields(gold: ScoredEvent, predicted: ScoredEvent, names: Names) -> frozenset[str]:
    """Return which of `FIELDS` are equal; sets of names are compared as sets."""
    plain = {f for f in ("start", "end", "status") if getattr(gold, f) == getattr(predicted, f)}
    sets = {f for f in SET_FIELDS if names.equal(getattr(gold, f), getattr(predicted, f))}
    return frozenset(plain | sets)


def match_document(
    doc_id: str, gold: Iterable[ScoredEvent], predicted: Iterable[ScoredEvent], names: Names
) -> DocumentMatch:
    """Match the events of one document one to one.

    The assignment has the most matched events; among those the most counted gold events (an
    optional one never takes a prediction that a counted one needs); among those the most agreeing
    fields.
    """
    wanted = sorted(gold, key=ScoredEvent.sort_key)
    given = sorted(predicted, key=ScoredEvent.sort_key)
    agreed = {
        (i, j): agreed_fields(g, p, names)
        for i, g in enumerate(wanted)
        for j, p in enumerate(given)
        if same_stay(g, p, names)
    }
    chosen = _assign(agreed, wanted, len(given))
    answered, used = {i for i, _ in chosen}, {j for _, j in chosen}
    counted = [(i, j) for i, j in chosen if not wanted[i].optional]
    return DocumentMatch(
        doc_id=doc_id,
        pairs=tuple(Pair(wanted[i], given[j], agreed[i, j]) for i, j in counted),
        missed=tuple(g for i, g in enumerate(wanted) if i not in answered and not g.optional),
        false=tuple(p for j, p in enumerate(given) if j not in used),
        excused=tuple(given[j] for i, j in chosen if wanted[i].optional),
    )


def _assign(
    agreed: dict[tuple[int, int], frozenset[str]], gold: Sequence[ScoredEvent], predicted: int
) -> list[tuple[int, int]]:
    """Return the best pairs of indices (gold, predicted) among those that may be matched."""
    if not agreed:
        return []
    # Each rank's unit outweighs all that the ranks below it can add up to.
    most = min(len(gold), predicted)
    counted = len(FIELDS) * most + 1
    matched = counted * (most + 1)
    weights = np.zeros((len(gold), predicted))
    for (i, j), fields in agreed.items():
        weights[i, j] = matched + (0 if gold[i].optional else counted) + len(fields)
    rows, columns = linear_sum_assignment(weights, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [pair for pair in pairs if pair in agreed]
