"""Clusters the names of persons within an article and links them to the knowledge base."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.linking.forms import base_forms, display_name, mend, word_stems
from pipeline.linking.knowledge import KnowledgeBase, Person
from pipeline.linking.lexicon import Lexicon
from pipeline.linking.phrases import PhraseTable
from pipeline.linking.text import Word, fold
from pipeline.linking.titles import Title

_INITIAL = re.compile(r"^\w{1,2}$")
_FAMILY_FIRST_COUNTRIES = frozenset(["HU", "CN", "TW", "KP", "KR", "JP", "VN", "HK"])


@dataclass(slots=True)
class Name:
    """A mention of a person by name over `[start, end)`, with the title beside it."""

    start: int
    end: int
    text: str
    forms: list[str]
    score: float
    inflected: bool = True
    title: Title | None = None

    @property
    def size(self) -> int:
        """How many words the name has."""
        return len(self.forms[0].split(" "))


@dataclass(slots=True)
class Individual:
    """One person of the article: what is known, and where the person is named."""

    names: list[Name]
    display: str
    person: Person | None = None
    country: str = ""
    gender: str = ""
    offices: list[str] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    score: float = 1.0

    @property
    def id(self) -> str | None:
        """The knowledge base's id."""
        return (self.person.id or None) if self.person else None

    @property
    def name(self) -> str:
        """The canonical name, or the base form that the article writes."""
        return self.person.name if self.person else self.display

    def keys(self) -> set[str]:
        """Folded words of all forms, for later bare mentions."""
        found = {word for name in self.names for form in name.forms for word in fold(form).split()}
        if self.person is not None:
            found.update(self.person.surnames)
        return found


class NameLinker:
    """Links names of one language."""

    def __init__(self, kb: KnowledgeBase, lexicon: Lexicon) -> None:
        self._kb = kb
        self._lexicon = lexicon
        self._lang = lexicon.lang
        known = {
            form: person.index
            for person in kb.persons
            if person.rank >= 2
            for form in person.forms
            if " " in form and len(form) > 7
        }
        if lexicon.family_first:
            for form, index in list(known.items()):
                if kb.persons[index].country in _FAMILY_FIRST_COUNTRIES and form.count(" ") == 1:
                    known.setdefault(" ".join(reversed(form.split())), index)
        self._known = PhraseTable(known)
        self._title_words = frozenset(key for key in lexicon.titles if " " not in key)

    # --- finding

    def find(
        self, text: str, words: Sequence[Word], names: Iterable[tuple[int, int, str, float]]
    ) -> list[Name]:
        """Return the names that NER found, and known full names that it missed, in order."""
        found = []
        taken = bytearray(len(text) + 1)
        for start, end, label, score in names:
            if label == "PER":
                name = self._trim(text, start, end, score)
                if name is not None:
                    found.append(name)
            taken[start:end] = b"\1" * (end - start)
        position = 0
        while position < len(words):
            word = words[position]
            hit = None
            if word.capital and not taken[word.start]:
                hit = self._known.longest(
                    words,
                    position,
                    lambda w: [fold(s) for s in word_stems(w.text, self._lexicon)],
                )
            if hit is not None and words[hit[0] - 1].capital:
                start, end = word.start, words[hit[0] - 1].end
                if not any(taken[start:end]):
                    surface = text[start:end]
                    found.append(Name(start, end, surface, base_forms(surface, self._lang), 0.9))
                    position = hit[0]
                    continue
            position += 1
        return sorted(found, key=lambda name: name.start)

    def _trim(self, text: str, start: int, end: int, score: float) -> Name | None:
        """Take titles off the ends of a name that NER has swallowed."""
        surface = text[start:end]
        parts = [(m.start(), m.end()) for m in re.finditer(r"\S+", surface)]
        while len(parts) > 1 and self._is_title(surface[parts[0][0] : parts[0][1]]):
            parts.pop(0)
        while len(parts) > 1 and self._ends_in_title(surface[parts[-1][0] : parts[-1][1]]):
            parts.pop()
        if not parts:
            return None
        start, end = start + parts[0][0], start + parts[-1][1]
        surface = text[start:end]
        if not any(c.isalpha() for c in surface):
            return None
        return Name(start, end, surface, base_forms(surface, self._lang), score)

    def _is_title(self, word: str) -> bool:
        return fold(word) in self._title_words and (not word[0].isupper() or self._lang == "de")

    def _ends_in_title(self, word: str) -> bool:
        return not word[0].isupper() and word[0].isalpha()

    # --- clustering

    def individuals(self, names: Sequence[Name], on: date | None) -> list[Individual]:
        """Cluster names into individuals and link them, full names first."""
        vocabulary = {fold(name.forms[0]) for name in names}
        found: list[Individual] = []
        for name in sorted(names, key=lambda n: (-n.size, n.start)):
            home = self._home(found, name, on)
            if home is None:
                found.append(self._new(name, on, vocabulary))
            else:
                home.names.append(name)
                self._note_title(home, name.title)
        for individual in found:
            individual.names.sort(key=lambda n: n.start)
        return sorted(found, key=lambda i: i.names[0].start)

    def _home(self, found: list[Individual], name: Name, on: date | None) -> Individual | None:
        keys = [tuple(fold(form).split()) for form in name.forms]
        best: Individual | None = None
        for individual in found:
            words = individual.keys()
            if not any(key and all(k in words for k in key) for key in keys):
                continue
            if name.title is not None and not _agrees(individual, name.title):
                continue
            if best is None or _last_before(individual, name) > _last_before(best, name):
                best = individual
        return best

    def _new(self, name: Name, on: date | None, vocabulary: set[str]) -> Individual:
        title = name.title
        scope = title.scope if title else ""
        offices = self._kb.offices(title.office) if title else []
        person, score = self._link(name, scope, offices, on)
        display = display_name(
            name.text,
            self._lang,
            known=lambda key: key in vocabulary or bool(self._kb.persons_surnamed(key)),
            inflected=name.inflected,
        )
        individual = Individual([name], mend(display), person, score=score)
        if person is not None:
            individual.country, individual.gender = person.country, person.gender
        self._note_title(individual, title)
        return individual

    def _note_title(self, individual: Individual, title: Title | None) -> None:
        if title is None:
            return
        if not individual.gender and title.gender:
            individual.gender = title.gender
        if not title.office.isupper():
            individual.offices.append(title.office)
        if title.scope:
            individual.scopes.append(title.scope)
            if len(title.scope) == 2 and not individual.country and title.scope.isupper():
                individual.country = title.scope

    # --- linking

    def _link(
        self, name: Name, scope: str, offices: Sequence[str], on: date | None
    ) -> tuple[Person | None, float]:
        full = name.size > 1
        for form in name.forms:
            candidates = self._named(fold(form))
            if candidates:
                best = max(candidates, key=lambda p: _fit(p, scope, offices, on))
                return best, 0.97 if full or _fit(best, scope, offices, on) >= 4 else 0.8
        if full:
            for form in name.forms:
                sounding = [
                    (person, score)
                    for person, score in self._kb.persons_sounding(form, self._lang)
                    if not scope or person.country == scope or len(scope) != 2
                ]
                if sounding:
                    person, score = max(
                        sounding, key=lambda pair: pair[1] * 10 + _fit(pair[0], scope, offices, on)
                    )
                    if score >= 0.9 or (scope and person.country == scope):
                        return person, score * 0.95
            return None, 0.9
        return self._link_surname(name, scope, offices, on)

    def _named(self, form: str) -> list[Person]:
        found = self._kb.persons_named(form)
        if not found and form.count(" ") == 1 and self._lexicon.family_first:
            found = self._kb.persons_named(" ".join(reversed(form.split())))
        return found

    def _link_surname(
        self, name: Name, scope: str, offices: Sequence[str], on: date | None
    ) -> tuple[Person | None, float]:
        for form in name.forms:
            people = self._kb.persons_surnamed(fold(form))
            if scope and offices:
                fitting = [p for p in people if p.holds(offices, scope, on, slack=1)]
                if fitting:
                    return max(fitting, key=lambda p: _fit(p, scope, offices, on)), 0.95
            if scope:
                fitting = [p for p in people if p.country == scope and p.rank >= 2]
                if len(fitting) == 1:
                    return fitting[0], 0.85
                continue
            leading = [p for p in people if p.rank >= 2 and _in_top_office(p, on)]
            if len(leading) == 1 and len(form) > 2:
                return leading[0], 0.8
            if offices and leading:
                fitting = [
                    p for p in leading if any(p.holds(offices, o.scope, on) for o in p.offices)
                ]
                if len(fitting) == 1:
                    return fitting[0], 0.8
        return None, 0.6


