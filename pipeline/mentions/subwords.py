"""Cuts a text into the subwords of the encoder's vocabulary."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

IntArray = npt.NDArray[np.int64]

BOS, EOS = 0, 2
# Longer lines are tokenised in pieces, to bound the tokenizer's memory.
_LINE_PIECE = 20_000


@dataclass(frozen=True)
class Subwords:
    """The subwords of a text without the first start sign: ids and characters, all `[n]`.

    An end sign stands for a line break; its `start` and `end` are equal.
    """

    ids: IntArray
    starts: IntArray
    ends: IntArray

    def covered(self, start: int, end: int) -> tuple[int, int] | None:
        """The subwords `[first, last)` of characters `[start, end)`, `None` beyond the last."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        if first >= len(self.ids):
            return None
        return first, max(first + 1, int(np.searchsorted(self.starts, end, side="left")))


def split(tokenizer: Tokenizer, text: str, limit: int) -> Subwords:
    """Tokenise a text, at most `limit` subwords of it."""
    ids: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, line, is_end in _lines(text):
        encoding = tokenizer.encode(line, add_special_tokens=False)
        ids += encoding.ids
        for start, end in encoding.offsets:
            while start < end and line[start].isspace():
                start += 1
            starts.append(at + start)
            ends.append(at + end)
        if is_end and encoding.ids:
            ids.append(EOS)
            starts.append(at + len(line))
            ends.append(at + len(line))
        if len(ids) >= limit:
            break
    arrays = (np.array(x[:limit], np.int64) for x in (ids, starts, ends))
    return Subwords(*arrays)


def _lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield `(first character, line or piece of one, whether the line ends there)`."""
    at = 0
    for line in text.split("\n"):
        start = 0
        while len(line) - start > _LINE_PIECE:
            end = line.rfind(" ", start + 1, start + _LINE_PIECE)
            end = end if end > start else start + _LINE_PIECE
            yield at + start, line[start:end], False
            start = end
        yield at + start, line[start:], True
        at += len(line) + 1
