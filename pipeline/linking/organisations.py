"""Finds bodies, summits and events by name, abbreviation and compound."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipeline.linking.forms import display_name, word_stems
from pipeline.linking.knowledge import KnowledgeBase, Organisation
from pipeline.linking.lexicon import Lexicon
from pipeline.linking.phrases import PhraseTable
from pipeline.linking.text import Word, fold

_SHORT = 3
_TELLING = 8
_ABBREVIATION = 4


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
        self._variants = lru_cache(maxsize=4096)(self._word_variants)

    def _word_variants(self, text: str) -> tuple[str, ...]:
        forms = {fold(stem) for stem in word_stems(text, self._lexicon)}
        key = fold(text)
        forms |= {key[: -len(e)] for e in self._lexicon.noun_endings if key.endswith(e)}
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
        taken = bytearray(len(text) + 1)
        for mention in found:
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
        for start, end, label, score in names:
            if label == "ORG" and not any(taken[start:end]):
                name = display_name(text[start:end].strip(" -,."), self._lexicon.lang)
                found.append(OrganisationMention(start, end, "ORG", name, None, score / 2))
        return sorted(found, key=lambda mention: mention.start)

    def of_year(self, mention: OrganisationMention, day: date | None) -> None:
        """Make a yearly summit that of its year ("2021 United Nations Climate ...")."""
        if day is None or mention.label != "SUMMIT":
            return
        found = self._kb.organisation_named(fold(f"{day.year} {mention.name}"))
        if found is not None:
            mention.name, mention.id = found.name, found.id or None

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
            if hit is None or not (spelled or self._plain(words[position : hit[0]], hit[1])):
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
        """Whether a match is a common noun that says enough ("klimaattop")."""
        return organisation.kind != "org" and sum(len(word.key) for word in words) >= _TELLING

    def _is_summit(self, word: Word) -> bool:
        return any(
            word.key.endswith(head)
            or (
                word.key.startswith(head)
                and len(word.key) - len(head) <= (3 if len(head) > 3 else 1)
            )
            for head in self._lexicon.summits
        )
