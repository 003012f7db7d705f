"""Trains the decision which stays stand, on what the other decisions make of unread articles."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from spacy.tokens import Doc

from pipeline.events.acceptance import describe, standing
from pipeline.events.assembly import Assembler
from pipeline.events.features import Features
from pipeline.events.judge import Judge
from pipeline.events.model import VisitModel
from pipeline.events.scene import Scene
from pipeline.events.stays import Stay, stays
from pipeline.mentions.dates.component import DateFinder
from pipeline.schema import Article
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


@dataclass(frozen=True)
class Draft:
    """The stays of one article before it is decided which stand, each with its features."""

    example: Example
    judge: Judge
    stays: tuple[Stay, ...]
    rows: tuple[Features, ...]

    def assembler(self, model: VisitModel) -> Assembler:
        """What makes events of the stays, with a model's decisions about them."""
        return Assembler(self.judge, self.example.doc_id, self.stays, model)

    @cached_property
    def made(self) -> list[tuple[Stay, Features, ScoredEvent]]:
        """The stays with their features and the events that they would be."""
        assembler = self.assembler(self.judge.model)
        return [
            (stay, row, scored(event))
            for stay, row in zip(self.stays, self.rows, strict=True)
            if (event := assembler.event(stay, 0.0)) is not None
        ]


def draft(example: Example, model: VisitModel) -> Draft:
    """Run the events stage on one article up to its stays."""
    judge = Judge(example.scene, model, example.article)
    found = stays(judge.visits()) if example.scene.sentences else []
    rows = describe(judge, found)
    return Draft(example, judge, tuple(found), tuple(rows))


def stay_table(drafts: Sequence[Draft], names: Names) -> Table:
    """Label stays by whether they answer a gold event; those of optional ones are left out."""
    table = Table()
    for item in drafts:
        made = item.made
        match = match_document(
            item.example.doc_id, item.example.gold, [event for *_, event in made], names
        )
        right = {id(pair.predicted) for pair in match.pairs}
        excused = {id(event) for event in match.excused}
        for _, row, told in made:
            if id(told) not in excused:
                table.add(row, int(id(told) in right), item.example.doc_id)
    return table


def tables_of_answers(drafts: Sequence[Draft], names: Names) -> dict[str, Table]:
    """Label the places and the intervals of each stay that answers a gold event.

    A place is right where the gold names it, an interval where start and end are the gold's.
    """
    tables = {"site": Table(), "interval": Table()}
    for item in drafts:
        made, group = item.made, item.example.doc_id
        match = match_document(group, item.example.gold, [event for *_, event in made], names)
        answers = {id(pair.predicted): pair.gold for pair in match.pairs}
        assembler = item.assembler(item.judge.model)
        for stay, gold in [(s, g) for s, _, e in made if (g := answers.get(id(e))) is not None]:
            for mention, row in assembler.sites.options(stay):
                name = mention.entity.name if mention.entity else ""
                right = any(names.same(name, place) for place in gold.places)
                tables["site"].add(row, int(right), group)
            for value, row in assembler.intervals.options(stay):
                tables["interval"].add(row, int(value.iso() == (gold.start, gold.end)), group)
    return tables


def undated(example: Example, process: Callable[[Article], Doc]) -> Example:
    """Return an article as it is when nobody knows its day, nor the days of its visits."""
    doc = process(example.scene.doc._.article)
    doc._.article_date = None
    gold = tuple(event.model_copy(update={"start": None, "end": None}) for event in example.gold)
    return replace(example, scene=Scene(DateFinder(None)(doc)), article=None, gold=gold)


def with_stays(
    model: VisitModel, drafts: Sequence[Draft], names: Names, bare: Sequence[Draft] = ()
) -> tuple[VisitModel, dict[str, list[ScoredEvent]]]:
    """Learn which stays stand, where in their countries they were, and when.

    Args:
        model: whose other decisions made the drafts, of articles that are new to them.
        drafts: in the order of which each fifth is a fold.
        names: to match events.
        bare: some of these articles once more, undated: few articles that are trained on lack a
            day, and without any of them such articles would tell next to no stay.

    Returns:
        The model with the decisions, and the events of each article, uncalibrated, by decisions
        that did not see its fold.
    """
    tables = {"stay": stay_table([*drafts, *bare], names), **tables_of_answers(drafts, names)}
    predicted: dict[str, list[ScoredEvent]] = {}
    for number in range(FOLDS):
        fold = drafts[number::FOLDS]
        ids = {item.example.doc_id for item in fold}
        decided = replace(model, **_learned(tables, outside(ids)))
        for item in fold:
            chosen = standing(decided, item.stays, item.rows)
            events = item.assembler(decided).events(chosen)
            predicted[item.example.doc_id] = [scored(event) for event in events]
    return replace(model, **_learned(tables, lambda _: True)), predicted


def _learned(tables: Mapping[str, Table], keep: Callable[[str], bool]) -> dict[str, Any]:
    return {
        name: Learned(table, CLASSES[name], keep, size=SIZES[name])
        for name, table in tables.items()
    }
