"""Finds and resolves the places of an article."""

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice, pairwise

from pipeline.linking.forms import base_forms, display_name, folded_stems, mend, word_stems
from pipeline.linking.knowledge import KnowledgeBase, Place
from pipeline.linking.lexicon import Lexicon
from pipeline.linking.phrases import PhraseTable
from pipeline.linking.text import Word, fold, words

_APPOSED = re.compile(r"^(?:,\s{0,2}|\s?\(|\s(?:in|im|van|von|i\.)\s(?:de |der |het |den )?)$")
# Parts of a name that NER has run together ("Kiew/Bern"), and words that may go on one.
_PARTS = re.compile(r"[^/(),;:?!\n]*[^\s/(),;:?!]")
_WORD_BEFORE = re.compile(r"(\w+) (\w+) $")
_LAST_WORD = re.compile(r"(\w+) $")
_LAST_WORDS = re.compile(r"(\w[\w-]* \w+) $")
_WORD_AFTER = re.compile(r" (\w+)")
_CUT = re.compile(r" [A-ZÀ-Þ]\w+")
_LONGER = re.compile(r"[ -]\w+(?: \w+)?")
# What may go on a name up to its last word: "Bergen" + " op Zoom".
_TAIL = re.compile(r"(?: [a-zà-ÿ]{1,6}){0,2} [A-ZÀ-Þ][\w-]*")
# "Oroszország távol-keleti régiója", "Margarita szigete".
_PARTS_AFTER = tuple(re.compile(pattern) for pattern in (r" [\w-]+ \w+", r" \w+"))
_HEADED = frozenset({"venue", "region"})
# Countries that share an adjective; the second where the text names it otherwise.
_TWINS = {"CD": "CG"}
_SURE = 2.0
_MOST_FORMS = 5
_PER_ENDING = 0.3
_LARGE = 500_000
_LARGE_SCORE = 5.8
# How primary a name is that a place has neither in the language nor in its own.
_OTHER_NAME = -2.0
_NEAR_SOUND = 0.97
_NEAR_KM = 200.0
_OPENING = 300
_QUOTES = '"„“”«»'
# Letters of a name that may stand for a longer one.
_SHORTEST = 4
# And of a noun before a building's name.
_LONGEST_HEAD = 30
_LONGEST_ROW = 8
# Mentions before "the capital" that tell whose it is.
_TOLD_BEFORE = 20
# Letters that a noun may end in beyond its base form.
_NOUN_ENDING = 2
_WORD_IN_GAP = re.compile(r"[^\W\d_]+")
_NO_ROW = re.compile(r"[^\w ,]")


@dataclass(slots=True)
class PlaceMention:
    """Characters `[start, end)` that name a place, and what they may stand for, best first.

    `part` tells that only a part of an unknown name is known ("Horst aan de Maas"), `sounding`
    that the candidates were found by sound or by a name that is seldom theirs.
    """

    start: int
    end: int
    label: str
    text: str
    candidates: list[tuple[Place, float]]
    score: float = 1.0
    chosen: Place | None = None
    sure: bool = field(default=False)
    part: bool = False
    sounding: bool = False


