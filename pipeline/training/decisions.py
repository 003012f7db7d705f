"""Trains the decisions of the events stage on articles with gold events.

Articles go through the pipeline up to linking; every candidate is labelled by the gold events of
its article. Figures come from cross-validation over articles: each article is judged by models
that never saw it. The shipped models are then fitted on all of them.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import GroupKFold
from spacy.tokens import Doc

from pipeline.document import source_span
from pipeline.engine import Pipeline
from pipeline.events import dating
from pipeline.events.assembly import extract_events
from pipeline.events.candidates import Candidate, candidates
from pipeline.events.features import (
    Encoding,
    Features,
    date_features,
    organisation_features,
    participant_features,
    status_features,
    visit_features,
)
from pipeline.events.judge import Judge, bodies_near, dates_near, others_near
from pipeline.events.model import DECISIONS, Calibration, VisitModel
from pipeline.events.scene import Mention, Scene
from pipeline.schema import Article, ArticleDate, DateValue, Status
from pipeline.scoring.matching import match_document
from pipeline.scoring.names import Names, default_names
from pipeline.scoring.records import ScoredEvent
from pipeline.scoring.scores import Scores, score_events
from pipeline.settings import Settings
from pipeline.training.trees import to_onnx

FOLDS = 5
SEED = 13
CLASSES: Mapping[str, list[str]] = {
    "visit": ["no", "yes"],
    "date": ["no", "yes"],
    "status": [status.value for status in Status],
    "participant": ["none", "counterpart", "delegation"],
    "organisation": ["no", "yes"],
}
THRESHOLDS: Mapping[str, float] = {
    "visit": 0.4,
    "entry": 0.2,
    "date": 0.5,
    "counterpart": 0.5,
    "delegation": 0.5,
    "organisation": 0.5,
}
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


def read_examples(
    articles: Iterable[Path], events: Iterable[Path], process: Callable[[Article], Doc]
) -> list[Example]:
    """Read articles and gold events (JSON Lines) and process the articles up to linking."""
    gold: dict[str, list[ScoredEvent]] = {}
    arguments: dict[str, list[Arguments]] = {}
    for path in events:
        for line in path.read_text(encoding="utf-8").splitlines():
            event = ScoredEvent.model_validate_json(line)
            gold.setdefault(event.doc_id, []).append(event)
            arguments.setdefault(event.doc_id, []).append(json.loads(line).get("mentions", {}))
    found = []
    for path in articles:
        for line in path.read_text(encoding="utf-8").splitlines():
            article = Article.model_validate_json(line)
            doc = process(article)
            found.append(
                Example(
                    doc_id=article.id,
                    lang=doc._.lang,
                    scene=Scene(doc),
                    article=doc._.article_date,
                    gold=tuple(gold.get(article.id, ())),
                    arguments=tuple(arguments.get(article.id, ())),
                )
            )
    return found


@dataclass
class Table:
    """Rows of one decision: features, label (index of a class) and the article of each row."""

    rows: list[Features] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    def add(self, row: Features, label: int, group: str) -> None:
        """Append one row."""
        self.rows.append(row)
        self.labels.append(label)
        self.groups.append(group)

    def without(self, prefix: str) -> "Table":
        """Return the table without the features whose name starts with `prefix`."""
        rows = [
            {name: value for name, value in row.items() if not name.startswith(prefix)}
            for row in self.rows
        ]
        return Table(rows, self.labels, self.groups)


class Learned:
    """A fitted decision in memory; answers as `pipeline.events.model.Decision` does."""

    def __init__(self, table: Table, classes: Sequence[str], keep: Callable[[str], bool]) -> None:
        """Fit on the rows whose article `keep` accepts."""
        chosen = [i for i, group in enumerate(table.groups) if keep(group)]
        self.classes = list(classes)
        self.features = list(table.rows[0])
        self.estimator = HistGradientBoostingClassifier(
            max_iter=160,
            learning_rate=0.06,
            max_leaf_nodes=12,
            min_samples_leaf=12,
            l2_regularization=2.0,
            max_features=0.35,
            random_state=SEED,
        )
        self.estimator.fit(
            self._matrix([table.rows[i] for i in chosen]), [table.labels[i] for i in chosen]
        )
        self._seen = [int(label) for label in self.estimator.classes_]

    def _matrix(self, rows: Sequence[Mapping[str, float]]) -> FloatArray:
        return np.array([[row[name] for name in self.features] for row in rows], np.float32)

    def predict(self, rows: Sequence[Mapping[str, float]]) -> FloatArray:
        """Return probabilities `[rows, classes]`."""
        result = np.zeros((len(rows), len(self.classes)), np.float32)
        if rows:
            result[:, self._seen] = self.estimator.predict_proba(self._matrix(rows))
        return result


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
        """1 for a date of the visit, 0 for another, `None` where that cannot be told."""
        agrees = gold is not None and dating.overlap(mention.date, gold)
        if not self._example.arguments[index].get("date"):
            return int(agrees)
        named = self.argument(index, "date", mention)
        if agrees:
            return 1 if named else None
        return 0


def build_tables(examples: Iterable[Example], names: Names) -> dict[str, Table]:
    """Label the candidates of all articles and describe them for each decision."""
    tables = {name: Table() for name in DECISIONS}
    for example in examples:
        if example.scene.sentences:
            _add_example(tables, example, Labeller(example, names))
    return tables


def _add_example(tables: dict[str, Table], example: Example, labeller: Labeller) -> None:
    scene, group = example.scene, example.doc_id
    encoding = Encoding(scene)
    today = dating.article_day(example.article)
    for pair in candidates(scene):
        index, sure = labeller.label(pair)
        if not sure:
            _add_background(tables["date"], example, labeller, encoding, pair)
            continue
        tables["visit"].add(visit_features(scene, encoding, pair), int(index is not None), group)
        if index is None:
            continue
        event = example.gold[index]
        interval = _gold_interval(event)
        status = CLASSES["status"].index(event.status.value)
        row = status_features(scene, encoding, pair, interval, today)
        tables["status"].add(row, status, group)
        for mention in dates_near(scene, pair):
            label = labeller.date(index, mention, interval)
            if label is not None:
                row = date_features(scene, encoding, pair, mention, today)
                tables["date"].add(row, label, group)
        for other in others_near(scene, pair):
            met = labeller.among(event.counterparts, other)
            label = 1 if met else 2 if labeller.among(event.delegation, other) else 0
            row = participant_features(scene, encoding, pair, other)
            tables["participant"].add(row, label, group)
        for body in bodies_near(scene, pair):
            row = organisation_features(scene, encoding, pair, body)
            tables["organisation"].add(row, int(labeller.among(event.organisations, body)), group)


def _add_background(
    table: Table, example: Example, labeller: Labeller, encoding: Encoding, pair: Candidate
) -> None:
    """Where a sentence only speaks of a visitor and a country, its dates are no visit's."""
    stays = [_gold_interval(example.gold[i]) for i in labeller.matches(pair)]
    today = dating.article_day(example.article)
    for mention in dates_near(example.scene, pair):
        if mention.sentence == pair.anchor and not any(
            dating.overlap(mention.date, stay) for stay in stays
        ):
            row = date_features(example.scene, encoding, pair, mention, today)
            table.add(row, 0, example.doc_id)


