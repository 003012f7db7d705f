"""Articles as they are where less is known of their day, as of many that were crawled."""

from collections.abc import Callable
from dataclasses import replace

from spacy.tokens import Doc

from pipeline.events.dating import article_month
from pipeline.events.scene import Scene
from pipeline.mentions.dates.component import DateFinder
from pipeline.schema import Article, ArticleDate
from pipeline.training.decisions import Example
from pipeline.training.told import still_told, told_days


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
    told = told_days(scene)
    gold = tuple(still_told(event, told, date is not None) for event in example.gold)
    return replace(example, scene=scene, article=date, gold=gold)
