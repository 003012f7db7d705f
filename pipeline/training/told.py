"""Which days of a gold event are told where less of its article is left."""

from collections.abc import Collection

from pipeline.events.scene import Scene
from pipeline.scoring.records import ScoredEvent

YEAR, MONTH, DAY = 4, 7, 10
"""Characters of ISO dates by precision."""


def told_days(scene: Scene) -> set[str]:
    """Return the days that a text tells, with their months and years, as ISO dates."""
    values = [mention.date.iso() for mention in scene.dates if mention.date]
    return {
        side[:length]
        for sides in values
        for side in sides or ()
        for length in (YEAR, MONTH, DAY)
        if length <= len(side)
    }


def still_told(event: ScoredEvent, told: Collection[str], monthly: bool) -> ScoredEvent:
    """Return an event with the days that are told, or their months, both to one precision.

    Args:
        event: with the days that the whole of its article tells.
        told: days, months and years that are told still.
        monthly: whether its month is known although nothing tells it.
    """
    sides = [_side(side, told, monthly) for side in (event.start, event.end)]
    kept = [side for side in sides if side is not None]
    length = min(map(len, kept), default=0)
    start, end = (kept[0][:length], kept[-1][:length]) if kept else (None, None)
    return event.model_copy(update={"start": start, "end": end})


def _side(side: str | None, told: Collection[str], monthly: bool) -> str | None:
    if side is None or side in told:
        return side
    month = side[:MONTH]
    return month if monthly or month in told else None
