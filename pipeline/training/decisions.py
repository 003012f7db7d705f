"""Trains the decisions of the events stage on articles with gold events.

Articles go through the pipeline up to linking; every candidate is labelled by the gold events of
its article. Figures, calibration and the weights of trees and reader come from articles that
neither was trained on. The shipped trees are then fitted on all of them.
"""

import json
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc

from pipeline.document import source_span
from pipeline.engine import Pipeline
from pipeline.events import dating
from pipeline.events.acceptance import Surest
from pipeline.events.assembly import extract_events
from pipeline.events.candidates import Candidate, candidates
from pipeline.events.features import (
    Features,
    date_features,
    organisation_features,
    participant_features,
    status_features,
    visit_features,
)
from pipeline.events.hearing import DATE_ROLES, Trees, TreesOfDates
from pipeline.events.intervals import Combined
from pipeline.events.judge import (
    Judge,
    bodies_near,
    date_rows,
    date_scores,
    dates_near,
    lengths_near,
    others_near,
    told_dates,
)
from pipeline.events.model import (
    ABOUT_MENTIONS,
    ABOUT_READINGS,
    DECISIONS,
    MIXED,
    WORDS,
    Calibration,
    Mixing,
    VisitModel,
    log_odds,
    logs,
)
from pipeline.events.opinions import ROLES
from pipeline.events.review import Kept, KeptBodies, KeptCompany, KeptStatus
from pipeline.events.scene import Mention, Scene
from pipeline.events.sites import Visited, within_country
from pipeline.events.wording import (
    Wording,
    date_words,
    named,
    other_words,
    status_words,
    visit_words,
)
from pipeline.schema import Article, ArticleDate, DateValue, Status, VisitEvent
from pipeline.scoring.matching import match_document
from pipeline.scoring.names import Names
from pipeline.scoring.records import ScoredEvent
from pipeline.scoring.scores import Scores, score_events
from pipeline.settings import Settings
from pipeline.training.crawled import crawled, shifted
from pipeline.training.linear import across_folds, save
from pipeline.training.trees import Size, fit_trees, probabilities, to_onnx
from pipeline.words import Linear, Words

HALVES = 2
FOLDS = 5
CLASSES: Mapping[str, list[str]] = {
    "visit": ["no", "yes"],
    "place": ["no", "yes"],
    "date": [*DATE_ROLES],
    "status": [status.value for status in Status],
    "participant": ["none", *ROLES],
    "organisation": ["no", "yes"],
    "visit_read": ["no", "yes"],
    "date_read": [*DATE_ROLES],
    "stay": ["no", "yes"],
    "site": ["no", "yes"],
    "interval": ["no", "yes"],
    "stay_again": ["no", "yes"],
    "interval_again": ["no", "yes"],
    "status_again": [status.value for status in Status],
    "company_again": ["none", *ROLES],
    "body_again": ["no", "yes"],
}
THRESHOLDS: Mapping[str, float] = {
    "visit": 0.45,
    "entry": 0.2,
    "least": 0.08,
    "stay": 0.36,
    "text": 0.5,
    "own": 0.7,
    "place": 0.5,
    "date": 0.35,
    "counterpart": 0.4,
    "delegation": 0.5,
    "organisation": 0.3,
}
# By average precision on unread articles; beyond these sizes none got better.
SMALL = Size(200, 12)
SIZES: Mapping[str, Size] = {
    "visit": Size(1800, 31, least_rows=60),
    "place": Size(400, 15),
    "date": Size(500, 31, least_rows=60),
    "status": Size(300, 15),
    "participant": Size(600, 15),
    "organisation": Size(250, 15),
    "visit_read": Size(400, 8, least_rows=60, share=0.5),
    "date_read": Size(200, 8, least_rows=60, share=0.5),
    "stay": Size(600, 31, rate=0.03, least_rows=40),
    "site": Size(400, 12),
    "interval": Size(1000, 31, rate=0.03, least_rows=40),
    "stay_again": Size(500, 31, rate=0.03, least_rows=40, share=0.6),
    "interval_again": Size(600, 31, rate=0.03, least_rows=40, share=0.5),
    "status_again": Size(250, 15, rate=0.04, least_rows=20, share=0.3),
    "company_again": Size(250, 15, rate=0.04, least_rows=40, share=0.4),
    "body_again": Size(250, 15, rate=0.04, least_rows=40, share=0.4),
}
# What articles count: all the same.
EVEN: Mapping[str, float] = MappingProxyType({})
UNCALIBRATED = Calibration((0.0, 1.0), (0.0, 1.0))
FloatArray = NDArray[np.float32]
Arguments = Mapping[str, Sequence[Sequence[int]]]


