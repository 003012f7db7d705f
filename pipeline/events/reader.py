"""Reads the text around mentions and answers where one person goes: a small neural model.

The trees of `model` see counted features; the reader sees the words. For each person in question it
takes in the passages of a text with that person's mentions marked, and scores every place in them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from pipeline.events.passages import Located, Passage, homes, marks, passages
from pipeline.events.scene import Scene
from pipeline.mentions.subwords import IntArray, split
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
        dates: log probabilities `[5]` of the classes of the decision `date`, should there be a
            visit, by first character of each date mention that shares a passage with the place.
    """

    visit: float
    place: float
    status: FloatArray
    dates: Mapping[int, FloatArray]


Readings = dict[tuple[str, int], Reading]


@dataclass
class _Answers:
    """What the passages say of one person and one place mention."""

    rows: list[FloatArray] = field(default_factory=list)
    dates: dict[int, list[FloatArray]] = field(default_factory=dict)

    def mean(self) -> Reading:
        row = np.mean(self.rows, axis=0)
        dates = {start: np.mean(rows, axis=0) for start, rows in self.dates.items()}
        return Reading(float(row[0]), float(row[1]), row[2:], dates)


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
        found: dict[tuple[str, int], _Answers] = {}
        for passage in passages(scene, split(self._tokenizer, scene.text, LIMIT)):
            asked = _asked(passage, doubts)
            if not asked:
                continue
            hidden = self._lower.run(None, {"ids": passage.ids})[0]
            for key in sorted(asked):
                kinds = marks(passage, key, countries, today)
                self._ask(passage, key, hidden, kinds, found)
        return {pair: answers.mean() for pair, answers in found.items()}

    def _ask(
        self,
        passage: Passage,
        key: str,
        hidden: FloatArray,
        kinds: IntArray,
        found: dict[tuple[str, int], _Answers],
    ) -> None:
        width = len(passage.ids)
        answers, dated = self._upper.run(
            None,
            {
                "hidden": hidden,
                "marks": kinds,
                "regions": passage.regions,
                "places": averages(passage.places, width),
                "asked": averages(passage.asked(key), width).mean(0, keepdims=True),
                "dates": averages(passage.dates, width, least=1),
            },
        )
        for place, row, told in zip(passage.places, answers, dated, strict=True):
            pair = found.setdefault((key, place.mention.start), _Answers())
            pair.rows.append(row)
            for date_mention, classes in zip(passage.dates, told, strict=False):
                pair.dates.setdefault(date_mention.mention.start, []).append(classes)


def _asked(passage: Passage, doubts: Collection[tuple[str, int]]) -> set[str]:
    """The persons of a passage who may visit one of its places."""
    places = {place.mention.start for place in passage.places}
    doubted = {key for key, start in doubts if start in places}
    return doubted & {person.mention.key for person in passage.persons}


def averages(mentions: Collection[Located], width: int, least: int = 0) -> FloatArray:
    """Return weights `[mentions, width]` that average the subwords of each mention.

    There are `least` rows or more; the graphs do not take empty dates.
    """
    weights = np.zeros((max(least, len(mentions)), width), np.float32)
    for row, mention in zip(weights, mentions, strict=False):
        row[mention.first : mention.last] = 1 / (mention.last - mention.first)
    return weights
