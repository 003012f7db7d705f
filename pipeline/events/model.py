"""The learned decisions: small tree ensembles as ONNX graphs over named features."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


class Decision:
    """One classifier: feature dicts in, class probabilities out."""

    def __init__(self, path: Path, features: Sequence[str], classes: Sequence[str]) -> None:
        """Load the graph at `path`; `features` fixes the columns, `classes` the outputs."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
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
class VisitModel:
    """The decisions of the events stage, their thresholds and the confidence calibration."""

    visit: Decision
    date: Decision
    status: Decision
    participant: Decision
    organisation: Decision
    thresholds: Mapping[str, float]
    calibration: Calibration


DECISIONS = ("visit", "date", "status", "participant", "organisation")


@cache
def load_model(folder: Path) -> VisitModel:
    """Read a model folder: `model.json` and one `.onnx` file a decision.

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
    )
