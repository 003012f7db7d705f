from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.words import Linear, hashed, read_models


def linear(bucket: int, *weights: float, bias: tuple[float, ...] = ()) -> Linear:
    """A model of eight buckets of which one counts."""
    table = np.zeros((8, len(weights)), np.float16)
    table[bucket] = weights
    return Linear(table, bias or (0.0,) * len(weights))


def test_a_linear_model_adds_weights_and_bias() -> None:
    model = linear(3, 2.0, -1.0, bias=(0.5, 0.0))
    words = np.array([3, 8 + 3, 4, 5], np.uint32)
    np.testing.assert_allclose(model(words), [2 * 2 / 2 + 0.5, -1], atol=1e-3)
    np.testing.assert_allclose(model(np.zeros(0, np.uint32)), [0.5, 0])


@given(st.lists(st.text(max_size=8)))
def test_hashes_are_the_words_each_once_in_any_order(words: list[str]) -> None:
    found = hashed("hu", words)
    assert found.tolist() == sorted(set(found.tolist()))
    assert found.tolist() == hashed("hu", [*reversed(words), *words]).tolist()
    assert len(found) <= len(set(words))


def test_a_word_of_another_language_is_another_word() -> None:
    assert hashed("nl", ["van"]).tolist() != hashed("hu", ["van"]).tolist()


def test_models_are_read_by_name(tmp_path: Path) -> None:
    path = tmp_path / "models.npz"
    model = linear(1, 2.0, bias=(0.5,))
    np.savez(path, one=model.weights, **{"one.bias": np.array(model.bias)})
    (name,) = found = read_models(path)
    assert name == "one"
    assert found[name](np.array([1], np.uint32)).tolist() == [2.5]
    with pytest.raises(FileNotFoundError):
        read_models(tmp_path / "none.npz")
