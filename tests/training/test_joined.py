"""The mean of two trainings."""

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx", reason="extra `train` is not installed")
pytest.importorskip("lightgbm", reason="extra `train` is not installed")

from pipeline.events.model import Decision, logs
from pipeline.training.joined import join
from pipeline.training.trees import Size, fit_trees, to_onnx

SMALL = Size(12, 8, least_rows=5)
Folder = tuple[Path, dict[str, list[str]]]


def folder(path: Path, seed: int, features: list[str], classes: list[str]) -> Path:
    path.mkdir()
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(300, len(features))).astype(np.float32)
    labels = (np.abs(rows[:, 0]) * 2).astype(int) % len(classes)
    trees = fit_trees(rows, labels.tolist(), [1.0] * 300, len(classes), SMALL)
    (path / "stay.onnx").write_bytes(to_onnx(trees))
    meta = {"thresholds": {}, "stay": {"features": features, "classes": classes}}
    (path / "model.json").write_text(json.dumps(meta), encoding="utf-8")
    return path


def decision(path: Path) -> Decision:
    meta = json.loads((path / "model.json").read_text(encoding="utf-8"))["stay"]
    return Decision(path / "stay.onnx", meta["features"], meta["classes"])


@pytest.mark.parametrize("classes", [["no", "yes"], ["a", "b", "c", "d"]])
@pytest.mark.parametrize("share", [0.5, 0.75])
def test_the_mean_of_log_odds_whatever_the_order_of_features(
    tmp_path: Path, classes: list[str], share: float
) -> None:
    one = folder(tmp_path / "one", 1, ["x", "y"], classes)
    two = folder(tmp_path / "two", 2, ["z", "y", "x"], classes)
    rng = np.random.default_rng(5)
    rows = [dict(zip("xyz", map(float, row), strict=True)) for row in rng.normal(size=(50, 3))]
    apart = [logs(decision(path).predict(rows)) for path in (one, two)]
    join(one, two, ["stay"], share)
    found = decision(one).predict(rows)
    mean = np.exp(apart[0] * (1 - share) + apart[1] * share)
    np.testing.assert_allclose(found, mean / mean.sum(axis=1, keepdims=True), atol=1e-4)


@pytest.mark.parametrize("classes", [["no", "yes"], ["a", "b", "c", "d"]])
def test_the_second_counts_alone_in_short_texts(tmp_path: Path, classes: list[str]) -> None:
    one = folder(tmp_path / "one", 1, ["x", "text_sentences"], classes)
    two = folder(tmp_path / "two", 2, ["text_sentences", "x", "z"], classes)
    rng = np.random.default_rng(5)
    names = ("x", "text_sentences", "z")
    rows = [dict(zip(names, map(float, row), strict=True)) for row in rng.normal(size=(50, 3))]
    first, second = (logs(decision(path).predict(rows)) for path in (one, two))
    join(one, two, ["stay"], 0.75, alone_up_to=0.25)
    found = decision(one).predict(rows)
    mean = np.exp(first * 0.25 + second * 0.75)
    mean /= mean.sum(axis=1, keepdims=True)
    short = np.array([row["text_sentences"] <= 0.25 for row in rows])
    assert 0 < short.sum() < 50
    np.testing.assert_allclose(found[short], np.exp(second[short]), atol=1e-4)
    np.testing.assert_allclose(found[~short], mean[~short], atol=1e-4)
    with pytest.raises(ValueError, match="joined again"):
        join(one, two, ["stay"])


def test_a_decision_that_does_not_know_the_length_is_the_mean(tmp_path: Path) -> None:
    paths = [(tmp_path / name) for name in ("one", "two", "three")]
    one, two, three = (
        folder(path, seed, ["x", "y"], ["no", "yes"])
        for path, seed in zip(paths, (1, 2, 1), strict=True)
    )
    join(one, two, ["stay"], alone_up_to=5)
    join(three, two, ["stay"])
    assert (one / "stay.onnx").read_bytes() == (three / "stay.onnx").read_bytes()


def test_other_classes_cannot_be_joined(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", 1, ["x", "y"], ["no", "yes"])
    two = folder(tmp_path / "two", 2, ["x", "y"], ["yes", "no"])
    with pytest.raises(ValueError, match="stay: classes"):
        join(one, two, ["stay"])
