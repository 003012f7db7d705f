"""What a language's data files say about names, titles, adjectives and pronouns."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.linking.text import fold
from pipeline.resources import resource_dir


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun: gender `m`, `f` or empty; plural or not; `subject`, `object`, `possessive`..."""

    gender: str
    plural: bool
    role: str


@dataclass(frozen=True)
class TitleWord:
    """A title as its language's data lists it; `gender` is empty where the word does not tell."""

    office: str
    gender: str
    length: int


@dataclass(frozen=True)
class Lexicon:
    """The linking data of one language; keys and words are folded unless said otherwise."""

    lang: str
    family_first: bool
    noun_capital: bool
    domestic: tuple[str, ...]
    near: frozenset[str]
    genitives: tuple[str, ...]
    cases: tuple[str, ...]
    lengthened: dict[str, str]
    particles: frozenset[str]
    name_links: tuple[tuple[str, ...], ...]
    patronymics: tuple[str, ...]
    things: frozenset[str]
    adjective_endings: tuple[tuple[str, str], ...]
    adjective_capital: bool
    adjective_stop: frozenset[str]
    adjective_irregular: dict[str, str]
    nominal: dict[str, frozenset[str]]
    wide: frozenset[str]
    wide_adjectives: dict[str, frozenset[str]]
    no_place: frozenset[str]
    common_nouns: frozenset[str]
    doubtful: frozenset[str]
    trips: tuple[str, ...]
    summits: tuple[str, ...]
    meetings: tuple[str, ...]
    shared_bodies: frozenset[str]
    others: frozenset[str]
    links: tuple[str, ...]
    noun_endings: tuple[str, ...]
    pronouns: dict[str, Pronoun]
    needs_noun: frozenset[str]
    last: frozenset[str]
    no_noun: frozenset[str]
    verbal: frozenset[str]
    they: frozenset[str]
    plural_verbs: frozenset[str]
    plural_endings: tuple[str, ...]
    singular_endings: tuple[str, ...]
    singular_verbs: frozenset[str]
    no_verbs: frozenset[str]
    coordinators: frozenset[str]
    both: frozenset[str]
    two: frozenset[str]
    couples: frozenset[str]
    polite: frozenset[str]
    titles: dict[str, TitleWord]
    title_words: frozenset[str]
    honorifics: frozenset[str]
    place_before: frozenset[str]
    place_endings: tuple[str, ...]
    adjective_upper: bool
    title_suffix: re.Pattern[str]
    title_count: re.Pattern[str]
    title_lengthen: dict[str, str]
    title_endings: dict[str, re.Pattern[str]]
    determiners: dict[str, frozenset[str]]
    title_heads: tuple[str, ...]
    former: frozenset[str]
    articles: frozenset[str]
    possessives: frozenset[str]
    title_of: frozenset[str]
    title_owners: frozenset[str]
    title_new: frozenset[str]
    domestic_titles: frozenset[str]
    federal_titles: frozenset[str]
    conjunctions: frozenset[str]
    prepositions: frozenset[str]
    subordinators: frozenset[str]
    agencies: dict[str, str]
    sources: frozenset[str]
    prefixes: dict[str, str]
    demonym_persons: bool
    inhabitant_endings: tuple[str, ...]
    inhabitant_plurals: tuple[str, ...]
    finite: frozenset[str]
    transcription: tuple[tuple[str, str], ...]


def _folded(values: list[str]) -> frozenset[str]:
    return frozenset(fold(value) for value in values)


def _longest_first(values: list[str]) -> tuple[str, ...]:
    return tuple(sorted({fold(v) if v else v for v in values}, key=lambda v: (-len(v), v)))


