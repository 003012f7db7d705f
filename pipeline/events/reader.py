"""Reads the text around mentions and answers where one person goes: a small neural model.

The trees of `model` see counted features; the reader sees the words. For each person in question it
takes in the passages of a text with that person's mentions marked, and scores every place in them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from pipeline.events.passages import Located, Passage, homes, marks, passages
from pipeline.events.scene import Scene
from pipeline.mentions.subwords import split
from pipeline.onnx import open_session

FloatArray = npt.NDArray[np.float32]
FILES = ("lower.onnx", "upper.onnx", "tokenizer.json")
LIMIT = 60_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of one person and one place mention.

    Attributes:
        visit: log odds that the person visits there.
        place: log odds that the place is a destination, should there be a visit.
        status: log probabilities `[5]` in the order of `Status`, should there be a visit.
    """

    visit: float
    place: float
    status: FloatArray


Readings = dict[tuple[str, int], Reading]


class Reader:
    """The model of a folder with `lower.onnx`, `upper.onnx` and `tokenizer.json`.

    The lower half reads a passage once, the upper half once for each person in question.

    Raises:
        FileNotFoundError: a file of the model is missing.
    """

    def __init__(self, folder: Path) -> None:
        for name in FILES:
            if not (folder / name).is_file():
                raise FileNotFoundError(f"the model folder {folder} has no {name}")
        self.folder = folder

    def __reduce__(self) -> tuple[type["Reader"], tuple[Path]]:
        # A session cannot be pickled; another process opens its own.
        return Reader, (self.folder,)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return Tokenizer.from_file(str(self.folder / "tokenizer.json"))

    @cached_property
    def _lower(self) -> Any:
        return open_session(self.folder / "lower.onnx")

    @cached_property
    def _upper(self) -> Any:
        return open_session(self.folder / "upper.onnx")

    def read(
        self, scene: Scene, doubts: Collection[tuple[str, int]], today: date | None
    ) -> Readings:
        """Answer for some pairs, and for others that are answered along with them.

        Args:
            scene: the text with its mentions.
            doubts: persons in question, each with the first character of a place mention.
            today: the day of the article.

        Returns:
            A reading by person and first character of a place mention, for the places that share
            a passage with the person; where several passages do, the mean of what they say.
        """
        if not doubts:
            return {}
        countries = homes(scene)
        found: dict[tuple[str, int], list[FloatArray]] = {}
        for passage in passages(scene, split(self._tokenizer, scene.text, LIMIT)):
            asked = _asked(passage, doubts)
            if not asked:
                continue
            hidden = self._lower.run(None, {"ids": passage.ids})[0]
            for key in sorted(asked):
                kinds = marks(passage, key, countries, today)
                for start, row in self._answers(passage, hidden, kinds, passage.asked(key)):
                    found.setdefault((key, start), []).append(row)
        return {pair: _reading(rows) for pair, rows in found.items()}

    def _answers(
        self,
        passage: Passage,
        hidden: FloatArray,
        kinds: npt.NDArray[np.int64],
        asked: list[Located],
    ) -> Iterator[tuple[int, FloatArray]]:
        width = len(passage.ids)
        answers: FloatArray = self._upper.run(
            None,
            {
                "hidden": hidden,
                "marks": kinds,
                "regions": passage.regions,
                "places": averages(passage.places, width),
                "asked": averages(asked, width).mean(0, keepdims=True),
            },
        )[0]
        for place, row in zip(passage.places, answers, strict=True):
            yield place.mention.start, row


def _asked(passage: Passage, doubts: Collection[tuple[str, int]]) -> set[str]:
    """The persons of a passage who may visit one of its places."""
    places = {place.mention.start for place in passage.places}
    doubted = {key for key, start in doubts if start in places}
    return doubted & {person.mention.key for person in passage.persons}


def averages(mentions: Collection[Located], width: int) -> FloatArray:
    """Return weights `[mentions, width]` that average the subwords of each mention."""
    weights = np.zeros((len(mentions), width), np.float32)
    for row, mention in zip(weights, mentions, strict=True):
        row[mention.first : mention.last] = 1 / (mention.last - mention.first)
    return weights


def _reading(rows: list[FloatArray]) -> Reading:
    mean = np.mean(rows, axis=0)
    return Reading(float(mean[0]), float(mean[1]), mean[2:])