def _gold_interval(event: ScoredEvent) -> DateValue | None:
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
) -> VisitModel:
    """Fit all decisions on the articles that `keep` accepts."""
    learned: dict[str, Any] = {
        name: Learned(tables[name], CLASSES[name], keep) for name in DECISIONS
    }
    return VisitModel(**learned, thresholds=thresholds, calibration=calibration)


def predict(example: Example, model: VisitModel) -> list[ScoredEvent]:
    """Run the events stage with a model in memory on one prepared article."""
    judge = Judge(example.scene, model, example.article)
    events = extract_events(judge, example.doc_id)
    return [ScoredEvent.model_validate(event.model_dump()) for event in events]


Predicted = Mapping[str, Sequence[ScoredEvent]]


def cross_validate(
    examples: Sequence[Example], tables: Mapping[str, Table], thresholds: Mapping[str, float]
) -> dict[str, list[ScoredEvent]]:
    """Return the events of each article as judged by models that never saw it."""
    ids = [example.doc_id for example in examples]
    splitter = GroupKFold(n_splits=FOLDS, shuffle=True, random_state=SEED)
    result: dict[str, list[ScoredEvent]] = {}
    for train, test in splitter.split(ids, groups=ids):
        kept = {ids[i] for i in train}
        model = fit(tables, kept.__contains__, thresholds)
        result |= {ids[i]: predict(examples[i], model) for i in test}
    return result


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
    for name in DECISIONS:
        learned = getattr(model, name)
        graph = to_onnx(learned.estimator, len(learned.classes))
        (folder / f"{name}.onnx").write_bytes(graph)
        meta[name] = {"features": learned.features, "classes": learned.classes}
    text = json.dumps(meta, indent=1, ensure_ascii=False)
    (folder / "model.json").write_text(text + "\n", encoding="utf-8")


def train(
    articles: Sequence[Path],
    folder: Path,
    threshold: float = 0.4,
    encoder_features: bool = False,
) -> Scores:
    """Train all decisions, write the model folder, return the cross-validated scores.

    Args:
        articles: files `NAME.articles.jsonl`; the gold events are in `NAME.events.jsonl` beside.
        folder: where the model goes.
        threshold: least raw score of a visit.
        encoder_features: use what the encoder's visit heads say. Only sound for articles that
            the encoder was not trained on.
    """
    settings = Settings.load().model_copy(update={"nlp": "linking.cfg"})
    events = [path.with_name(path.name.replace(".articles.", ".events.")) for path in articles]
    examples = read_examples(articles, events, Pipeline.load(settings).doc)
    names = default_names()
    tables = build_tables(examples, names)
    if not encoder_features:
        tables = {name: table.without("enc_") for name, table in tables.items()}
    thresholds = {**THRESHOLDS, "visit": threshold}
    predicted = cross_validate(examples, tables, thresholds)
    calibration = calibrate(examples, predicted, names)
    export(fit(tables, lambda _: True, thresholds, calibration), folder)
    return score(examples, predicted, names)
