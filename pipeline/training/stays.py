"""Trains the decision which stays stand, on what the other decisions make of unread articles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.events.acceptance import describe, standing
from pipeline.events.assembly import Assembler
from pipeline.events.features import Features
from pipeline.events.judge import Judge
from pipeline.events.model import VisitModel
from pipeline.events.stays import Stay, stays
from pipeline.scoring.matching import match_document
from pipeline.scoring.names import Names
from pipeline.scoring.records import ScoredEvent
from pipeline.training.decisions import CLASSES, FOLDS, Example, Learned, Table, outside, scored


@dataclass(frozen=True)
class Draft:
    """The stays of one article before it is decided which stand, each with its features."""

    example: Example
    assembler: Assembler
    stays: tuple[Stay, ...]
    rows: tuple[Features, ...]

    def events(self, chosen: Sequence[tuple[Stay, float]]) -> list[ScoredEvent]:
        """The events that stays with their scores make."""
        return [scored(event) for event in self.assembler.events(chosen)]


def draft(example: Example, model: VisitModel) -> Draft:
    """Run the events stage on one article up to its stays."""
    judge = Judge(example.scene, model, example.article)
    found = stays(judge.visits()) if example.scene.sentences else []
    rows = describe(judge, found)
    return Draft(example, Assembler(judge, example.doc_id), tuple(found), tuple(rows))


def stay_table(drafts: Sequence[Draft], names: Names) -> Table:
    """Label stays by whether they answer a gold event; those of optional ones are left out."""
    table = Table()
    for item in drafts:
        made = [
            (scored(event), row)
            for stay, row in zip(item.stays, item.rows, strict=True)
            if (event := item.assembler.event(stay, 0.0)) is not None
        ]
        match = match_document(
            item.example.doc_id, item.example.gold, [event for event, _ in made], names
        )
        right = {id(pair.predicted) for pair in match.pairs}
        excused = {id(event) for event in match.excused}
        for told, row in made:
            if id(told) not in excused:
                table.add(row, int(id(told) in right), item.example.doc_id)
    return table


def with_stays(
    model: VisitModel, drafts: Sequence[Draft], names: Names
) -> tuple[VisitModel, dict[str, list[ScoredEvent]]]:
    """Learn which stays stand.

    Args:
        model: whose other decisions made the drafts, of articles that are new to them.
        drafts: in the order of which each fifth is a fold.
        names: to match events.

    Returns:
        The model with the decision, and the events of each article, uncalibrated, by decisions
        that did not see its fold.
    """
    table = stay_table(drafts, names)
    predicted: dict[str, list[ScoredEvent]] = {}
    for number in range(FOLDS):
        fold = drafts[number::FOLDS]
        ids = {item.example.doc_id for item in fold}
        decided = replace(model, stay=Learned(table, CLASSES["stay"], outside(ids)))
        for item in fold:
            chosen = standing(decided, item.stays, item.rows)
            predicted[item.example.doc_id] = item.events(chosen)
    learned = Learned(table, CLASSES["stay"], lambda _: True)
    return replace(model, stay=learned), predicted
