"""Finds the longest entry of a table of folded phrases at a word of a text."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from pipeline.linking.text import Word

T = TypeVar("T")
_LONGEST = 8


class PhraseTable(Generic[T]):
    """A table of folded phrases, searched word by word."""

    def __init__(self, entries: Mapping[str, T]) -> None:
        self._entries = entries
        self._prefixes = _prefixes(entries)

    def __contains__(self, phrase: str) -> bool:
        return phrase in self._entries

    def longest(
        self,
        words: Sequence[Word],
        start: int,
        variants: Callable[[Word], Iterable[str]] | None = None,
    ) -> tuple[int, T] | None:
        """Return `(end, value)` of the longest phrase that begins at word `start`.

        Args:
            words: the words of the text.
            start: where the phrase must begin.
            variants: other folded forms of a phrase's last word (without a case ending).
        """
        key = ""
        found: tuple[int, T] | None = None
        for end in range(start, min(start + _LONGEST, len(words))):
            word = words[end]
            if end > start and not word.joins:
                break
            whole = f"{key} {word.key}" if key else word.key
            value = self._entries.get(whole)
            if value is not None:
                found = end + 1, value
            elif variants is not None:
                for variant in variants(word):
                    value = self._entries.get(f"{key} {variant}" if key else variant)
                    if value is not None:
                        found = end + 1, value
                        break
            if whole not in self._prefixes:
                break
            key = whole
        return found


def _prefixes(entries: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for phrase in entries:
        cut = phrase.find(" ")
        while cut >= 0:
            found.add(phrase[:cut])
            cut = phrase.find(" ", cut + 1)
    return frozenset(found)
