"""Words as numbers, and linear models over them."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Hashes of words in their positions, ascending.
Words = NDArray[np.uint32]


@dataclass(frozen=True)
class Linear:
    """A linear model over hashed words: weights `[buckets, outputs]` and bias `[outputs]`."""

    weights: NDArray[np.float16]
    bias: tuple[float, ...]

    def __call__(self, words: Words) -> NDArray[np.float32]:
        """Return a score for each output; the number of words does not make it larger."""
        chosen = self.weights[words % len(self.weights)].astype(np.float32).sum(0)
        return np.asarray(chosen / max(1.0, len(words)) ** 0.5 + self.bias, np.float32)


def hashed(lang: str, found: Iterable[str]) -> Words:
    """Return the hashes of the words of a language, each once."""
    # Not `hash`: it differs from run to run.
    return np.array(sorted({zlib.crc32(f"{lang}{word}".encode()) for word in found}), np.uint32)


def read_models(path: Path) -> dict[str, Linear]:
    """Read the models of a file: arrays `NAME` and `NAME.bias`.

    Raises:
        FileNotFoundError: there is no such file.
    """
    with np.load(path, allow_pickle=False) as saved:
        names = [name.removesuffix(".bias") for name in saved.files if name.endswith(".bias")]
        return {name: Linear(saved[name], tuple(saved[f"{name}.bias"].tolist())) for name in names}