def _told_of(mentions: Sequence[PlaceMention]) -> str:
    """Return the country that mentions tell of most, later ones more; empty where none does."""
    weights: defaultdict[str, float] = defaultdict(float)
    countries = (m.chosen.country for m in reversed(mentions) if m.chosen is not None)
    for rank, country in enumerate(islice(countries, _TOLD_BEFORE), start=1):
        weights[country] += 1 + 1 / rank
    return max(weights, key=lambda country: weights[country], default="")


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
    if place.kind == "city" and place.id.startswith("wd:"):
        # Towns that the atlas knows too, not GeoNames alone.
        score += 0.4
    if place.country in lexicon.near:
        score += 0.7
    if place.country in lexicon.domestic:
        score += 0.6
    return score + (1.5 if place.kind != "city" else 1.0) * primacy


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
        self._towns = PhraseTable(kb.free_forms(lexicon.lang, large_towns=True))
        # Parts of the world, with the continents of those that are adjectives.
        self._wide = PhraseTable(
            dict.fromkeys(lexicon.wide, frozenset[str]()) | lexicon.wide_adjectives
        )
        self._noun_stems = lru_cache(maxsize=4096)(self._noun_forms)

    # --- looking up

    def _variants(self, text: str) -> tuple[str, ...]:
        return folded_stems(text, self._lang)

    def lookup(self, text: str) -> list[tuple[Place, float]]:
        """Return the places that a name may mean, best first; endings are taken off."""
        best: dict[str, tuple[Place, float]] = {}
        for order, place, primacy in self._entries(text):
            value = _base_score(place, primacy, self._lexicon) - _PER_ENDING * order
            if place.id not in best or best[place.id][1] < value:
                best[place.id] = place, value
        return sorted(best.values(), key=lambda pair: -pair[1])

    def country_of(self, text: str) -> str | None:
        """Return the country that a name is, or that all it may well mean lies in."""
        found = self.lookup(text)
        if not found:
            return None
        best, value = found[0]
        rival = next((other for place, other in found if place.country != best.country), None)
        return best.country if rival is None or value - rival >= _SURE else None

    def _entries(self, text: str) -> Iterator[tuple[int, Place, float]]:
        """Yield what a name's forms stand for: the form's number, the place, how primary it is."""
        for order, form in enumerate(self._forms(text)):
            for place, primacy in self._kb.places(form, self._lang):
                yield order, place, primacy

    def _forms(self, text: str) -> list[str]:
        """Return the folded forms that a name may have, the one as written first."""
        clean = mend(text).strip(' ,;:."“”„»«()')
        head, gap, last = clean.rpartition(" ")
        forms = [fold(clean)]
        forms += [fold(f"{head}{gap}{stem}") for stem in word_stems(last, self._lexicon)]
        return forms[:_MOST_FORMS]

    def faint(self, text: str, found: Sequence[tuple[Place, float]]) -> bool:
        """Whether a name only was, or is in another language, that of some small town abroad."""
        if any(
            place.kind != "city"
            or self._known_enough(place)
            or place.country in self._lexicon.domestic
            for place, _ in found
        ):
            return False
        primacies = (primacy for _, _, primacy in self._entries(text))
        return bool(found) and max(primacies, default=0.0) <= _OTHER_NAME

    def _stands_for(self, name: str, place: Place) -> bool:
        """Whether the beginning of a longer name is a known place's name, not so "San Basilio"."""
        if place.kind == "country":
            return True
        if fold(name) in self._lexicon.wide:
            # "Nord Koreaes" is not in the region Nord.
            return False
        own = any(
            found == place and (primacy > _OTHER_NAME or place.capital)
            for _, found, primacy in self._entries(name)
        )
        return own and len(name) >= _SHORTEST and self._known_enough(place)

    def well_known(self, text: str, least: float = _LARGE_SCORE) -> bool:
        """Whether a word is a country, a capital or a large town, and nobody's name.

        Args:
            text: the word.
            least: the score (see `_base_score`) from which a town is large.
        """
        key = fold(text)
        stems = (key, *self._variants(text))
        if any(self._kb.names_person(k) for k in stems):
            return False
        found = self.lookup(text)
        if found:
            place, value = found[0]
            return value > least or place.capital
        return any(place.capital and place.population > _LARGE for place, _ in self._sounding(text))

    def _name(self, text: str) -> tuple[list[tuple[Place, float]], str]:
        """Look up a marked name with its label, without describing words around it."""
        parts = mend(text).split(" ")
        if len(parts) == 1 and text[:1].islower():
            found = self._adjective(parts[0])
            if found:
                return found, "ADJECTIVE"
        if len(parts) > 1 and self._is_noun(parts[-1], "city"):
            parts.pop()
        for first in range(min(len(parts), 3)):
            if first and parts[first - 1][:1].isupper() and not parts[first][:1].isupper():
                break
            name = " ".join(parts[first:])
            found = self.lookup(name)
            if found and (not first or self._described(parts[first - 1], name, found[0][0])):
                return found, "SOUND" if self.faint(name, found) else ""
        found = self._adjective(parts[-1])
        if found:
            return found, "ADJECTIVE"
        if len(parts) == 1:
            found = self._compound(parts[0])
            if found:
                return found, "COMPOUND"
        found = self._joined(text) or self._city_of(text)
        if found:
            return found, ""
        for end in range(len(parts) - 1, 0, -1):
            name = " ".join(parts[:end])
            found = self.lookup(name)
            if found and self._stands_for(name, found[0][0]):
                return found, "PART" if parts[end][0].islower() else ""
        return self._sounding(text), "SOUND"

    def _described(self, before: str, name: str, place: Place) -> bool:
        """Whether a word before a name is none of it, as in "Stadt Prag", not "Kennedy Airport"."""
        if not before[:1].isupper() or fold(before) in self._lexicon.common_nouns:
            return True
        if all(primacy <= _OTHER_NAME for _, _, primacy in self._entries(name)):
            return False
        return self._stands_for(name, place)

    def _joined(self, text: str) -> list[tuple[Place, float]]:
        """Look up a name that is written in one word elsewhere ("Nord-Korea")."""
        first, *rest = re.split("[ -]", mend(text))
        if not rest or fold(first) not in self._lexicon.wide:
            return []
        return self.lookup(first + "".join(rest).lower())

    def _city_of(self, text: str) -> list[tuple[Place, float]]:
        """Look up "Gaza-stad", "Kuwait-Stadt": a town, or the capital of what is called so."""
        nouns = tuple(self._lexicon.nominal["city"])
        for key in (fold(text), *self._variants(text)):
            noun = next((n for n in nouns if key.endswith(n)), "")
            name = key.removesuffix(noun).strip()
            if not noun or len(name) < _SHORTEST:
                continue
            found = self.lookup(f"{name} city")
            if found:
                return found
            found = self.lookup(name)
            if found and self._stands_for(name, found[0][0]):
                seat = self._seat(found[0][0]) if found[0][0].kind == "country" else None
                return [(seat, found[0][1])] if seat else found
        return []

    def _adjective(self, word: str) -> list[tuple[Place, float]]:
        """Return the place of an adjective that NER has marked as a name."""
        parts = words(word)
        code = self._adjectives.longest(parts, 0) if parts else None
        if code is not None and code[0] == len(parts):
            return self._country(code[1])
        return self._adjective_stem(parts[-1], None, marked=True) if len(parts) == 1 else []

    def _sounding(self, text: str) -> list[tuple[Place, float]]:
        best: dict[str, tuple[Place, float]] = {}
        for form in base_forms(text, self._lang):
            for place, likeness in self._kb.places_sounding(form, self._lang):
                value = _base_score(place, -1.0, self._lexicon) + 5 * (likeness - 1)
                if place.id not in best or best[place.id][1] < value:
                    best[place.id] = place, value
        return sorted(best.values(), key=lambda pair: -pair[1])

    def _is_noun(self, word: str, kind: str) -> bool:
        nouns = self._lexicon.nominal[kind]
        key = fold(word)
        return key in nouns or any(v in nouns for v in self._noun_stems(word))

    def _noun_forms(self, word: str) -> tuple[str, ...]:
        """Return the nouns that an inflected common noun may be."""
        lower = word.casefold()
        found = {fold(stem) for stem in word_stems(lower, self._lexicon)}
        for stem in [*found, fold(lower)]:
            found |= {stem[:-1], stem[:-2]} if len(stem) > 4 else set()
        return tuple(found)

    def _adjective_stem(
        self, word: Word, following: Word | None, marked: bool = False
    ) -> list[tuple[Place, float]]:
        lexicon, key = self._lexicon, word.key
        if key in lexicon.adjective_irregular:
            return self.lookup(lexicon.adjective_irregular[key])
        if key in lexicon.adjective_stop or len(key) < 5:
            return []
        if lexicon.adjective_capital and not marked:
            if not word.capital:
                return []
            if following is not None and following.glued:
                # "Bayer-Chef": no adjective begins a compound.
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
                if (primacy >= -0.5 or place.capital)
                and (marked or self._known_enough(place) or self._exonym(place, stem, primacy))
            ]
            if not word.capital and not any(p.country in lexicon.near for p, _ in found):
                found += self._counties(stem)
            if found:
                return sorted(found, key=lambda pair: -pair[1])
        return []

    def _counties(self, name: str) -> list[tuple[Place, float]]:
        """Return the counties nearby that a name without the word "county" means."""
        return [
            (place, _base_score(place, primacy, self._lexicon))
            for noun in self._lexicon.nominal["county"]
            for place, primacy in self._kb.places(f"{name} {noun}", self._lang)
            if place.country in self._lexicon.near
        ]

    def _exonym(self, place: Place, form: str, primacy: float) -> bool:
        """Whether a place has a name of its own in the language, so that news writes of it."""
        return primacy == 0.0 and len(form) > 4 and fold(place.name) != form

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
        if key in self._lexicon.no_place:
            return []
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
                    if p.kind != "city" or (len(first) > 3 and self._known_enough(p))
                ]
                if scored:
                    return sorted(scored, key=lambda pair: -pair[1])
        return []

    # --- finding

    def find(
        self,
        text: str,
        tokens: Sequence[Word],
        names: Iterable[tuple[int, int, str, float]],
        persons: Iterable[tuple[int, int]],
        dates: Iterable[tuple[int, int]] = (),
    ) -> list[PlaceMention]:
        """Find and resolve place mentions.

        Args:
            text: the article.
            tokens: its words.
            names: `(start, end, label, score)` of the names that NER found.
            persons: characters of persons' names, where no place is looked for.
            dates: characters of dates, inside which no name is a place's ("Juli").

        Returns:
            The mentions in order of the text; `chosen` is `None` for an unknown place.
        """
        taken = bytearray(len(text) + 1)
        for start, end in persons:
            taken[start:end] = b"\1" * (end - start)
        dated = bytearray(len(text) + 1)
        for start, end in dates:
            dated[start:end] = b"\1" * (end - start)
        mentions = []
        for start, end, label, score in names:
            if label == "PER" or any(taken[start:end]) or all(dated[start:end]):
                continue
            for mention in self._marked(text, start, end, label, score):
                mentions.append(mention)
                taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
        mentions += self._scan(text, tokens, taken)
        mentions.sort(key=lambda m: m.start)
        self._resolve(text, mentions)
        mentions += self._nominals(text, tokens, mentions)
        mentions.sort(key=lambda m: m.start)
        return mentions

    def _marked(
        self, text: str, start: int, end: int, label: str, score: float
    ) -> Iterator[PlaceMention]:
        """Yield what a marked name stands for: one mention, or one for each part of "A/B"."""
        surface = text[start:end]
        wide = not self._lexicon.wide.isdisjoint((fold(surface), *self._variants(surface)))
        if wide and not self._is_town(text, start, end):
            return
        if label == "LOC":
            start, end = self._headed(text, start, end), self._whole(text, start, end)
            county = self._county(text, start, end)
            if county is not None:
                yield county
                begin = county.end + 1
                if begin < end:
                    yield from self._marked(text, begin, end, label, score)
                return
            surface = text[start:end]
        if self._agreed(text, start, end) or self._is_thing(text, start, surface):
            return
        found, form = self._name(surface)
        if label != "LOC":
            if found and form in {"", "COMPOUND"} and self._trusted(found):
                yield PlaceMention(start, end, form, surface, found, score)
            return
        cut = _CUT.match(text, end) if surface.rsplit(" ", 1)[-1][:1].islower() else None
        if cut:
            end = cut.end()
            surface = text[start:end]
            found, form = self._name(surface)
        if not found:
            for part in _PARTS.finditer(surface):
                if part.end() - part.start() == len(surface):
                    break
                pieces, form = self._name(part.group())
                if pieces:
                    first = start + part.start()
                    stop = start + part.end()
                    yield PlaceMention(first, stop, form, part.group(), pieces, score)
                    found = pieces
            if found:
                return
            longer = _LONGER.match(text, end)
            if longer:
                found = self.lookup(text[start : longer.end()])
                if found:
                    end, surface = longer.end(), text[start : longer.end()]
            glued = None if found else self._glued(start, surface)
            if glued is not None:
                yield glued
                return
            owner = None if found else self._owner(start, surface)
            if owner is not None:
                yield owner
                yield from self._marked(text, owner.end + 1, end, label, score)
                return
        sounding = form == "SOUND"
        partial = form == "PART"
        form = "" if sounding or partial or not found else form
        yield PlaceMention(
            start, end, form, surface, found, score, part=partial and bool(found), sounding=sounding
        )

    def _owner(self, start: int, surface: str) -> PlaceMention | None:
        """Return the adjective that begins an unknown name ("Dresdner" in "Dresdner Schloss")."""
        first, _, rest = surface.partition(" ")
        tokens = words(surface)
        if not rest[:1].isupper() or len(tokens) < 2 or tokens[0].text != first:
            return None
        code = self._adjectives.longest(tokens[:1], 0)
        found = self._country(code[1]) if code else self._adjective_stem(tokens[0], tokens[1])
        return PlaceMention(start, start + len(first), "ADJECTIVE", first, found) if found else None

    def _glued(self, start: int, surface: str) -> PlaceMention | None:
        """Return the country before a sentence whose dash lost its spaces: "Vietnam-On a visit".

        Such is how crawled lists look; a noun behind the hyphen would make a compound.
        """
        first, hyphen, rest = surface.partition("-")
        found = self.lookup(first) if hyphen and self._is_small(fold(rest)) else []
        if not found or found[0][0].kind != "country":
            return None
        return PlaceMention(start, start + len(first), "", first, found)

    def _is_small(self, key: str) -> bool:
        lexicon = self._lexicon
        return key in lexicon.prepositions | lexicon.place_before | lexicon.articles

    def _headed(self, text: str, start: int, end: int) -> int:
        """Return where a known site, region or large town begins whose name a marked one ends.

        Of "Schloss Bellevue" NER may mark the name of a town in Washington alone, of "Banja Luka"
        the end, of "Fernen Osten Russlands" the country.
        """
        head = text[max(0, start - _LONGEST_HEAD) : start]
        for pattern in (_LAST_WORDS, _LAST_WORD):
            before = pattern.search(head)
            found = self.lookup(before[0] + text[start:end]) if before else []
            if before and found:
                place = found[0][0]
                town = before[0][0].isupper() and place.kind == "city" and self._known_enough(place)
                if town or place.kind in _HEADED:
                    return start - len(before[0])
        return start

    def _whole(self, text: str, start: int, end: int) -> int:
        """Return where the longest known name ends that begins with a marked one."""
        tail = _TAIL.match(text, end)
        if tail and self.lookup(text[start : tail.end()]):
            return tail.end()
        for part in (pattern.match(text, end) for pattern in _PARTS_AFTER):
            found = self.lookup(text[start : part.end()]) if part else []
            if part and found and found[0][0].kind == "region":
                return part.end()
        return end

    def _county(self, text: str, start: int, end: int) -> PlaceMention | None:
        """Return the county that begins a marked name, or goes on behind it ("Bihar megyei")."""
        if not self._lexicon.nominal["county"]:
            return None
        after = _WORD_AFTER.match(text, end)
        for gap in re.finditer(r" (\w+)", text[start : after.end() if after else end]):
            noun = next((n for n in self._lexicon.nominal["county"] if self._ends(gap[1], n)), None)
            if noun is None:
                continue
            stop = start + gap.end()
            found = self.lookup(f"{text[start : start + gap.start()]} {noun}")
            label = "ADJECTIVE" if gap[1].endswith("i") else ""
            return PlaceMention(start, stop, label, text[start:stop], found) if found else None
        return None

    def _agreed(self, text: str, start: int, end: int) -> bool:
        """Whether a town only gives its name to a treaty: nobody goes to the "Minsker Abkommen"."""
        first, _, last = text[start:end].rpartition(" ")
        after = _WORD_AFTER.match(text, end)
        before = _WORD_BEFORE.search(text[max(0, start - 60) : start])
        pact = (
            (first and self._is_pact(last))
            or (after and self._is_pact(after[1]) and self._adjective(last))
            or (
                before
                and fold(before[2]) in self._lexicon.nominal["of"]
                and self._is_pact(before[1])
            )
        )
        found = self._name(first or last)[0] if pact else []
        return bool(found) and found[0][0].kind == "city"

    def _is_thing(self, text: str, start: int, name: str) -> bool:
        """Whether an article shows that a common noun is no town's name ("am Essen")."""
        lexicon = self._lexicon
        before = _LAST_WORD.search(text[max(0, start - 20) : start])
        return (
            before is not None
            and fold(before[1]) in lexicon.nominal["no_town"]
            and fold(name) in lexicon.no_place | lexicon.common_nouns
        )

    def _is_town(self, text: str, start: int, end: int) -> bool:
        """Whether a noun beside a river's name tells that a town is meant ("die Stadt Dnipro")."""
        before = _LAST_WORD.search(text[max(0, start - 20) : start])
        beside = _WORD_AFTER.match(text, end) if self._lexicon.cases else before
        if beside is None or not any(
            self._ends(beside[1], noun) for noun in self._lexicon.nominal["city"]
        ):
            return False
        return any(place.kind == "city" for place, _ in self.lookup(text[start:end])[:1])

    def _is_pact(self, word: str) -> bool:
        """Whether a word is a noun for a treaty, or a compound with one."""
        return any(self._ends(word, noun) for noun in self._lexicon.nominal["pact"])

    def _ends(self, word: str, noun: str) -> bool:
        """Whether a word is a noun, or a compound that ends with it."""
        return any(form.endswith(noun) for form in (fold(word), *self._noun_stems(word)))

    def _trusted(self, found: list[tuple[Place, float]]) -> bool:
        return bool(found) and (found[0][0].kind == "country" or found[0][0].capital)

    def _scan(self, text: str, tokens: Sequence[Word], taken: bytearray) -> list[PlaceMention]:
        """Find what nothing has marked: adjectives, countries, capitals, travel compounds."""
        mentions: list[PlaceMention] = []
        position = 0
        while position < len(tokens):
            if taken[tokens[position].start]:
                position += 1
                continue
            mention, after = self._at(text, tokens, position, taken)
            if mention is not None and not self._agreed(text, mention.start, mention.end):
                mentions.append(mention)
            position = max(after, position + 1)
        return mentions

    def _at(
        self, text: str, tokens: Sequence[Word], position: int, taken: bytearray
    ) -> tuple[PlaceMention | None, int]:
        word = tokens[position]
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        adjective = self._adjectives.longest(tokens, position)
        country = self._free.longest(tokens, position)
        if adjective and country and country[0] > adjective[0]:
            # "Sovjet-Unie", "Dominicaanse Republiek".
            adjective = None
        part = self._part_of_world(tokens, position)
        if part is not None and part[0] > max(position + 1, adjective[0] if adjective else 0):
            # "Latin-Amerika" is not in America.
            return None, part[0]
        if adjective and word.key in self._lexicon.doubtful and not self._heads(following):
            return None, position + 1
        if adjective and (word.capital or not self._lexicon.adjective_upper):
            found = self._country(adjective[1])
            if found:
                end = adjective[0]
                return self._mention(text, tokens, position, end, "ADJECTIVE", found), end
        if word.capital:
            mention, after = self._free_name(text, tokens, position, taken)
            if mention is not None or after > position + 1:
                return mention, after
            if len(word.key) > 6:
                found = self._compound(word.text)
                if found:
                    end = position + 1
                    return self._mention(text, tokens, position, end, "COMPOUND", found), end
        if (word.capital or not self._lexicon.adjective_capital) and not word.glued:
            for end in (position + 2, position + 1):
                found = self._adjective_of(tokens, position, end)
                if found and not taken[tokens[end - 1].start]:
                    return self._mention(text, tokens, position, end, "ADJECTIVE", found), end
        return None, position + 1

    def _adjective_of(
        self, tokens: Sequence[Word], position: int, end: int
    ) -> list[tuple[Place, float]]:
        """Return the place whose adjective some words are: one, or two as in "New Yorker"."""
        word = tokens[position]
        if end > len(tokens):
            return []
        last = tokens[end - 1]
        if last is not word:
            if not (word.capital and last.capital and last.joins):
                return []
            joined = f"{word.text} {last.text}"
            word = replace(word, text=joined, end=last.end, key=fold(joined))
        return self._adjective_stem(word, tokens[end] if end < len(tokens) else None)

    def _part_of_world(
        self, tokens: Sequence[Word], position: int
    ) -> tuple[int, frozenset[str]] | None:
        """Return where a part of the world ends that is named here, and of which continents."""

        def forms(word: Word) -> Iterator[str]:
            yield from self._variants(word.text)
            yield from (word.key[:-1], word.key[:-2])

        found = self._wide.longest(tokens, position, forms)
        if found is None or self._free.longest(tokens, position) is None:
            return found
        return None

    def _heads(self, word: Word | None) -> bool:
        """Whether a word may follow an adjective of a country: a title, or a noun of a place."""
        if word is None or not word.joins:
            return False
        if any(self._is_noun(word.text, kind) for kind in ("capital", "country", "city")):
            return True
        return any(word.key.startswith(title) for title in self._lexicon.title_words)

    def _free_name(
        self, text: str, tokens: Sequence[Word], position: int, taken: bytearray
    ) -> tuple[PlaceMention | None, int]:
        word = tokens[position]
        if word.key in self._lexicon.no_place:
            return None, position + 1
        free = self._free.longest(tokens, position, lambda w: self._variants(w.text))
        if free is None and (self._located(tokens, position) or self._meets(tokens, position)):
            free = self._towns.longest(tokens, position, lambda w: self._variants(w.text))
        if free is None or any(taken[word.start : tokens[free[0] - 1].end]):
            return None, position + 1
        end = last = free[0]
        found = self.lookup(text[word.start : tokens[end - 1].end]) or [(free[1], 10.0)]
        while last < len(tokens) and tokens[last].glued:
            last += 1
        if last == end + 1 and tokens[end].text in self._lexicon.place_endings:
            label = "ADJECTIVE" if tokens[end].text == "i" else ""
            return self._mention(text, tokens, position, last, label, found), last
        if last > end:
            head = fold(tokens[last - 1].text)
            met = found[0][0].kind == "city" and last == end + 1 and self._meets(tokens, position)
            if met or any(head.startswith(trip) for trip in self._lexicon.trips):
                return self._mention(text, tokens, position, last, "COMPOUND", found), last
            if not self._lexicon.cases and not self._is_small(head):
                return None, last
        return self._mention(text, tokens, position, end, "", found), end

    def _meets(self, tokens: Sequence[Word], position: int) -> bool:
        """Whether a word is glued to one of people who meet: "Genf-Gespräche"."""
        after = tokens[position + 1] if position + 1 < len(tokens) else None
        if after is None or not after.glued:
            return False
        return any(
            after.key.startswith(noun) and len(after.key) - len(noun) <= _NOUN_ENDING
            for noun in self._lexicon.meetings
        )

    def _located(self, tokens: Sequence[Word], position: int) -> bool:
        """Whether a preposition or a case ending shows that a capital word is a place."""
        word = tokens[position]
        if self._lexicon.cases:
            after = tokens[position + 1 : position + 4]
            glued = [w for w in after if w.glued]
            if glued and glued[-1].text in self._lexicon.place_endings:
                return True
            return any(word.text.endswith(ending) for ending in self._lexicon.place_endings)
        before = tokens[position - 1] if position and word.joins else None
        return before is not None and (
            before.key in self._lexicon.place_before or self._is_noun(before.text, "city")
        )

    def _country(self, code: str) -> list[tuple[Place, float]]:
        place = self._kb.country(code) or self._kb.place(code)
        found = [(place, 10.0)] if place else []
        twin = self._kb.country(_TWINS.get(code, ""))
        return [*found, (twin, 9.2)] if twin else found

    def _mention(
        self,
        text: str,
        tokens: Sequence[Word],
        first: int,
        end: int,
        label: str,
        found: list[tuple[Place, float]],
    ) -> PlaceMention:
        start, stop = tokens[first].start, tokens[end - 1].end
        return PlaceMention(start, stop, label, text[start:stop], found)

    # --- nouns that stand for a place

    def _nominals(
        self, text: str, tokens: Sequence[Word], mentions: list[PlaceMention]
    ) -> list[PlaceMention]:
        """Return "de Congolese hoofdstad", "im selben Land": nouns that stand for a place."""
        ends = {m.end: m for m in mentions}
        starts = {m.start: m for m in mentions}
        found = []
        for position, word in enumerate(tokens):
            if self._is_our_country(tokens, position):
                mention = self._own_country(text, tokens, position, mentions)
            elif self._is_noun(word.text, "capital"):
                mention = self._capital(text, tokens, position, starts, ends, mentions)
                self._take_seats(text, word, mentions)
            elif position and self._is_noun(word.text, "country"):
                if any(m.start <= word.start < m.end for m in mentions):
                    continue
                mention = self._same_country(text, tokens, position, mentions)
            else:
                continue
            if mention is not None:
                found.append(mention)
        return found

    def _capital(
        self,
        text: str,
        tokens: Sequence[Word],
        position: int,
        starts: dict[int, PlaceMention],
        ends: dict[int, PlaceMention],
        mentions: list[PlaceMention],
    ) -> PlaceMention | None:
        first, stop = tokens[position].start, tokens[position].end
        owner, score = None, 0.9
        for back in range(1, 3):
            if position - back < 0 or not tokens[position - back + 1].joins:
                break
            before = ends.get(tokens[position - back].end)
            if before is not None and before.chosen is not None:
                owner, first = before, before.start
                break
        after = position + 1
        if owner is None and after < len(tokens) and tokens[after].joins:
            skipped = {*self._lexicon.nominal["of"], *self._lexicon.articles}
            while after + 1 < len(tokens) and tokens[after].key in skipped:
                after += 1
            owner = starts.get(tokens[after].start) if after - position < 4 else None
            if owner is not None:
                stop = owner.end
            elif after > position + 1 and tokens[after].capital and not self._lexicon.noun_capital:
                return None
        if owner is None:
            near = [m for m in mentions if m.end < first and m.label != "ADJECTIVE"]
            if tokens[position - 1].key in self._lexicon.nominal["same"]:
                near = [m for m in near if m.chosen is not None and m.chosen.capital][-1:] or near
            place, score = self._kb.capital(_told_of(near)), 0.6
        else:
            place = self._seat(owner.chosen)
        if place is None:
            return None
        surface = text[first:stop]
        return PlaceMention(first, stop, "NOMINAL", surface, [(place, 10.0)], score, place, True)

    def _take_seats(self, text: str, noun: Word, mentions: Sequence[PlaceMention]) -> None:
        """Let countries in a row stand for their capitals: "the capitals of Iran and Syria".

        Those behind a noun do where it is a plural, those before it always do.
        """
        at = bisect_left(mentions, noun.start, key=lambda m: m.start)
        before = mentions[max(0, at - _LONGEST_ROW) : at]
        rows = [self._row(text, [noun, *reversed(before)])]
        if noun.key in self._lexicon.nominal["capitals"]:
            rows.append(self._row(text, [noun, *mentions[at : at + _LONGEST_ROW]]))
        for row in rows:
            # The nearest is part of the noun's own mention.
            for owner in row[1:]:
                seat = self._seat(owner.chosen)
                if seat is not None:
                    owner.label, owner.chosen, owner.candidates = "NOMINAL", seat, [(seat, 10.0)]

    def _row(self, text: str, chain: Sequence[Word | PlaceMention]) -> list[PlaceMention]:
        """Return the mentions of a chain of neighbours, nearest first, that stand in one row.

        Only prepositions and articles stand between the first of the chain and the second, only
        commas and conjunctions between others; all are countries, or all adjectives of them.
        """
        found: list[PlaceMention] = []
        lexicon = self._lexicon
        for one, other in pairwise(chain):
            assert isinstance(other, PlaceMention)
            gap = text[min(one.end, other.end) : max(one.start, other.start)]
            between = {fold(word) for word in _WORD_IN_GAP.findall(gap)}
            if _NO_ROW.search(gap):
                break
            if found:
                joined = "," in gap or not between.isdisjoint(lexicon.conjunctions)
                fits = joined and between <= lexicon.conjunctions | lexicon.articles
            else:
                fits = between <= lexicon.nominal["of"] | lexicon.articles
            chosen = other.chosen
            alike = not found or (other.label == "ADJECTIVE") == (found[0].label == "ADJECTIVE")
            if not fits or not alike or chosen is None or chosen.kind != "country":
                break
            found.append(other)
        return found

    def _seat(self, place: Place | None) -> Place | None:
        """Return the capital that "its capital" means, for a country or what lies in it."""
        if place is None:
            return None
        return self._kb.capital(place.country)

    def _same_country(
        self, text: str, tokens: Sequence[Word], position: int, mentions: list[PlaceMention]
    ) -> PlaceMention | None:
        word, before = tokens[position], tokens[position - 1]
        nominal = self._lexicon.nominal
        near = [m for m in mentions if m.end < word.start and m.chosen is not None]
        if before.key not in nominal["same"] | nominal["pointing"]:
            continents = self._continents_before(tokens, position)
            near = [m for m in near if m.chosen and self._kb.continent(m.chosen) in continents]
        place = self._kb.country(_told_of([m for m in near if m.label != "ADJECTIVE"] or near))
        if place is None:
            return None
        start = before.start
        surface = text[start : word.end]
        return PlaceMention(start, word.end, "NOMINAL", surface, [(place, 10.0)], 0.6, place, True)

    def _is_our_country(self, tokens: Sequence[Word], position: int) -> bool:
        """Whether a word is "hazánk", or the noun of "unser Land"."""
        word = tokens[position]
        if self._is_noun(word.text, "ours"):
            return True
        before = tokens[position - 1].key if position and word.joins else ""
        return before in self._lexicon.nominal["our"] and word.key in self._lexicon.nominal["land"]

    def _own_country(
        self, text: str, tokens: Sequence[Word], position: int, mentions: list[PlaceMention]
    ) -> PlaceMention | None:
        """Return the country that an article is at home in, where its author calls it so."""
        word = tokens[position]
        first = position if self._is_noun(word.text, "ours") else position - 1
        start = tokens[first].start
        homes = home_countries(self._lexicon, text, mentions)
        place = self._kb.country(homes[0]) if len(homes) == 1 else None
        if place is None or _quoted(text, start):
            return None
        surface = text[start : word.end]
        return PlaceMention(start, word.end, "NOMINAL", surface, [(place, 10.0)], 0.6, place, True)

    def _continents_before(self, tokens: Sequence[Word], position: int) -> frozenset[str]:
        """Return the continents that an adjective before a noun names ("the African country")."""
        for first in range(max(0, position - 2), position):
            part = self._part_of_world(tokens, first)
            if part is not None and part[0] == position:
                return part[1]
        return frozenset()

    # --- choosing

    def _resolve(self, text: str, mentions: list[PlaceMention]) -> None:
        counts: Counter[str] = Counter()
        for mention in mentions:
            best = mention.candidates
            if mention.sounding:
                continue
            if best and (len(best) == 1 or best[0][1] - best[1][1] >= _SURE):
                mention.chosen, mention.sure = best[0][0], True
                counts[best[0][0].country] += 1
        for index, mention in enumerate(mentions):
            if mention.sounding:
                # What only sounds alike must lie in a country that the text names.
                mention.candidates = [
                    pair
                    for pair in mention.candidates
                    if counts[pair[0].country] or pair[0].capital
                ]
            if len(mention.candidates) > 1 or (mention.sounding and mention.candidates):
                self._choose(text, mentions, index, counts)
            owner = self._adjoined(text, mentions, index)
            if owner is not None:
                self._settle(mention, owner)
            if not mention.label:
                mention.label = _label(mention.chosen)
            if mention.chosen is not None and mention.chosen.host:
                # A palace or square in a town is no place of its own.
                mention.chosen = self._kb.place(mention.chosen.host) or mention.chosen

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
                value += 1.0 + min(others, 4) * 0.1
            if apposed is not None and place.country == apposed.country and place != apposed:
                value += 4.0
            if place.kind == "city" and any(_distance(place, o) < _NEAR_KM for o in known):
                value += 0.5
            return value

        mention.chosen = max(mention.candidates, key=score)[0]

    def _apposed(self, text: str, mentions: list[PlaceMention], index: int) -> Place | None:
        """Return the country or region that stands beside a place ("Paris in Texas")."""
        mention = mentions[index]
        if index + 1 < len(mentions):
            after = mentions[index + 1]
            gap = text[mention.end : after.start]
            if _APPOSED.match(gap) and after.candidates and _wide(after.candidates[0][0]):
                # "Niger, Nigeria": two countries in a row are a list.
                listed = gap.strip() == "," and mention.candidates[0][0].kind == "country"
                return None if listed else after.candidates[0][0]
        return self._adjoined(text, mentions, index)

    def _adjoined(self, text: str, mentions: list[PlaceMention], index: int) -> Place | None:
        """Return the place whose adjective stands right before a mention ("georgische Batumi")."""
        if not index:
            return None
        before = mentions[index - 1]
        near = text[before.end : mentions[index].start].strip() in {"", "-"}
        if near and before.label == "ADJECTIVE" and before.candidates:
            return before.candidates[0][0]
        return None

    def _settle(self, mention: PlaceMention, owner: Place) -> None:
        """Put what nothing knows where an adjective says that it is, and small namesakes too.

        The "Wiener Palais Coburg" is in Vienna and the "Schotse Turnberry" in Scotland.
        """
        place = mention.chosen
        if mention.label or len(owner.country) != 2:
            return
        if place is not None and (place.country == owner.country or place.kind != "city"):
            return
        if place is not None and " " not in mention.text and self._known_enough(place):
            return
        mention.chosen = owner
        if owner.kind == "city":
            mention.label = "SITE"
        else:
            mention.part = True

    def display(self, text: str) -> str:
        """Return the base form of a place that nothing knows."""
        return display_name(text, self._lang, self._kb.has_place, place=True)


def home_countries(lexicon: Lexicon, text: str, mentions: Sequence[PlaceMention]) -> list[str]:
    """Return which of the language's own countries an article may be at home in.

    The agency tells, else the places that it names most; all are equal where it names none.
    """
    opening = f" {fold(text[:_OPENING])} "
    for agency, country in lexicon.agencies.items():
        if re.search(rf"\W{re.escape(agency)}\W", opening):
            return [country]
    counts = Counter(m.chosen.country for m in mentions if m.chosen is not None)
    most = max(counts[code] for code in lexicon.domestic)
    return [code for code in lexicon.domestic if counts[code] == most]


def _quoted(text: str, at: int) -> bool:
    """Whether a character stands within quotation marks that its paragraph opens."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    marks = sum(before.count(mark) for mark in _QUOTES)
    return marks % 2 == 1 or before.rfind("‘") > before.rfind("’")


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
