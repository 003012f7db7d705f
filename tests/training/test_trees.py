from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx", reason="extra `train` is not installed")
pytest.importorskip("sklearn", reason="extra `train` is not installed")

from sklearn.ensemble import HistGradientBoostingClassifier

from pipeline.events.model import Decision
from pipeline.training.trees import to_onnx


@pytest.mark.parametrize(("seen", "classes"), [([0, 1], 2), ([0, 2, 3], 4)])
def test_graph_gives_the_estimator_s_probabilities(
    tmp_path: Path, seen: list[int], classes: int
) -> None:
    rng = np.random.default_rng(7)
    x = rng.normal(size=(300, 3)).astype(np.float32)
    y = np.array(seen)[(np.abs(x[:, 0]) * len(seen) / 4).astype(int) % len(seen)]
    estimator = HistGradientBoostingClassifier(max_iter=12, random_state=1).fit(x, y)
    path = tmp_path / "decision.onnx"
    path.write_bytes(to_onnx(estimator, classes))
    decision = Decision(path, ["a", "b", "c"], [str(label) for label in range(classes)])
    rows = [dict(zip("abc", map(float, row), strict=True)) for row in x[:50]]
    expected = np.zeros((50, classes))
    expected[:, seen] = estimator.predict_proba(x[:50])
    np.testing.assert_allclose(decision.predict(rows), expected, atol=1e-5)


def test_a_row_without_a_feature_is_an_error(tmp_path: Path) -> None:
    x = np.arange(80, dtype=np.float32).reshape(40, 2)
    estimator = HistGradientBoostingClassifier(max_iter=2).fit(x, [0, 1] * 20)
    path = tmp_path / "decision.onnx"
    path.write_bytes(to_onnx(estimator, 2))
    with pytest.raises(KeyError, match="b"):
        Decision(path, ["a", "b"], ["no", "yes"]).predict([{"a": 1.0}])
