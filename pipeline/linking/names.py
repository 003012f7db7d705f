"""Finds the names of persons: mends what NER marked, and adds known names that it missed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pipeline.linking.forms import base_forms, folded_stems
from pipeline.linking.knowledge import KnowledgeBase, in_top_office
from pipeline.linking.lexicon import Lexicon
from pipeline.linking.phrases import PhraseTable
from pipeline.linking.text import Word, fold
from pipeline.linking.titles import Title

FAMILY_FIRST_COUNTRIES = frozenset(["HU", "CN", "TW", "KP", "KR", "JP", "VN", "HK"])
_NUMERAL = re.compile(r"^[IVX]+\.?$")
# Lower case with a capital inside ("d'Estaing"), and what stands before the words of a name.
_ELIDED = re.compile(r"[dl]['’]\w")
_NAME_SPACE = re.compile(r"[ \u00a0]['’‘]?")
_TIGHT = " -\n.‑'’‘"
_MIN_KNOWN = 7
_PAIR = 2
_MIN_BARE = 3
_MIN_FAMOUS = 5
_LARGE = 300_000
_LONG_PAST = 20  # years


@dataclass(slots=True)
class Name:
    """A mention of a person by name over `[start, end)`, with the title beside it.

    `forms` are its possible base forms, the likeliest first; `scope` is a country that the name
    itself gives ("Margrethe van Denemarken"); `titled` are its folded forms with the title beside
    it ("koning filip").
    """

    start: int
    end: int
    text: str
    forms: list[str]
    score: float
    inflected: bool = True
    title: Title | None = None
    scope: str = ""
    titled: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many words the name has."""
        return len(self.forms[0].split(" "))


