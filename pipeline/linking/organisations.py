"""Finds bodies, summits and events by name, abbreviation and compound."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from pipeline.linking.forms import display_name, folded_stems, word_stems
from pipeline.linking.knowledge import KnowledgeBase, Organisation
from pipeline.linking.lexicon import Lexicon
from pipeline.linking.phrases import PhraseTable
from pipeline.linking.places import PlaceMention
from pipeline.linking.text import Word, fold

_SHORT = 3
_TELLING = 7
_ABBREVIATION = 4
# Between two names of one summit: "klimaattop (COP29)", "a klímacsúcs, a COP29".
_SAME = re.compile(r"[\s,(–-]*(?:\w{1,3}\s)?")
# Between a summit and its town: "klimaattop in Glasgow", "glasgowi klímacsúcs".
_IN = re.compile(r"\s\w{1,3}\s")


@dataclass(slots=True)
class OrganisationMention:
    """Characters `[start, end)` that name an organisation, summit or event."""

    start: int
    end: int
    label: str
    name: str
    id: str | None
    score: float


class OrganisationLinker:
    """Links organisations of one language."""

    def __init__(self, kb: KnowledgeBase, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._kb = kb
        self._table = PhraseTable(
            {form: org for org in reversed(kb.organisations) for form in org.forms}
        )
        # One of a yearly series, by year or town; the latest of those in one town.
        self._editions = {
            form: org for org in kb.organisations if org.name[:4].isdigit() for form in org.forms
        }
        self._countries = PhraseTable(kb.free_forms(lexicon.lang))
        self._adjectives = PhraseTable(kb.adjectives(lexicon.lang))
        self._variants = lru_cache(maxsize=4096)(self._word_variants)

    def _word_variants(self, text: str) -> tuple[str, ...]:
        forms = {fold(stem) for stem in word_stems(text, self._lexicon)}
        ends = self._lexicon.noun_endings
        # A Hungarian noun has the case behind the owner's ending: "konferenciá-já-n".
        forms |= {key[: -len(e)] for key in (fold(text), *forms) for e in ends if key.endswith(e)}
        # A short form is an abbreviation, which keeps its capitals before an ending.
        return tuple(f for f in forms if len(f) > _ABBREVIATION or text[: len(f)].isupper())

    def find(
        self,
        text: str,
        words: Sequence[Word],
        names: Sequence[tuple[int, int, str, float]],
    ) -> list[OrganisationMention]:
        """Return the organisations of a text; a compound with "summit" is a SUMMIT.

        What NER marks as ORG and nothing knows keeps its own name and half of its score.

        Args:
            text: the article.
            words: its words.
            names: `(start, end, label, score)` of the names that NER found.
        """
        marked = bytearray(len(text) + 1)
        persons = bytearray(len(text) + 1)
        for start, end, label, _ in names:
            target = {"ORG": marked, "MISC": marked, "PER": persons}.get(label)
            if target is not None:
                target[start:end] = b"\1" * (end - start)
        found = self._known(words, marked, persons)
        self._share(text, found)
        taken = bytearray(len(text) + 1)
        for mention in found:
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
        for start, end, label, score in names:
            if label == "ORG" and not any(taken[start:end]):
                name = display_name(text[start:end].strip(" -,."), self._lexicon.lang)
                found.append(OrganisationMention(start, end, "ORG", name, None, score / 2))
        return sorted(found, key=lambda mention: mention.start)

    def of_year(
        self,
        mention: OrganisationMention,
        day: date | None,
        text: str = "",
        places: Sequence[PlaceMention] = (),
    ) -> None:
        """Make a yearly summit that of its town, or year ("2021 United Nations Climate ...").

        Args:
            mention: the summit; no other is changed.
            day: when the story is.
            text: the article, and
            places: the places that it names.
        """
        if mention.label != "SUMMIT":
            return
        keys = [place.chosen.name for place in places if place.chosen and _of(text, mention, place)]
        keys += [str(day.year)] if day is not None else []
        forms = (fold(f"{key} {mention.name}") for key in keys)
        found = next((self._editions[form] for form in forms if form in self._editions), None)
        if found is not None:
            mention.name, mention.id = found.name, found.id or None

    def _share(self, text: str, found: Sequence[OrganisationMention]) -> None:
        """Let a summit whose number stands beside it be that one ("klimaattop COP29")."""
        for one, other in pairwise(found):
            if not _SAME.fullmatch(text, one.end, other.start):
                continue
            for series, edition in ((one, other), (other, one)):
                if edition.name[:4].isdigit() and edition.name[5:] == series.name:
                    series.name, series.id = edition.name, edition.id

    def _known(
        self, words: Sequence[Word], marked: bytearray, persons: bytearray
    ) -> list[OrganisationMention]:
        found: list[OrganisationMention] = []
        position = 0
        while position < len(words):
            word = words[position]
            hit = None
            if not persons[word.start]:
                hit = self._table.longest(words, position, lambda w: self._variants(w.text))
            glued = hit is not None and hit[0] < len(words) and words[hit[0]].glued
            spelled = hit is not None and (
                glued or self._plausible(words[position : hit[0]], marked)
            )
            plain = hit is not None and self._plain(words[position : hit[0]], hit[1])
            if hit is None or not (spelled or plain) or self._another(words, position, hit[0]):
                position += 1
                continue
            end, organisation = hit
            label = organisation.kind.upper() if organisation.kind else "ORG"
            stop = end
            while stop < len(words) and words[stop].glued:
                stop += 1
            if stop > end and self._is_summit(words[stop - 1]):
                label, end = "SUMMIT", stop
            found.append(self._mention(word.start, words[end - 1].end, label, organisation))
            position = end
        return found

    def _mention(
        self, start: int, end: int, label: str, organisation: Organisation
    ) -> OrganisationMention:
        return OrganisationMention(
            start, end, label, organisation.name, organisation.id or None, 0.9
        )

    def _plausible(self, words: Sequence[Word], marked: bytearray) -> bool:
        """Whether a match is written as a name: marked, an abbreviation, or with a capital."""
        if marked[words[0].start]:
            return True
        if len(words) == 1 and len(words[0].text) <= _SHORT:
            return words[0].text[:2].isupper()
        if len(words) == 1 and self._lexicon.noun_capital and not words[0].text[1:2].isupper():
            # Any noun has a capital here: a single word must be long to be a body's name.
            return len(words[0].text) > _SHORT
        return any(word.text[0].isupper() for word in words)

    def _plain(self, words: Sequence[Word], organisation: Organisation) -> bool:
        """Whether a match is a common noun that says enough ("klimaattop", "uniós csúcs")."""
        meeting = organisation.kind != "org" or self._is_summit(words[-1])
        return meeting and sum(len(word.key) for word in words) >= _TELLING

    def _another(self, words: Sequence[Word], first: int, end: int) -> bool:
        """Whether a name that many bodies have is another's ("de Russische Veiligheidsraad")."""
        lexicon = self._lexicon
        last = {*self._variants(words[end - 1].text), words[end - 1].key}
        head = " ".join(word.key for word in words[first : end - 1])
        if not any(f"{head} {word}".strip() in lexicon.shared_bodies for word in last):
            return False
        near = [words[i] for i in range(max(0, first - 3), first) if words[i + 1].joins]
        near += [word for word in words[end : end + 1] if word.joins]
        if any(not lexicon.others.isdisjoint(self._stems(word)) for word in near):
            return True
        before = words[first - 1] if first and words[first].joins else None
        if before is None:
            return False
        if any(key in self._countries or key in self._adjectives for key in self._stems(before)):
            return True
        inside = first > 1 and before.joins
        return words[first].glued or (before.capital and inside and not lexicon.noun_capital)

    def _stems(self, word: Word) -> tuple[str, ...]:
        return (word.key, *folded_stems(word.text, self._lexicon.lang))

    def _is_summit(self, word: Word) -> bool:
        return any(
            word.key.endswith(head)
            or (
                word.key.startswith(head)
                and len(word.key) - len(head) <= (3 if len(head) > 3 else 1)
            )
            for head in self._lexicon.summits
        )


def _of(text: str, summit: OrganisationMention, place: PlaceMention) -> bool:
    """Whether a place stands beside a summit as its town."""
    if place.end <= summit.start:
        return text[place.end : summit.start].isspace()
    return _IN.fullmatch(text, summit.end, place.start) is not None
