"""Trains the decisions about stays, on what the other decisions make of unread articles."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

from pipeline.events.assembly import Assembler
from pipeline.events.features import Features
from pipeline.events.judge import Judge
from pipeline.events.model import VisitModel
from pipeline.events.opinions import ROLES, Opinion, Outline, first, outlines, standing
from pipeline.events.review import Text, second
from pipeline.events.rows import shared
from pipeline.events.sites import Sites
from pipeline.events.stays import Stay, stays
from pipeline.scoring.matching import match_document
from pipeline.scoring.names import Names
from pipeline.scoring.records import ScoredEvent
from pipeline.training.decisions import (
    CLASSES,
    FOLDS,
    SIZES,
    Example,
    Learned,
    Table,
    outside,
    scored,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Draft:
    """The stays of one article before anything is decided about them."""

    example: Example
    judge: Judge
    stays: tuple[Stay, ...]
    outlines: tuple[Outline, ...]

    @cached_property
    def _told(self) -> list[ScoredEvent | None]:
        """The event that each stay would be."""
        assembler = Assembler(self.judge, self.example.doc_id, self.stays)
        opinions = first(self.judge.model, self.outlines)
        events = map(assembler.event, self.stays, opinions)
        return [scored(event) if event is not None else None for event in events]

    def made(self, opinions: Sequence[Opinion]) -> list[tuple[int, ScoredEvent]]:
        """The stays, by their numbers, with the events that they would be on the days thought."""
        found = []
        for number, (event, opinion) in enumerate(zip(self._told, opinions, strict=True)):
            if event is not None:
                days = opinion.interval.iso() if opinion.interval else None
                start, end = days or (None, None)
                found.append((number, event.model_copy(update={"start": start, "end": end})))
        return found

    def sites(self) -> list[list[tuple[str, Features]]]:
        """The places where each stay may have been, by name, with what tells for each."""
        sites = Sites(self.judge, self.stays, self.judge.model.site)
        return [
            [(mention.entity.name if mention.entity else "", row) for mention, row in options]
            for options in map(sites.options, self.stays)
        ]

    def names(self) -> dict[str, str]:
        """The names of the persons, bodies and summits of the article, by key."""
        scene = self.judge.scene
        mentions = [*scene.persons, *scene.organisations]
        return {mention.key: mention.entity.name for mention in mentions if mention.entity}

    def events(self, model: VisitModel, opinions: Sequence[Opinion]) -> list[ScoredEvent]:
        """The events of the article, by what a model decides about places and what is thought."""
        assembler = Assembler(self.judge, self.example.doc_id, self.stays, model)
        told = shared(self.judge.scene, self.stays, opinions)
        chosen = standing(model, self.stays, told)
        return [scored(event) for event in assembler.events(chosen)]


Judged = Sequence[tuple[Draft, Sequence[Opinion]]]
"""Drafts with what is thought of their stays."""


def draft(example: Example, model: VisitModel) -> Draft:
    """Run the events stage on one article up to its stays."""
    judge = Judge(example.scene, model, example.article)
    found = stays(judge.visits()) if example.scene.sentences else []
    return Draft(example, judge, tuple(found), tuple(outlines(judge, found)))


def undecided(drafts: Sequence[Draft]) -> list[tuple[Draft, list[Opinion]]]:
    """Return drafts with what is thought of their stays before anything is learned."""
    return [(item, first(item.judge.model, item.outlines)) for item in drafts]


class _Answers:
    """Which gold events the stays of an article answer.

    Attributes:
        gold: the gold event, by the number of the stay.
        judged: the numbers of the stays that are right or wrong, as those of optional ones are not.
    """

    def __init__(self, item: Draft, opinions: Sequence[Opinion], names: Names) -> None:
        made = item.made(opinions)
        match = match_document(
            item.example.doc_id, item.example.gold, [event for _, event in made], names
        )
        numbers = {id(event): number for number, event in made}
        excused = {numbers[id(event)] for event in match.excused}
        self.gold = {numbers[id(pair.predicted)]: pair.gold for pair in match.pairs}
        self.judged = [number for number, _ in made if number not in excused]


def stay_table(
    judged: Judged, names: Names, rows_of: Callable[[Sequence[Opinion]], Sequence[Features]]
) -> Table:
    """Label stays by whether they answer a gold event; those of optional ones are left out."""
    table = Table()
    for item, opinions in judged:
        answers, rows = _Answers(item, opinions, names), rows_of(opinions)
        for number in answers.judged:
            table.add(rows[number], int(number in answers.gold), item.example.doc_id)
    return table


def answer_table(
    judged: Judged,
    names: Names,
    options_of: Callable[[Draft, Sequence[Opinion]], Sequence[Iterable[tuple[T, Features]]]],
    label: Callable[[T, ScoredEvent], int],
) -> Table:
    """Label what may be said of each stay that answers a gold event.

    Args:
        judged: drafts with what is thought of their stays.
        names: to match events.
        options_of: what may be said of each stay of a draft, each with the features that tell.
        label: the class of one of these, beside the gold event.
    """
    table = Table()
    for item, opinions in judged:
        options = options_of(item, opinions)
        for number, gold in _Answers(item, opinions, names).gold.items():
            for option, row in options[number]:
                table.add(row, label(option, gold), item.example.doc_id)
    return table


def interval_table(
    judged: Judged,
    names: Names,
    rows_of: Callable[[Sequence[Opinion]], Sequence[Sequence[Features]]],
) -> Table:
    """Label the intervals of each stay that answers a gold event by whether they are its days."""
    return answer_table(
        judged,
        names,
        lambda _, found: [
            zip(opinion.outline.options, rows, strict=True)
            for opinion, rows in zip(found, rows_of(found), strict=True)
        ],
        lambda value, gold: int(value.iso() == (gold.start, gold.end)),
    )


def site_table(judged: Judged, names: Names) -> Table:
    """Label the places of each stay that answers a gold event by whether the gold names them."""
    return answer_table(
        judged,
        names,
        lambda item, _: item.sites(),
        lambda name, gold: int(names.contains(gold.places, name)),
    )


def status_table(judged: Judged, names: Names) -> Table:
    """Label stays that answer a gold event by its status."""
    return answer_table(
        judged,
        names,
        lambda _, found: [[("", row)] for row in Text(found).status_rows()],
        lambda _, gold: CLASSES["status_again"].index(gold.status.value),
    )


def company_table(judged: Judged, names: Names) -> Table:
    """Label the other persons of each stay that answers a gold event by what they are there."""

    def role(name: str, gold: ScoredEvent) -> int:
        people = {"counterpart": gold.counterparts, "delegation": gold.delegation}
        found = (role for role in ROLES if names.contains(people[role], name))
        return CLASSES["company_again"].index(next(found, "none"))

    return answer_table(
        judged, names, lambda item, found: _called(item, Text(found).other_rows()), role
    )


def body_table(judged: Judged, names: Names) -> Table:
    """Label the bodies of each stay that answers a gold event by whether the gold names them."""
    return answer_table(
        judged,
        names,
        lambda item, found: _called(item, Text(found).body_rows()),
        lambda name, gold: int(names.contains(gold.organisations, name)),
    )


def _called(
    item: Draft, rows: Sequence[Mapping[str, Features]]
) -> list[list[tuple[str, Features]]]:
    """Give what is described by key its names."""
    names = item.names()
    return [[(names[key], row) for key, row in own.items()] for own in rows]


def with_stays(
    model: VisitModel,
    drafts: Sequence[Draft],
    names: Names,
    retold: Sequence[Draft] = (),
    pieces: Sequence[Draft] = (),
) -> tuple[VisitModel, dict[str, list[ScoredEvent]]]:
    """Learn which stays stand, where in their countries they were, when, and how they are told.

    Second decisions are learned from what first ones think of articles that they did not see.

    Args:
        model: whose other decisions made the drafts, of articles that are new to them.
        drafts: in the order of which each fifth is a fold.
        names: to match events.
        retold: some of these articles once more, with less known of their day: few articles that
            are trained on lack it, and without any of them such articles would tell next to no
            stay.
        pieces: of these articles, for the same reason. The days of their stays are learned from
            none, as a piece may tell but some of them.

    Returns:
        The model with the decisions, and the events of each article, uncalibrated, by decisions
        that did not see its fold.
    """
    known = [*drafts, *retold]
    tables = _about_stays(undecided(known), undecided(pieces), names)
    folds = [{item.example.doc_id for item in drafts[number::FOLDS]} for number in range(FOLDS)]
    decided = [replace(model, **_learned(tables, outside(fold))) for fold in folds]
    thought = [_opinions(known, fold, one) for fold, one in zip(folds, decided, strict=True)]
    of_pieces = [_opinions(pieces, fold, one) for fold, one in zip(folds, decided, strict=True)]
    again = _about_opinions(list(chain(*thought)), list(chain(*of_pieces)), names)
    articles = {id(item) for item in drafts}
    predicted: dict[str, list[ScoredEvent]] = {}
    for fold, one, items in zip(folds, decided, thought, strict=True):
        reviewed = replace(one, **_learned(again, outside(fold)))
        for item, opinions in items:
            if id(item) in articles:
                events = item.events(reviewed, second(reviewed, opinions))
                predicted[item.example.doc_id] = events
    final = replace(model, **_learned(tables, lambda _: True), **_learned(again, lambda _: True))
    return final, predicted


def _about_stays(whole: Judged, pieces: Judged, names: Names) -> dict[str, Table]:
    judged = [*whole, *pieces]
    return {
        "stay": stay_table(judged, names, lambda found: [_features(x) for x in found]),
        "site": site_table(judged, names),
        "interval": interval_table(whole, names, lambda found: [x.outline.placed for x in found]),
    }


def _about_opinions(whole: Judged, pieces: Judged, names: Names) -> dict[str, Table]:
    judged = [*whole, *pieces]
    return {
        "stay_again": stay_table(judged, names, lambda found: Text(found).stay_rows()),
        "interval_again": interval_table(whole, names, lambda found: Text(found).interval_rows()),
        "status_again": status_table(judged, names),
        "company_again": company_table(judged, names),
        "body_again": body_table(judged, names),
    }


def _features(opinion: Opinion) -> Features:
    return opinion.outline.features


def _opinions(
    drafts: Sequence[Draft], fold: Collection[str], model: VisitModel
) -> list[tuple[Draft, list[Opinion]]]:
    """What a model thinks of the drafts of a fold."""
    return [(item, first(model, item.outlines)) for item in drafts if item.example.doc_id in fold]


def _learned(tables: Mapping[str, Table], keep: Callable[[str], bool]) -> dict[str, Any]:
    return {
        name: Learned(table, CLASSES[name], keep, size=SIZES[name])
        for name, table in tables.items()
    }