@dataclass(frozen=True)
class Example:
    """One article, processed up to linking, with its gold events.

    `arguments` holds, an event in the order of `gold`, the character spans of its mentions by
    role, where the annotation has them.
    """

    doc_id: str
    lang: str
    scene: Scene
    article: ArticleDate | None
    gold: tuple[ScoredEvent, ...]
    arguments: tuple[Arguments, ...]

    def source(self, start: int, end: int) -> tuple[int, int] | None:
        """Map characters of the doc to the article's text."""
        return source_span(self.scene.doc, start, end)


def linking() -> Callable[[Article], Doc]:
    """Load the pipeline up to linking."""
    settings = Settings.load().model_copy(update={"nlp": "linking.cfg"})
    return Pipeline.load(settings).doc


def read_examples(
    articles: Iterable[Path], process: Callable[[Article], Doc], crawl: bool = False
) -> list[Example]:
    """Read articles with their gold events and process the articles up to linking.

    Args:
        articles: files `NAME.articles.jsonl`, with `NAME.events.jsonl` beside each.
        process: the pipeline.
        crawl: whether the articles are read as crawls give them (`pipeline.training.crawled`).
    """
    paths = list(articles)
    told: dict[str, list[dict[str, Any]]] = {}
    for path in paths:
        beside = path.with_name(path.name.replace(".articles.", ".events."))
        for line in beside.read_text(encoding="utf-8").splitlines():
            event = json.loads(line)
            told.setdefault(event["doc_id"], []).append(event)
    found = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            article = Article.model_validate_json(line)
            events = told.get(article.id, [])
            if crawl:
                countries = {event["country"] for event in events}
                article, by = crawled(article, countries)
                events = [shifted(event, by) for event in events]
            found.append(_example(article, process(article), events))
    return found


def _example(article: Article, doc: Doc, events: Sequence[Mapping[str, Any]]) -> Example:
    return Example(
        doc_id=article.id,
        lang=doc._.lang,
        scene=Scene(doc),
        article=doc._.article_date,
        gold=tuple(ScoredEvent.model_validate(event) for event in events),
        arguments=tuple(event.get("mentions", {}) for event in events),
    )


@dataclass
class Table:
    """Rows of one decision.

    Attributes:
        features: names of the columns, as the first row has them.
        rows: numbers, `[features]` each.
        labels: index of a class by row.
        groups: the article of each row.
        words: the words of each row, where the decision has a linear model of them.
    """

    features: list[str] = field(default_factory=list)
    rows: list[FloatArray] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def add(self, row: Features, label: int, group: str, words: Words | None = None) -> None:
        """Append one row."""
        self.features = self.features or list(row)
        self.rows.append(np.array([row[name] for name in self.features], np.float32))
        self.labels.append(label)
        self.groups.append(group)
        if words is not None:
            self.words.append(words)


