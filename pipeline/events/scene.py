"""One document seen for events: its mentions and cues, each placed in the text's structure."""

import bisect
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from spacy.tokens import Doc, Span

from pipeline.events.lexicon import Cue, load_lexicon
from pipeline.schema import DateValue, Entity

_CLAUSE_BREAK = re.compile(r"[,;:–—()„“”\"]|\n")
_ROW_GAP = 45
_PLACE_GAP = 12
# Characters between two dates in a row: " und dann noch im ".
_DATE_GAP = 18
# What stands behind the town in a line that tells where a text was filed: "Prag (dpa) –", "Prag:".
_FILED = re.compile(r"\.?[^\n.!?]{0,30}?(\s?[–—:]|\s-\s|\)|\n|$)")
_FILED_CHARS = 45
_FILED_LINES = 3
_HEAD_CHARS = 25
# Characters between a place and a word that makes it a speaker: an article; with the word itself.
_SPEAKER_GAP, _SPEAKER_REACH = 5, 14
_ENTRIES = 3
_TURNS = 2
_FINE = ("day", "month")
_COARSE = ("month", "year")
_TRAVEL_GROUPS = frozenset({"triggers.travel", "triggers.visit"})
_REGIONS = ("TITLE", "HEADING", "CAPTION", "ITEM", "LEAD")


@dataclass(frozen=True, slots=True)
class Mention:
    """A linked span: what it stands for and where in the text's structure it stands."""

    span: Span
    form: str
    score: float
    sentence: int
    paragraph: int
    entity: Entity | None = None
    date: DateValue | None = None
    country: str | None = None
    inferred: bool = False

    @property
    def start(self) -> int:
        """First character in the doc's text."""
        return int(self.span.start_char)

    @property
    def end(self) -> int:
        """Character after the last one."""
        return int(self.span.end_char)

    @property
    def key(self) -> str:
        """Identity of the entity: its id, else its folded name."""
        if self.entity is None:
            return ""
        return self.entity.id or self.entity.name.casefold()


@dataclass(frozen=True, slots=True)
class Unit:
    """A word of the text, folded to lower case, or a whole mention, whose word is its kind."""

    start: int
    word: str
    mention: Mention | None = None


def _located(places: list[Mention]) -> list[Mention]:
    """Give places that no gazetteer knows the country of the place told nearest before them.

    A name within the same sentence wins over one before it; what only qualifies something else
    (an adjective) counts where no name does.
    """
    known = [m for m in places if m.country]
    return [m if m.country else _with_inferred_country(m, known) for m in places]


def _with_inferred_country(mention: Mention, known: list[Mention]) -> Mention:
    def rank(other: Mention) -> tuple[bool, bool, bool, int]:
        return (
            other.sentence != mention.sentence,
            other.start > mention.start,
            other.form == "ADJECTIVE",
            abs(other.start - mention.start),
        )

    near = [m for m in known if m.paragraph == mention.paragraph] or known
    if not near:
        return mention
    return replace(mention, country=min(near, key=rank).country, inferred=True)


