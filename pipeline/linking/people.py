"""Clusters the names of persons within an article and links them to the knowledge base."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pipeline.linking.forms import display_name, mend
from pipeline.linking.knowledge import (
    TOP_OFFICES,
    KnowledgeBase,
    Office,
    Person,
    in_top_office,
)
from pipeline.linking.lexicon import Lexicon
from pipeline.linking.names import FAMILY_FIRST_COUNTRIES, Name
from pipeline.linking.text import fold
from pipeline.linking.titles import Title

_NUMERAL_FIRST = re.compile(r"^([ivx]+) (\w+.*)$")
_SURE_SOUND = 0.9
# For how many years a title is told of one who left it, where no date says when that was.
_REMEMBERED = 40
# Only kings and who became one are "king Albert"; princes are called by many titles.
_KINGS = frozenset(["King", "Crown Prince"])
# Bodies whose short names are no countries' codes.
_BODIES = frozenset(["EU", "UN"])
# Offices under which people go by the first name, and what else their holders may be.
_REGNAL = {
    "Pope": frozenset(["Pope"]),
    "King": _KINGS,
    "Queen": frozenset(["Queen", "Queen Consort", "Princess", "Crown Prince"]),
    "Emperor": frozenset(["Emperor", "Crown Prince"]),
}
# German titles of premiers are those of the federal states, too.
_PREMIER, _REGIONAL = "Prime Minister", ("Chief Minister of a Region",)
# Whom news calls by the first name alone.
_ROYAL = ("Queen Consort", "Princess", "Prince", "Crown Prince", "King", "Queen")


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


@dataclass(frozen=True, slots=True)
class Setting:
    """When and where an article plays.

    `on` is its date, `told` the days that the sentences of its names tell, by the names' start,
    `countries` those that it names or is from.
    """

    on: date | None
    told: Mapping[int, date] = field(default_factory=dict)
    countries: Collection[str] = ()

    def day(self, name: Name) -> date | None:
        """Return the day that a name is told of, as far as one is told."""
        return self.told.get(name.start, self.on)


class NameLinker:
    """Links names of one language."""

    def __init__(self, kb: KnowledgeBase, lexicon: Lexicon) -> None:
        self._kb = kb
        self._lexicon = lexicon
        self._lang = lexicon.lang

    # --- clustering

    def individuals(self, names: Sequence[Name], setting: Setting) -> list[Individual]:
        """Cluster names into individuals and link them, full names first."""
        vocabulary = {fold(name.forms[0]) for name in names}
        vocabulary |= {word for key in vocabulary for word in key.split()}
        found: list[Individual] = []
        for name in sorted(names, key=lambda n: (-n.size, n.start)):
            self.add(found, name, setting, vocabulary)
        self._join_families(found)
        for individual in found:
            individual.names.sort(key=lambda n: n.start)
        return sorted(found, key=lambda i: i.names[0].start)

    def _join_families(self, found: list[Individual]) -> None:
        """Link first names to known relatives of those who are named ("Obama and Michelle")."""
        named = [one.person for one in found if one.person]
        families = {word for person in named for word in person.surnames}
        realms = {person.country for person in named if holds_any(person, _ROYAL, None)}
        for individual in [one for one in found if one.person is None]:
            name = individual.names[0]
            if any(one.size > 1 for one in individual.names):
                continue
            keys = [fold(form) for form in name.forms]
            surnames = families if len(individual.names) == 1 else set()
            full = (f"{key} {word}" for key in keys for word in surnames)
            known = [p for key in full for p in self._named(key) if p.rank >= 2]
            known += [
                person
                for key in keys
                for person in self._kb.persons_surnamed(key)
                if person.country in realms and holds_any(person, _ROYAL, None)
            ]
            if len({person.index for person in known}) == 1 and self._kb.given_name(keys[0]):
                individual.person, individual.score = known[0], 0.8
                individual.country, individual.gender = known[0].country, known[0].gender

    def add(
        self, found: list[Individual], name: Name, setting: Setting, vocabulary: set[str]
    ) -> None:
        """Put a name to its individual, or make a new one of it."""
        home = self._home(found, name, setting)
        if home is None:
            found.append(self._new(name, setting, vocabulary))
        else:
            home.names.append(name)
            self._note_title(home, name)

    def _home(self, found: list[Individual], name: Name, setting: Setting) -> Individual | None:
        keys = [tuple(fold(form).split()) for form in name.forms]
        homes: list[tuple[bool, int, Individual]] = []
        for individual in found:
            words = individual.keys()
            if not any(key and all(k in words for k in key) for key in keys):
                continue
            if name.title is not None and not _agrees(individual, name.title):
                continue
            # A bare word is a family name rather than another's given name.
            family = any(key[-1] in self.family_names(individual) for key in keys if key)
            if name.title is not None and not family and not _reigns(individual, name.title):
                continue
            homes.append((family, _last_before(individual, name), individual))
        best = max((family for family, _, _ in homes), default=False)
        homes = [home for home in homes if home[0] == best]
        days = [day for day in (setting.on, setting.day(name)) if day is not None]
        if any(_serves(individual.person, days) for _, _, individual in homes):
            homes = [home for home in homes if not _retired(home[2].person, days)]
        return max(homes, key=lambda home: home[1])[2] if homes else None

    def family_names(self, individual: Individual) -> set[str]:
        """Return the folded words under which the individual may be named again."""
        person = individual.person
        found = set(person.surnames) if person is not None else set()
        for name in individual.names:
            for form in name.forms[:2]:
                words = fold(form).split()
                if len(words) == 1:
                    found.add(words[0])
                elif person is not None:
                    first = person.country in FAMILY_FIRST_COUNTRIES - {"HU", "JP"}
                    found.add(words[0] if first else words[-1])
                    if self._lexicon.family_first and person.country in {"HU", "JP"}:
                        found.discard(words[-1])
                        found.add(words[0])
                elif self._lexicon.family_first and not self._kb.given_name(words[0]):
                    found.add(words[0])
                    if not self._kb.given_name(words[-1]):
                        found.add(words[-1])
                else:
                    found.add(words[-1])
        return {word for word in found if len(word) > 2}

    def _new(self, name: Name, setting: Setting, vocabulary: set[str]) -> Individual:
        title = name.title
        scope = (title.scope if title else "") or name.scope
        offices = [title.office, *self._kb.offices(title.office)] if title else []
        person, score = self._link(name, scope, offices, setting)
        best = name.forms[0]
        own = {fold(best), fold(best.rsplit(" ", 1)[-1])}
        display = display_name(
            best,
            self._lang,
            known=lambda key: (
                (key in vocabulary and key not in own)
                or (bool(self._lexicon.cases) and self._kb.names_person(key))
            ),
            inflected=name.inflected,
        )
        individual = Individual([name], mend(display), person, score=score)
        if person is not None:
            individual.country, individual.gender = person.country, person.gender
        else:
            gender = self._gender(name)
            individual.gender = gender if gender != "?" else ""
        self._note_title(individual, name)
        return individual

    def _gender(self, name: Name) -> str:
        """Return the gender of an unknown person's given name."""
        words = fold(name.forms[0]).split()
        if len(words) < 2:
            return ""
        order = [words[-1], words[0]] if self._lexicon.family_first else [words[0]]
        for word in order:
            gender = self._kb.given_name(word)
            if gender in {"m", "f"}:
                return gender
        return ""

    def _note_title(self, individual: Individual, name: Name) -> None:
        title = name.title
        if name.scope and not individual.country:
            individual.country = name.scope
        if title is None:
            return
        if title.gender and not individual.gender:
            individual.gender = title.gender
        if not title.office.isupper():
            individual.offices.append(title.office)
        if title.scope:
            individual.scopes.append(title.scope)
            country = len(title.scope) == 2 and title.scope not in _BODIES
            if country and not individual.country and title.scope.isupper():
                individual.country = title.scope

    # --- linking

    def _link(
        self, name: Name, scope: str, offices: Sequence[str], setting: Setting
    ) -> tuple[Person | None, float]:
        full, on = name.size > 1, setting.on
        for form in (*name.titled, *map(fold, name.forms)):
            candidates = self._named(form)
            if form in name.titled and scope:
                candidates = [p for p in candidates if p.country == scope]
            if candidates:
                best = max(candidates, key=lambda p: _fit(p, scope, offices, on))
                return best, 0.97 if full or _fit(best, scope, offices, on) >= 4 else 0.8
        if not full:
            return self._link_surname(name, scope, offices, setting)
        fatherless = self._fatherless(name)
        if fatherless is not None:
            return self._link(fatherless, scope, offices, setting)
        found = self._link_abridged(name, scope, offices, on)
        if found[0] is None:
            found = self._link_longer(name, scope)
        return found if found[0] is not None else self._link_sounding(name, scope, offices, on)

    def _fatherless(self, name: Name) -> Name | None:
        """Return a name of three words without the patronymic in its middle."""
        parts = [words for form in name.forms if len(words := form.split(" ")) == 3]
        if not parts or not parts[0][1].casefold().endswith(self._lexicon.patronymics):
            return None
        forms = [f"{first} {last}" for first, _, last in parts]
        return replace(name, forms=forms, titled=())

    def _link_longer(self, name: Name, scope: str) -> tuple[Person | None, float]:
        """Link a name with other words than any form of the one well-known person has.

        It has middle names, or leaves out the end of a long name ("Luiz Inácio Lula").
        """
        for form in name.forms:
            # "Jean-Luc" is one name.
            words = [fold(word) for word in form.split(" ")]
            if len(words) < 3 or not self._lexicon.particles.isdisjoint(words[1:-1]):
                continue
            key, last = " ".join(words), words[-1]
            begun = [
                person
                for person in self._kb.persons_abridged(" ".join(words[:2]))
                if any(known.startswith(f"{key} ") for known in person.forms)
            ]
            sole = len(self._kb.persons_surnamed(last)) == 1
            short = [
                person
                for person in self._named(f"{words[0]} {last}")
                if sole or in_top_office(person, None)
            ]
            people = [
                person
                for person in dict.fromkeys((*begun, *short))
                if person.rank > 2 and (len(scope) != 2 or person.country == scope)
            ]
            if len(people) == 1:
                return people[0], 0.85
        return None, 0.9

    def _named(self, form: str) -> list[Person]:
        found = self._kb.persons_named(form)
        numeral = _NUMERAL_FIRST.match(form)
        if not found and numeral:
            found = self._kb.persons_named(f"{numeral[2]} {numeral[1]}")
        if not found and form.count(" ") == 1 and self._lexicon.family_first:
            found = self._kb.persons_named(" ".join(reversed(form.split())))
        return found

    def _link_abridged(
        self, name: Name, scope: str, offices: Sequence[str], on: date | None
    ) -> tuple[Person | None, float]:
        """Link a full name that leaves out a part of the known one."""
        for form in name.forms:
            key = fold(form)
            numeral = _NUMERAL_FIRST.match(key)
            people = self._kb.persons_abridged(key)
            if not people and numeral:
                people = self._kb.persons_abridged(f"{numeral[2]} {numeral[1]}")
            if scope:
                people = [p for p in people if p.country == scope or p.holds(offices, scope, None)]
            if people:
                best = max(people, key=lambda p: _fit(p, scope, offices, on))
                if scope or len(people) == 1 or best.rank >= 2:
                    return best, 0.9 if scope else 0.85
        return None, 0.9

    def _link_sounding(
        self, name: Name, scope: str, offices: Sequence[str], on: date | None
    ) -> tuple[Person | None, float]:
        for form in name.forms:
            sounding = [
                (person, score)
                for person, score in self._kb.persons_sounding(form, self._lang)
                if len(scope) != 2 or person.country == scope
            ]
            if sounding:
                person, score = max(
                    sounding, key=lambda pair: pair[1] * 10 + _fit(pair[0], scope, offices, on)
                )
                if score >= _SURE_SOUND or (scope and person.country == scope):
                    return person, score * 0.95
        return None, 0.9

    def _link_surname(
        self, name: Name, scope: str, offices: Sequence[str], setting: Setting
    ) -> tuple[Person | None, float]:
        on, day = setting.on, setting.day(name)
        # "Moeder Elizabeth" has no office.
        official = name.title is not None and not name.title.office.isupper()
        for form in name.forms:
            people = self._kb.persons_surnamed(fold(form))
            holder = self._holder(people, name, scope, offices, setting)
            if holder is not None:
                return holder, 0.95 if scope else 0.85
            if scope:
                fitting = [p for p in people if p.country == scope and p.rank >= 2]
                if len(fitting) == 1:
                    return fitting[0], 0.85
                continue
            leaders = _leading(people, on)
            if not leaders and not official and day != on:
                leaders = _leading(people, day)
            if len(leaders) == 1 and (len(form) > 2 or form == name.forms[0]):
                return leaders[0], 0.8
            courtly = not offices or not set(_ROYAL).isdisjoint(offices)
            royal = [p for p in people if courtly and holds_any(p, _ROYAL, on)]
            if len(royal) == 1 and not leaders and fold(form) not in royal[0].forms:
                return _here(royal[0], people, offices, setting), 0.75
            known = [p for p in people if p.rank >= 2 and in_top_office(p, None)]
            if len(known) == 1 and known[0].rank > 2 and not self._kb.given_name(fold(form)):
                return _here(known[0], people, offices, setting), 0.7
            if self._sole_bearer(people, form, on):
                return people[0], 0.7
        return self._link_heard(name, scope, offices, setting)

    def _sole_bearer(self, people: Sequence[Person], form: str, on: date | None) -> bool:
        """Whether a surname from afar is that of one well-known person alone, in office then."""
        return (
            on is not None
            and len(people) == 1
            and people[0].rank > 2
            and bool(people[0].sounds)
            and any(office.covers(on, slack=1) for office in people[0].offices)
            and not self._kb.given_name(fold(form))
        )

    def _link_heard(
        self, name: Name, scope: str, offices: Sequence[str], setting: Setting
    ) -> tuple[Person | None, float]:
        """Link a surname in a spelling that no table has ("Lukasjenko") to one in office."""
        if any(self._kb.persons_surnamed(fold(form)) for form in name.forms):
            return None, 0.6
        for form in name.forms:
            people = [p for p, likeness in self._kb.persons_sounding(form, self._lang)
                      if likeness == 1.0]  # fmt: skip
            holder = self._holder(people, name, scope, offices, setting)
            if holder is not None:
                return holder, 0.8
            if scope:
                fitting = [p for p in people if p.country == scope]
            else:
                fitting = _leading(people, setting.on)
            if len(fitting) == 1:
                return fitting[0], 0.75
        return None, 0.6

    def _holder(
        self,
        people: Sequence[Person],
        name: Name,
        scope: str,
        offices: Sequence[str],
        setting: Setting,
    ) -> Person | None:
        """Return who of some people has the title beside a name, or had it when that was told."""
        title, on = name.title, setting.on
        if title is None:
            return None
        told = setting.told.get(name.start)
        if told is not None and not (title.former or title.prefixed):
            then = [p for p in people if p.rank >= 2 and _held(p, scope, offices, told)]
            if len(then) == 1:
                return then[0]
        if scope:
            fitting = [p for p in people if p.holds(offices, scope, on, slack=1)]
            if fitting:
                return max(fitting, key=lambda p: _fit(p, scope, offices, on))
        else:
            wide = (*offices, *_REGIONAL) if _PREMIER in offices else offices
            fitting = [p for p in people if p.rank >= 2 and holds_any(p, wide, on)]
            if len(fitting) == 1:
                return fitting[0]
        return self._last_holder(people, title, scope, offices, on) if not fitting else None

    def _last_holder(
        self,
        people: Sequence[Person],
        title: Title,
        scope: str,
        offices: Sequence[str],
        on: date | None,
    ) -> Person | None:
        """Return who of some people was the last to have had a leader's title before a day."""
        if on is None or title.prefixed:
            return None
        scopes = [scope] if scope else self._lexicon.domestic if title.domestic else []
        terms = [
            (office, person)
            for person in people
            if person.rank > 2
            for office in person.offices
            if office.name in TOP_OFFICES.intersection(offices)
            and (not scopes or office.scope in scopes)
            and _remembered(office, on)
        ]
        if not scopes and len({office.scope for office, _ in terms}) > 1:
            return None
        return max(terms, key=lambda term: term[0].start)[1] if terms else None