class Learned:
    """A fitted decision in memory; answers as `pipeline.events.model.Decision` does."""

    def __init__(
        self,
        table: Table,
        classes: Sequence[str],
        keep: Callable[[str], bool],
        weights: Mapping[str, float] = EVEN,
        size: Size = SMALL,
    ) -> None:
        """Fit on the rows whose article `keep` accepts; `weights` tells what articles count."""
        chosen = [i for i, group in enumerate(table.groups) if keep(group)]
        self.classes = list(classes)
        self.features = table.features
        self.trees = fit_trees(
            np.array([table.rows[i] for i in chosen]),
            [table.labels[i] for i in chosen],
            [weights.get(table.groups[i], 1.0) for i in chosen],
            len(self.classes),
            size,
        )

    def _matrix(self, rows: Sequence[Mapping[str, float]]) -> FloatArray:
        return np.array([[row[name] for name in self.features] for row in rows], np.float32)

    def predict(self, rows: Sequence[Mapping[str, float]]) -> FloatArray:
        """Return probabilities `[rows, classes]`."""
        if not rows:
            return np.zeros((0, len(self.classes)), np.float32)
        return probabilities(self.trees, self._matrix(rows))


def learn(
    decision: str, table: Table, keep: Callable[[str], bool], weights: Mapping[str, float] = EVEN
) -> tuple[Learned, Linear]:
    """Fit the trees and the linear model of words of a decision about mentions.

    The trees see what linear models say that did not see the row's article.
    """
    chosen = [i for i, group in enumerate(table.groups) if keep(group)]
    groups = [table.groups[i] for i in chosen]
    labels = np.array([table.labels[i] for i in chosen])
    counts = np.array([weights.get(group, 1.0) for group in groups])
    words = [table.words[i] for i in chosen]
    said, linear = across_folds(words, labels, counts, groups, len(CLASSES[decision]))
    rows = np.concatenate([np.array([table.rows[i] for i in chosen]), said], axis=1)
    names = [*table.features, *named(decision, said[0])]
    full = Table(names, list(rows), labels.tolist(), groups)
    return Learned(full, CLASSES[decision], lambda _: True, weights, SIZES[decision]), linear


class Labeller:
    """Finds the gold event that a candidate stands for."""

    def __init__(self, example: Example, names: Names) -> None:
        self._example = example
        self._names = names
        self._same: dict[tuple[str, str], bool] = {}

    def same(self, one: str, other: str) -> bool:
        """Whether two names stand for the same."""
        key = one, other
        if key not in self._same:
            self._same[key] = self._names.same(one, other)
        return self._same[key]

    def among(self, names: Iterable[str], mention: Mention) -> bool:
        """Whether a mention's entity is one of `names`."""
        return mention.entity is not None and any(
            self.same(name, mention.entity.name) for name in names
        )

    def label(self, pair: Candidate) -> tuple[int | None, bool]:
        """Return `(gold index or None, sure)`; unsure candidates are left out of training."""
        gold = self._example.gold
        matches = self.matches(pair)
        told = [i for i in matches if self._told(pair, i)]
        exact = [i for i in told if self.argument(i, "place", pair.place)]
        if told:
            index = (exact or told)[0]
            return index, not gold[index].optional
        return None, not matches

    def matches(self, pair: Candidate) -> list[int]:
        """Gold events of the candidate's visitor and country."""
        return [
            i
            for i, event in enumerate(self._example.gold)
            if event.country == pair.country and self.among((event.visitor,), pair.visitor)
        ]

    def _told(self, pair: Candidate, index: int) -> bool:
        """Whether the candidate's words are among those that tell the gold event."""
        if self.argument(index, "place", pair.place):
            return True
        anchor = self._example.source(*self._example.scene.sentence_bounds(pair.anchor))
        event = self._example.gold[index]
        return anchor is not None and any(
            quote.start < anchor[1] and anchor[0] < quote.end for quote in event.evidence
        )

    def argument(self, index: int, role: str, mention: Mention) -> bool:
        """Whether a mention overlaps an annotated argument of the gold event."""
        span = self._example.source(mention.start, mention.end)
        spans = self._example.arguments[index].get(role, ())
        return span is not None and any(s < span[1] and span[0] < e for s, e in spans)

    def date(self, index: int, mention: Mention, gold: DateValue | None) -> int | None:
        """A class of the decision `date`, `None` where that cannot be told."""
        if gold is None or mention.date is None or not dating.overlap(mention.date, gold):
            return 0
        named = self.argument(index, "date", mention)
        if self._example.arguments[index].get("date") and not named:
            return None
        starts = mention.date.start == gold.start
        ends = mention.date.end == gold.end
        return 4 if starts and ends else 2 if starts else 3 if ends else 1


