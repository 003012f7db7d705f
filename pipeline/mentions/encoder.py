"""Runs the visit encoder (ONNX) over texts of any length; needs no torch.

A text is cut into windows of at most 512 subwords with context on both sides. Each window is a
call by itself, so no result depends on what else is read at the same time.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from pipeline.mentions.subwords import BOS, EOS, IntArray, Subwords, split
from pipeline.onnx import open_session

FloatArray = npt.NDArray[np.float32]
# Subwords of context that a window sees before and after what it answers for.
_LEFT, _RIGHT = 96, 48
# A cut is moved back to the nearest good place within this part of the window.
_SEARCH = 0.4


@dataclass(frozen=True)
class Window:
    """Subwords `[first, last)` as the model reads them; it answers for `[core, core_end)`."""

    first: int
    last: int
    core: int
    core_end: int


@dataclass(frozen=True)
class Encoded:
    """What the model says of `n` tokens; zeros (and O) where it saw none of a token.

    Attributes:
        names: `[n, 11]` probabilities of O, B-PER, I-PER ... (see `Encoder.classes`).
        second: `[n, 9]`, the same by the guideline of NerKor.
        hidden: `[n, 384]` contextual vectors.
        read: how many characters the model read.
    """

    names: FloatArray
    second: FloatArray
    hidden: FloatArray
    read: int


class Encoder:
    """The model of a folder with `model.onnx`, `tokenizer.json` and `config.json`.

    Args:
        folder: the model's folder.
        threads: how many windows are computed at the same time.
        limit: subwords of a text that are read at most; the rest gets no answer.

    Raises:
        FileNotFoundError: a file of the model is missing.
    """

    def __init__(self, folder: Path, threads: int = 1, limit: int = 60_000) -> None:
        for name in ("model.onnx", "tokenizer.json", "config.json"):
            if not (folder / name).is_file():
                raise FileNotFoundError(f"the model folder {folder} has no {name}")
        self.folder = folder
        self.threads = threads
        self.limit = limit
        self.config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
        self.classes = _classes(self.config["labels"])
        self.second_classes = _classes(self.config["second_labels"])

    def __reduce__(self) -> tuple[type["Encoder"], tuple[Path, int, int]]:
        # A session cannot be pickled; another process opens its own.
        return Encoder, (self.folder, self.threads, self.limit)

    @cached_property
    def session(self) -> Any:
        """The ONNX session, opened on first use."""
        return open_session(self.folder / "model.onnx")

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer, opened on first use."""
        return Tokenizer.from_file(str(self.folder / "tokenizer.json"))

    def subwords(self, text: str) -> Subwords:
        """Tokenise a text, at most `limit` subwords of it."""
        return split(self.tokenizer, text, self.limit)

    def windows(self, subwords: Subwords, breaks: Sequence[int] = ()) -> list[Window]:
        """Cut subwords into windows.

        Args:
            subwords: the text.
            breaks: characters at which sentences start, ascending.
        """
        count = len(subwords.ids)
        room = int(self.config["window"]) - 2
        if count <= room:
            return [Window(0, count, 0, count)] if count else []
        good = _cut_scores(subwords, breaks)
        result = []
        core = 0
        while core < count:
            first = max(0, core - _LEFT)
            end = first + room
            if end >= count:
                core_end = end = count
            else:
                core_end = end - _RIGHT
                start = core + int((core_end - core) * (1 - _SEARCH))
                best = start + int(
                    np.flatnonzero(good[start:core_end] == good[start:core_end].max())[-1]
                )
                core_end = best if good[best] else core_end
            result.append(Window(first, min(end, core_end + _RIGHT, count), core, core_end))
            core = core_end
        return result

    def run(self, subwords: Subwords, window: Window) -> list[FloatArray]:
        """Return the outputs for the core of a window, in the order of `_OUTPUTS`."""
        ids = np.concatenate([[BOS], subwords.ids[window.first : window.last], [EOS]])
        outputs: list[FloatArray] = self.session.run(_OUTPUTS, {"ids": ids.astype(np.int64)})
        begin = window.core - window.first + 1
        return [x[begin : begin + window.core_end - window.core] for x in outputs]

    def encode(
        self, texts: Iterable[tuple[str, Sequence[tuple[int, int]], Sequence[int]]]
    ) -> Iterator[Encoded]:
        """Encode texts.

        Args:
            texts: text, characters `[start, end)` of its tokens in ascending order, and the
                characters at which sentences start (may be empty).

        Yields:
            One result a text, in order.
        """
        if self.threads == 1:
            for text in texts:
                yield self._one(text, None)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            for text in texts:
                yield self._one(text, pool)

    def _one(
        self,
        item: tuple[str, Sequence[tuple[int, int]], Sequence[int]],
        pool: ThreadPoolExecutor | None,
    ) -> Encoded:
        text, tokens, breaks = item
        subwords = self.subwords(text)
        windows = self.windows(subwords, breaks)
        offsets = np.array(tokens, np.int64).reshape(-1, 2)
        runner = map if pool is None else pool.map
        parts = list(runner(lambda window: self.run(subwords, window), windows))
        return self._gather(subwords, parts, offsets)

    def _gather(
        self, subwords: Subwords, parts: list[list[FloatArray]], offsets: IntArray
    ) -> Encoded:
        """Bring subword outputs to tokens: the first subword's scores, the vectors' mean."""
        names, second, hidden = (
            np.concatenate([np.zeros((0, width), np.float32), *(part[i] for part in parts)])
            for i, width in enumerate(self._widths())
        )
        first = np.searchsorted(subwords.ends, offsets[:, 0], side="right")
        last = np.searchsorted(subwords.starts, offsets[:, 1], side="left")
        seen = np.flatnonzero(first < last)
        count = len(offsets)

        def leading(values: FloatArray) -> FloatArray:
            return _spread(values[first[seen]], seen, count)

        def mean(values: FloatArray) -> FloatArray:
            return _spread(_means(values, first[seen], last[seen]), seen, count)

        result = Encoded(
            names=leading(softmax(names)),
            second=leading(softmax(second)),
            hidden=mean(hidden),
            read=int(subwords.ends[-1]) if len(subwords.ends) else 0,
        )
        blind = np.ones(count, bool)
        blind[seen] = False
        result.names[blind, 0] = result.second[blind, 0] = 1
        return result

    def _widths(self) -> tuple[int, ...]:
        return len(self.classes), len(self.second_classes), self.config["hidden"]


