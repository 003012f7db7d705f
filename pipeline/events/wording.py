"""The words around a candidate, and what linear models make of them.

The cues of the lexicons are few and chosen by hand; here every word counts. Names give way to the
roles that they play beside the candidate ("@X" is the visitor, "@Y" the place), so that a model
learns how a visit is worded and not who visits whom.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from pipeline.events.candidates import Candidate
from pipeline.events.features import Features
from pipeline.events.scene import Mention, Scene, Unit
from pipeline.words import Linear, Words, hashed

WINDOW = 4
MOST_UNITS = 80
# Words between two mentions count where there are no more than this.
MOST_BETWEEN = 25
# Longer words count by their first letters, too: Hungarian and German bend the rest.
STEM, LONG = 5, 6


@dataclass(frozen=True)
class Wording:
    """The linear models of the decisions that have one."""

    models: Mapping[str, Linear] = field(default_factory=lambda: MappingProxyType({}))

    def columns(self, decision: str, words: Words) -> Features:
        """Return what the words say of a decision as features, none where nothing is learned."""
        model = self.models.get(decision)
        if model is None:
            return {}
        return named(decision, model(words))


def named(decision: str, scores: Sequence[float] | NDArray[np.float32]) -> Features:
    """Return the scores of a decision's linear model as features."""
    return {f"words:{decision}{n}": float(score) for n, score in enumerate(scores)}


def visit_words(scene: Scene, pair: Candidate) -> Words:
    """The words of the sentence that would tell the visit, around visitor and place, between."""
    x, y = pair.visitor, pair.place
    view = _View(scene, pair)
    found = [*view.sentence("s", pair.anchor), *view.clause("c", y)]
    if x.sentence != y.sentence:
        found += view.clause("v", x)
    found += [*view.around("y", y), *view.around("x", x), *view.between("b", x, y)]
    return hashed(scene.doc._.lang, found)


def date_words(scene: Scene, pair: Candidate, mention: Mention) -> Words:
    """The words around a date, of its own, and between it and what it may belong to."""
    view = _View(scene, pair, mention)
    found = [*view.sentence("s", mention.sentence), *view.itself(mention)]
    found += view.between("b", mention, pair.nearest(mention))
    if mention.sentence != pair.anchor:
        found += view.sentence("a", pair.anchor)
    return hashed(scene.doc._.lang, found)


def status_words(scene: Scene, pair: Candidate) -> Words:
    """The words of the sentence that tells the visit and of its neighbours."""
    view = _View(scene, pair)
    found = [*view.clause("c", pair.place, pairs=True), *view.clause("v", pair.visitor)]
    for name, step in (("p", -1), ("s", 0), ("n", 1)):
        if 0 <= pair.anchor + step < len(scene.sentences):
            found += view.sentence(name, pair.anchor + step, pairs=step == 0)
    return hashed(scene.doc._.lang, found)


def other_words(scene: Scene, pair: Candidate, mention: Mention) -> Words:
    """The words around another person or a body, and between it and visitor and place."""
    view = _View(scene, pair, mention)
    found = [*view.itself(mention)]
    found += view.between("bx", mention, pair.visitor)
    found += view.between("by", mention, pair.place)
    return hashed(scene.doc._.lang, found)


class _View:
    """A scene as seen from a candidate: words stay, mentions become roles."""

    def __init__(self, scene: Scene, pair: Candidate, mention: Mention | None = None) -> None:
        self._scene = scene
        self._visitor, self._place = pair.visitor, pair.place
        self._mention = mention

    def _role(self, unit: Unit) -> str:
        mention = unit.mention
        if mention is None:
            return unit.word
        if self._mention is not None and mention.start == self._mention.start:
            return "@M"
        if unit.word == "@persons":
            return "@X" if mention.key == self._visitor.key else "@P"
        if unit.word == "@places":
            if mention.key == self._place.key:
                return "@Y"
            return "@C" if mention.country == self._place.country else "@L"
        return unit.word

    def _words(self, low: int, high: int) -> list[str]:
        units = self._scene.units[low : min(high, low + MOST_UNITS)]
        return [self._role(unit) for unit in units]

    def sentence(self, name: str, sentence: int, pairs: bool = False) -> Iterator[str]:
        """Yield the words of a sentence."""
        words = self._words(*self._scene.units_in(*self._scene.sentence_bounds(sentence)))
        return _bag(name, words, pairs)

    def clause(self, name: str, mention: Mention, pairs: bool = False) -> Iterator[str]:
        """Yield the words of the clause around a mention."""
        words = self._words(*self._scene.units_in(*self._scene.clause_bounds(mention.start)))
        return _bag(name, words, pairs)

    def itself(self, mention: Mention) -> Iterator[str]:
        """Yield the words of a mention, around it, and of its clause."""
        yield from self.clause("c", mention)
        yield from self.around("m", mention)
        yield from (f"t{word}" for word in mention.span.text.casefold().split())

    def around(self, name: str, mention: Mention) -> Iterator[str]:
        """Yield the words beside a mention, with and without how far they are."""
        at = self._scene.unit_at(mention.start)
        before = self._words(max(0, at - WINDOW), at)[::-1]
        after = self._words(at + 1, at + 1 + WINDOW)
        for side, words in (("-", before), ("+", after)):
            for distance, word in enumerate(words):
                yield f"{name}{side}{distance}{word}"
                yield f"{name}{side}{_stem(word)}"
            if len(words) > 1:
                yield f"{name}{side}{words[0]} {words[1]}"
        if before and after:
            yield f"{name}{before[0]} {after[0]}"

    def between(self, name: str, one: Mention, other: Mention) -> Iterator[str]:
        """Yield the words between two mentions of a sentence, or how far their sentences are."""
        low, high = sorted((self._scene.unit_at(one.start), self._scene.unit_at(other.start)))
        if one.sentence != other.sentence or high - low > MOST_BETWEEN:
            yield f"{name}{max(-3, min(3, other.sentence - one.sentence))}"
            return
        name += "<" if one.start < other.start else ">"
        stems = [_stem(word) for word in self._words(low + 1, high)]
        yield from (f"{name}{stem}" for stem in set(stems))
        yield from (f"{name}{a} {b}" for a, b in pairwise(stems))
        if len(stems) < WINDOW:
            yield f"{name}={' '.join(stems)}"


def _bag(name: str, words: Sequence[str], pairs: bool) -> Iterator[str]:
    for word in set(words):
        yield f"{name}{word}"
        if len(word) > LONG:
            yield f"{name}{_stem(word)}-"
    if pairs:
        yield from (f"{name}{a} {b}" for a, b in pairwise(words))


def _stem(word: str) -> str:
    return word[:STEM] if len(word) > LONG else word
