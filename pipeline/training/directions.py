"""Teaches where weekdays and months look, from the days of the visits that articles tell.

A weekday or month that may lie on either side of an article's day is that side's where one of the
events that its words may tell began or ended there, and none on the other side.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from pipeline.document import source_span
from pipeline.mentions.article_date import EXPRESSIONS
from pipeline.mentions.dates.component import ABOUT, MODEL
from pipeline.mentions.dates.direction import Kind, Turn, direction_words
from pipeline.mentions.dates.finder import find_dates
from pipeline.mentions.dates.intervals import Interval
from pipeline.mentions.dates.resolve import resolve
from pipeline.mentions.dates.tense import Direction
from pipeline.schema import Article
from pipeline.scoring.articles import load_articles
from pipeline.scoring.records import ScoredEvent, read_events
from pipeline.training.linear import across_folds, save
from pipeline.words import Linear, Words

KINDS: tuple[Kind, ...] = ("weekday", "month")
# An expression may tell of an event whose evidence is this near, in characters.
NEAR = 200
_DAY = len("2024-06-19")


@dataclass
class Rows:
    """What is known of the expressions of one kind; label and rule are 1 for the past."""

    words: list[Words] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)
    articles: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)


@dataclass
class Listener:
    """Takes down what is asked while a text is resolved, and answers with the rules."""

    heard: list[tuple[Turn, Words]] = field(default_factory=list)

    def __call__(self, text: str, lang: str, sentence: re.Pattern[str], turn: Turn) -> Direction:
        """Return the rule's direction."""
        self.heard.append((turn, direction_words(text, lang, sentence, turn)))
        return turn.rule


@dataclass(frozen=True)
class Trained:
    """The models, and how often they and the rules are right on articles of other folds."""

    models: dict[str, Linear]
    accuracy: dict[str, tuple[int, float, float]]


def train(articles: Iterable[Path], process: Callable[[Article], Doc], folder: Path) -> Trained:
    """Fit the models on articles with events and write them.

    Args:
        articles: files `NAME.articles.jsonl`; the gold events are in `NAME.events.jsonl` beside.
        process: the pipeline up to the article's date.
        folder: where the model goes.
    """
    rows = {kind: Rows() for kind in KINDS}
    for path in articles:
        events: dict[str, list[ScoredEvent]] = {}
        for event in read_events([path.with_name(path.name.replace(".articles.", ".events."))]):
            events.setdefault(event.doc_id, []).append(event)
        for key, article in load_articles(path).items():
            add(rows, process(article), events.get(key, ()))
    trained = fit(rows)
    folder.mkdir(parents=True, exist_ok=True)
    save(folder / MODEL, trained.models)
    languages = sorted({lang for known in rows.values() for lang in known.languages})
    (folder / ABOUT).write_text(json.dumps({"languages": languages}) + "\n", encoding="utf-8")
    return trained


def add(rows: dict[Kind, Rows], doc: Doc, events: Sequence[ScoredEvent]) -> None:
    """Take down what the events of an article tell of its expressions."""
    listener = Listener()
    found = doc.user_data.get(EXPRESSIONS) or find_dates(doc.text, doc._.lang)
    resolve(found, doc.text, doc._.lang, doc._.article_date, listener)
    article = doc._.article
    for turn, words in listener.heard:
        past = label(doc, turn, events)
        if past is not None:
            kind = rows[turn.kind]
            kind.words.append(words)
            kind.labels.append(int(past))
            kind.rules.append(int(turn.rule == "past"))
            kind.articles.append(article.id if article else "")
            kind.languages.append(doc._.lang)


def label(doc: Doc, turn: Turn, events: Sequence[ScoredEvent]) -> bool | None:
    """Return whether an expression looks back, `None` where no event tells, or not one side."""
    span = source_span(doc, turn.start, turn.end)
    if span is None:
        return None
    near = [
        event
        for event in events
        if any(q.start - NEAR <= span[0] <= q.end + NEAR for q in event.evidence)
    ]
    sides = [
        any(_tells(event, reading) for event in events) for reading in (turn.before, turn.after)
    ]
    if sides[0] == sides[1]:
        return None
    chosen = turn.before if sides[0] else turn.after
    return sides[0] if any(_tells(event, chosen) for event in near) else None


def _tells(event: ScoredEvent, reading: Interval) -> bool:
    days = event.interval()
    if days is None or (reading.precision == "day" and len(event.start or "") != _DAY):
        return False
    return any(reading.start <= day <= reading.end for day in days)


def fit(rows: dict[Kind, Rows]) -> Trained:
    """Fit a model a kind, and score it by folds."""
    models: dict[str, Linear] = {}
    accuracy: dict[str, tuple[int, float, float]] = {}
    for kind, known in rows.items():
        if not known.words:
            continue
        labels = np.array(known.labels, np.int64)
        said, models[kind] = across_folds(
            known.words, labels, np.ones(len(labels)), known.articles, 2
        )
        right = (said[:, 0] > 0) == labels
        accuracy[kind] = len(labels), float(np.mean(known.rules == labels)), float(right.mean())
    return Trained(models, accuracy)