class NameFinder:
    """Finds the names in texts of one language."""

    def __init__(self, kb: KnowledgeBase, lexicon: Lexicon) -> None:
        self._kb = kb
        self._lexicon = lexicon
        self._lang = lexicon.lang
        self._known = PhraseTable(_known_forms(kb, lexicon))
        self._countries = PhraseTable(kb.free_forms(lexicon.lang))

    def _stems(self, text: str) -> tuple[str, ...]:
        return folded_stems(text, self._lang)

    def find(
        self,
        text: str,
        words: Sequence[Word],
        names: Sequence[tuple[int, int, str, float]],
        on: date | None,
    ) -> list[Name]:
        """Return the names of persons in order.

        Args:
            text: the article.
            words: its words.
            names: `(start, end, label, score)` of all names that NER found.
            on: the article's date, which tells whose bare surname is well known.
        """
        others = bytearray(len(text) + 1)
        bodies = bytearray(len(text) + 1)
        marked: list[tuple[int, int, float]] = []
        for start, end, label, score in sorted(names):
            if label == "PER":
                marked += self._word_range(text, words, start, end, score)
            else:
                others[start:end] = b"\1" * (end - start)
                if label == "ORG":
                    bodies[start:end] = b"\1" * (end - start)
        known = self._known_spans(words)
        known = [(a, b) for a, b in known if not all(bodies[words[i].start] for i in range(a, b))]
        known = [span for span in known if not self._cuts_short(words, span, marked, on)]
        ranges = self._merge(text, words, marked, known, others)
        ranges = [
            item
            for item in ranges
            if item[1] - item[0] > 1 or words[item[0]].key not in self._lexicon.title_words
            if not self._names_thing(words, item[0], item[1], on)
        ]
        found = [self._name(text, words, *item) for item in ranges]
        seams = [self._seam(words, item[0], item[1], found, on) for item in ranges]
        found = [
            self._name(text, words, *part)
            for item, seam in zip(ranges, seams, strict=True)
            for part in _cut(item, seam)
        ]
        pairs = list(self._pairs(text, words, found, on))
        paired = {place for name in pairs for place in range(name.start, name.end)}
        found = [name for name in found if paired.isdisjoint(range(name.start, name.end))]
        found += pairs
        bare = self._bare(text, words, names, found, on)
        return sorted([*found, *bare], key=lambda name: name.start)

    def _bare(
        self,
        text: str,
        words: Sequence[Word],
        names: Sequence[tuple[int, int, str, float]],
        found: list[Name],
        on: date | None,
    ) -> Iterator[Name]:
        """Yield bare surnames that NER has missed or taken for places."""
        taken = bytearray(len(text) + 1)
        for name in found:
            taken[name.start : name.end] = b"\1" * (name.end - name.start)
        marked = {start: (end, label) for start, end, label, _ in names if label != "PER"}
        inside = bytearray(len(text) + 1)
        for start, end, label, _ in names:
            if label != "PER":
                inside[start:end] = b"\1" * (end - start)
        families = {word for name in found for word in self._families(name)}
        for position, word in enumerate(words):
            if not word.capital or taken[word.start] or word.glued or len(word.key) < _MIN_BARE:
                continue
            after = words[position + 1] if position + 1 < len(words) else None
            if after is not None and after.glued:
                continue
            end, label = marked.get(word.start, (0, ""))
            alone = end == word.end
            if inside[word.start] and not alone:
                continue
            keys = (word.key, *self._stems(word.text))
            known = next((key for key in keys if key in families), "")
            if not known:
                known = next((key for key in keys if self._famous(key, on, bool(label))), "")
            if known and not self._large_place(keys, label):
                surface = text[word.start : word.end]
                yield Name(word.start, word.end, surface, base_forms(surface, self._lang), 0.8)

    def _families(self, name: Name) -> set[str]:
        """Return the words of a full name that may name the person again."""
        parts = fold(name.forms[0]).split()
        if len(parts) < 2:
            return {key for key in map(fold, name.forms) if self._is_family(key)}
        people = self._kb.persons_named(" ".join(parts))
        if people:
            return set(people[0].surnames)
        last = {fold(form).split()[-1] for form in name.forms}
        if self._lexicon.family_first and not self._kb.given_name(parts[0]):
            last.add(parts[0])
        return {word for word in last if word not in self._lexicon.title_words}

    def _is_family(self, key: str) -> bool:
        """Whether a word is a known family name, and neither a title nor a place."""
        other = key in self._lexicon.title_words or self._kb.has_place(key)
        return not other and bool(self._kb.persons_surnamed(key))

    def _pairs(
        self, text: str, words: Sequence[Word], found: Sequence[Name], on: date | None
    ) -> Iterator[Name]:
        """Yield both names of "Orbán–Trump": two family names with but a hyphen between them."""
        families = [(name, self._families(name)) for name in found]
        for position, (one, other) in enumerate(pairwise(words)):
            tight = one.capital and other.capital and other.glued and not one.glued
            whole = f"{one.key} {other.key}"
            if not tight or self._kb.persons_abridged(whole) or self._kb.has_place(whole):
                continue
            before = words[position - 1] if position and one.joins else None
            if before is not None and self._kb.given_name(before.key):
                continue
            apart = [
                family
                for name, family in families
                if name.end <= one.start or name.start >= other.end
            ]
            called = set().union(*apart)
            if all(
                any(key in called or self._is_leader(key, on) for key in keys)
                for keys in ([one.key], [other.key, *self._stems(other.text)])
            ):
                for word in (one, other):
                    surface = text[word.start : word.end]
                    yield Name(word.start, word.end, surface, base_forms(surface, self._lang), 0.8)

    def _is_leader(self, key: str, on: date | None) -> bool:
        """Whether a family name is also a leader's of the time."""
        people = self._kb.persons_surnamed(key)
        return on is not None and any(p.rank > 1 and in_top_office(p, on) for p in people)

    def _famous(self, key: str, on: date | None, marked: bool) -> bool:
        """Whether a bare surname is one leader's of the time."""
        people = self._kb.persons_surnamed(key)
        if not people or self._kb.given_name(key) or key in self._lexicon.title_words:
            return False
        if not marked and (on is None or self._lexicon.noun_capital):
            return False
        if not marked and (len(key) < _MIN_FAMOUS or self._kb.has_place(key)):
            return False
        leaders = [p for p in people if p.rank >= (2 if on else 3) and in_top_office(p, on)]
        return len(leaders) == 1 and (on is not None or len(people) == 1)

    def _large_place(self, keys: Sequence[str], label: str) -> bool:
        """Whether a word is a place that everybody knows, or one that NER sees as a place."""
        for key in keys:
            for place, primacy in self._kb.places(key, self._lang):
                if primacy >= -1 and (place.kind == "country" or place.population > _LARGE):
                    return True
                if label == "LOC" and primacy >= -1 and place.country in self._lexicon.domestic:
                    return True
        return False

    # --- two names that run together

    def _seam(
        self, words: Sequence[Word], first: int, end: int, named: Sequence[Name], on: date | None
    ) -> int | None:
        """Return where a subject ends and an object begins: "dat Rutte Orbán ontving".

        Both must be called otherwise in the text, or be leaders whom everybody knows.
        """
        if end - first < _PAIR or self._is_known(words, first, end) or words[end - 1].glued:
            return None
        whole = " ".join(word.key for word in words[first:end])
        if self._kb.persons_abridged(whole) or any(_holds(name, whole) for name in named):
            return None
        for cut in range(first + 1, end):
            if words[cut].glued or _NUMERAL.match(words[cut].text):
                # "Szent II. János Pál": nobody else stands right before a number.
                continue
            left, right = self._keys(words, first, cut), self._keys(words, cut, end)
            ones, others = self._called(left, right, named), self._called(right, left, named)
            if self._is_called(left, ones, on) and self._is_called(right, others, on):
                return cut
        return None

    def _keys(self, words: Sequence[Word], first: int, end: int) -> set[str]:
        """Return the folded forms that words may be of."""
        before = "".join(f"{word.key} " for word in words[first : end - 1])
        last = words[end - 1]
        return {f"{before}{key}" for key in (last.key, *self._stems(last.text))}

    def _called(self, keys: set[str], others: set[str], named: Sequence[Name]) -> list[Name]:
        """Return the full names of whom `keys` call, and `others` do not."""
        return [
            name
            for name in named
            if name.size > 1
            and not keys.isdisjoint({*self._families(name), *map(fold, name.forms)})
            and not any(_holds(name, key) for key in others)
        ]

    def _is_called(self, keys: set[str], named: Sequence[Name], on: date | None) -> bool:
        """Whether `keys` call one of those named, or a leader; given names only a known person."""
        if any(map(self._kb.given_name, keys)):
            return any(self._kb.persons_named(fold(form)) for name in named for form in name.forms)
        return bool(named) or any(self._famous(key, on, marked=True) for key in keys)

    # --- names that are no person's, or not the known one's

    def _names_thing(self, words: Sequence[Word], first: int, end: int, on: date | None) -> bool:
        """Whether a name is part of a thing's: "luchthaven Ben-Gurion", "Mandela-stadion"."""
        after = words[end] if end < len(words) and words[end].joins else None
        if after is not None and self._is_thing(after) and after.glued:
            return True
        before = words[first - 1] if first and words[first].joins else None
        named = any(word is not None and self._is_thing(word) for word in (before, after))
        return named and on is not None and self._is_past(words[first:end], on.year)

    def _is_thing(self, word: Word) -> bool:
        return not self._lexicon.things.isdisjoint((word.key, *self._stems(word.text)))

    def _is_past(self, words: Sequence[Word], year: int) -> bool:
        """Whether a name is only known as that of people of long ago."""
        key = " ".join(word.key for word in words)
        people = self._kb.persons_named(key) or self._kb.persons_surnamed(key)
        ends = [term.end[:4] for person in people for term in person.offices]
        return bool(ends) and all(end and int(end) < year - _LONG_PAST for end in ends)

    def _cuts_short(
        self,
        words: Sequence[Word],
        span: tuple[int, int],
        marked: Sequence[tuple[int, int, float]],
        on: date | None,
    ) -> bool:
        """Whether known given names are another's, whose family name follows ("Franz-Josef")."""
        first, end = span
        for start, stop, _ in marked:
            if start > first or stop <= end or not all(map(self._may_be_given, words[first:end])):
                continue
            rest = words[end:stop]
            if all(word.capital and not self._may_be_given(word) for word in rest) and not (
                rest[0].glued
                or _NUMERAL.match(rest[0].text)
                or self._place(words, end)
                or self._famous(rest[0].key, on, marked=True)
            ):
                return True
        return False

    def _may_be_given(self, word: Word) -> bool:
        """Whether a word is a given name or a title, which king Albert is called by."""
        return bool(self._kb.given_name(word.key)) or word.key in self._lexicon.title_words

    # --- ranges of words

    def _word_range(
        self, text: str, words: Sequence[Word], start: int, end: int, score: float
    ) -> list[tuple[int, int, float]]:
        """Return the word ranges of a marked name, one for each person in it."""
        inside = [i for i, w in enumerate(words) if w.start < end and w.end > start]
        found: list[tuple[int, int, float]] = []
        first = 0
        for k in range(1, len(inside) + 1):
            last = k == len(inside)
            if last or re.search(
                r"[&/;|\n]|,\s", text[words[inside[k - 1]].end : words[inside[k]].start]
            ):
                part = self._trim(words, inside[first], inside[k - 1] + 1)
                source = " ".join(word.key for word in words[part[0] : part[1]])
                if part[0] < part[1] and source not in self._lexicon.sources:
                    found.append((*part, score))
                first = k
        return found

    def _trim(self, words: Sequence[Word], first: int, end: int) -> tuple[int, int]:
        """Take titles, honorifics and places off both ends of a name."""
        lexicon = self._lexicon
        while end - first > 1 and self._leads(words, first, end):
            first += 1
        while end - first > 1 and not _rises(words[end - 1]):
            if _NUMERAL.match(words[end - 1].text.upper()) and len(words[end - 1].text) > 1:
                break
            if words[end - 1].glued:
                break
            end -= 1
        if self._is_known(words, first, end):
            return first, end
        for cut in range(first + 1, end):
            hit = self._countries.longest(words, cut, lambda w: self._stems(w.text))
            if hit and hit[0] == end:
                if (
                    words[cut - 1].key in lexicon.particles
                    or words[cut - 1].key in lexicon.title_of
                ):
                    return first, end
                return first, cut
        return first, end

    def _leads(self, words: Sequence[Word], first: int, end: int) -> bool:
        word = words[first]
        if word.key in self._lexicon.honorifics:
            return True
        title = word.key in self._lexicon.title_words
        if title and not word.capital:
            return True
        if title and self._lexicon.noun_capital and not self._is_known(words, first, end):
            return end - first > _PAIR or not self._kb.given_name(word.key)
        return not word.capital and word.key not in self._lexicon.particles

    def _is_known(self, words: Sequence[Word], first: int, end: int) -> bool:
        hit = self._known.longest(words, first, lambda w: self._stems(w.text))
        return hit is not None and hit[0] == end

    def _known_spans(self, words: Sequence[Word]) -> list[tuple[int, int]]:
        found = []
        position = 0
        while position < len(words):
            word = words[position]
            hit = None
            if word.capital:
                hit = self._known.longest(words, position, lambda w: self._stems(w.text))
            if hit is not None and _all_names(words[position : hit[0]]):
                found.append((position, hit[0]))
                position = hit[0]
            else:
                position += 1
        return found

    def _merge(
        self,
        text: str,
        words: Sequence[Word],
        marked: list[tuple[int, int, float]],
        known: list[tuple[int, int]],
        others: bytearray,
    ) -> list[tuple[int, int, float]]:
        """Let known full names replace what overlaps them; stretch and join the others."""
        free = [
            item
            for item in marked
            if not any(item[0] < end and item[1] > start for start, end in known)
        ]
        scores = {position: score for start, end, score in marked for position in range(start, end)}
        ranges = [
            (start, end, max((scores.get(i, 0.0) for i in range(start, end)), default=0.0) or 0.9)
            for start, end in known
        ]
        used = {i for start, end, _ in ranges for i in range(start, end)}
        stretched: list[tuple[int, int, float]] = []
        for start, end, score in free:
            if stretched and stretched[-1][1] == start and words[start].joins:
                before = stretched[-1]
                if end - start == 1 and before[1] - before[0] == 1 and not words[start].glued:
                    stretched[-1] = (before[0], end, min(before[2], score))
                    continue
            first, stop = self._stretch(text, words, start, end, used, others)
            if stretched and first < stretched[-1][1]:
                first = stretched[-1][1]
            if first < stop:
                stretched.append((first, stop, score))
        return sorted([*ranges, *stretched])

    def _stretch(
        self,
        text: str,
        words: Sequence[Word],
        first: int,
        end: int,
        used: set[int],
        others: bytearray,
    ) -> tuple[int, int]:
        """Stretch a name over the rest that NER has cut off."""
        lexicon = self._lexicon

        def open_to(position: int) -> bool:
            return 0 <= position < len(words) and position not in used

        end = self._linked(text, words, first, end, used)
        while end < len(words) and open_to(end) and words[end].joins:
            word = words[end]
            if word.glued and word.capital:
                end += 1
            elif (
                word.key in lexicon.particles
                and end + 1 < len(words)
                and words[end + 1].joins
                and words[end + 1].capital
                and not self._place(words, end + 1)
                and (words[end + 1].glued or word.key not in lexicon.title_of or end - first == 1)
                and not others[words[end + 1].start]
            ):
                end += 2
            elif end - first == 1 and self._continues(words, first, end, others):
                end += 1
            else:
                break
        while (
            words[first].glued
            and open_to(first - 1)
            and words[first - 1].capital
            and not others[words[first - 1].start]
        ):
            first -= 1
        if end - first == 1 and open_to(first - 1) and words[first].joins:
            before = words[first - 1]
            given = self._kb.given_name(before.key)
            if before.capital and not others[before.start] and given and not words[first].glued:
                first -= 1
        return first, end

    def _linked(
        self, text: str, words: Sequence[Word], first: int, end: int, used: set[int]
    ) -> int:
        """Return where a given name ends with the family name that small words tie to it."""
        if end - first > 1 or not self._kb.given_name(words[first].key):
            return end
        for link in self._lexicon.name_links:
            stop = end + len(link) + 1
            part = words[end:stop]
            if (
                len(part) > len(link)
                and tuple(word.key for word in part[:-1]) == link
                and part[-1].text.istitle()
                and not any(word.capital for word in part[:-1])
                and used.isdisjoint(range(end, stop))
                and all(
                    _NAME_SPACE.fullmatch(text, a.end, b.start)
                    for a, b in pairwise(words[end - 1 : stop])
                )
            ):
                return stop
        return end

    def _continues(self, words: Sequence[Word], first: int, end: int, others: bytearray) -> bool:
        """Whether a capital word goes on the given name before it."""
        word = words[end]
        return (
            _rises(word)
            and not word.text.isupper()
            and not others[word.start]
            and bool(self._kb.given_name(words[first].key))
            and not self._kb.persons_surnamed(words[first].key)
            and not self._place(words, end)
            and word.key not in self._lexicon.title_words
        )

    def _place(self, words: Sequence[Word], position: int) -> bool:
        return self._countries.longest(words, position, lambda w: self._stems(w.text)) is not None

    # --- names

    def _name(self, text: str, words: Sequence[Word], first: int, end: int, score: float) -> Name:
        first = self._skip_opening(text, words, first, end)
        scope = ""
        stop = end
        for cut in range(first + 1, end - 1):
            if words[cut].key in self._lexicon.title_of | self._lexicon.particles:
                hit = self._countries.longest(words, cut + 1, lambda w: self._stems(w.text))
                if hit and hit[0] == end and hit[1].kind == "country":
                    scope, stop = hit[1].country, cut
        start, finish = words[first].start, words[stop - 1].end
        if text[finish : finish + 1] == "." and _NUMERAL.match(words[stop - 1].text):
            finish += 1
        surface = text[start:finish]
        parts = [text[a.start : b.start] or " " for a, b in pairwise(words[first:stop])]
        spaced = "".join(p if p[-1] in _TIGHT else f"{p} " for p in parts)
        forms = base_forms(spaced + text[words[stop - 1].start : finish], self._lang)
        forms += self._spelled_out(forms[0])
        return Name(start, finish, surface, forms, score, scope=scope)

    def _spelled_out(self, name: str) -> Iterator[str]:
        """Yield the full name of the one known person with these initials ("A. N. Kosygin")."""
        *initials, last = fold(name).split()
        if not initials or any(len(word) > 1 for word in initials):
            return
        start, end = initials[0], f" {last}"
        people = {
            person.name
            for person in self._kb.persons_surnamed(last)
            if person.rank > 1
            and any(form.startswith(start) and form.endswith(end) for form in person.forms)
        }
        if len(people) == 1:
            yield from people

    def _skip_opening(self, text: str, words: Sequence[Word], first: int, end: int) -> int:
        """Leave out an inflected word that opens a sentence and was taken for a given name."""
        if end - first < 3 or not self._lexicon.cases:
            return first
        before = text[: words[first].start].rstrip(' "„“»«')
        if before and before[-1] not in ".!?…:\n":
            return first
        word = words[first]
        bent = bool(self._stems(word.text))
        if bent and not self._kb.names_person(word.key):
            return first + 1
        return first


def _cut(item: tuple[int, int, float], seam: int | None) -> list[tuple[int, int, float]]:
    first, end, score = item
    return [item] if seam is None else [(first, seam, score), (seam, end, score)]


def _holds(name: Name, part: str) -> bool:
    """Whether a name is longer than a part of it."""
    return any(part != form and f" {part} " in f" {form} " for form in map(fold, name.forms))


def _rises(word: Word) -> bool:
    """Whether a word has a capital, though an elided article stand before it."""
    return word.capital or (_ELIDED.match(word.text) is not None and word.text[2].isupper())


def _all_names(words: Sequence[Word]) -> bool:
    return words[-1].text[0].isupper() or words[-1].glued


def _known_forms(kb: KnowledgeBase, lexicon: Lexicon) -> dict[str, int]:
    """Return full names that are safe to find in running text."""
    known = {
        form: person.index
        for person in kb.persons
        if person.rank >= 1
        for form in person.forms
        if " " in form and len(form) >= _MIN_KNOWN and not form.isdigit()
    }
    if lexicon.family_first:
        for form, index in list(known.items()):
            if kb.persons[index].country in FAMILY_FIRST_COUNTRIES and form.count(" ") == 1:
                known.setdefault(" ".join(reversed(form.split())), index)
    return known
