"""Articles as they are where less is known of their day, as of many that were crawled."""

from collections.abc import Callable, Collection
from dataclasses import replace

from spacy.tokens import Doc

from pipeline.events.dating import article_month
from pipeline.events.scene import Scene
from pipeline.mentions.dates.component import DateFinder
from pipeline.schema import Article, ArticleDate
from pipeline.scoring.records import ScoredEvent
from pipeline.training.decisions import Example

_YEAR, _MONTH, _DAY = 4, 7, 10
"""Characters of ISO dates by precision."""


def undated(example: Example, process: Callable[[Article], Doc]) -> Example:
    """Return an article as it is when nobody knows its day.

    Args:
        example: any article.
        process: the pipeline up to linking.

    Returns:
        The article without a date; of its gold events those days are left that the text then
        still tells.
    """
    return _redated(example, process, None)


def monthly(example: Example, process: Callable[[Article], Doc]) -> Example | None:
    """Return an article as it is when only its month is known; `None` where its day is not.

    Args:
        example: any article.
        process: the pipeline up to linking.

    Returns:
        The article, with gold events that are told to the month where the text then tells no day.
    """
    known, month = example.article, article_month(example.article)
    if known is None or known.value.precision != "day":
        return None
    return _redated(example, process, known.model_copy(update={"value": month}))


def _redated(
    example: Example, process: Callable[[Article], Doc], date: ArticleDate | None
) -> Example:
    doc = process(example.scene.doc._.article)
    doc._.article_date = date
    scene = Scene(DateFinder(None)(doc))
    values = [m.date.iso() for m in scene.dates if m.date]
    told = {
        side[:length]
        for sides in values
        for side in sides or ()
        for length in (_YEAR, _MONTH, _DAY)
        if length <= len(side)
    }
    gold = tuple(_still_told(event, told, date is not None) for event in example.gold)
    return replace(example, scene=scene, article=date, gold=gold)


def _still_told(event: ScoredEvent, told: Collection[str], monthly: bool) -> ScoredEvent:
    """Return an event with the days that are told, or their months, both to one precision."""
    sides = [_side(side, told, monthly) for side in (event.start, event.end)]
    kept = [side for side in sides if side is not None]
    length = min(map(len, kept), default=0)
    start, end = (kept[0][:length], kept[-1][:length]) if kept else (None, None)
    return event.model_copy(update={"start": start, "end": end})


def _side(side: str | None, told: Collection[str], monthly: bool) -> str | None:
    if side is None or side in told:
        return side
    month = side[:_MONTH]
    return month if monthly or month in told else None