def build_tables(examples: Iterable[Example], names: Names) -> dict[str, Table]:
    """Label the candidates of all articles and describe them for each decision."""
    tables = {name: Table() for name in ABOUT_MENTIONS}
    labellers = [(x, Labeller(x, names)) for x in examples if x.scene.sentences]
    for example, labeller in labellers:
        _add_example(tables, example, labeller)
    _add_status(tables, labellers)
    return tables


def _add_status(tables: dict[str, Table], labellers: Sequence[tuple[Example, Labeller]]) -> None:
    """Describe how visits are told, with the dates that a model finds that never saw the article.

    With the gold dates, the decision would trust dates more than it can when it is used.
    """
    ids = sorted({example.doc_id for example, _ in labellers})
    for number in range(HALVES):
        half = set(ids[number::HALVES])
        dates, words = learn("date", tables["date"], outside(half))
        wording = Wording({"date": words})
        for example, labeller in labellers:
            if example.doc_id in half:
                _add_status_rows(tables["status"], example, labeller, dates, wording)


def outside(ids: Container[str]) -> Callable[[str], bool]:
    """Return what accepts the articles that are not among some."""
    return lambda doc_id: doc_id not in ids


def _add_status_rows(
    table: Table, example: Example, labeller: Labeller, dates: Learned, wording: Wording
) -> None:
    scene = example.scene
    today = dating.article_day(example.article)
    for pair in candidates(scene):
        index, sure = labeller.label(pair)
        if index is None or not sure:
            continue
        scores = date_scores(date_rows(scene, pair, today, wording), dates)
        told = told_dates(scores, THRESHOLDS["date"])
        interval = dating.combine(told, dating.stated_length(lengths_near(scene, pair)))
        status = CLASSES["status"].index(example.gold[index].status.value)
        row = status_features(scene, pair, interval, today)
        table.add(row, status, example.doc_id, status_words(scene, pair))


def _add_example(tables: dict[str, Table], example: Example, labeller: Labeller) -> None:
    scene, group = example.scene, example.doc_id
    today = dating.article_day(example.article)
    for pair in candidates(scene):
        index, sure = labeller.label(pair)
        if not sure:
            _add_background(tables["date"], example, labeller, pair)
            continue
        row, words = visit_features(scene, pair), visit_words(scene, pair)
        tables["visit"].add(row, int(index is not None), group, words)
        if index is None:
            continue
        event = example.gold[index]
        if within_country(pair.place):
            tables["place"].add(row, int(labeller.among(event.places, pair.place)), group, words)
        interval = gold_interval(event)
        for mention in dates_near(scene, pair):
            label = labeller.date(index, mention, interval)
            if label is not None:
                row, words = (
                    date_features(scene, pair, mention, today),
                    date_words(scene, pair, mention),
                )
                tables["date"].add(row, label, group, words)
        for other in others_near(scene, pair):
            met = labeller.among(event.counterparts, other)
            label = 1 if met else 2 if labeller.among(event.delegation, other) else 0
            row, words = participant_features(scene, pair, other), other_words(scene, pair, other)
            tables["participant"].add(row, label, group, words)
        for body in bodies_near(scene, pair):
            row, words = organisation_features(scene, pair, body), other_words(scene, pair, body)
            named = int(labeller.among(event.organisations, body))
            tables["organisation"].add(row, named, group, words)


