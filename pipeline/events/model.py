"""The learned decisions: small tree ensembles as ONNX graphs over named features."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.events.reader import Reader
from pipeline.events.wording import Wording
from pipeline.mentions.encoder import softmax
from pipeline.onnx import open_session
from pipeline.words import read_models

FloatArray = NDArray[np.float32]
# Probabilities closer to 0 or 1 count as this close.
LEAST = 1e-4


class Classifier(Protocol):
    """What turns feature dicts into class probabilities."""

    classes: list[str]

    def predict(self, rows: Sequence[Mapping[str, float]]) -> FloatArray:
        """Return probabilities `[rows, classes]`."""
        ...


class Unlearned:
    """Stands for a decision of yes and no before it is learned: a rule says how sure yes is."""

    def __init__(self) -> None:
        self.classes = ["no", "yes"]

    def yes(self, row: Mapping[str, float]) -> float:
        """Return the probability of yes."""
        raise NotImplementedError

    def predict(self, rows: Sequence[Mapping[str, float]]) -> FloatArray:
        """Return probabilities `[rows, 2]`."""
        yes = np.array([self.yes(row) for row in rows], np.float32)
        return np.stack([1 - yes, yes], axis=1)


class Decision:
    """One classifier: feature dicts in, class probabilities out."""

    def __init__(self, path: Path, features: Sequence[str], classes: Sequence[str]) -> None:
        """Load the graph at `path`; `features` fixes the columns, `classes` the outputs."""
        self._session = open_session(path, keep_memory=True)
        self._features = list(features)
        self.classes = list(classes)

    def predict(self, rows: Sequence[Mapping[str, float]]) -> FloatArray:
        """Return probabilities `[rows, classes]`.

        Raises:
            KeyError: a row lacks a feature that the model was trained on.
        """
        if not rows:
            return np.zeros((0, len(self.classes)), np.float32)
        table = np.array([[row[name] for name in self._features] for row in rows], np.float32)
        return np.asarray(self._session.run(["probabilities"], {"features": table})[0], np.float32)


@dataclass(frozen=True)
class Calibration:
    """A monotone map from raw scores to probabilities, linear between its knots."""

    raw: tuple[float, ...]
    calibrated: tuple[float, ...]

    def __call__(self, score: float) -> float:
        """Return the probability that an event with this raw score is right."""
        return float(np.interp(score, self.raw, self.calibrated))


@dataclass(frozen=True)
class Mixing:
    """Weighs what the trees and the reader say of the same question: a linear map of log odds.

    Attributes:
        weights: `[classes, columns]`, one row for a question of yes and no.
        bias: `[classes]`.
    """

    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]

    def yes(self, trees: float, reader: float) -> float:
        """Return the probability of yes from the trees' probability and the reader's log odds."""
        return probability(float(np.dot(self.weights[0], (log_odds(trees), reader))) + self.bias[0])

    def classes(self, trees: FloatArray, reader: FloatArray) -> FloatArray:
        """Return probabilities `[classes]` from the trees' ones and the reader's logs of them."""
        columns = np.concatenate([logs(trees), reader])
        totals = np.asarray(self.weights) @ columns + np.asarray(self.bias)
        return softmax(totals)


def logs(shares: FloatArray) -> FloatArray:
    """Return the logs of probabilities, kept away from 0."""
    return np.asarray(np.log(np.maximum(shares, LEAST)))


def log_odds(probability: float) -> float:
    """Return the log odds of a probability, kept away from the ends."""
    kept = max(LEAST, min(1 - LEAST, probability))
    return math.log(kept / (1 - kept))


def probability(odds: float) -> float:
    """Return the probability of log odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


@dataclass(frozen=True)
class VisitModel:
    """The decisions of the events stage, their thresholds and the confidence calibration.

    Without a reader the trees decide alone.
    """

    visit: Classifier
    place: Classifier
    date: Classifier
    status: Classifier
    participant: Classifier
    organisation: Classifier
    visit_read: Classifier
    date_read: Classifier
    stay: Classifier
    site: Classifier
    interval: Classifier
    stay_again: Classifier
    interval_again: Classifier
    status_again: Classifier
    company_again: Classifier
    body_again: Classifier
    thresholds: Mapping[str, float]
    calibration: Calibration
    wording: Wording = field(default_factory=Wording)
    reader: Reader | None = None
    mixing: Mapping[str, Mixing] = field(default_factory=dict)


# Those about mentions, those that hear the reader, too, those about the stays that were made of
# them, and those that know what was thought of the other stays.
ABOUT_MENTIONS = ("visit", "place", "date", "status", "participant", "organisation")
ABOUT_READINGS = ("visit_read", "date_read")
ABOUT_STAYS = ("stay", "site", "interval")
ABOUT_OPINIONS = (
    "stay_again",
    "interval_again",
    "status_again",
    "company_again",
    "body_again",
)
DECISIONS = (*ABOUT_MENTIONS, *ABOUT_READINGS, *ABOUT_STAYS, *ABOUT_OPINIONS)
WORDS = "words.npz"
MIXED = ("place", "status")


@cache
def load_model(folder: Path, reader: Path) -> VisitModel:
    """Read a model folder (`model.json`, `words.npz`, one `.onnx` a decision) and the reader's.

    Raises:
        FileNotFoundError: the folder lacks a file.
    """
    meta = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    decisions = {
        name: Decision(folder / f"{name}.onnx", meta[name]["features"], meta[name]["classes"])
        for name in DECISIONS
    }
    return VisitModel(
        **decisions,
        thresholds=meta["thresholds"],
        calibration=Calibration(
            tuple(meta["calibration"]["raw"]), tuple(meta["calibration"]["calibrated"])
        ),
        wording=Wording(read_models(folder / WORDS)),
        reader=Reader(reader),
        mixing={name: _mixing(meta["mixing"][name]) for name in MIXED},
    )


def _mixing(saved: Mapping[str, Sequence[Any]]) -> Mixing:
    return Mixing(tuple(tuple(row) for row in saved["weights"]), tuple(saved["bias"]))
