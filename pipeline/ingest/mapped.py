"""Text that knows where each of its characters came from."""

import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Self

NOWHERE = -1

_PIECE = 600
_WORD = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True)
class MappedText:
    """A text and, for each character, its place in the source (`NOWHERE` where it has none)."""

    text: str
    places: "array[int]"

    @classmethod
    def of(cls, text: str, start: int = 0) -> Self:
        """Return `text` as it stands at `start` in the source."""
        return cls(text, array("i", range(start, start + len(text))))

    @classmethod
    def made(cls, text: str) -> Self:
        """Return `text` as something that is not in the source."""
        return cls(text, array("i", [NOWHERE]) * len(text))

    def __add__(self, other: "MappedText") -> "MappedText":
        return MappedText(self.text + other.text, self.places + other.places)

    def __getitem__(self, part: slice) -> "MappedText":
        return MappedText(self.text[part], self.places[part])

    def strip(self) -> "MappedText":
        """Take white space off both ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self[start : max(start, len(self.text.rstrip()))]

    def sub(self, pattern: re.Pattern[str], replacement: str) -> "MappedText":
        """Put `replacement` for each match; it stands where the match began."""
        parts: list[str] = []
        places: array[int] = array("i")
        end = 0
        for match in pattern.finditer(self.text):
            parts += (self.text[end : match.start()], replacement)
            places.extend(self.places[end : match.start()])
            places.extend([self.places[match.start()]] * len(replacement))
            end = match.end()
        if not parts:
            return self
        return MappedText("".join(parts) + self.text[end:], places + self.places[end:])

    def rewrite(self, function: Callable[[str], str]) -> "MappedText":
        """Apply any text function, and find again which character became which.

        Works piece by piece, cut at white space, so that the alignment stays cheap on a long
        line.
        """
        texts: list[str] = []
        places: array[int] = array("i")
        for piece in self._pieces():
            new = function(piece.text)
            texts.append(new)
            places.extend(piece.places if new == piece.text else _align(piece, new))
        return MappedText("".join(texts), places)

    def _pieces(self) -> Iterator["MappedText"]:
        start = 0
        while start < len(self.text):
            end = start + _PIECE
            if end < len(self.text):
                end = self.text.rfind(" ", start + 1, end) + 1 or end
            yield self[start:end]
            start = end


def _align(old: MappedText, new: str) -> list[int]:
    """Return for each character of `new` the place of the one in `old` that it came from."""
    old_words, new_words = _WORD.findall(old.text), _WORD.findall(new)
    places: list[int] = []
    done = 0
    matcher = SequenceMatcher(a=old_words, b=new_words, autojunk=False)
    for operation, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        before, after = "".join(old_words[a_from:a_to]), "".join(new_words[b_from:b_to])
        part = old.places[done : done + len(before)]
        done += len(before)
        places.extend(part if operation == "equal" else _align_characters(before, after, part))
    return places


def _align_characters(before: str, after: str, places: "array[int]") -> list[int]:
    aligned: list[int] = []
    for _, a_from, a_to, b_from, b_to in SequenceMatcher(
        a=before, b=after, autojunk=False
    ).get_opcodes():
        for step in range(b_to - b_from):
            index = min(a_from + step, a_to - 1) if a_to > a_from else a_from - 1
            aligned.append(places[index] if 0 <= index < len(places) else NOWHERE)
    return aligned