_TOP = frozenset(
    ["President", "Prime Minister", "Chancellor", "King", "Queen", "Emperor", "Sultan", "Emir",
     "Grand Duke", "Reigning Prince", "Pope", "Supreme Leader", "Minister of Foreign Affairs",
     "Secretary-General", "President of the European Commission", "Vice President",
     "President of the European Council", "High Representative", "Crown Prince"]
)  # fmt: skip


def _in_top_office(person: Person, on: date | None) -> bool:
    return any(
        office.name in _TOP and (on is None or not office.start or office.covers(on, slack=1))
        for office in person.offices
    )


def _fit(person: Person, scope: str, offices: Sequence[str], on: date | None) -> float:
    """Rank a candidate by agreement with the title beside the name, office and fame."""
    fit = float(person.rank)
    if scope:
        fit += 4.0 if person.country == scope or person.holds(offices, scope, None) else -4.0
    if offices and any(office.name in offices for office in person.offices):
        fit += 2.0
    if _in_top_office(person, on):
        fit += 1.5
    return fit


def _agrees(individual: Individual, title: Title) -> bool:
    """Whether a title beside a bare name may be this individual's."""
    if individual.gender and title.gender and individual.gender != title.gender:
        return False
    return not (
        len(title.scope) == 2
        and individual.country
        and len(individual.country) == 2
        and title.scope != individual.country
        and title.scope not in individual.scopes
        and not (
            individual.person and any(o.scope == title.scope for o in individual.person.offices)
        )
    )


def _last_before(individual: Individual, name: Name) -> int:
    """Return where the individual was last named before a mention, -1 if only after."""
    return max((n.start for n in individual.names if n.start < name.start), default=-1)