def _sentences_by(pairs: Iterable[tuple[str, int]]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for key, sentence in pairs:
        found.setdefault(key, set()).add(sentence)
    return {key: frozenset(sentences) for key, sentences in found.items()}


class Scene:
    """The mentions of one doc by kind, its sentences, paragraphs, regions and cues."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text = doc.text
        self.sentences: list[Span] = list(doc.sents) if len(doc) else []
        self._sentence_starts = [sent.start_char for sent in self.sentences]
        self._paragraph_starts = [0] + [m.end() for m in re.finditer(r"\n+", self.text)]
        self._breaks = [m.start() for m in _CLAUSE_BREAK.finditer(self.text)]
        self.cues: list[Cue] = load_lexicon(doc._.lang).find(self.text)
        self._cue_starts = [cue.start for cue in self.cues]
        self.persons = self._mentions("persons")
        self.places = _located([m for m in self._mentions("places") if m.entity is not None])
        self.dates = [m for m in self._mentions("dates") if m.date is not None]
        self.organisations = self._mentions("organisations")

    def _mentions(self, group: str) -> list[Mention]:
        spans: Iterable[Span] = self.doc.spans.get(group, ())
        return sorted(
            (
                Mention(
                    span=span,
                    form=span.label_,
                    score=float(span._.score),
                    sentence=self.sentence_at(span.start_char),
                    paragraph=self.paragraph_at(span.start_char),
                    entity=span._.entity,
                    date=span._.date,
                    country=span._.entity.country if span._.entity else None,
                )
                for span in spans
            ),
            key=lambda m: (m.start, m.end),
        )

    def sentence_at(self, char: int) -> int:
        """Index of the sentence that holds a character."""
        return max(0, bisect.bisect_right(self._sentence_starts, char) - 1)

    def paragraph_at(self, char: int) -> int:
        """Index of the paragraph that holds a character."""
        return max(0, bisect.bisect_right(self._paragraph_starts, char) - 1)

    def paragraph_start(self, paragraph: int) -> int:
        """First character of a paragraph."""
        return self._paragraph_starts[paragraph]

    def sentence_bounds(self, sentence: int) -> tuple[int, int]:
        """Characters `[start, end)` of a sentence, without outer white space."""
        span = self.sentences[sentence]
        text = span.text
        lead = len(text) - len(text.lstrip())
        return span.start_char + lead, span.start_char + len(text.rstrip())

    def breaks_between(self, start: int, end: int) -> int:
        """Number of clause marks (commas, colons, dashes, quotes) in `[start, end)`."""
        low, high = sorted((start, end))
        return bisect.bisect_left(self._breaks, high) - bisect.bisect_left(self._breaks, low)

    def clause_bounds(self, char: int) -> tuple[int, int]:
        """Characters `[start, end)` of the clause around a character, inside its sentence."""
        low, high = self.sentence_bounds(self.sentence_at(char))
        i = bisect.bisect_right(self._breaks, char)
        left = self._breaks[i - 1] + 1 if i else low
        right = self._breaks[i] if i < len(self._breaks) else high
        return max(low, left), min(high, right)

    def cues_in(self, start: int, end: int) -> list[Cue]:
        """The cues that start in `[start, end)`."""
        low = bisect.bisect_left(self._cue_starts, start)
        high = bisect.bisect_left(self._cue_starts, end)
        return self.cues[low:high]

    @cached_property
    def units(self) -> list[Unit]:
        """The words of the text and its mentions, in order; of mentions that overlap, the first."""
        found: list[Unit] = []
        taken = bytearray(len(self.text))
        for kind in ("persons", "places", "dates", "organisations"):
            mentions: list[Mention] = getattr(self, kind)
            for mention in mentions:
                if not any(taken[mention.start : mention.end]):
                    taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
                    found.append(Unit(mention.start, f"@{kind}", mention))
        for token in self.doc:
            if not taken[token.idx] and not token.is_space:
                word = "#" if token.text.isdigit() else token.text.casefold()
                found.append(Unit(token.idx, word))
        return sorted(found, key=lambda unit: unit.start)

    @cached_property
    def _unit_starts(self) -> list[int]:
        return [unit.start for unit in self.units]

    def units_in(self, start: int, end: int) -> tuple[int, int]:
        """Indices `[first, last)` of the units that start in `[start, end)`."""
        starts = self._unit_starts
        return bisect.bisect_left(starts, start), bisect.bisect_left(starts, end)

    def unit_at(self, char: int) -> int:
        """Index of the unit that holds a character."""
        return max(0, bisect.bisect_right(self._unit_starts, char) - 1)

    @cached_property
    def regions(self) -> list[tuple[int, int, str]]:
        """Marked regions as `(start, end, label)` in characters."""
        spans: Iterable[Span] = self.doc.spans.get("regions", ())
        return [(s.start_char, s.end_char, s.label_) for s in spans if s.label_ in _REGIONS]

    def region_at(self, char: int) -> str:
        """Label of the region that holds a character, `BODY` where none does."""
        for start, end, label in self.regions:
            if start <= char < end:
                return label
        return "BODY"

    @cached_property
    def person_counts(self) -> Counter[str]:
        """Mentions a person."""
        return Counter(m.key for m in self.persons)

    @cached_property
    def country_counts(self) -> Counter[str]:
        """Place mentions a country."""
        return Counter(m.country for m in self.places if m.country and not m.inferred)

    @cached_property
    def openings(self) -> dict[int, Mention]:
        """The dates that open the entries of a chronology, by paragraph; none of a single one."""
        starts = self._paragraph_starts
        found: dict[int, Mention] = {}
        for m in self.dates:
            if m.date and m.date.kind in ("date", "range") and m.start - starts[m.paragraph] < 8:
                found.setdefault(m.paragraph, m)
        return found if len(found) >= _ENTRIES else {}

    @cached_property
    def dated_paragraphs(self) -> frozenset[int]:
        """The entries of a chronology: paragraphs that open with a date, if there are several."""
        return frozenset(self.openings)

    def across_entries(self, paragraph: int, other: Mention) -> bool:
        """Whether a mention stands in another entry of a chronology than a paragraph."""
        entries = self.dated_paragraphs
        return other.paragraph != paragraph and paragraph in entries and other.paragraph in entries

    @cached_property
    def captions(self) -> frozenset[int]:
        """The captions that tell who was where: paragraphs with a person and a place."""
        places = {m.paragraph for m in self.places if m.form != "ADJECTIVE"}
        persons = {m.paragraph for m in self.persons}
        inside = {
            self.paragraph_at(start) for start, _, label in self.regions if label == "CAPTION"
        }
        return frozenset(inside & places & persons)

    def told_apart(self, person: Mention, place: Mention) -> bool:
        """Whether one of two stands in a caption that tells another visit, the other outside.

        Of 1,267 such pairs in the training articles 87 were visits, which are told elsewhere, too.
        """
        if person.paragraph == place.paragraph:
            return False
        return not self.captions.isdisjoint((person.paragraph, place.paragraph))

    @cached_property
    def own_dates(self) -> dict[int, Mention]:
        """The date before each place, by where the place starts, in sentences of both in turn.

        "In January in Paris, in April in Lyon and Nice": each date is followed by its places.
        """
        found: dict[int, Mention] = {}
        days = [m for m in self.dates if m.date and m.date.precision in _FINE]
        towns = [m for m in self.places if m.country and m.form != "ADJECTIVE"]
        for sentence in {m.sentence for m in days}:
            dates = [m for m in days if m.sentence == sentence]
            row = sorted(
                [*dates, *(m for m in towns if m.sentence == sentence)], key=lambda m: m.start
            )
            kinds = [m.date is not None for m in row]
            if len(dates) < _TURNS or not kinds[0] or kinds[-1] or (True, True) in pairwise(kinds):
                continue
            last = row[0]
            for mention in row:
                if mention.date is not None:
                    last = mention
                else:
                    found[mention.start] = last
        return found

    @cached_property
    def entry_heads(self) -> dict[int, frozenset[str]]:
        """The countries that open each entry of a chronology: its first place and any near it."""
        heads: dict[int, frozenset[str]] = {}
        for paragraph in self.dated_paragraphs:
            inside = [m for m in self.places if m.paragraph == paragraph and m.country]
            inside = [m for m in inside if m.form != "ADJECTIVE"] or inside
            opening = [m for m in inside if m.start - inside[0].end <= _HEAD_CHARS]
            heads[paragraph] = frozenset(m.country for m in opening if m.country)
        return heads

    def speaks(self, place: Mention) -> bool:
        """Whether a place stands for those who speak or act there: "according to Kyiv"."""
        return any(
            cue.group == "speaker.before" and place.start - cue.end <= _SPEAKER_GAP
            for cue in self.cues_in(place.start - _SPEAKER_REACH, place.start)
        ) or any(
            cue.group == "speaker.after"
            for cue in self.cues_in(place.end, place.end + _SPEAKER_GAP)
        )

    @cached_property
    def filed(self) -> frozenset[tuple[int, int]]:
        """Start and end of places that stand where lines tell where a text was filed."""
        return frozenset((m.start, m.end) for m in self.places if self._is_filed(m))

    @cached_property
    def told_countries(self) -> frozenset[str]:
        """The countries of all other places."""
        others = [m for m in self.places if (m.start, m.end) not in self.filed]
        return frozenset(m.country for m in others if m.country)

    def _is_filed(self, place: Mention) -> bool:
        lead = place.start - self._paragraph_starts[place.paragraph]
        near = place.paragraph < _FILED_LINES and lead <= _FILED_CHARS
        return near and _FILED.match(self.text, place.end) is not None

    @cached_property
    def coordinations(self) -> dict[int, int]:
        """Group number of each person mention (by its start) in a row of persons.

        "A, B and C": neighbours in a sentence with only a mark, a conjunction or a short title
        between them.
        """
        groups: dict[int, int] = {}
        number, before = 0, None
        for mention in self.persons:
            if before is None or not self._joined(before, mention):
                number += 1
            groups[mention.start] = number
            before = mention
        return groups

    def _joined(self, one: Mention, other: Mention) -> bool:
        gap = self.text[one.end : other.start]
        if one.sentence != other.sentence or len(gap) > _ROW_GAP:
            return False
        cues = self.cues_in(one.end, other.start)
        return "," in gap or any(cue.group == "coordination.row" for cue in cues)

    @cached_property
    def place_rows(self) -> dict[int, int]:
        """Group number of each place (by its start) in a row: "Latvia, Estonia and Finland".

        A name within a longer one ("the capitals of Latvia") is in its row.
        """
        groups: dict[int, int] = {}
        number, before = 0, None
        for mention in self.places:
            if before is None or not self._in_place_row(before, mention):
                number += 1
            groups[mention.start] = number
            if before is None or mention.end > before.end:
                before = mention
        return groups

    def _in_place_row(self, one: Mention, other: Mention) -> bool:
        gap = other.start - one.end
        return gap < 0 or (gap <= _PLACE_GAP and self._joined(one, other))

    @cached_property
    def date_rows(self) -> list[list[DateValue]]:
        """Years or months in a row: "1991 and 1996", "in May, June and again in October"."""
        rows: list[list[Mention]] = []
        for mention in self.dates:
            value = mention.date
            if value is None or value.kind != "date" or value.precision not in _COARSE:
                continue
            before = rows[-1][-1] if rows else None
            if before is None or not self._next_in_row(before, mention):
                rows.append([])
            rows[-1].append(mention)
        return [[m.date for m in row if m.date] for row in rows if len(row) > 1]

    def _next_in_row(self, one: Mention, other: Mention) -> bool:
        if other.start - one.end > _DATE_GAP or not self._joined(one, other):
            return False
        before, after = one.date, other.date
        # "Twenty years ago, in May 1999" is one date.
        return (
            before is not None
            and after is not None
            and before.precision == after.precision
            and before.end != after.end
        )

    @cached_property
    def travel_sentences(self) -> frozenset[int]:
        """Sentences with a word of going to or visiting a place."""
        return frozenset(
            self.sentence_at(cue.start) for cue in self.cues if cue.group in _TRAVEL_GROUPS
        )

    def sentences_of_person(self, key: str) -> frozenset[int]:
        """Sentences that mention a person, by name or otherwise."""
        return self._person_sentences.get(key, frozenset())

    def sentences_of_country(self, country: str) -> frozenset[int]:
        """Sentences that mention a place in a country."""
        return self._country_sentences.get(country, frozenset())

    @cached_property
    def _person_sentences(self) -> dict[str, frozenset[int]]:
        return _sentences_by((m.key, m.sentence) for m in self.persons)

    @cached_property
    def _country_sentences(self) -> dict[str, frozenset[int]]:
        return _sentences_by((m.country or "", m.sentence) for m in self.places)

    @cached_property
    def topics(self) -> list[Mention]:
        """The persons that the text is about, the most named first (at most two)."""
        first: dict[str, Mention] = {}
        for mention in self.persons:
            first.setdefault(mention.key, mention)
        order = sorted(first.values(), key=lambda m: (-self.person_counts[m.key], m.start))
        return order[:2]

    def is_topic(self, person: Mention) -> bool:
        """Whether nobody is named more often in the text than a person."""
        return any(person.key == mention.key for mention in self.topics[:1])
