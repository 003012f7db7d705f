from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx", reason="extra `train` is not installed")
pytest.importorskip("lightgbm", reason="extra `train` is not installed")

from pipeline.events.model import Decision
from pipeline.training.trees import Size, fit_trees, probabilities, to_onnx

SMALL = Size(12, 8, least_rows=5)


@pytest.mark.parametrize(("seen", "classes"), [([0, 1], 2), ([0, 2, 3], 4), ([1], 2)])
def test_graph_gives_the_trees_probabilities(tmp_path: Path, seen: list[int], classes: int) -> None:
    rng = np.random.default_rng(7)
    # Whole numbers fall on the thresholds between them more often than others.
    x = np.concatenate([rng.normal(size=(400, 2)), rng.integers(0, 5, (400, 1))], axis=1)
    x = x.astype(np.float32)
    y = np.array(seen)[(np.abs(x[:, 0]) * len(seen) / 4).astype(int) % len(seen)]
    trees = fit_trees(x, y.tolist(), [1.0] * 400, classes, SMALL)
    path = tmp_path / "decision.onnx"
    path.write_bytes(to_onnx(trees))
    decision = Decision(path, ["a", "b", "c"], [str(label) for label in range(classes)])
    rows = [dict(zip("abc", map(float, row), strict=True)) for row in x]
    found = decision.predict(rows)
    np.testing.assert_allclose(found, probabilities(trees, x), atol=1e-5)
    assert (found.argmax(1) == y).mean() > 0.8
    unseen = [label for label in range(classes) if label not in seen]
    assert found[:, unseen].max(initial=0.0) < 0.01


def test_values_on_a_threshold_go_the_same_way(tmp_path: Path) -> None:
    x = np.repeat(np.array([0.1, 0.3, 0.7], np.float32), 40)[:, None]
    trees = fit_trees(x, [0] * 40 + [1] * 40 + [0] * 40, [1.0] * 120, 2, SMALL)
    path = tmp_path / "decision.onnx"
    path.write_bytes(to_onnx(trees))
    rows = [{"a": float(value)} for value in x[:, 0]]
    found = Decision(path, ["a"], ["no", "yes"]).predict(rows)
    np.testing.assert_allclose(found, probabilities(trees, x), atol=1e-5)


def test_rows_count_as_much_as_they_weigh() -> None:
    x = np.zeros((80, 1), np.float32)
    labels = [0, 1] * 40
    trees = fit_trees(x, labels, [1.0, 3.0] * 40, 2, SMALL)
    assert probabilities(trees, x)[0, 1] == pytest.approx(0.75, abs=0.01)


def test_a_row_without_a_feature_is_an_error(tmp_path: Path) -> None:
    x = np.arange(80, dtype=np.float32).reshape(40, 2)
    trees = fit_trees(x, [0, 1] * 20, [1.0] * 40, 2, SMALL)
    path = tmp_path / "decision.onnx"
    path.write_bytes(to_onnx(trees))
    with pytest.raises(KeyError, match="b"):
        Decision(path, ["a", "b"], ["no", "yes"]).predict([{"a": 1.0}])
