"""Fits linear models over hashed words."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import SGDClassifier

from pipeline.events.model import FloatArray
from pipeline.words import Linear, Words

BUCKETS = 1 << 18
FOLDS = 4
EPOCHS = 6
# What keeps weights small. With more the models say less, with less they learn rows by heart.
ALPHA = 5e-6
SEED = 13


def across_folds(
    words: Sequence[Words],
    labels: NDArray[np.int64],
    weights: NDArray[np.float64],
    groups: Sequence[str],
    classes: int,
) -> tuple[FloatArray, Linear]:
    """Fit a model on all rows, and say what models that did not see a row's group make of it.

    Args:
        words: hashes of each row.
        labels: the class of each row, from 0.
        weights: what each row counts.
        groups: the article of each row.
        classes: 2 for one output, else there is one a class.

    Returns:
        Scores `[rows, outputs]` by the models of the other folds, and the model of all rows.
    """
    table = _table(words)
    outputs = 1 if classes == 2 else classes
    folds = np.array([zlib.crc32(group.encode()) % FOLDS for group in groups])
    said = np.zeros((len(labels), outputs), np.float32)
    for fold in range(FOLDS):
        inside = folds == fold
        if inside.any() and not inside.all():
            linear = _fit(table[~inside], labels[~inside], weights[~inside], outputs)
            said[inside] = table[inside] @ linear.weights.astype(np.float32) + linear.bias
    return said, _fit(table, labels, weights, outputs)


def save(path: Path, models: Mapping[str, Linear]) -> None:
    """Write models as `pipeline.words.read_models` reads them."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, linear in models.items():
        arrays |= {name: linear.weights, f"{name}.bias": np.array(linear.bias)}
    write: Callable[..., None] = np.savez_compressed
    write(path, **arrays)


def _table(words: Sequence[Words]) -> csr_matrix:
    """Return rows `[rows, BUCKETS]` as `Linear` weighs them: a long one counts no more."""
    lengths = np.array([len(row) for row in words])
    columns = np.concatenate([*words, np.zeros(0, np.uint32)]) % BUCKETS
    starts = np.concatenate([[0], np.cumsum(lengths)])
    ones = np.ones(len(columns), np.float32)
    counts = csr_matrix((ones, columns.astype(np.int32), starts), shape=(len(words), BUCKETS))
    return csr_matrix(diags((1 / np.maximum(1, lengths) ** 0.5).astype(np.float32)) @ counts)


def _fit(
    table: csr_matrix, labels: NDArray[np.int64], weights: NDArray[np.float64], outputs: int
) -> Linear:
    """Fit one output a class, against all others; a class that does not occur scores low."""
    found = np.zeros((outputs, table.shape[1]), np.float32)
    bias = np.full(outputs, -10.0)
    for output in range(outputs):
        right = labels == (1 if outputs == 1 else output)
        if right.all() or not right.any():
            bias[output] = 10.0 if right.all() else -10.0
            continue
        estimator = SGDClassifier(
            loss="log_loss",
            alpha=ALPHA,
            max_iter=EPOCHS,
            tol=None,
            average=True,
            random_state=SEED,
        )
        estimator.fit(table, right, sample_weight=weights)
        found[output], bias[output] = estimator.coef_[0], estimator.intercept_[0]
    return Linear(found.T.astype(np.float16), tuple(float(b) for b in bias))
