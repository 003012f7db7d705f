from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="extra `train` is not installed")

from pipeline.training.linear import FOLDS, across_folds, save
from pipeline.words import Linear, Words, read_models

TELLING, COMMON = 7, 99


def rows(count: int, classes: int = 2) -> tuple[list[Words], np.ndarray, list[str]]:
    """Rows of which one word tells the class; each article has a word of its own."""
    labels = np.arange(count) % classes
    words = [
        np.array(sorted([TELLING + label, COMMON, 1000 + i // 3]), np.uint32)
        for i, label in enumerate(labels.tolist())
    ]
    return words, labels, [f"a{i // 3}" for i in range(count)]


def fitted(
    words: list[Words], labels: np.ndarray, groups: list[str], classes: int = 2
) -> tuple[np.ndarray, Linear]:
    return across_folds(words, labels, np.ones(len(labels)), groups, classes)


@pytest.mark.parametrize("classes", [2, 3])
def test_a_telling_word_is_learned_and_holds_for_other_articles(classes: int) -> None:
    words, labels, groups = rows(600, classes)
    said, linear = fitted(words, labels, groups, classes)
    alone = np.stack([linear(row) for row in words])
    for scores in (said, alone):
        found = scores[:, 0] > 0 if classes == 2 else scores.argmax(1)
        assert (found == labels).mean() > 0.99
    assert said.shape == (600, 1 if classes == 2 else classes)


def test_a_row_is_not_judged_by_its_own_article() -> None:
    rng = np.random.default_rng(3)
    # Nothing but the article's own word tells its label.
    labels = np.repeat(rng.integers(0, 2, 200), 5)
    words = [np.array([COMMON, 1000 + i // 5], np.uint32) for i in range(1000)]
    groups = [f"a{i // 5}" for i in range(1000)]
    said, linear = fitted(words, labels, groups)
    alone = np.array([linear(row)[0] for row in words])
    assert ((alone > 0) == labels).mean() > 0.95
    assert np.ptp(said) < 0.5 * np.ptp(alone)
    assert len(set(groups)) > FOLDS


@pytest.mark.parametrize(("label", "sure"), [(0, False), (1, True)])
def test_where_all_rows_are_alike_the_answer_is_clear(label: int, sure: bool) -> None:
    words, _, groups = rows(60)
    said, linear = fitted(words, np.full(60, label), groups)
    assert ((said > 3) == sure).all()
    assert (linear(words[0])[0] > 3) == sure


def test_equal_rows_give_equal_models() -> None:
    first, second = fitted(*rows(300)), fitted(*rows(300))
    assert np.array_equal(first[0], second[0])
    assert np.array_equal(first[1].weights, second[1].weights)


def test_written_models_say_what_they_said(tmp_path: Path) -> None:
    words, labels, groups = rows(60, 3)
    _, linear = fitted(words, labels, groups, 3)
    save(tmp_path / "models.npz", {"one": linear, "two": linear})
    again = read_models(tmp_path / "models.npz")
    assert list(again) == ["one", "two"]
    np.testing.assert_allclose(again["two"](words[0]), linear(words[0]), rtol=1e-5)
