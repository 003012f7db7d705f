"""When two names are the same: folded spelling, and known aliases."""

import unicodedata
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache

import numpy as np
from scipy.optimize import linear_sum_assignment

from pipeline.linking.knowledge import default_knowledge_base

Aliases = Callable[[str], Collection[str]]
"""Gives the other names that are known for a name; empty for a name that is not known."""

TITLES = frozenset({"pope", "king", "queen", "prince", "princess", "emperor", "patriarch", "sir"})

# Letters whose stroke, hook or ligature Unicode does not decompose.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ŧ": "t",
        "ŋ": "n",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ɓ": "b",
        "ɗ": "d",
        "ƙ": "k",
        "ƴ": "y",
    }
)
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻ′´`", "'"))
# Combining marks, transliteration signs such as ʿ and ʾ, and invisible characters.
_DROPPED = frozenset({"Mn", "Me", "Lm", "Sk", "Cf"})


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Fold away case, diacritics, hyphens, word order and one leading title.

    >>> fold("Orbán Viktor") == fold("viktor orban")
    True
    >>> fold("Pope Francis") == fold("Francis")
    True
    """
    text = name.translate(_APOSTROPHES).casefold()
    marked = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in marked if unicodedata.category(c) not in _DROPPED)
    # The comma of "Orbán, Viktor" only tells that the order is turned round.
    words = _spaced(plain.translate(_LETTERS)).replace(",", " ").split()
    if len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    return " ".join(sorted(words))


def _spaced(text: str) -> str:
    """Return the text with every kind of hyphen and dash as a space."""
    return "".join(" " if unicodedata.category(c) == "Pd" else c for c in text)


class Names:
    """Compares names and sets of names.

    Two names are the same where their folded forms are, or where one is a known alias of the
    other. An alias that both share ("Kim") does not make them the same.
    """

    def __init__(self, aliases: Aliases | None = None) -> None:
        """Take the lookup of aliases; without one, only the folded forms count."""
        self._aliases = aliases
        self._known: dict[str, frozenset[str]] = {}

    def same(self, left: str, right: str) -> bool:
        """Tell whether two names stand for the same."""
        a, b = fold(left), fold(right)
        return a == b or b in self._others(left) or a in self._others(right)

    def contains(self, names: Iterable[str], name: str) -> bool:
        """Tell whether `name` is among `names`."""
        return any(self.same(other, name) for other in names)

    def distinct(self, names: Iterable[str]) -> list[str]:
        """Return the names without repetitions, in an order that the input's does not change."""
        kept: list[str] = []
        for name in sorted(names, key=lambda n: (fold(n), n)):
            if not self.contains(kept, name):
                kept.append(name)
        return kept

    def overlap(self, gold: Iterable[str], predicted: Iterable[str]) -> tuple[int, int, int]:
        """Return `(shared, gold, predicted)`: how many names two sets share, and their sizes."""
        left, right = self.distinct(gold), self.distinct(predicted)
        if not left or not right:
            return 0, len(left), len(right)
        same = np.array([[self.same(a, b) for b in right] for a in left], dtype=float)
        rows, columns = linear_sum_assignment(same, maximize=True)
        return int(same[rows, columns].sum()), len(left), len(right)

    def equal(self, left: Iterable[str], right: Iterable[str]) -> bool:
        """Tell whether two sets hold the same names."""
        shared, first, second = self.overlap(left, right)
        return shared == first == second

    def _others(self, name: str) -> frozenset[str]:
        if self._aliases is None:
            return frozenset()
        if name not in self._known:
            self._known[name] = frozenset(fold(alias) for alias in self._aliases(name))
        return self._known[name]


def default_names() -> Names:
    """Return a comparison that knows the aliases of the package's knowledge base."""
    return Names(default_knowledge_base().aliases)