def _add_background(table: Table, example: Example, labeller: Labeller, pair: Candidate) -> None:
    """Where a sentence only speaks of a visitor and a country, its dates are no visit's."""
    stays = [gold_interval(example.gold[i]) for i in labeller.matches(pair)]
    today = dating.article_day(example.article)
    for mention in dates_near(example.scene, pair):
        if mention.sentence == pair.anchor and not any(
            dating.overlap(mention.date, stay) for stay in stays
        ):
            row = date_features(example.scene, pair, mention, today)
            table.add(row, 0, example.doc_id, date_words(example.scene, pair, mention))


def gold_interval(event: ScoredEvent) -> DateValue | None:
    """The days of a gold event at their precision, `None` without any."""
    interval = event.interval()
    if interval is None or event.start is None:
        return None
    precision = {4: "year", 7: "month"}.get(len(event.start), "day")
    return DateValue.model_validate(
        {"kind": "date", "start": interval[0], "end": interval[1], "precision": precision}
    )


def fit(
    tables: Mapping[str, Table],
    keep: Callable[[str], bool],
    thresholds: Mapping[str, float],
    calibration: Calibration = UNCALIBRATED,
    weights: Mapping[str, float] = EVEN,
) -> VisitModel:
    """Fit the decisions about mentions on the articles that `keep` accepts.

    Articles count as `weights` tells, 1 where it does not.
    """
    learned: dict[str, Any] = {}
    words: dict[str, Linear] = {}
    for name in ABOUT_MENTIONS:
        learned[name], words[name] = learn(name, tables[name], keep, weights)
    return VisitModel(
        **learned,
        wording=Wording(words),
        visit_read=Trees(),
        date_read=TreesOfDates(),
        stay=Surest(),
        site=Visited(),
        interval=Combined(),
        stay_again=Kept(),
        interval_again=Kept(),
        status_again=KeptStatus(),
        company_again=KeptCompany(),
        body_again=KeptBodies(),
        thresholds=thresholds,
        calibration=calibration,
    )


def predict(example: Example, model: VisitModel) -> list[ScoredEvent]:
    """Run the events stage with a model in memory on one prepared article."""
    judge = Judge(example.scene, model, example.article)
    events = extract_events(judge, example.doc_id)
    return [scored(event) for event in events]


def scored(event: VisitEvent) -> ScoredEvent:
    """An event as the scorer sees it."""
    return ScoredEvent.model_validate(event.model_dump())


Predicted = Mapping[str, Sequence[ScoredEvent]]


def score(examples: Sequence[Example], predicted: Predicted, names: Names) -> Scores:
    """Score predictions for prepared articles."""
    gold = [event for example in examples for event in example.gold]
    flat = [event for example in examples for event in predicted[example.doc_id]]
    documents = {example.doc_id: example.lang for example in examples}
    return score_events(gold, flat, documents=documents, names=names)


def calibrate(examples: Sequence[Example], predicted: Predicted, names: Names) -> Calibration:
    """Fit the map from raw scores to the share of right events, on held-out predictions."""
    raw: list[float] = []
    right: list[int] = []
    for example in examples:
        match = match_document(example.doc_id, example.gold, predicted[example.doc_id], names)
        judged = [(pair.predicted, 1) for pair in match.pairs]
        judged += [(event, 0) for event in match.false]
        raw += [event.confidence or 0.0 for event, _ in judged]
        right += [label for _, label in judged]
    isotonic = IsotonicRegression(out_of_bounds="clip", y_min=0.01, y_max=0.99)
    isotonic.fit(raw, right)
    knots = np.linspace(0.0, 1.0, 21)
    return Calibration(
        tuple(round(float(knot), 4) for knot in knots),
        tuple(round(float(value), 4) for value in isotonic.predict(knots)),
    )


