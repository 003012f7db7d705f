"""Finds towns that nothing has marked, or that were taken for persons.

Names of small towns are rare, and many are names of something else as well. One counts where its
country is named in the text, and it stands inside a sentence, where a capital is a name's, or in
a list of places. In languages that write nouns with a capital, nouns known from annotated texts
do not count.
"""

from collections.abc import Iterator, Sequence

from pipeline.linking.forms import folded_stems
from pipeline.linking.knowledge import KnowledgeBase, Place
from pipeline.linking.lexicon import Lexicon
from pipeline.linking.places import PlaceLinker
from pipeline.linking.text import Word, fold

Mark = tuple[int, int, str, float]
_LONGEST = 4
_SHORTEST = 4
_SURE = 2.0
_SCORE = 0.5


class TownFinder:
    """Finds the overlooked towns in texts of one language.

    Args:
        kb: the knowledge base.
        lexicon: the language's linking data.
        places: the language's lookup of places.
    """

    def __init__(self, kb: KnowledgeBase, lexicon: Lexicon, places: PlaceLinker) -> None:
        self._kb = kb
        self._lexicon = lexicon
        self._places = places

    def marked(self, text: str, tokens: Sequence[Word], names: Sequence[Mark]) -> list[Mark]:
        """Return the marks of names, with LOC for towns taken for persons, and towns added.

        Args:
            text: the article.
            tokens: its words.
            names: `(start, end, label, score)` of the names that NER found.
        """
        countries = self._countries(text, names)
        if not countries:
            return list(names)
        inside = bytearray(len(text) + 1)
        for start, end, label, _ in names:
            inside[start:end] = (b"\2" if label == "PER" else b"\1") * (end - start)
        places = {edge for start, end, label, _ in names if label == "LOC" for edge in (start, end)}
        persons = {start: (end, score) for start, end, label, score in names if label == "PER"}
        found = dict[int, Mark]()
        position = 0
        while position < len(tokens):
            word = tokens[position]
            after = position + 1
            person = persons.get(word.start)
            if word.capital and (person is not None or not inside[word.start]):
                town = self._town(text, tokens, position, person, inside, places, countries)
                if town is not None:
                    stop = tokens[town - 1].end
                    found[word.start] = (word.start, stop, "LOC", _SCORE)
                    places |= {word.start, stop}
                    after = town
            position = after
        return [*(n for n in names if n[0] not in found or n[2] != "PER"), *found.values()]

    def _countries(self, text: str, names: Sequence[Mark]) -> frozenset[str]:
        """Return the countries that names marked as places are, or lie in for sure."""
        found = set()
        for start, end, label, _ in names:
            if label != "LOC":
                continue
            hits = self._places.lookup(text[start:end])
            if not hits:
                continue
            best, value = hits[0]
            rival = next((other for place, other in hits if place.country != best.country), None)
            if rival is None or value - rival >= _SURE:
                found.add(best.country)
        return frozenset(found)

    def _town(
        self,
        text: str,
        tokens: Sequence[Word],
        position: int,
        person: tuple[int, float] | None,
        inside: bytearray,
        places: set[int],
        countries: frozenset[str],
    ) -> int | None:
        """Return the word after a town's name that begins at a word, if one does."""
        if not (position and tokens[position].joins) and not self._listed(
            text, tokens, position, places
        ):
            return None
        for end in self._ends(tokens, position, person, inside):
            surface = text[tokens[position].start : tokens[end - 1].end]
            glued = end < len(tokens) and tokens[end].glued
            if not glued and self._is_town(surface, end - position, countries):
                return end
        return None

    def _ends(
        self,
        tokens: Sequence[Word],
        position: int,
        person: tuple[int, float] | None,
        inside: bytearray,
    ) -> Iterator[int]:
        """Yield where a name may end, the longest first: a person's name counts as a whole."""
        if person is not None:
            end = position + 1
            while end < len(tokens) and tokens[end].start < person[0]:
                end += 1
            yield end
            return
        end = position + 1
        while end < len(tokens) and end - position < _LONGEST:
            word = tokens[end]
            if not word.joins or not word.capital or inside[word.start]:
                break
            end += 1
        yield from range(end, position, -1)

    def _is_town(self, surface: str, size: int, countries: frozenset[str]) -> bool:
        lexicon, key = self._lexicon, fold(surface)
        if len(key) < _SHORTEST or key in lexicon.no_place or key in lexicon.common_nouns:
            return False
        stems = (key, *folded_stems(surface, lexicon.lang))
        if size == 1:
            if any(self._kb.persons_surnamed(k) or self._kb.given_name(k) for k in stems):
                return False
        elif any(self._kb.persons_named(k) for k in stems):
            return False
        found = self._places.lookup(surface)
        return any(_local(place, countries) for place, _ in found) and not self._places.faint(
            surface, found
        )

    def _listed(self, text: str, tokens: Sequence[Word], position: int, places: set[int]) -> bool:
        """Whether a place stands before a word, with a comma or a conjunction between."""
        if position < 1:
            return False
        before = tokens[position - 1]
        gap = text[before.end : tokens[position].start].strip()
        if gap == ",":
            return before.end in places
        joined = not gap and position > 1 and before.key in self._lexicon.conjunctions
        return joined and tokens[position - 2].end in places


def _local(place: Place, countries: frozenset[str]) -> bool:
    return place.kind != "country" and place.country in countries
