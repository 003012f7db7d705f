"""Finds titles ("de Russische president", "NATO-főtitkár") and what they are of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.linking.forms import folded_stems
from pipeline.linking.lexicon import Lexicon, TitleWord
from pipeline.linking.phrases import PhraseTable
from pipeline.linking.places import PlaceMention
from pipeline.linking.text import Word, fold

_MODIFIERS = 3
# Letters of a title that is written in capitals ("OB").
_ABBREVIATED = 2
_MIN_COMPOUND = 4
# Letters of a case ending behind a hyphen ("OB-val").
_ENDING = 3
# How many words may tell what a title is of.
_OWNER = 6
# How many words before and behind may tell that something is the first.
_NEAR = 10
# What parts of countries and bodies have as well.
_BODY_OFFICES = {
    "President",
    "Vice President",
    "Prime Minister",
    "Secretary-General",
    "Chairperson",
}
# Who is one country's in another.
_ENVOYS = frozenset(["Ambassador", "Consul General", "Special Envoy"])


@dataclass(slots=True)
class Title:
    """A title over words `[first, end)`; `[core, core_end)` is the office word itself.

    `scope` is the country code or body that it is of, words for an unknown one, or empty; `former`
    marks "ex-", "former"; `own` marks a possessive before it ("his colleague"), `definite` an
    article, `prefixed` that it is of a body or region that tells no holder ("CDU-leider"),
    `domestic` a word that means the own country's holder where it stands alone, `federal` one that
    only the language's own countries have ("Bundeskanzler"), `plural` more than one holder,
    `ending` what the word carries beyond the office, `left` where what it is of begins, `unread`
    that it is nobody's or of something that is no country or known body ("kein Kanzler", "a párt
    elnöke"), `indefinite` that it is anybody's where no name stands beside it.
    """

    first: int
    end: int
    core: int
    core_end: int
    office: str
    gender: str
    scope: str = ""
    former: bool = False
    own: bool = False
    definite: bool = False
    prefixed: bool = False
    domestic: bool = False
    federal: bool = False
    plural: bool = False
    ending: str = ""
    left: int = -1
    unread: bool = False
    scope_mention: PlaceMention | None = None
    indefinite: bool = False


class TitleFinder:
    """Finds the titles of one language."""

    def __init__(self, lexicon: Lexicon, bodies: dict[str, str]) -> None:
        self._lexicon = lexicon
        self._table = PhraseTable(lexicon.titles)
        self._bodies = PhraseTable(bodies)
        self._last = frozenset(key.rsplit(" ", 1)[-1] for key in lexicon.titles)
        self._variants = lru_cache(maxsize=8192)(self._word_variants)
        self._domestic = lexicon.domestic_titles
        ministries = {
            key.split(" ", 1)[1]: value
            for key, value in lexicon.titles.items()
            if key.split(" ", 1)[0] in {"minister"} and " " in key
        }
        self._ministries = PhraseTable(ministries)

    def _word_variants(self, text: str) -> tuple[str, ...]:
        """Return the title words that an inflected word may be, longest stem first."""
        word = text.casefold()
        found: dict[str, None] = {}
        for cut in range(len(word) - 1, 2, -1):
            stem, ending = word[:cut], word[cut:]
            if not self._lexicon.title_suffix.fullmatch(ending):
                continue
            key = fold(stem)
            if key in self._last:
                found[key] = None
            long = {v: k for k, v in self._lexicon.title_lengthen.items()}.get(stem[-1])
            if long and fold(stem[:-1] + long) in self._last:
                found[fold(stem[:-1] + long)] = None
        stems = folded_stems(word, self._lexicon.lang)
        return tuple(found | dict.fromkeys(stem for stem in stems if stem in self._last))

    @lru_cache(maxsize=4096)  # noqa: B019
    def _compound(self, text: str) -> TitleWord | None:
        """Return the title that a compound ends in ("Kammerpräsident")."""
        for form in (fold(text), *self._variants(text)):
            for head in self._lexicon.title_heads:
                if form.endswith(head) and len(form) - len(head) >= _MIN_COMPOUND:
                    return self._lexicon.titles.get(head)
        word = text.casefold()
        for cut in range(len(word), 5, -1):
            if cut < len(word) and not self._lexicon.title_suffix.fullmatch(word[cut:]):
                continue
            key = fold(word[:cut])
            for head in self._lexicon.title_heads:
                if key.endswith(head) and len(key) - len(head) >= _MIN_COMPOUND:
                    return self._lexicon.titles.get(head)
        return None

    def inflected(self, word: Word) -> bool:
        """Whether a title's last word carries an ending."""
        return word.key not in self._last

    def _ending(self, words: Sequence[Word], first: int, end: int, office: str) -> str:
        """Return what the last word of a title carries beyond the office's own word."""
        word = words[end - 1].text.casefold()
        before = "".join(f"{w.key} " for w in words[first : end - 1])
        lengthened = {v: k for k, v in self._lexicon.title_lengthen.items()}
        for cut in range(3, len(word)):
            if not self._lexicon.title_suffix.fullmatch(word[cut:]):
                continue
            last = lengthened.get(word[cut - 1], word[cut - 1])
            for stem in (word[:cut], word[: cut - 1] + last):
                if self._office(before + fold(stem)) == office:
                    return word[cut:]
        return ""

    def _office(self, form: str) -> str:
        """Return the office that a title or a compound that ends in one means."""
        value = self._lexicon.titles.get(form)
        if value is None and " " not in form:
            head = next((head for head in self._lexicon.title_heads if form.endswith(head)), None)
            value = self._lexicon.titles.get(head) if head else None
        return value.office if value is not None else ""

    def _says(self, kind: str, word: Word, ending: str) -> bool:
        """Whether the ending of a word is of a kind that the language's data lists."""
        pattern = self._lexicon.title_endings.get(kind)
        text = word.text.casefold()
        return bool(ending and pattern and pattern.fullmatch(text, len(text) - len(ending)))

    def _plural(self, words: Sequence[Word], title: Title) -> bool:
        """Whether a title means several persons, by its ending or the words before it."""
        word = words[title.core_end - 1]
        if self._says("plural", word, title.ending):
            return True
        doubtful = self._says("doubtful", word, title.ending)
        bare = self._says("bare", word, title.ending)
        if self._counted(words, title):
            return True
        mention = title.scope_mention
        if doubtful and mention is not None and mention.label == "COUNTRY":
            # "Frankreichs Präsidenten": as much one, whom somebody met.
            return False
        determiners = self._lexicon.determiners
        many = determiners.get("plural", frozenset())
        if bare or (title.gender == "m" and not title.ending):
            many |= determiners.get("masculine", frozenset())
        for position in range(title.core, max(0, title.first - _MODIFIERS), -1):
            before = words[position - 1].key
            if not words[position].joins or before in determiners.get("singular", frozenset()):
                return (doubtful or bare) and not words[position].joins
            if before in many:
                return True
            if before in self._lexicon.articles:
                return doubtful
            if before in self._lexicon.prepositions:
                break
        return doubtful or bare

    def _first_ever(self, words: Sequence[Word], title: Title) -> bool:
        """Whether words near by tell what nobody of the office had done ("erstmals")."""
        signs = self._lexicon.determiners.get("first", frozenset())
        near = words[max(0, title.first - _NEAR) : title.end + _NEAR]
        return any(word.key in signs for word in near)

    def _counted(self, words: Sequence[Word], title: Title) -> bool:
        """Whether a number above one stands right before a title or its adjectives."""
        count = self._lexicon.title_count
        return any(
            words[position].start - words[position - 1].end == 1
            and count.fullmatch(words[position - 1].text.casefold()) is not None
            for position in (title.first, title.core)
            if position
        )

    def _adjective(self, words: Sequence[Word], title: Title) -> bool:
        """Whether the word is an adjective ("elnöki"), which means the holder only of a trip."""
        if not self._says("adjective", words[title.core_end - 1], title.ending):
            return False
        if title.core_end == len(words) or not words[title.core_end].joins:
            return True
        return not self._trip(words[title.core_end])

    def _first_part(self, words: Sequence[Word], title: Title, names: bytearray) -> bool:
        """Whether a title begins a compound ("Kanzler-Gattin") that is no trip of the holder."""
        if title.core_end == len(words) or not words[title.core_end].glued:
            return False
        last = words[title.core_end]
        ending = len(last.key) <= _ENDING and not self._lexicon.noun_capital
        return not (ending or names[last.start] or self._trip(last))

    def _trip(self, noun: Word) -> bool:
        """Whether a noun is a trip, or a compound that begins with one."""
        forms = (noun.key, *folded_stems(noun.text, self._lexicon.lang))
        return any(
            form == trip or (len(trip) >= _MIN_COMPOUND and form.startswith(trip))
            for form in forms
            for trip in self._lexicon.trips
        )

    def ministry(self, words: Sequence[Word], position: int) -> tuple[int, TitleWord] | None:
        """Return the ministry that begins at a word ("van Buitenlandse Zaken")."""
        return self._ministries.longest(words, position)

    def find(
        self,
        text: str,
        words: Sequence[Word],
        places: Sequence[PlaceMention],
        names: bytearray,
    ) -> list[Title]:
        """Find the titles of a text.

        Args:
            text: the text.
            words: its words.
            places: its places, resolved.
            names: 1 for each character inside a person's name.
        """
        starts = {mention.start: mention for mention in places}
        ends = {mention.end: mention for mention in places}
        # Where the words of names begin, and whether a comma stands before.
        named = {
            word.start: text[max(0, word.start - 2) : word.start].rstrip().endswith(",")
            for word in words
            if names[word.start]
        }
        found: list[Title] = []
        position = 0
        while position < len(words):
            title = None if names[words[position].start] else self._at(words, position)
            if title is None:
                position += 1
                continue
            title.ending = self._ending(words, title.core, title.core_end, title.office)
            if self._adjective(words, title) or self._first_part(words, title, names):
                position = title.end
                continue
            if self._says("plural", words[title.core_end - 1], title.ending):
                title.gender = ""
            self._look_left(words, title, ends)
            if title.office == "GUEST":
                self._guest(words, title)
            self._owner(words, title, ends)
            self._portfolio(words, title, names)
            self._look_right(words, title, starts, named)
            forms = {words[title.core].key, *self._variants(words[title.core].text)}
            title.domestic = not forms.isdisjoint(self._domestic)
            title.federal = not forms.isdisjoint(self._lexicon.federal_titles)
            if words[title.core].capital and not self._lexicon.noun_capital:
                # A capital where nouns have none: "Koning opent brug".
                title.definite = True
            twins = self._elliptic(words, title, ends)
            title.plural = not twins and self._plural(words, title)
            title.indefinite = title.indefinite and not self._first_ever(words, title)
            found += [*twins, title]
            position = title.end
        return found

    def _elliptic(
        self, words: Sequence[Word], title: Title, ends: dict[int, PlaceMention]
    ) -> list[Title]:
        """Return the titles that share a title's noun: "the French and (the) Polish ministers"."""
        found: list[Title] = []
        mention = title.scope_mention
        if (
            mention is None
            or mention.label != "ADJECTIVE"
            or mention.start > words[title.core].start
        ):
            return found
        position = title.first
        for _ in range(_MODIFIERS):
            back = position - 1
            if back > 0 and words[back].key in self._lexicon.articles:
                back -= 1
            joined = back > 0 and words[back].key in self._lexicon.conjunctions
            other = ends.get(words[back - (1 if joined else 0)].end) if back >= 0 else None
            last = words[back - (1 if joined else 0)] if back >= 0 else None
            if other is None or last is None or other.label != "ADJECTIVE" or other.chosen is None:
                break
            index = back - (1 if joined else 0)
            first = index
            while first and words[first - 1].start >= other.start:
                first -= 1
            twin = Title(first, index + 1, first, index + 1, title.office, title.gender)
            twin.scope, twin.scope_mention, twin.definite = other.chosen.country, other, True
            found.insert(0, twin)
            position = first
        return found

    def _at(self, words: Sequence[Word], position: int) -> Title | None:
        hit = self._table.longest(words, position, lambda w: self._variants(w.text))
        word = words[position]
        if hit is None:
            if len(word.key) < _MIN_COMPOUND + 4:
                return None
            value = self._compound(word.text)
            if value is None:
                return None
            return Title(position, position + 1, position, position + 1, value.office, value.gender)
        end, value = hit
        if end == position + 1 and len(word.key) == _ABBREVIATED and not word.text.isupper():
            return None
        title = Title(position, end, position, end, value.office, value.gender)
        title.scope = self._lexicon.prefixes.get(word.key, "") if end - position > 1 else ""
        for prefix, scope in self._lexicon.prefixes.items():
            if not title.scope and word.key.startswith(prefix) and len(prefix) > 3:
                title.scope = scope
        return title

    def _look_left(
        self, words: Sequence[Word], title: Title, ends: dict[int, PlaceMention]
    ) -> None:
        lexicon = self._lexicon
        position = title.first
        for _ in range(_MODIFIERS + 1):
            if position == 0 or not words[position].joins:
                return
            before = words[position - 1]
            mention = ends.get(before.end)
            if words[position].glued and before.key in lexicon.prefixes:
                title.scope = title.scope or lexicon.prefixes[before.key]
                title.first = position = position - 1
                continue
            if mention is not None and mention.chosen is not None:
                if not title.scope and self._modifies(mention, words, position):
                    title.scope = mention.chosen.country
                    title.scope_mention = mention
                    while position and words[position - 1].start >= mention.start:
                        position -= 1
                    title.first = position
                    continue
                if self._minority(words, title, mention):
                    position = title.first
                    continue
                return
            if before.key in lexicon.determiners.get("none", frozenset()):
                title.unread = True
                return
            if before.key in lexicon.articles:
                title.definite = True
                title.indefinite = before.key in lexicon.determiners.get("any", frozenset())
                return
            if before.key in lexicon.possessives:
                title.own = True
                return
            if before.key in lexicon.former:
                title.former = True
            elif words[position].glued:
                title.first = position - 1
                title.prefixed = True
            elif before.key not in lexicon.title_new and not self._body(words, position, title):
                return
            position -= 1

    def _minority(self, words: Sequence[Word], title: Title, mention: PlaceMention) -> bool:
        """Take a people in another country as what a title is of ("boszniai szerb elnök")."""
        people = title.scope_mention
        if not self._lexicon.family_first or people is None or people.label != "ADJECTIVE":
            return False
        if mention.label != "ADJECTIVE" or not mention.text.endswith("i"):
            return False
        abroad = mention.chosen is not None and mention.chosen.kind == "country"
        if not abroad or people.text.endswith("i") or title.office in _ENVOYS:
            return False
        title.scope, title.scope_mention = fold(f"{mention.text} {people.text}"), None
        title.prefixed = True
        while title.first and words[title.first - 1].start >= mention.start:
            title.first -= 1
        return True

    def _body(self, words: Sequence[Word], position: int, title: Title) -> bool:
        """Take a body before the title as its scope ("az Európai Tanács elnöke")."""
        if title.scope or not self._lexicon.family_first:
            return False
        for first in range(max(0, position - 4), position):
            hit = self._bodies.longest(words, first)
            if hit is not None and hit[0] == position:
                title.scope, title.first = hit[1], first
                return True
        return False

    def _guest(self, words: Sequence[Word], title: Title) -> None:
        """Tell "the bearded guest" and somebody's guest from a mere predicate.

        Hungarian leaves the subject unsaid beside "was the guest of the pope": the guest is it.
        """
        last = words[title.core_end - 1]
        if self._says("possessed", last, title.ending):
            nominative = self.nominative(title, last)
            title.own, title.definite = title.own or not nominative, title.definite or nominative
            return
        adjective = title.first - 1
        if adjective > 0 and words[title.first].joins and words[adjective].joins:
            long = len(words[adjective].key) >= _MIN_COMPOUND and not words[adjective].capital
            articled = words[adjective - 1].key in self._lexicon.articles
            title.definite = title.definite or (long and articled)

    def _owner(self, words: Sequence[Word], title: Title, ends: dict[int, PlaceMention]) -> None:
        """Find what a title with a possessive ending is of ("az RMDSZ elnöke")."""
        title.left = position = title.first
        possessed = self._says("possessed", words[title.core_end - 1], title.ending)
        if not possessed or title.scope or title.definite or title.office.isupper():
            return
        lexicon = self._lexicon
        passed = lexicon.title_owners | lexicon.title_new | lexicon.former
        for _ in range(_OWNER):
            if position == 0 or not words[position].joins:
                return
            before = words[position - 1]
            if before.key in lexicon.articles:
                title.left, title.definite = position, True
                return
            mention = ends.get(before.end)
            if mention is not None and mention.chosen is not None:
                if not title.unread:
                    title.scope, title.scope_mention = mention.chosen.country, mention
                return
            title.unread = title.unread or before.key not in passed
            position -= 1

    def _portfolio(self, words: Sequence[Word], title: Title, names: bytearray) -> None:
        """Stretch a title over its portfolio to the name before ("X uniós ügyekért felelős …")."""
        pattern = self._lexicon.title_endings.get("portfolio")
        position = title.left
        if pattern is None or title.definite or title.office.isupper():
            return
        while position and words[position].joins and title.left - position < _OWNER:
            before = words[position - 1]
            if names[before.start]:
                if words[position].key not in self._lexicon.conjunctions:
                    title.left = position
                return
            part = words[position].glued or pattern.fullmatch(before.text)
            if before.capital or not part or before.key in self._lexicon.former:
                return
            position -= 1

    def nominative(self, title: Title, word: Word) -> bool:
        """Whether the last word of a title has no case ending."""
        return not title.ending or self._says("nominative", word, title.ending)

    def _modifies(self, mention: PlaceMention, words: Sequence[Word], position: int) -> bool:
        if mention.label == "ADJECTIVE" or self._lexicon.family_first:
            return mention.label != "COMPOUND"
        return _possessive(mention)

    def _look_right(
        self,
        words: Sequence[Word],
        title: Title,
        starts: dict[int, PlaceMention],
        named: dict[int, bool],
    ) -> None:
        lexicon = self._lexicon
        position = title.end
        if title.scope or position >= len(words) or not words[position].joins:
            return
        if self._beside(words, title, starts):
            return
        last = min(position + 6, len(words) - 1)
        while position < last and words[position].start - words[position - 1].end == 1:
            if words[position].key in lexicon.title_of:
                target = position + 1
                if words[target].key in lexicon.articles:
                    target += 1
                if any(
                    self._of_place(words, title, starts.get(word.start))
                    for word in self._targets(words, target)
                ):
                    return
                hit = self._bodies.longest(words, target)
                if hit is not None:
                    title.end, title.scope = hit
                    return
            elif not words[position].capital and words[position].key not in {"en", "und", "voor"}:
                break
            position += 1
        if words[title.end].key in lexicon.title_of and title.office in _BODY_OFFICES:
            self._of_unknown(words, title, starts, named)

    def _beside(self, words: Sequence[Word], title: Title, starts: dict[int, PlaceMention]) -> bool:
        """Take a country right behind a title ("Premier Georgiens", "Präsident der Republik X")."""
        mention = starts.get(words[title.end].start)
        if self._state(words[title.end - 1]):
            mention = mention or starts.get(words[title.end - 1].start)
            return self._of_place(words, title, mention)
        genitive = self._lexicon.noun_capital and mention is not None and _possessive(mention)
        return genitive and self._of_place(words, title, mention)

    def _targets(self, words: Sequence[Word], first: int) -> Iterator[Word]:
        """Yield where a place may begin that a title is of: at once, or behind "Republik"."""
        for position in range(first, min(first + _MODIFIERS, len(words))):
            if position == first or self._state(words[position - 1]):
                yield words[position]
            if position + 1 < len(words) and not words[position + 1].joins:
                return

    def _state(self, word: Word) -> bool:
        """Whether a word is a noun for a state or a part of one ("Volksrepublik", "buurland")."""
        forms = (word.key, *folded_stems(word.text, self._lexicon.lang))
        return any(form.endswith(tuple(self._lexicon.title_owners)) for form in forms)

    def _of_place(self, words: Sequence[Word], title: Title, mention: PlaceMention | None) -> bool:
        """Take a place behind a title as its scope, if it is known."""
        place = mention.chosen if mention is not None else None
        if mention is None or place is None:
            return False
        title.scope, title.scope_mention = place.country, mention
        while title.end < len(words) and words[title.end].start < mention.end:
            title.end += 1
        # The premier of a part of a country is none of the country's.
        title.prefixed = title.office in _BODY_OFFICES and not (
            place.kind == "country" or place.capital
        )
        return True

    def _of_unknown(
        self,
        words: Sequence[Word],
        title: Title,
        starts: dict[int, PlaceMention],
        named: dict[int, bool],
    ) -> None:
        """Take what is no country or known body as what a title is of ("Präsident des IOC").

        Where it may as well be told to somebody, or be an adverb ("sagte der Präsident der
        Zeitung"), it counts before a name in apposition, and where the title opens its clause.
        """
        lexicon = self._lexicon
        first = title.end + 1
        articled = words[first].key in lexicon.articles
        genitive = articled or words[title.end].key in lexicon.articles
        noun = first + (1 if articled else 0)
        if noun == len(words):
            return
        end = self._owner_end(words, noun, named)
        unknown = starts.get(words[noun].start)
        placed = unknown is not None and unknown.chosen is None
        if end == noun or (not placed and any(map(self._state, words[noun:end]))):
            return
        apposed = end < len(words) and named.get(words[end].start, False) and genitive
        opener = title.first - (1 if title.definite else 0)
        opens = not opener or not words[opener].joins
        whose = lexicon.determiners.get("whose", frozenset())
        sure = words[title.end].key in whose and words[noun].capital
        if not (apposed or sure or placed or (opens and genitive)):
            return
        title.scope = " ".join(word.key for word in words[title.end : end])
        title.end, title.prefixed = end, True

    def _owner_end(self, words: Sequence[Word], first: int, named: dict[int, bool]) -> int:
        """Return where the noun behind "of" ends: up to a name in apposition, or of itself."""
        for position in range(first + 1, min(first + _OWNER, len(words))):
            if words[position].start in named or not words[position].joins:
                if named.get(words[position].start):
                    return position
                break
        return self._noun_end(words, first, named)

    def _noun_end(self, words: Sequence[Word], first: int, named: dict[int, bool]) -> int:
        """Return where a noun ends that begins with its adjectives, if it is no name."""
        end = first
        while (
            self._lexicon.noun_capital
            and not words[end].capital
            and end + 1 < min(first + _MODIFIERS, len(words))
            and words[end + 1].joins
        ):
            end += 1
        end += 1
        while end < len(words) and words[end].joins and words[end].capital:
            if words[end].start in named:
                break
            end += 1
        return first if words[first].start in named else end


def _possessive(mention: PlaceMention) -> bool:
    """Whether a country has the ending of a genitive."""
    return mention.label == "COUNTRY" and mention.text.rstrip("'’").endswith("s")