def export(model: VisitModel, folder: Path) -> None:
    """Write the model folder that `pipeline.events.model.load_model` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    meta: dict[str, Any] = {
        "thresholds": dict(model.thresholds),
        "calibration": {
            "raw": list(model.calibration.raw),
            "calibrated": list(model.calibration.calibrated),
        },
    }
    meta["mixing"] = {
        name: {"weights": mixing.weights, "bias": mixing.bias}
        for name, mixing in model.mixing.items()
    }
    for name in DECISIONS:
        learned = getattr(model, name)
        (folder / f"{name}.onnx").write_bytes(to_onnx(learned.trees))
        meta[name] = {"features": learned.features, "classes": learned.classes}
    save(folder / WORDS, model.wording.models)
    write_about(folder, meta)


def write_about(folder: Path, meta: Mapping[str, Any]) -> None:
    """Write what `model.json` of a model folder tells."""
    text = json.dumps(meta, indent=1, ensure_ascii=False)
    (folder / "model.json").write_text(text + "\n", encoding="utf-8")


@dataclass
class Columns:
    """What trees and reader say of the same questions, by decision, with the right answers."""

    rows: dict[str, list[list[float]]] = field(default_factory=lambda: {n: [] for n in MIXED})
    labels: dict[str, list[int]] = field(default_factory=lambda: {n: [] for n in MIXED})

    def add(self, decision: str, row: Sequence[float], label: int) -> None:
        """Append one question."""
        self.rows[decision].append([float(value) for value in row])
        self.labels[decision].append(label)


@dataclass
class Questions:
    """What both trees and reader were asked about unread articles, with the right answers.

    Attributes:
        tables: for the decisions that hear both beside what sets a question apart.
        columns: for those that only weigh one against the other.
    """

    tables: dict[str, Table] = field(
        default_factory=lambda: {name: Table() for name in ABOUT_READINGS}
    )
    columns: Columns = field(default_factory=Columns)


def ask(questions: Questions, example: Example, model: VisitModel, names: Names) -> None:
    """Ask trees and reader about the candidates of one article."""
    if not example.scene.sentences:
        return
    labeller, group = Labeller(example, names), example.doc_id
    judge = Judge(example.scene, model, example.article)
    columns, tables = questions.columns, questions.tables
    claims, described = judge.heard()
    for number, row in described.items():
        claim = claims[number]
        index, sure = labeller.label(claim.pair)
        reading = claim.reading
        if reading is None or not sure:
            continue
        tables["visit_read"].add(row, int(index is not None), group)
        if index is None:
            continue
        event = example.gold[index]
        if within_country(claim.pair.place):
            named = labeller.among(event.places, claim.pair.place)
            columns.add("place", [log_odds(claim.place), reading.place], int(named))
        told = logs(np.array(judge.judged(claim).status, np.float32))
        status = CLASSES["status"].index(event.status.value)
        columns.add("status", [*told, *reading.status], status)
        interval = gold_interval(event)
        asked = judge.date_questions(claim)
        for date in dates_near(example.scene, claim.pair):
            role = labeller.date(index, date, interval)
            if role is not None and date.start in asked:
                tables["date_read"].add(asked[date.start], role, group)


def hear(tables: Mapping[str, Table], keep: Callable[[str], bool]) -> dict[str, Any]:
    """Fit the decisions that hear trees and reader on the articles that `keep` accepts."""
    return {
        name: Learned(table, CLASSES[name], keep, size=SIZES[name])
        for name, table in tables.items()
    }


def weigh(columns: Columns) -> dict[str, Mixing]:
    """Fit the weights of trees and reader.

    Raises:
        ValueError: a class of a decision does not occur.
    """
    return {name: _weigh(name, columns.rows[name], columns.labels[name]) for name in MIXED}


def _weigh(decision: str, columns: Sequence[Sequence[float]], labels: Sequence[int]) -> Mixing:
    missing = set(range(len(CLASSES[decision]))) - set(labels)
    if missing:
        absent = ", ".join(CLASSES[decision][label] for label in sorted(missing))
        raise ValueError(f"the unread articles have no {decision} that is {absent}")
    regression = LogisticRegression(max_iter=2000).fit(np.array(columns), np.array(labels))
    return Mixing(
        tuple(tuple(round(float(w), 4) for w in row) for row in regression.coef_),
        tuple(round(float(bias), 4) for bias in regression.intercept_),
    )