def _continents(adjectives: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    """Return the continents of each adjective."""
    found: dict[str, set[str]] = {}
    for continent, values in adjectives.items():
        for value in values:
            found.setdefault(fold(value), set()).add(continent)
    return {word: frozenset(continents) for word, continents in found.items()}


def _lines(path: Path) -> frozenset[str]:
    """Return the lines of a file that a language need not have."""
    return frozenset(path.read_text(encoding="utf-8").split()) if path.exists() else frozenset()


def _titles(entries: list[dict[str, Any]]) -> dict[str, TitleWord]:
    titles: dict[str, TitleWord] = {}
    for entry in entries:
        for word in entry["words"]:
            key = fold(word)
            titles.setdefault(key, TitleWord(entry["office"], entry["gender"], key.count(" ") + 1))
    return titles


@lru_cache(maxsize=8)
def load_lexicon(lang: str) -> Lexicon:
    """Read `configs/languages/<lang>/linking.toml` and `titles.toml`.

    Raises:
        FileNotFoundError: the language has no such files.
    """
    folder = resource_dir("configs") / "languages" / lang
    raw = tomllib.loads((folder / "linking.toml").read_text(encoding="utf-8"))
    title_data = tomllib.loads((folder / "titles.toml").read_text(encoding="utf-8"))
    bending, adjectives, compounds = raw["inflection"], raw["adjectives"], raw["compounds"]
    titles = _titles(title_data["title"])
    return Lexicon(
        lang=lang,
        family_first=raw["family_first"],
        noun_capital=raw["noun_capital"],
        domestic=tuple(raw["domestic"]),
        near=frozenset(raw["near"]),
        genitives=tuple(bending["genitives"]),
        cases=tuple(bending["cases"]),
        lengthened=dict(bending.get("lengthened", {})),
        particles=_folded(bending["particles"]),
        name_links=tuple(tuple(fold(link).split()) for link in bending["name_links"]),
        patronymics=tuple(bending["patronymics"]),
        things=_folded(raw["things"]["words"]),
        adjective_endings=tuple((old, new) for old, new in adjectives["endings"]),
        adjective_capital=adjectives["capital"],
        adjective_stop=_folded(adjectives["stop"]),
        adjective_irregular={fold(k): v for k, v in adjectives["irregular"].items()},
        no_place=_folded(raw["nominal"]["no_place"]),
        common_nouns=_lines(folder / "common_nouns.txt"),
        doubtful=_folded(adjectives["doubtful"]),
        wide=_folded(raw["world"]["compass"] + raw["world"]["parts"] + raw["world"]["nature"]),
        wide_adjectives=_continents(raw["world"]["adjectives"]),
        nominal={key: _folded(values) for key, values in raw["nominal"].items()},
        trips=_longest_first(compounds["trips"]),
        summits=_longest_first(compounds["summits"]),
        meetings=_longest_first([*compounds["summits"], *compounds["talks"]]),
        shared_bodies=_folded(raw["bodies"]["shared"]),
        others=_folded(raw["bodies"]["others"]),
        links=tuple(compounds["links"]),
        noun_endings=tuple(compounds["noun_endings"]),
        pronouns={
            word: Pronoun(gender, number == "p", role)
            for word, (gender, number, role) in raw["pronouns"]["personal"].items()
        },
        needs_noun=frozenset(raw["pronouns"]["possessive_needs_noun"]),
        last=_folded(raw["pronouns"]["last"]),
        no_noun=_folded(raw["pronouns"]["no_noun"]),
        verbal=_folded(raw["pronouns"]["verbal"]),
        they=frozenset(raw["pronouns"]["they"]),
        plural_verbs=_folded(raw["pronouns"]["plural_verbs"]),
        plural_endings=tuple(raw["pronouns"]["plural_endings"]),
        singular_endings=tuple(raw["pronouns"]["singular_endings"]),
        singular_verbs=_folded(raw["pronouns"]["singular_verbs"]),
        no_verbs=_folded(raw["pronouns"]["no_verbs"]),
        coordinators=_folded(raw["pronouns"]["coordinators"]),
        both=_folded(raw["pronouns"]["both"]),
        two=_folded(raw["pronouns"]["two"]),
        couples=_folded(raw["pronouns"]["couples"]),
        polite=frozenset(raw["pronouns"]["polite"]),
        titles=titles,
        title_words=frozenset(key for key in titles if " " not in key),
        honorifics=_folded(raw["titles"]["honorifics"]),
        place_before=_folded(raw["nominal"]["before"]),
        place_endings=tuple(raw["nominal"]["endings"]),
        adjective_upper=adjectives["country_capital"],
        title_suffix=re.compile(title_data["inflection"]["suffix"]),
        title_count=re.compile(title_data["inflection"].get("count", "(?!)")),
        title_lengthen=dict(title_data["inflection"].get("lengthen", {})),
        title_endings={k: re.compile(v) for k, v in title_data["endings"].items()},
        determiners={k: _folded(v) for k, v in title_data["determiners"].items()},
        title_heads=_longest_first(title_data["compounds"]["heads"]),
        former=_folded(title_data["inflection"]["former"]),
        articles=_folded(raw["titles"]["articles"]),
        possessives=_folded(raw["titles"]["possessives"]),
        title_of=_folded(raw["titles"]["of"]),
        title_owners=_folded(title_data["inflection"].get("owners", [])),
        title_new=_folded(raw["titles"]["new"]),
        domestic_titles=_folded(raw["titles"]["domestic"]),
        federal_titles=_folded(raw["titles"].get("federal", [])),
        conjunctions=_folded(raw["titles"]["conjunctions"]),
        prepositions=_folded(raw["pronouns"]["prepositions"]),
        subordinators=_folded(raw["pronouns"]["subordinators"]),
        agencies={fold(k): v for k, v in raw["agencies"].items()},
        sources=_folded(raw["sources"]["words"]),
        prefixes={fold(k): v for k, v in raw["titles"]["prefixes"].items() if v},
        demonym_persons=raw["titles"]["demonym_persons"],
        inhabitant_endings=tuple(raw["titles"]["inhabitant_endings"]),
        inhabitant_plurals=tuple(raw["titles"].get("inhabitant_plurals", [])),
        finite=_folded(raw["titles"].get("finite", [])),
        transcription=tuple((old, new) for old, new in raw["transcription"]["rules"]),
    )
