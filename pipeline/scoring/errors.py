"""Which stage lost an event: mention, link, date, role, status or merge.

The stages are told from what came out and, where the article was analysed again, from what the
earlier stages found in it (`DocView`):

- `mention`: visitor or country is linked nowhere in the article, and no name was found for it.
- `link`: a name was found for it, but stands for something else, or for nothing.
- `date`: visitor and country are right, the dates cannot be those of the stay.
- `role`: everything was there, but no event, or one with the wrong arguments, was made of it.
- `status`: only the status differs.
- `merge`: two stays became one event, or one stay became two.
- `unknown`: the output alone cannot tell; the articles are needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.scoring.matching import (
    EXACT_FIELDS,
    DocumentMatch,
    Pair,
    compatible_dates,
    same_journey,
)
from pipeline.scoring.names import Names, fold
from pipeline.scoring.records import ScoredEvent

Stage = Literal["mention", "link", "date", "role", "status", "merge", "unknown"]
Kind = Literal["missed", "false", "inexact", "partial"]
STAGES: tuple[Stage, ...] = ("mention", "link", "date", "role", "status", "merge", "unknown")
KINDS: tuple[Kind, ...] = ("missed", "false", "inexact", "partial")

# The label of the mentions that each set of names is made of.
_LABELS = {"places": "LOC", "counterparts": "PER", "organisations": "ORG"}


@dataclass(frozen=True)
class Mention:
    """A name or description in an article: characters `[start, end)`, `PER`, `LOC`, `ORG`, …."""

    start: int
    end: int
    label: str
    text: str


@dataclass(frozen=True)
class DocView:
    """What the stages before events found in one article.

    Attributes:
        persons: canonical names of the linked persons.
        countries: ISO codes of the countries of the linked places.
        places: canonical names of the linked places.
        organisations: canonical names of the linked organisations.
        mentions: what was found before linking, with offsets into the article's text as given;
            `[0, 0)` for what stands outside it, in the title.
    """

    persons: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True)
class Loss:
    """An event that is missed, false, or matched with wrong fields, and the stage to blame.

    Attributes:
        kind: `inexact` where dates, status or places of a matched event are wrong, `partial`
            where only counterparts or organisations are.
        event: the gold event, or the false one.
        predicted: what answers a gold event that is matched.
        wrong: the fields in which it differs.
    """

    doc_id: str
    kind: Kind
    stage: Stage
    event: ScoredEvent
    predicted: ScoredEvent | None = None
    wrong: tuple[str, ...] = ()


def losses(match: DocumentMatch, view: DocView | None, names: Names) -> Iterator[Loss]:
    """Yield everything that went wrong in a document."""
    for event in match.missed:
        yield Loss(match.doc_id, "missed", attribute_missed(event, match, view, names), event)
    for event in match.false:
        yield Loss(match.doc_id, "false", attribute_false(event, match, view, names), event)
    for pair in match.pairs:
        if pair.wrong:
            kind: Kind = "partial" if pair.exact else "inexact"
            stage = attribute_fields(pair, view, names)
            yield Loss(match.doc_id, kind, stage, pair.gold, pair.predicted, pair.wrong)


def attribute_missed(
    gold: ScoredEvent, match: DocumentMatch, view: DocView | None, names: Names
) -> Stage:
    """Return the stage that lost a gold event which nothing answers."""
    journeys = [p for p in match.predicted if same_journey(gold, p, names)]
    if any(p in match.false for p in journeys):
        return "date"
    # The event that would answer it went to another stay: both were told as one.
    if any(compatible_dates(gold, p) or gold.overlaps(p) for p in journeys):
        return "merge"
    return _lost_argument(gold, match, view, names)


def attribute_false(
    predicted: ScoredEvent, match: DocumentMatch, view: DocView | None, names: Names
) -> Stage:
    """Return the stage that made a predicted event which answers no gold event."""
    journeys = [g for g in match.gold if same_journey(g, predicted, names)]
    if any(g in match.missed for g in journeys):
        return "date"
    # A stay of its own would have its own date and its own words.
    if any(compatible_dates(g, predicted) or g.overlaps(predicted) for g in journeys):
        return "merge"
    if journeys:
        return "merge" if predicted.interval() is None else "date"
    for gold in match.missed:
        if _twins(gold, predicted, names):
            return _lost_argument(gold, match, view, names)
    return "role"


def attribute_fields(pair: Pair, view: DocView | None, names: Names) -> Stage:
    """Return the earliest stage to blame for the wrong fields of a matched event.

    Counterparts and organisations are looked at only where all else is right.
    """
    fields = pair.wrong if pair.exact else [f for f in pair.wrong if f in EXACT_FIELDS]
    return min((_field_stage(pair, field, view, names) for field in fields), key=STAGES.index)


def _field_stage(pair: Pair, field: str, view: DocView | None, names: Names) -> Stage:
    if field in ("start", "end"):
        return "date"
    if field == "status":
        return "status"
    return _lost_names(pair, field, view, names)


def _twins(gold: ScoredEvent, predicted: ScoredEvent, names: Names) -> bool:
    """Tell whether a false event is a missed one with the wrong visitor or the wrong country."""
    if names.same(gold.visitor, predicted.visitor) == (gold.country == predicted.country):
        return False
    return gold.overlaps(predicted)


def _lost_argument(
    gold: ScoredEvent, match: DocumentMatch, view: DocView | None, names: Names
) -> Stage:
    """Return `mention` or `link` where visitor or country were lost before, else `role`."""
    seen = view or _output_view(match)
    lost: list[Stage] = []
    if not names.contains(seen.persons, gold.visitor):
        lost.append(_unlinked(gold, "PER", (gold.visitor,), seen))
    if gold.country not in seen.countries:
        lost.append(_unlinked(gold, "LOC", gold.places, seen))
    if not lost:
        return "role"
    return "unknown" if view is None else min(lost, key=STAGES.index)


def _lost_names(pair: Pair, field: str, view: DocView | None, names: Names) -> Stage:
    """Tell what became of the names that a set of the gold event has and the predicted lacks."""
    given = getattr(pair.predicted, field)
    missing = [name for name in getattr(pair.gold, field) if not names.contains(given, name)]
    if not missing:
        return "role"
    if view is None:
        return "unknown"
    known = view.persons if field == "counterparts" else getattr(view, field)
    lost = tuple(name for name in missing if not names.contains(known, name))
    return _unlinked(pair.gold, _LABELS[field], lost, view) if lost else "role"


def _unlinked(gold: ScoredEvent, label: str, wanted: tuple[str, ...], view: DocView) -> Stage:
    """Tell whether something that was not linked had at least been found.

    A mention counts where it stands in the event's evidence, or where it shares a word with one
    of the names that were wanted.
    """
    words = {word for name in wanted for word in fold(name).split()}
    for mention in view.mentions:
        inside = any(
            mention.start < quote.end and quote.start < mention.end for quote in gold.evidence
        )
        if mention.label == label and (inside or words & set(fold(mention.text).split())):
            return "link"
    return "mention"


def _output_view(match: DocumentMatch) -> DocView:
    """Return what the document's predicted events show of its linked names."""
    events = match.predicted
    people = {name for e in events for name in (e.visitor, *e.counterparts, *e.delegation)}
    return DocView(persons=frozenset(people), countries=frozenset(e.country for e in events))
