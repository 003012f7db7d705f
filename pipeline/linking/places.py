"""Finds and resolves the places of an article."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.linking.forms import display_name, mend, word_stems
from pipeline.linking.knowledge import KnowledgeBase, Place
from pipeline.linking.lexicon import Lexicon
from pipeline.linking.phrases import PhraseTable
from pipeline.linking.text import Word, fold

_APPOSED = re.compile(r"^(?:,\s{0,2}|\s?\(|\s(?:in|im|van|von|i\.)\s(?:de |der |het |den )?)$")
_SURE = 2.0
_NEAR_KM = 200.0


@dataclass(slots=True)
class PlaceMention:
    """Characters `[start, end)` that name a place, and what they may stand for, best first."""

    start: int
    end: int
    label: str
    text: str
    candidates: list[tuple[Place, float]]
    score: float = 1.0
    chosen: Place | None = None
    sure: bool = field(default=False)


def _base_score(place: Place, primacy: float, lexicon: Lexicon) -> float:
    size = math.log10(place.population + 1)
    if place.kind == "country":
        score = 10.0 + size / 10
    elif place.kind == "venue":
        score = 8.0
    elif place.kind == "region":
        score = 6.5
    elif place.kind == "admin1":
        score = 6.0
    else:
        score = size + (1.5 if place.capital else 0.0)
    if place.country in lexicon.near:
        score += 0.7
    if place.country in lexicon.domestic:
        score += 0.6
    return score + 1.5 * primacy


class PlaceLinker:
    """Links place names of one language.

    Args:
        kb: the knowledge base.
        lexicon: the language's linking data.
    """

    def __init__(self, kb: KnowledgeBase, lexicon: Lexicon) -> None:
        self._kb = kb
        self._lexicon = lexicon
        self._lang = lexicon.lang
        self._free = PhraseTable(kb.free_forms(lexicon.lang))
        self._adjectives = PhraseTable(kb.adjectives(lexicon.lang))
        self._variants = lru_cache(maxsize=8192)(self._word_variants)

    # --- looking up

    def _word_variants(self, text: str) -> tuple[str, ...]:
        return tuple(fold(stem) for stem in word_stems(text, self._lexicon))

    def lookup(self, text: str) -> list[tuple[Place, float]]:
        """Return the places that a name may mean, best first; endings are taken off."""
        clean = mend(text).strip(' ,;:."“”„»«()')
        head, gap, last = clean.rpartition(" ")
        forms = [fold(clean)]
        forms += [fold(f"{head}{gap}{stem}") for stem in word_stems(last, self._lexicon)]
        for form in forms:
            found = self._kb.places(form, self._lang)
            if found:
                scored = [(p, _base_score(p, primacy, self._lexicon)) for p, primacy in found]
                return sorted(scored, key=lambda pair: -pair[1])
        return []

    def _name(self, text: str) -> list[tuple[Place, float]]:
        """Look a name up, without describing words before it ("provincie Cherson")."""
        words = mend(text).split(" ")
        for first in range(min(len(words), 3)):
            if first and words[first - 1][:1].isupper() and not words[first][:1].isupper():
                break
            found = self.lookup(" ".join(words[first:]))
            if found:
                return found
        return []

    def _adjective_stem(self, word: Word, following: Word | None) -> list[tuple[Place, float]]:
        lexicon, key = self._lexicon, word.key
        if key in lexicon.adjective_irregular:
            return self.lookup(lexicon.adjective_irregular[key])
        if key in lexicon.adjective_stop or len(key) < 5:
            return []
        if lexicon.adjective_capital:
            if not word.capital:
                return []
            if lexicon.lang == "de" and (following is None or not following.capital):
                return []
        for ending, replacement in lexicon.adjective_endings:
            if not word.text.endswith(ending):
                continue
            stem = fold(word.text[: len(word.text) - len(ending)] + replacement)
            if len(stem) < 3:
                continue
            found = [
                (place, _base_score(place, primacy, lexicon))
                for place, primacy in self._kb.places(stem, self._lang)
                if primacy >= -0.5 and self._known_enough(place)
            ]
            if found:
                return sorted(found, key=lambda pair: -pair[1])
        return []

    def _known_enough(self, place: Place) -> bool:
        if place.kind in {"region", "admin1"} or place.capital:
            return True
        if place.kind != "city":
            return False
        least = 10_000 if place.country in self._lexicon.domestic else 100_000
        if place.country in self._lexicon.near:
            least = min(least, 30_000)
        return place.population >= least

    def _compound(self, word: str) -> list[tuple[Place, float]]:
        """Return the place in front of a travel word ("Damascusreis", "China-Reise")."""
        key = fold(word).replace(" ", "")
        for head in self._lexicon.trips:
            if not key.endswith(head) or len(key) - len(head) < 3:
                continue
            first = key[: -len(head)]
            for link in self._lexicon.links:
                if link and not first.endswith(link):
                    continue
                found = self._kb.places(first[: len(first) - len(link)], self._lang)
                scored = [
                    (p, _base_score(p, primacy, self._lexicon))
                    for p, primacy in found
                    if p.kind != "city" or self._known_enough(p)
                ]
                if scored:
                    return sorted(scored, key=lambda pair: -pair[1])
        return []

    # --- finding

    def find(
        self,
        text: str,
        words: Sequence[Word],
        names: Iterable[tuple[int, int, str, float]],
    ) -> list[PlaceMention]:
        """Find and resolve place mentions.

        Args:
            text: the article.
            words: its words.
            names: `(start, end, label, score)` of the names that NER found.

        Returns:
            The mentions in order of the text; `chosen` is `None` for an unknown place.
        """
        mentions: list[PlaceMention] = []
        taken = bytearray(len(text) + 1)
        blocked = bytearray(len(text) + 1)
        for start, end, label, score in names:
            if label == "PER":
                blocked[start:end] = b"\1" * (end - start)
                continue
            surface = text[start:end]
            found = self._name(surface)
            if label != "LOC":
                found = found if self._trusted(found) else []
                if not found:
                    continue
            compound = [] if found else self._compound(surface)
            mention = PlaceMention(
                start, end, "COMPOUND" if compound else "", surface, found or compound, score
            )
            mentions.append(mention)
            taken[start:end] = b"\1" * (end - start)
        mentions += self._scan(text, words, taken, blocked)
        mentions.sort(key=lambda m: m.start)
        self._resolve(text, mentions)
        return mentions

    def _trusted(self, found: list[tuple[Place, float]]) -> bool:
        return bool(found) and (found[0][0].kind == "country" or found[0][0].capital)

    def _scan(
        self, text: str, words: Sequence[Word], taken: bytearray, blocked: bytearray
    ) -> list[PlaceMention]:
        mentions: list[PlaceMention] = []
        position = 0
        while position < len(words):
            word = words[position]
            if blocked[word.start]:
                position += 1
                continue
            following = words[position + 1] if position + 1 < len(words) else None
            mention, after = self._at(text, words, position, following, taken)
            if mention is not None:
                mentions.append(mention)
            position = max(after, position + 1)
        return mentions

    def _at(
        self,
        text: str,
        words: Sequence[Word],
        position: int,
        following: Word | None,
        taken: bytearray,
    ) -> tuple[PlaceMention | None, int]:
        word = words[position]
        adjective = self._adjectives.longest(words, position)
        if adjective and not taken[word.start]:
            end, code = adjective
            found = self._country(code)
            if found:
                return self._mention(text, words, position, end, "ADJECTIVE", found), end
        if taken[word.start]:
            return None, position + 1
        if word.capital:
            free = self._free.longest(words, position, lambda w: self._variants(w.text))
            if free and not taken[words[free[0] - 1].start]:
                end = free[0]
                surface = text[word.start : words[end - 1].end]
                found = self.lookup(surface)
                glued = end < len(words) and words[end].glued
                if glued:
                    last = end
                    while last < len(words) and words[last].glued:
                        last += 1
                    head = fold(words[last - 1].text)
                    if any(head.startswith(trip) for trip in self._lexicon.trips):
                        mention = self._mention(text, words, position, last, "COMPOUND", found)
                        return mention, last
                    if not self._lexicon.cases:
                        return None, last
                if found:
                    return self._mention(text, words, position, end, "", found), end
            if len(word.key) > 6:
                found = self._compound(word.text)
                if found:
                    mention = self._mention(text, words, position, position + 1, "COMPOUND", found)
                    return mention, position + 1
        if word.capital or not self._lexicon.adjective_capital:
            found = self._adjective_stem(word, following)
            if found and not word.glued:
                mention = self._mention(text, words, position, position + 1, "ADJECTIVE", found)
                return mention, position + 1
        return None, position + 1

    def _country(self, code: str) -> list[tuple[Place, float]]:
        place = self._kb.country(code) or self._kb.place(code)
        return [(place, 10.0)] if place else []

    def _mention(
        self,
        text: str,
        words: Sequence[Word],
        first: int,
        end: int,
        label: str,
        found: list[tuple[Place, float]],
    ) -> PlaceMention:
        start, stop = words[first].start, words[end - 1].end
        return PlaceMention(start, stop, label, text[start:stop], found)

    # --- choosing

    def _resolve(self, text: str, mentions: list[PlaceMention]) -> None:
        counts: Counter[str] = Counter()
        for mention in mentions:
            best = mention.candidates
            if best and (len(best) == 1 or best[0][1] - best[1][1] >= _SURE):
                mention.chosen, mention.sure = best[0][0], True
                counts[best[0][0].country] += 1
        for index, mention in enumerate(mentions):
            if mention.candidates and len(mention.candidates) > 1:
                self._choose(text, mentions, index, counts)
            if not mention.label:
                mention.label = _label(mention.chosen)

    def _choose(
        self, text: str, mentions: list[PlaceMention], index: int, counts: Counter[str]
    ) -> None:
        mention = mentions[index]
        apposed = self._apposed(text, mentions, index)
        known = [m.chosen for i, m in enumerate(mentions) if m.chosen and m.sure and i != index]

        def score(pair: tuple[Place, float]) -> float:
            place, value = pair
            others = counts[place.country] - (1 if mention.sure and place == mention.chosen else 0)
            if others > 0:
                value += 2.0 + min(others, 4) * 0.2
            if apposed is not None and place.country == apposed.country and place != apposed:
                value += 4.0
            if place.kind == "city" and any(_distance(place, o) < _NEAR_KM for o in known):
                value += 1.0
            return value

        mention.chosen = max(mention.candidates, key=score)[0]

    def _apposed(self, text: str, mentions: list[PlaceMention], index: int) -> Place | None:
        """Return the country or region that stands beside a place ("Paris in Texas")."""
        mention = mentions[index]
        if index + 1 < len(mentions):
            after = mentions[index + 1]
            gap = text[mention.end : after.start]
            if _APPOSED.match(gap) and after.candidates and _wide(after.candidates[0][0]):
                return after.candidates[0][0]
        if index:
            before = mentions[index - 1]
            near = text[before.end : mention.start].strip() in {"", "-"}
            if near and before.label == "ADJECTIVE" and before.candidates:
                return before.candidates[0][0]
        return None

    def display(self, text: str) -> str:
        """Return the base form of a place that nothing knows."""
        return display_name(text, self._lang, self._kb.has_place)


def _wide(place: Place) -> bool:
    return place.kind in {"country", "region", "admin1"}


def _label(place: Place | None) -> str:
    if place is None:
        return "CITY"
    return {"country": "COUNTRY", "region": "REGION", "admin1": "REGION", "venue": "SITE"}.get(
        place.kind, "CITY"
    )


def _distance(first: Place, second: Place) -> float:
    """Return kilometres between two places on a flat map, good enough for nearness."""
    if first.latitude is None or second.latitude is None or second.kind == "country":
        return math.inf
    if first.longitude is None or second.longitude is None:
        return math.inf
    north = (first.latitude - second.latitude) * 111.0
    east = (first.longitude - second.longitude) * 111.0 * math.cos(math.radians(first.latitude))
    return math.hypot(north, east)