def _here(
    found: Person, people: Sequence[Person], offices: Sequence[str], setting: Setting
) -> Person | None:
    """Return whom a bare surname means: before a stranger to the text, who is in office here."""
    if setting.on is None:
        return found
    serving = [p for p in people if p.rank >= 2 and _serves(p, [setting.on])]
    local = [p for p in serving if p.country in setting.countries]
    if not local or (found in serving and found.country in setting.countries):
        return found
    if offices and not holds_any(local[0], offices, None):
        return None
    return local[0] if len(local) == 1 else None


def _serves(person: Person | None, days: Sequence[date]) -> bool:
    """Whether somebody is in an office on one of some days."""
    return person is not None and any(o.covers(day) for o in person.offices for day in days)


def _retired(person: Person | None, days: Sequence[date]) -> bool:
    """Whether somebody's offices are known, and all long over or to come on some days."""
    if person is None or not person.offices:
        return False
    return not any(
        not office.start or office.covers(day, slack=1) for office in person.offices for day in days
    )


def _held(person: Person, scope: str, offices: Sequence[str], day: date) -> bool:
    """Whether the person had one of the offices on a day, of any country if none is given."""
    return any(
        office.name in offices and scope in {"", office.scope} and office.covers(day)
        for office in person.offices
    )


def _remembered(office: Office, on: date) -> bool:
    """Whether a term ended not too long before a day."""
    return bool(office.end) and 0 <= on.year - int(office.end[:4]) <= _REMEMBERED


