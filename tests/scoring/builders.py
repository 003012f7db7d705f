"""Events for tests: everything has a default, so that a test says only what it is about."""

from typing import Any

from pipeline.scoring import (
    DocumentMatch,
    Names,
    ScoredEvent,
    Scores,
    match_document,
    score_events,
)

DEFAULTS: dict[str, Any] = {
    "doc_id": "nl-1",
    "visitor": "Mark Rutte",
    "country": "SR",
    "start": "2022-09-12",
    "end": "2022-09-13",
    "status": "completed",
}


def event(**fields: Any) -> ScoredEvent:
    """Return an event; `when` sets start and end at once."""
    if "when" in fields:
        fields["start"] = fields["end"] = fields.pop("when")
    return ScoredEvent.model_validate(DEFAULTS | fields)


def match(
    gold: list[ScoredEvent], predicted: list[ScoredEvent], names: Names | None = None
) -> DocumentMatch:
    """Match the events of one document."""
    return match_document("nl-1", gold, predicted, names or Names())


def score(
    gold: list[ScoredEvent],
    predicted: list[ScoredEvent],
    documents: dict[str, str | None] | None = None,
) -> Scores:
    """Score events with names compared by spelling alone."""
    return score_events(gold, predicted, documents=documents, names=Names())
