"""Finds bodies, summits and events by name, abbreviation and compound."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.linking.forms import word_stems
from pipeline.linking.knowledge import KnowledgeBase, Organisation
from pipeline.linking.lexicon import Lexicon
from pipeline.linking.phrases import PhraseTable
from pipeline.linking.text import Word, fold


@dataclass(slots=True)
class OrganisationMention:
    """Characters `[start, end)` that name an organisation, summit or event."""

    start: int
    end: int
    label: str
    organisation: Organisation
    score: float


class OrganisationLinker:
    """Links organisations of one language."""

    def __init__(self, kb: KnowledgeBase, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._table = PhraseTable(
            {form: org for org in reversed(kb.organisations) for form in org.forms}
        )
        self._variants = lru_cache(maxsize=4096)(self._word_variants)

    def _word_variants(self, text: str) -> tuple[str, ...]:
        return tuple(fold(stem) for stem in word_stems(text, self._lexicon))

    def find(self, words: Sequence[Word]) -> list[OrganisationMention]:
        """Return the organisations of a text; a compound with "summit" is a SUMMIT."""
        found: list[OrganisationMention] = []
        position = 0
        while position < len(words):
            word = words[position]
            hit = self._table.longest(words, position, lambda w: self._variants(w.text))
            if hit is None or not self._plausible(words[position : hit[0]]):
                position += 1
                continue
            end, organisation = hit
            label = organisation.kind.upper() if organisation.kind else "ORG"
            stop = end
            while stop < len(words) and words[stop].glued:
                stop += 1
            if stop > end and self._is_summit(words[stop - 1]):
                label, end = "SUMMIT", stop
            found.append(
                OrganisationMention(word.start, words[end - 1].end, label, organisation, 0.9)
            )
            position = end
        return found

    def _plausible(self, words: Sequence[Word]) -> bool:
        """Whether a match is written as a name: a capital, and abbreviations all in capitals."""
        if len(words) == 1 and len(words[0].text) <= 3:
            return words[0].text[:2].isupper()
        return any(word.text[0].isupper() for word in words)

    def _is_summit(self, word: Word) -> bool:
        return any(word.key.startswith(head) for head in self._lexicon.summits)