def holds_any(person: Person, offices: Sequence[str], on: date | None) -> bool:
    """Whether the person holds one of the offices, of whatever country, at a day."""
    return any(
        office.name in offices and (on is None or office.covers(on, slack=1))
        for office in person.offices
    )


def _fit(person: Person, scope: str, offices: Sequence[str], on: date | None) -> float:
    """Rank a candidate by agreement with the title beside the name, office and fame."""
    fit = float(person.rank)
    if scope:
        fit += 4.0 if person.country == scope or person.holds(offices, scope, None) else -4.0
    if offices and any(office.name in offices for office in person.offices):
        fit += 2.0
    if in_top_office(person, on):
        fit += 1.5
    return fit


def _agrees(individual: Individual, title: Title) -> bool:
    """Whether a title beside a bare name may be this individual's."""
    if individual.gender and title.gender and individual.gender != title.gender:
        return False
    person = individual.person
    if title.office == "King" and person and not _KINGS & {o.name for o in person.offices}:
        return False
    if len(title.scope) != 2 or len(individual.country) != 2 or title.scope in _BODIES:
        return True
    if title.scope in {individual.country, *individual.scopes}:
        return True
    return person is not None and any(office.scope == title.scope for office in person.offices)


def _reigns(individual: Individual, title: Title) -> bool:
    """Whether a pope or king by the first name alone may be this individual.

    "Ferenc pápa" is not Ferenc Papp, who is named in the same article.
    """
    offices = _REGNAL.get(title.office)
    if offices is None or (individual.person is None and individual.names[0].size == 1):
        return True
    held = {office.name for office in individual.person.offices} if individual.person else set()
    return not offices.isdisjoint(held.union(individual.offices))


def _last_before(individual: Individual, name: Name) -> int:
    """Return where the individual was last named before a mention, -1 if only after."""
    return max((n.start for n in individual.names if n.start < name.start), default=-1)


def _leading(people: Sequence[Person], on: date | None) -> list[Person]:
    """Return which of some people lead something then, if any do, else around a day.

    Crowned heads are called by a first name and remembered longer than their terms.
    """
    around = [p for p in people if p.rank >= 2 and in_top_office(p, on)]
    if any(holds_any(p, _ROYAL, None) for p in around):
        return around
    return [p for p in around if in_top_office(p, on, slack=0)] or around
