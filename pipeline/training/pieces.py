"""Pieces of articles as articles of their own, as briefs, teasers and quotes are.

Next to all that is trained on tells a visit in more than one place, so that without pieces a visit
told once, in a text of a sentence or two, hardly was one.
"""

import random
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from pipeline.errors import ArticleRejectedError
from pipeline.events.dating import article_month
from pipeline.events.scene import Scene
from pipeline.schema import Article
from pipeline.scoring.records import ScoredEvent
from pipeline.training.decisions import Arguments, Example
from pipeline.training.told import MONTH, still_told, told_days

# How many sentences a piece has, and how many times of ten.
_SENTENCES, _TIMES = (1, 2, 3, 5), (3, 3, 2, 2)
# Most sentences of one quote of the gold events that a piece is made around.
_QUOTED = 4
# Of a hundred pieces, how many open their article, and how many are made around a visit.
_LEADS, _TOLD = 25, 60
_TITLED = 30
_CHARS = 25


def piece(example: Example, process: Callable[[Article], Doc]) -> Example | None:
    """Return one to five sentences of an article as an article; `None` where that is none.

    Which ones depends on the article's id alone.

    Args:
        example: any article.
        process: the pipeline up to linking.

    Returns:
        The piece. Gold events that it does not tell are optional: it may yet hint at them.
    """
    chance = random.Random(zlib.crc32(example.doc_id.encode()))
    bounds = sentences(example)
    chosen = _chosen(example, bounds, chance)
    if chosen is None:
        return None
    start, end = bounds[chosen[0]][0], bounds[chosen[1]][1]
    return cut(example, start, end, chance.randrange(100) < _TITLED, process)


def cut(
    example: Example, start: int, end: int, titled: bool, process: Callable[[Article], Doc]
) -> Example | None:
    """Return characters of an article's text as an article; `None` where nothing can be read.

    Args:
        example: any article.
        start: the first character of its text as given.
        end: the character after the last one.
        titled: whether it keeps its title.
        process: the pipeline up to linking.
    """
    article = example.scene.doc._.article
    title = article.title if titled else None
    try:
        doc = process(article.model_copy(update={"text": article.text[start:end], "title": title}))
    except ArticleRejectedError:
        return None
    scene = Scene(doc)
    if not scene.sentences:
        return None
    known = doc._.article_date
    month = article_month(known)
    days = month.iso() if month else None
    told = told_days(scene)
    gold = [
        still_told(
            _kept(event, start, end),
            told,
            # The article's month is told with the article.
            monthly=days is not None and (event.start or "")[:MONTH] == days[0],
        )
        for event in example.gold
    ]
    arguments = tuple(_moved(spans, start, end) for spans in example.arguments)
    return replace(example, scene=scene, article=known, gold=tuple(gold), arguments=arguments)


def sentences(example: Example) -> list[tuple[int, int]]:
    """The characters `[start, end)` of each sentence of an article's text as given."""
    scene = example.scene
    found = (example.source(*scene.sentence_bounds(n)) for n in range(len(scene.sentences)))
    return [bounds for bounds in found if bounds is not None]


def _chosen(
    example: Example, bounds: Sequence[tuple[int, int]], chance: random.Random
) -> tuple[int, int] | None:
    """The first and the last sentence of a piece, by number."""
    wanted = chance.choices(_SENTENCES, _TIMES)[0]
    share = chance.randrange(100)
    if len(bounds) <= 2:
        return None
    told = [event for event in example.gold if event.evidence and not event.optional]
    if told and _LEADS <= share < _LEADS + _TOLD:
        quote = chance.choice(chance.choice(told).evidence)
        near = [n for n, (s, e) in enumerate(bounds) if s < quote.end and quote.start < e]
        if not near or near[-1] - near[0] >= _QUOTED:
            return None
        first, last = near[0], near[-1]
        spare = max(0, wanted - 1 - (last - first))
        first = max(0, first - chance.randint(0, spare))
    else:
        first = 0 if share < _LEADS else chance.randrange(len(bounds))
        last = first
    last = min(len(bounds) - 1, max(last, first + wanted - 1))
    return (first, last) if bounds[last][1] - bounds[first][0] >= _CHARS else None


def _kept(event: ScoredEvent, start: int, end: int) -> ScoredEvent:
    quotes = tuple(
        quote.model_copy(
            update={"start": max(quote.start - start, 0), "end": min(quote.end, end) - start}
        )
        for quote in event.evidence
        if quote.start < end and start < quote.end
    )
    return event.model_copy(update={"evidence": quotes, "optional": event.optional or not quotes})


def _moved(spans: Arguments, start: int, end: int) -> dict[str, list[list[int]]]:
    def kept(of_role: Iterable[Sequence[int]]) -> list[list[int]]:
        return [[s - start, e - start] for s, e in of_role if s < end and start < e]

    return {role: kept(of_role) for role, of_role in spans.items()}