_OUTPUTS = ["ner", "ner_nerkor", "hidden"]


def _classes(labels: Iterable[str]) -> list[str]:
    return ["O", *(f"{prefix}-{label}" for label in labels for prefix in "BI")]


def _cut_scores(subwords: Subwords, breaks: Sequence[int]) -> npt.NDArray[np.int8]:
    """Return how good it is to cut before each subword: 2 line, 1 sentence, 0 elsewhere."""
    scores = np.zeros(len(subwords.ids), np.int8)
    if len(breaks):
        places = np.searchsorted(subwords.starts, np.asarray(breaks), side="left")
        scores[places[places < len(scores)]] = 1
    scores[1:][subwords.ids[:-1] == EOS] = 2
    return scores


def _means(values: FloatArray, first: IntArray, last: IntArray) -> FloatArray:
    """Return the means over rows `[first, last)`, for each pair."""
    if not len(first):
        return np.zeros((0, values.shape[1]), np.float32)
    padded = np.concatenate([values, np.zeros((1, values.shape[1]), np.float32)])
    sums = np.add.reduceat(padded, np.stack([first, last], 1).ravel(), axis=0)[::2]
    means: FloatArray = (sums / (last - first)[:, None]).astype(np.float32)
    return means


def _spread(values: FloatArray, rows: IntArray, count: int) -> FloatArray:
    result: FloatArray = np.zeros((count, values.shape[1]), np.float32)
    result[rows] = values
    return result


def softmax(scores: FloatArray) -> FloatArray:
    """Return probabilities along the last axis."""
    powers = np.exp(scores - scores.max(-1, keepdims=True, initial=-np.inf))
    result: FloatArray = (powers / powers.sum(-1, keepdims=True)).astype(np.float32)
    return result
