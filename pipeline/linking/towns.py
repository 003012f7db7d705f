"""Finds towns that nothing has marked, or that were taken for persons.

Names of small towns are rare, and many are names of something else as well. One counts where its
country is named in the text, and it stands inside a sentence, where a capital is a name's, in a
list of places, or (then also in a country nearby) at the beginning of a sentence with an ending
that tells where. In languages that write nouns with a capital, nouns known from annotated texts
do not count.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.linking.forms import folded_stems
from pipeline.linking.knowledge import KnowledgeBase, Place
from pipeline.linking.lexicon import Lexicon
from pipeline.linking.places import PlaceLinker
from pipeline.linking.text import Word, fold

Mark = tuple[int, int, str, float]
_LONGEST = 4
# Letters of the shortest name that counts.
SHORTEST = 4
_SCORE = 0.5
_SHORT_ENDING = 2


@dataclass(frozen=True, slots=True)
class _Marked:
    """A text with its names: 1 for characters inside one, where places begin and end, persons."""

    text: str
    tokens: Sequence[Word]
    inside: bytearray
    edges: set[int]
    persons: Mapping[int, int]
    countries: frozenset[str]

    def surface(self, first: int, end: int) -> str:
        """Return the characters of words `[first, end)`."""
        return self.text[self.tokens[first].start : self.tokens[end - 1].end]


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
        lie_in = {self._places.country_of(text[s:e]) for s, e, label, _ in names if label == "LOC"}
        countries = frozenset(code for code in lie_in if code)
        if not countries and not self._lexicon.cases:
            return list(names)
        known = _Marked(
            text,
            tokens,
            bytearray(len(text) + 1),
            {edge for start, end, label, _ in names if label == "LOC" for edge in (start, end)},
            {start: end for start, end, label, _ in names if label == "PER"},
            countries,
        )
        for start, end, _, _ in names:
            known.inside[start:end] = b"\1" * (end - start)
        towns = list(self._towns(known))
        begun = {start for start, *_ in towns}
        return [*(name for name in names if name[0] not in begun or name[2] != "PER"), *towns]

    def _towns(self, known: _Marked) -> Iterator[Mark]:
        position = 0
        while position < len(known.tokens):
            end = self._town(known, position)
            if end is not None:
                start, stop = known.tokens[position].start, known.tokens[end - 1].end
                known.edges.update((start, stop))
                yield start, stop, "LOC", _SCORE
            position = end or position + 1

    def _town(self, known: _Marked, position: int) -> int | None:
        """Return the word after a town's name that begins at a word, if one does."""
        word = known.tokens[position]
        if not word.capital or (known.inside[word.start] and word.start not in known.persons):
            return None
        opens = not (position and word.joins) and not self._listed(known, position)
        if opens and not self._lexicon.cases:
            return None
        for end in self._ends(known, position):
            glued = end < len(known.tokens) and known.tokens[end].glued
            surface = known.surface(position, end)
            if glued or (opens and not self._bent(surface)):
                continue
            countries = known.countries | (self._lexicon.near if opens else frozenset())
            if self._is_town(surface, end - position, countries):
                return end
        return None

    def _bent(self, surface: str) -> bool:
        """Whether a word says by its ending that something happens there, and is no other name.

        A sentence may begin with any word, so a short ending shows little ("Hatvan", "Ezen").
        """
        endings = tuple(e for e in self._lexicon.place_endings if len(e) > _SHORT_ENDING)
        return surface.endswith(endings) and not self._kb.has_place(fold(surface))

    def _ends(self, known: _Marked, position: int) -> Iterator[int]:
        """Yield where a name may end, the longest first: a person's name counts as a whole."""
        tokens = known.tokens
        person = known.persons.get(tokens[position].start)
        end = position + 1
        if person is not None:
            while end < len(tokens) and tokens[end].start < person:
                end += 1
            yield end
            return
        while end < len(tokens) and end - position < _LONGEST:
            word = tokens[end]
            if not word.joins or not word.capital or known.inside[word.start]:
                break
            end += 1
        yield from range(end, position, -1)

    def _is_town(self, surface: str, size: int, countries: frozenset[str]) -> bool:
        lexicon, key = self._lexicon, fold(surface)
        if len(key) < SHORTEST or key in lexicon.no_place or key in lexicon.common_nouns:
            return False
        stems = (key, *folded_stems(surface, lexicon.lang))
        if size == 1:
            if any(self._kb.names_person(k) for k in stems):
                return False
        elif any(self._kb.persons_named(k) for k in stems):
            return False
        found = self._places.lookup(surface)
        return any(_local(place, countries) for place, _ in found) and not self._places.faint(
            surface, found
        )

    def _listed(self, known: _Marked, position: int) -> bool:
        """Whether a place stands before a word, with a comma or a conjunction between."""
        if position < 1:
            return False
        before = known.tokens[position - 1]
        gap = known.text[before.end : known.tokens[position].start].strip()
        if gap == ",":
            return before.end in known.edges
        joined = not gap and position > 1 and before.key in self._lexicon.conjunctions
        return joined and known.tokens[position - 2].end in known.edges


def _local(place: Place, countries: frozenset[str]) -> bool:
    return place.kind != "country" and place.country in countries
