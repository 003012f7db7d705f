"""The knowledge base: places, persons, offices, organisations, all read-only.

Compiled by `pipeline.linking.build`; see `data/NOTICE.md` for sources and licences.
"""

import gzip
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from pipeline.linking.lexicon import load_lexicon
from pipeline.linking.text import fold
from pipeline.linking.transcription import ENGLISH, similar, skeleton, sound, sounds_mixed

DATA = Path(__file__).resolve().parent / "data"
_SIMILAR = 0.8
_SIMILAR_PLACE = 0.88
_LANGUAGE_FLAG = {"nl": "n", "de": "d", "hu": "h"}
# How primary a name is that is a place's own, though not the language's.
_OWN_NAME = -0.5
# What a town's name tells beyond what the town is called: "am Main", "(Oder)", "op Zoom".
_TELLING_APART = re.compile(
    r"(?:,| \(| (?:aan?|am|an|auf|bei|im|in|nad|ob|on|op|pod|sous|sul|sur|unter|upon|vor) ).*"
)


TOP_OFFICES = frozenset(
    ["President", "Prime Minister", "Chancellor", "King", "Queen", "Emperor", "Sultan", "Emir",
     "Grand Duke", "Reigning Prince", "Pope", "Supreme Leader", "Minister of Foreign Affairs",
     "Secretary-General", "President of the European Commission", "Vice President",
     "President of the European Council", "High Representative", "Crown Prince"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place; `kind` is country, region, admin1, city or venue, `population` in inhabitants."""

    id: str
    kind: str
    feature: str
    country: str
    admin: str
    latitude: float | None
    longitude: float | None
    population: int
    name: str

    @property
    def host(self) -> str:
        """The id of the town that a venue stands in, empty for a lone one."""
        return self.admin.removeprefix("in:") if self.admin.startswith("in:") else ""

    @property
    def capital(self) -> bool:
        """Whether the place is the capital of its country."""
        return self.kind == "city" and self.feature == "capital"


@dataclass(frozen=True, slots=True)
class Office:
    """A term of office; `scope` is a country code or a body ("NATO"); ISO dates, "" unknown."""

    name: str
    scope: str
    start: str
    end: str

    def covers(self, day: date, slack: int = 0) -> bool:
        """Whether the term holds on a day, with `slack` years of grace on both sides."""
        if not self.start:
            return False
        start, end = f"{self.start:0<4}", self.end
        return (
            int(start[:4]) - slack <= day.year
            and (slack > 0 or self.start <= day.isoformat()[: len(self.start)])
            and (
                not end
                or (
                    int(end[:4]) + slack > day.year if slack else end >= day.isoformat()[: len(end)]
                )
            )
        )


@dataclass(frozen=True, slots=True)
class Person:
    """A person; `rank` 3 for the best known to 0; `id` is empty where Wikidata's is unknown."""

    index: int
    id: str
    name: str
    country: str
    gender: str
    rank: int
    forms: tuple[str, ...]
    surnames: tuple[str, ...]
    sounds: tuple[str, ...]
    offices: tuple[Office, ...]

    def holds(self, offices: Iterable[str], scope: str, on: date | None, slack: int = 0) -> bool:
        """Whether the person has one of the offices in a country or body (at a day)."""
        wanted = frozenset(offices)
        return any(
            office.name in wanted
            and office.scope == scope
            and (on is None or not office.start or office.covers(on, slack))
            for office in self.offices
        )


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body, a summit or an event (`kind`)."""

    id: str
    name: str
    kind: str
    forms: tuple[str, ...]


def _rows(name: str, folder: Path) -> Iterator[list[str]]:
    text = gzip.decompress((folder / name).read_bytes()).decode()
    for line in text.splitlines():
        yield line.split("\t")


def _number(text: str) -> float | None:
    return float(text) if text else None


# Titles that only tell that somebody leads.
_LEADERS = frozenset({"Head of State or Government", "Leader", "LEADER"})


class KnowledgeBase:
    """Look-ups over the compiled data; forms are folded with `pipeline.linking.text.fold`."""

    def __init__(self, folder: Path = DATA) -> None:
        offices = tomllib.loads((folder / "sources" / "offices.toml").read_text(encoding="utf-8"))
        self._groups: dict[str, list[str]] = offices["groups"]
        leading = offices["leading"]
        self._leading: dict[str, list[str]] = defaultdict(
            lambda: leading["offices"]["presidential"],
            {
                code: leading["offices"][kind]
                for kind, countries in leading["countries"].items()
                for code in countries
            },
        )
        self._bodies: dict[str, str] = offices["bodies"]
        self._seats: dict[str, str] = offices["seats"]
        self._outposts = frozenset(offices["outposts"])
        continents = (folder / "sources" / "continents.tsv").read_text(encoding="utf-8")
        self._continents: dict[str, str] = {
            country: continent
            for continent, countries in (line.split("\t") for line in continents.splitlines())
            for country in countries.split()
        }
        self.sole: dict[str, str] = offices["sole"]
        self._folder = folder
        text = gzip.decompress((folder / "places.tsv.gz").read_bytes()).decode()
        self._place_lines = text.splitlines()
        forms = gzip.decompress((folder / "place_forms.tsv.gz").read_bytes()).decode()
        self._place_forms: dict[str, str] = dict(line.split("\t", 1) for line in forms.splitlines())
        self.persons: list[Person] = []
        self._by_form: dict[str, list[int]] = defaultdict(list)
        self._by_short: dict[str, list[int]] = defaultdict(list)
        self._by_surname: dict[str, list[int]] = defaultdict(list)
        self._by_skeleton: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._by_office: dict[tuple[str, str], list[tuple[Office, int]]] = defaultdict(list)
        self._by_id: dict[str, int] = {}
        self._load_persons()
        self.organisations: list[Organisation] = []
        self._by_org_form: dict[str, int] = {}
        self._load_organisations()
        self._given: dict[str, str] = dict(_rows("given_names.tsv.gz", folder))
        self._free: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for lang, sure, form, row in _rows("free_forms.tsv.gz", folder):
            self._free[lang, sure][form] = int(row)
        self._adjectives: dict[tuple[str, str, str], str] = {
            (lang, kind, form): code
            for lang, kind, form, code in _rows("adjectives.tsv.gz", folder)
        }

    def _load_persons(self) -> None:
        for index, row in enumerate(_rows("persons.tsv.gz", self._folder)):
            ident, name, country, gender, rank, forms, short, surnames, sounds, held = row
            terms = tuple(Office(*part.split("/")) for part in held.split(";") if part)
            keys = [part.split("=") for part in sounds.split("|") if part]
            person = Person(
                index, ident, name, country, gender, int(rank),
                tuple(forms.split("|")), tuple(surnames.split("|")),
                tuple(value for _, value in keys), terms,
            )  # fmt: skip
            self.persons.append(person)
            for form in person.forms:
                self._by_form[form].append(index)
            for form in short.split("|"):
                self._by_short[form].append(index)
            for surname in person.surnames:
                self._by_surname[surname].append(index)
            for key, value in keys:
                self._by_skeleton[key].append((value, index))
            for term in terms:
                self._by_office[term.name, term.scope].append((term, index))
            if ident:
                self._by_id[ident] = index

    def _load_organisations(self) -> None:
        for index, (ident, name, kind, forms) in enumerate(
            _rows("organisations.tsv.gz", self._folder)
        ):
            organisation = Organisation(ident, name, kind, tuple(forms.split("|")))
            self.organisations.append(organisation)
            for form in organisation.forms:
                self._by_org_form.setdefault(form, index)

    # --- places

    @lru_cache(maxsize=4096)  # noqa: B019 - one instance lives as long as the process
    def _place(self, index: int) -> Place:
        ident, kind, feature, iso2, admin, lat, lon, population, name = self._place_lines[
            index
        ].split("\t")
        return Place(
            ident, kind, feature, iso2, admin, _number(lat), _number(lon), int(population), name
        )

    def places(self, form: str, lang: str) -> list[tuple[Place, float]]:
        """Return the places with a folded name, and how primary the name is in the language.

        The second value is 0 for a name of the place in that language, and falls to -4 for
        another language's.
        """
        found = self._place_forms.get(form)
        if found is None:
            return []
        flag = _LANGUAGE_FLAG.get(lang, "e")
        result = []
        for entry in found.split("\t"):
            digits = len(entry) - len(entry.lstrip("0123456789"))
            flags = entry[digits:]
            place, primacy = self._place(int(entry[:digits])), _primacy(flags, flag)
            if primacy < _OWN_NAME and _called(place, form):
                primacy = _OWN_NAME
            result.append((place, primacy))
        return result

    def has_place(self, form: str) -> bool:
        """Whether some place has this folded name."""
        return form in self._place_forms

    @cached_property
    def _countries(self) -> dict[str, Place]:
        found: dict[str, Place] = {}
        for index, line in enumerate(self._place_lines):
            fields = line.split("\t", 4)
            if fields[1] == "country":
                # Former states of the country come after it.
                found.setdefault(fields[3], self._place(index))
        return found

    @cached_property
    def _capitals(self) -> dict[str, Place]:
        found = {}
        for index, line in enumerate(self._place_lines):
            fields = line.split("\t", 4)
            if fields[1] == "city" and fields[2] == "capital":
                found[fields[3]] = self._place(index)
        return found

    @cached_property
    def _place_ids(self) -> dict[str, int]:
        return {line.split("\t", 1)[0]: i for i, line in enumerate(self._place_lines)}

    def place(self, ident: str) -> Place | None:
        """Return the place with an id (`wd:Q1`, `gn:1`), if any."""
        index = self._place_ids.get(ident)
        return None if index is None else self._place(index)

    def country(self, code: str) -> Place | None:
        """Return a country by its ISO 3166-1 alpha-2 code."""
        return self._countries.get(code)

    def continent(self, place: Place) -> str | None:
        """Return the continent of a place's country by the code that GeoNames uses: AF, AS, EU."""
        return self._continents.get(place.country)

    def capital(self, country: str) -> Place | None:
        """Return a country's capital."""
        return self._capitals.get(country)

    def free_forms(self, lang: str, large_towns: bool = False) -> dict[str, Place]:
        """Return names to find in running text where nothing has marked a name.

        Args:
            lang: the language whose names count.
            large_towns: give large towns instead of countries, regions, capitals and venues.
        """
        found = self._free[lang, "c" if large_towns else "s"]
        return {form: self._place(index) for form, index in found.items()}

    def places_sounding(self, name: str, lang: str) -> list[tuple[Place, float]]:
        """Return towns whose name may be this one transcribed, with the likeness in [0, 1]."""
        found: dict[int, float] = {}
        for rules in (load_lexicon(lang).transcription, ENGLISH):
            wanted = sound(name, rules)
            for value, index in self._place_sounds.get(skeleton(wanted), ()):
                score = similar(wanted, value)
                if score >= _SIMILAR_PLACE:
                    found[index] = max(score, found.get(index, 0.0))
        return [(self._place(index), score) for index, score in found.items()]

    @cached_property
    def _place_sounds(self) -> dict[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for key, value, index in _rows("place_sounds.tsv.gz", self._folder):
            found[key].append((value, int(index)))
        return found

    def adjective(self, form: str, lang: str, kind: str = "adj") -> str | None:
        """Return the code of a country adjective or inhabitant (`kind="person"`)."""
        return self._adjectives.get((lang, kind, form))

    def adjectives(self, lang: str, wanted: str = "adj") -> dict[str, str]:
        """Return the folded country adjectives (or words for inhabitants) with their codes."""
        return {
            form: code
            for (language, kind, form), code in self._adjectives.items()
            if language == lang and kind == wanted
        }

    # --- persons

    def person(self, ident: str) -> Person | None:
        """Return the person with an id such as `wd:Q7747`."""
        index = self._by_id.get(ident)
        return None if index is None else self.persons[index]

    def persons_named(self, form: str) -> list[Person]:
        """Return the persons with a folded full name."""
        return [self.persons[i] for i in self._by_form.get(form, ())]

    def persons_surnamed(self, form: str) -> list[Person]:
        """Return the persons with a folded family name, or short name."""
        return [self.persons[i] for i in self._by_surname.get(form, ())]

    def persons_abridged(self, form: str) -> list[Person]:
        """Return the persons whose full name has more words than this folded one."""
        return [self.persons[i] for i in self._by_short.get(form, ())]

    def given_name(self, form: str) -> str:
        """Return the gender of a folded given name, `?` where unclear, empty for no given name."""
        return self._given.get(form, "")

    def names_person(self, form: str) -> bool:
        """Whether a folded word is somebody's family name, or a given name."""
        return bool(self.persons_surnamed(form) or self.given_name(form))

    def persons_sounding(self, name: str, lang: str) -> list[tuple[Person, float]]:
        """Return persons whose name may be this one transcribed, with the likeness in [0, 1].

        Each word may follow the language's spelling or the English one.
        """
        best: dict[int, float] = {}
        for wanted in sounds_mixed(name, load_lexicon(lang).transcription):
            for value, index in self._by_skeleton.get(skeleton(wanted), ()):
                score = similar(wanted, value)
                if score >= _SIMILAR:
                    best[index] = max(score, best.get(index, 0.0))
        return sorted(
            ((self.persons[i], score) for i, score in best.items()), key=lambda pair: -pair[1]
        )

    def bodies(self) -> dict[str, str]:
        """Return folded names of bodies that offices belong to, with their codes."""
        found = dict(self._bodies)
        for organisation in self.organisations:
            code = next((self._bodies[f] for f in organisation.forms if f in self._bodies), None)
            if code is not None:
                found.update(dict.fromkeys(organisation.forms, code))
        return found

    def seat(self, office: str, scope: str) -> str | None:
        """Return the id of the town where the holder of an office of a body works."""
        return None if office in self._outposts else self._seats.get(scope)

    def offices(self, office: str) -> list[str]:
        """Return the offices that a title word's office may stand for."""
        return self._groups.get(office, [office])

    def officeholders(self, office: str, country: str, on: date | None) -> list[Person]:
        """Return who held an office (or one of its group), the latest to begin first.

        Of those who lead in some way, who leads the country comes first.

        Args:
            office: an office of `titles.toml`, such as "Head of State".
            country: ISO code or body.
            on: the day; None for whoever was last known to hold it.
        """
        terms = [
            (self._weight(office, name, country), term, index)
            for name in self.offices(office)
            for term, index in self._by_office.get((name, country), ())
            if on is None or term.covers(on)
        ]
        terms.sort(key=lambda item: item[1].start, reverse=True)
        terms.sort(key=lambda item: item[0])
        return [self.persons[i] for i in dict.fromkeys(index for _, _, index in terms)]

    def _weight(self, office: str, name: str, country: str) -> int:
        """Return the rank of an office among those that a title for leaders may stand for."""
        if office not in _LEADERS:
            return 0
        order = self._leading[country]
        return order.index(name) if name in order else len(order)

    # --- organisations

    def organisation(self, ident: str) -> Organisation | None:
        """Return the organisation with an id or an English name."""
        for organisation in self.organisations:
            if ident in (organisation.id, organisation.name):
                return organisation
        return None

    def organisation_named(self, form: str) -> Organisation | None:
        """Return the organisation with a folded name."""
        index = self._by_org_form.get(form)
        return None if index is None else self.organisations[index]

    # --- for the scorer

    def aliases(self, name: str) -> set[str]:
        """Return all folded forms of whatever bears this English name, itself included."""
        key = fold(name)
        found = {key}
        for person in self.persons_named(key):
            found.update(person.forms)
        organisation = self.organisation_named(key)
        if organisation is not None:
            found.update(organisation.forms)
        found |= self._place_aliases.get(key, set())
        return found

    @cached_property
    def _place_aliases(self) -> dict[str, set[str]]:
        """Forms of each English place name, for places known well enough to have several."""
        names: dict[int, str] = {}
        found: dict[str, set[str]] = defaultdict(set)
        for form, entries in self._place_forms.items():
            for entry in entries.split("\t"):
                digits = len(entry) - len(entry.lstrip("0123456789"))
                index = int(entry[:digits])
                if index not in names:
                    names[index] = fold(self._place_lines[index].rsplit("\t", 1)[1])
                found[names[index]].add(form)
        return found


def _primacy(flags: str, flag: str) -> float:
    if flag in flags:
        return 0.0
    if "g" in flags:
        return _OWN_NAME
    if "a" in flags:
        return -2.0
    return -3.0 if "e" in flags else -3.5


def _called(place: Place, form: str) -> bool:
    """Whether a town is called so, but for what tells it from others."""
    return place.kind == "city" and fold(_TELLING_APART.sub("", place.name)) == form


@lru_cache(maxsize=1)
def default_knowledge_base() -> KnowledgeBase:
    """Return the package's knowledge base, loaded once a process."""
    return KnowledgeBase()


def in_top_office(person: Person, on: date | None, slack: int = 1) -> bool:
    """Whether the person leads a country or body, or its diplomacy, around a day.

    Args:
        person: anybody.
        on: the day; any day where it is not known.
        slack: years before and after a term that count.
    """
    return any(
        office.name in TOP_OFFICES and (on is None or not office.start or office.covers(on, slack))
        for office in person.offices
    )
