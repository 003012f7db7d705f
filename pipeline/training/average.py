"""Averages the weights of two runs, one of which began where the other ended."""

from pathlib import Path

import torch


def average(first: Path, second: Path, share: float, target: Path) -> None:
    """Write `(1 - share) * first + share * second` (Wortsman et al. 2022, "Model soups").

    Args:
        first: what `fit` wrote.
        second: the same of another run.
        share: of the second, between 0 and 1.
        target: the file to write.

    Raises:
        ValueError: the two do not have the same weights.
    """
    one, other = (torch.load(path, weights_only=True)["model"] for path in (first, second))
    if one.keys() != other.keys():
        raise ValueError(f"{first} and {second} are weights of different models")
    mean = {name: (1 - share) * one[name] + share * other[name] for name in one}
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": mean}, target)
