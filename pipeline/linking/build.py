"""Compile the gazetteer and the hand supplements into the package's data files.

    python -m pipeline.linking.build ../shared/data/gazetteer pipeline/linking/data

reads the gazetteer folder (see its README for columns and licences) and the tables in
`pipeline/linking/data/sources/`, and writes the `.tsv.gz` files of the package's data folder.
It can be run again after a
supplement has changed; equal input gives equal bytes.
"""

import argparse
import csv
import gzip
import io
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.linking.lexicon import load_lexicon
from pipeline.linking.text import fold
from pipeline.linking.transcription import ENGLISH, skeleton, sound

LANGUAGES = ("nl", "de", "hu")
_SOURCES = Path(__file__).resolve().parent / "data" / "sources"
# Letters of a surname that may be found by its sound alone.
_HEARD = 5
# Countries whose names reach Latin-script news by transcription.
TRANSCRIBED = frozenset(
    code
    for line in (
        "RU UA BY KZ KG TJ TM UZ AM GE AZ BG RS HR BA XK MK ME MN CN TW KP KR JP",
        "IR IQ SY LB JO SA AE QA KW BH OM YE EG LY TN DZ MA SD PS IL AF",
        "PK IN BD NP LK MM TH KH LA GR CY ET ER MR SO SS ML NE TD NG DJ BT MV",
    )
    for code in line.split()
)
# How many persons an entry of the table of given names counts for.
_TABLE_WEIGHT = 20
# Countries where the family name stands first in the English form too.
FAMILY_FIRST = frozenset(["CN", "TW", "KP", "KR", "HK", "MO"])
# Codes that the gazetteer lists among the aliases of countries, and those that people use.
_ISO3 = re.compile(r"^[A-Z]{3}$")
_SPOKEN = frozenset({"USA", "VAE", "EAE", "DRC", "UAE", "NRW", "VSA", "DDR", "BRD", "NDK"})
_ROMAN = re.compile(r"^[IVX]+\.?$")
_ROLE = re.compile(r"^(?P<title>.*?)(?: / (?P<scope>[^/]*))?(?: / (?P<span>[^/]*\.\.[^/]*))?$")
_OF = re.compile(r" (?:of|to) (?:the )?(?=(?P<body>[^,]+)$)", re.IGNORECASE)


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a TSV file, gzipped or not; quotes count only where they enclose a field."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as stream:
        return [
            {key: value or "" for key, value in row.items() if key}
            for row in csv.DictReader(stream, delimiter="\t")
        ]


def write_table(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write rows as gzipped TSV without a header, with a fixed time stamp."""
    text = "".join("\t".join(row) + "\n" for row in rows)
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0, compresslevel=9) as stream:
        stream.write(text.encode())
    path.write_bytes(buffer.getvalue())


def split(value: str) -> list[str]:
    """Split a multi-valued cell."""
    return [part.strip() for part in value.split("|") if part.strip()]


# --- places ---------------------------------------------------------------------------------


def _identity(row: dict[str, str]) -> str:
    if row["wikidata"]:
        return f"wd:{row['wikidata']}"
    return row["id"]


def _place_rows(gazetteer: Path) -> list[dict[str, str]]:
    rows = read_table(gazetteer / "places.tsv.gz")
    rows = [row for row in rows if row["kind"] in {"country", "region", "admin1", "city", "venue"}]
    keys = {row["id"]: row for row in rows}
    keys.update({row["iso2"]: row for row in rows if row["kind"] == "country" and row["iso2"]})
    for change in read_table(_SOURCES / "place_overrides.tsv"):
        found = keys.get(change["key"])
        if found is None:
            raise KeyError(f"place_overrides.tsv: no place {change['key']!r}")
        old = [found["name_en"], *split(found["aliases"])]
        found["aliases"] = "|".join(dict.fromkeys([*split(change["aliases"]), *old]))
        for name in ("name_en", "name_nl", "name_de", "name_hu", "feature", "iso2"):
            found[name] = change[name] or found[name]
    empty = dict.fromkeys(rows[0], "")
    _add_places(rows, [{**empty, **row} for row in read_table(_SOURCES / "places.tsv")])
    rows += [{**empty, **row} for row in _subdivisions(gazetteer, rows)]
    return rows


def _add_places(rows: list[dict[str, str]], supplements: list[dict[str, str]]) -> None:
    """Add hand-made places; one that is there already takes the new names and a larger size."""
    known: dict[tuple[str, str], dict[str, str]] = {}
    for row in sorted(rows, key=lambda r: int(r["population"] or 0)):
        known[row["iso2"], fold(row["name_en"])] = row
    for new in supplements:
        old = known.get((new["iso2"], fold(new["name_en"])))
        if old is None or (old["kind"] == "city") != (new["kind"] == "city"):
            rows.append(new)
            continue
        aliases = [*split(new["aliases"]), *(old[f"name_{lang}"] for lang in LANGUAGES)]
        old["aliases"] = "|".join(dict.fromkeys(a for a in [*aliases, *split(old["aliases"])] if a))
        sizes = (int(old["population"] or 0), int(new["population"] or 0))
        old["population"] = str(max(sizes))
        for lang in LANGUAGES:
            old[f"name_{lang}"] = new[f"name_{lang}"] or old[f"name_{lang}"]


def _subdivisions(gazetteer: Path, rows: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Yield CLDR's provinces and districts, but for names that a town or region has already."""
    known = {
        (row["iso2"], form)
        for row in rows
        if row["kind"] != "country"
        for form, flags in _place_forms(row).items()
        if flags != "a" or row["kind"] != "city"
    }
    parts = [r for r in read_table(gazetteer / "names_cldr.tsv.gz") if r["type"] == "subdivision"]
    own = {(row["code"][:2], fold(row["name_en"])) for row in parts}
    for row in parts:
        country, _, code = row["code"].partition("-")
        if not code or (code[:2] != country and (code[:2], fold(row["name_en"])) in own):
            # NL-BQ1, Bonaire, is there as BQ-BO.
            continue
        names = [row["name_en"], *(row[f"name_{lang}"] for lang in LANGUAGES)]
        if any((country, fold(name)) in known for name in names if name):
            continue
        # A name that no language translates is a district hardly ever met in news.
        if not any(names[1:]):
            continue
        yield {
            "id": f"x:cldr-{row['code'].lower()}",
            "kind": "admin1",
            "feature": "subdivision",
            "iso2": country,
            "admin": row["code"],
            **{f"name_{lang}": name for lang, name in zip(("en", *LANGUAGES), names, strict=True)},
        }


def _capitals(rows: list[dict[str, str]]) -> set[int]:
    best: dict[str, tuple[bool, int, int]] = {}
    for index, row in enumerate(rows):
        if row["kind"] == "city" and row["feature"] == "capital":
            rank = (bool(row["wikidata"]), int(row["population"] or 0), index)
            best[row["iso2"]] = max(best.get(row["iso2"], rank), rank)
    return {index for _, _, index in best.values()}


def _house_venues(rows: list[dict[str, str]]) -> None:
    """Note the town of each venue that `venue_towns.tsv` places in one, as `in:<id>`."""
    towns = {
        (row["iso2"], fold(row["name_en"])): _identity(row)
        for row in sorted(rows, key=lambda r: int(r["population"] or 0))
        if row["kind"] == "city"
    }
    hosts = {fold(row["venue"]): row["town"] for row in read_table(_SOURCES / "venue_towns.tsv")}
    for row in rows:
        town = hosts.get(fold(row["name_en"])) if row["kind"] == "venue" else None
        if town:
            row["admin"] = f"in:{towns[row['iso2'], fold(town)]}"


def _place_forms(row: dict[str, str]) -> dict[str, str]:
    """Return folded form -> flags: `n`, `d`, `h` primary there, `e` English, `g`, `a` others."""
    forms: dict[str, set[str]] = defaultdict(set)
    for lang in LANGUAGES:
        name = row[f"name_{lang}"] or row["name_en"]
        forms[fold(name)].add({"nl": "n", "de": "d", "hu": "h"}[lang])
    forms[fold(row["name_en"])].add("e")
    for part in split(row["generated"]):
        forms[fold(part.partition(":")[2])].add("g")
    noisy = row["kind"] == "city" and int(row["population"] or 0) < 15000
    for alias in split(row["aliases"]):
        key = fold(alias)
        if _ISO3.match(alias) and alias not in _SPOKEN:
            continue
        short = row["kind"] == "country" and alias.isupper()
        if short or len(key) > (3 if noisy else 2):
            forms[key].add("a")
    return {form: "".join(sorted(flags)) for form, flags in forms.items() if form}


def _place_sounds(rows: list[dict[str, str]], capitals: set[int]) -> Iterator[list[str]]:
    """Yield skeleton, sounds and row of towns that news writes by transcription."""
    for index, row in enumerate(rows):
        if row["kind"] != "city" or row["iso2"] not in TRANSCRIBED | {"ID", "MN"}:
            continue
        if index in capitals or int(row["population"] or 0) >= 20000:
            value = sound(row["name_en"], ENGLISH)
            if len(value) > 3:
                yield [skeleton(value), value, str(index)]


def _free_forms(rows: list[dict[str, str]], capitals: set[int]) -> Iterator[list[str]]:
    """Yield language, class, form and row of names to find where NER has marked nothing.

    Class `s` (sure): countries, regions, capitals, venues. Class `c`: large towns, which count
    only where a preposition or a case ending shows a place.
    """
    best: dict[tuple[str, str], tuple[int, int, int]] = {}
    for index, row in enumerate(rows):
        size = int(row["population"] or 0)
        for form, flags in _place_forms(row).items():
            for lang, flag in zip(LANGUAGES, "ndh", strict=True):
                level = _free_level(row, form, flags, flag, index in capitals)
                if level and len(form) > 2:
                    value = (level, size, index)
                    best[lang, form] = max(best.get((lang, form), value), value)
    for (lang, form), (level, _, index) in best.items():
        yield [lang, "c" if level == 1 else "s", form, str(index)]


def _free_level(row: dict[str, str], form: str, flags: str, flag: str, capital: bool) -> int:
    """Return 3 for a country, 2 for other safe names, 1 for a large town, 0 for none."""
    if row["kind"] == "country":
        spoken = "a" in flags and (len(form) > 3 or form.upper() in _SPOKEN)
        return 3 if flag in flags or spoken else 0
    if flag not in flags and not (capital and "e" in flags):
        return 0
    if capital or row["kind"] in {"venue", "region"}:
        return 2
    return 1 if row["kind"] == "city" and int(row["population"] or 0) >= 100_000 else 0


def build_places(gazetteer: Path, out: Path) -> dict[str, str]:
    """Write the place files; return folded English country name -> ISO code."""
    rows = _place_rows(gazetteer)
    capitals = _capitals(rows)
    _house_venues(rows)
    table: list[list[str]] = []
    forms: dict[str, list[str]] = defaultdict(list)
    for index, row in enumerate(rows):
        feature = row["feature"]
        if feature == "capital" and index not in capitals:
            feature = "city"
        table.append(
            [
                _identity(row),
                row["kind"],
                feature,
                row["iso2"],
                row["admin"],
                row["lat"][:7],
                row["lon"][:8],
                row["population"] or "0",
                row["name_en"],
            ]
        )
        for form, flags in _place_forms(row).items():
            forms[form].append(f"{index}{flags}")
    write_table(out / "places.tsv.gz", table)
    write_table(
        out / "place_forms.tsv.gz", ([form, *found] for form, found in sorted(forms.items()))
    )
    write_table(out / "place_sounds.tsv.gz", sorted(_place_sounds(rows, capitals)))
    write_table(out / "free_forms.tsv.gz", sorted(_free_forms(rows, capitals)))
    return {
        fold(name): row["iso2"]
        for row in rows
        if row["kind"] == "country"
        for name in (row["name_en"], *split(row["aliases"]))
        if len(name) > 3
    }


# --- persons --------------------------------------------------------------------------------


@dataclass
class Candidate:
    """A person as the tables tell, before the row of `persons.tsv.gz` is made."""

    wikidata: str
    name: str
    iso2: str = ""
    gender: str = ""
    rank: int = 0
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    aliases: dict[str, None] = field(default_factory=dict)
    offices: dict[tuple[str, str, str, str], None] = field(default_factory=dict)
    # Office, scope and start of the terms that the tables give.
    told: set[tuple[str, str, str]] = field(default_factory=set)


class Offices:
    """Normalises office names by `offices.toml`."""

    def __init__(self, countries: dict[str, str]) -> None:
        raw = tomllib.loads((_SOURCES / "offices.toml").read_text(encoding="utf-8"))
        self._rules = [(re.compile(rule["pattern"]), rule["office"]) for rule in raw["rule"]]
        self._bodies: dict[str, str] = {**countries, **raw["bodies"]}
        self.unique = frozenset(raw["unique"])

    def _office(self, title: str) -> tuple[str, int]:
        """Return the office that a title tells, and where the words for it end."""
        key = fold(title)
        found = ((pattern.search(key), office) for pattern, office in self._rules)
        return next(((office, match.end()) for match, office in found if match), ("", 0))

    def parse(self, text: str, country: str) -> Iterator[tuple[str, str, str, str]]:
        """Yield `(office, scope, start, end)` of a cell `office / scope / start..end ; ...`."""
        for part in re.split(r"\s+;\s+", text):
            match = _ROLE.match(part.strip())
            if not match or not match["title"]:
                continue
            title, scope = match["title"].strip(), (match["scope"] or "").strip()
            start, _, end = (match["span"] or "").strip().partition("..")
            if scope and ".." in scope:
                start, _, end = scope.partition("..")
                scope = ""
            office, code, part = self._split(title)
            if code and (len(scope) != 2 or (len(code) > 2 and office != "Ambassador")):
                # "President of Interpol / CN": the country is that of the person.
                scope = code
            scope = self._bodies.get(fold(scope), scope) if scope else country
            if part and office in self.unique:
                # "President of Tatarstan": of a part of a country, or of a company.
                office, scope = "Minister" if office.startswith("Minister") else "Leader", part
            if office:
                yield office, scope, start.strip(), end.strip()

    def _split(self, title: str) -> tuple[str, str, str]:
        """Return a title's office, the code of its body, and else the name of what it leads."""
        office, told = self._office(title)
        found = list(_OF.finditer(title))
        for of in found:
            code = self._bodies.get(fold(of["body"]))
            if code:
                head, _ = self._office(title[: of.start()])
                return (head or office if office in {"", "Leader"} else office), code, ""
        return office, "", next((of["body"] for of in found if of.start() >= told), "")


def _merge_person(
    people: dict[str, Candidate], keys: dict[str, str], row: dict[str, str]
) -> Candidate:
    key = row["wikidata"] or keys.get(fold(row["name_en"]), "")
    if not key or key not in people:
        by_name = keys.get(fold(row["name_en"]), "")
        if by_name and (not row["wikidata"] or not by_name.startswith("Q")):
            key = by_name
        else:
            key = row["wikidata"] or f"p:{fold(row['name_en']).replace(' ', '-')}"
    person = people.get(key)
    if person is None:
        person = people[key] = Candidate(row["wikidata"], row["name_en"])
    person.wikidata = person.wikidata or row["wikidata"]
    keys.setdefault(fold(row["name_en"]), key)
    return person


def note_aliases(people: dict[str, Candidate], keys: dict[str, str], row: dict[str, str]) -> None:
    """Let a row without an id find the person whom the gazetteer spells in another way."""
    key = fold(row["name_en"])
    if row["wikidata"] or key in keys:
        return
    aliases = [fold(alias) for alias in split(row["aliases"]) if " " in alias]
    found = {
        keys[alias]
        for alias in aliases
        if alias in keys and people[keys[alias]].iso2 in {"", row["iso2"]}
    }
    if len(found) == 1:
        keys[key] = found.pop()


def _add_row(person: Candidate, row: dict[str, str], rank: int) -> None:
    person.rank = max(person.rank, rank)
    person.iso2 = row["iso2"] or person.iso2
    person.gender = row.get("gender") or person.gender
    for lang in LANGUAGES:
        if row[f"name_{lang}"]:
            person.names[lang].add(row[f"name_{lang}"])
    for alias in split(row["aliases"]):
        person.aliases[alias] = None
    if row["name_en"] != person.name:
        person.aliases[row["name_en"]] = None


def load_people(gazetteer: Path, offices: Offices) -> list[Candidate]:
    """Merge the gazetteer's persons and the supplements, the latter overriding offices."""
    people: dict[str, Candidate] = {}
    keys: dict[str, str] = {}
    for row in read_table(gazetteer / "persons.tsv.gz"):
        hand = row["src"] != "EP"
        person = _merge_person(people, keys, row)
        _add_row(person, row, 2 if hand else 0)
        parsed = list(offices.parse(row["roles_wd"], row["iso2"]))
        if not parsed and hand and "former" not in row["role"]:
            parsed = [(o, s, "", "") for o, s, _, _ in offices.parse(row["role"], row["iso2"])]
        for office in parsed:
            person.offices[office] = None
    for path in sorted(_SOURCES.glob("people_*.tsv")):
        for row in read_table(path):
            if not row["name_en"]:
                continue
            note_aliases(people, keys, row)
            person = _merge_person(people, keys, row)
            person.name = row["name_en"]
            _add_row(person, row, 3)
            given = list(offices.parse(row["offices"], row["iso2"]))
            # The gazetteer calls India's foreign secretaries ministers.
            replaced = {
                (name, scope)
                for office, scope, _, _ in given
                for name in (office, office.removeprefix("Deputy "))
            }
            person.offices = {o: None for o in person.offices if o[:2] not in replaced and o[2]}
            person.offices.update(dict.fromkeys(given))
            person.told |= {(office, scope, start) for office, scope, start, _ in given}
    return _joined(list(people.values()))


def _joined(people: list[Candidate]) -> list[Candidate]:
    """Join people without a number of Wikidata's to the one namesake of their country with one.

    A term without a day tells nothing beside one with it.
    """
    numbered: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for person in people:
        if person.wikidata:
            numbered[fold(person.name), person.iso2].append(person)
    kept = []
    for person in people:
        found = [] if person.wikidata else numbered[fold(person.name), person.iso2]
        if len(found) != 1:
            kept.append(person)
            continue
        same = found[0]
        same.rank = max(same.rank, person.rank)
        for lang in LANGUAGES:
            same.names[lang] |= person.names[lang]
        same.aliases.update(person.aliases)
        terms = {term[:2] for term in same.offices}
        same.offices.update({t: None for t in person.offices if t[2] or t[:2] not in terms})
        same.told |= person.told
    return kept


def close_terms(people: list[Candidate], offices: Offices) -> None:
    """End open terms of an office that one person holds where a later holder begins.

    Where the last to begin has left it already, as rivals do, the open term goes on.
    """
    starts: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    last: dict[tuple[str, str], tuple[str, str]] = {}
    for index, person in enumerate(people):
        for office, scope, start, end in person.offices:
            if office in offices.unique and scope and start:
                starts[office, scope].append((start, index))
                last[office, scope] = max(last.get((office, scope), ("", "")), (start, end))
    for index, person in enumerate(people):
        closed: dict[tuple[str, str, str, str], None] = {}
        for office, scope, start, end in person.offices:
            if not end and start and not last.get((office, scope), ("", ""))[1]:
                later = [s for s, i in starts[office, scope] if s > start and i != index]
                end = min(later, default="")
            closed[office, scope, start, end] = None
        person.offices = closed


def drop_rivals(people: list[Candidate], offices: Offices) -> None:
    """Take an office that only the gazetteer gives while a table gives it to somebody else.

    The gazetteer has one word for the secretaries of state of Georgia and of its country.
    """
    held: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for person in people:
        for office, scope, start, end in person.offices:
            if office in offices.unique and (office, scope, start) in person.told:
                held[office, scope].append((start, end))
    for person in people:
        person.offices = {
            term: None
            for term in person.offices
            if term[:3] in person.told or not _within(term[2], held[term[0], term[1]])
        }


def _within(day: str, terms: Iterable[tuple[str, str]]) -> bool:
    """Whether a day, month or year lies in a term, its first and last left out."""
    return any(
        start < day[: len(start)] and (not end or day[: len(end)] < end) for start, end in terms
    )


def _surnames(person: Candidate) -> set[str]:
    found = {fold(a) for a in person.aliases if " " not in a.strip() and len(a) > 1}
    words = person.name.split()
    if len(words) > 1 and not _ROMAN.match(words[-1]) and " of " not in person.name:
        family = words[0] if person.iso2 in FAMILY_FIRST else words[-1]
        found.add(fold(family))
        for lang in ("nl", "de"):
            for name in person.names[lang]:
                parts = name.split()
                found.add(fold(parts[0] if person.iso2 in FAMILY_FIRST else parts[-1]))
        for name in person.names["hu"]:
            first = person.iso2 in FAMILY_FIRST | {"HU", "JP"}
            parts = name.split()
            found.add(fold(parts[0] if first else parts[-1]))
    # "Xi" is no number.
    own = {fold(person.name.split()[0])} if person.iso2 in FAMILY_FIRST else set()
    return {
        name for name in found if len(name) > 1 and (name in own or not _ROMAN.match(name.upper()))
    }


def _full_forms(person: Candidate) -> set[str]:
    names = {person.name, *person.aliases, *(n for found in person.names.values() for n in found)}
    return {fold(name) for name in names if len(fold(name).split()) > 1 or name in _single(person)}


def _single(person: Candidate) -> set[str]:
    """Names of one word that are the whole name: popes, kings, Brazilian presidents."""
    return {n for found in person.names.values() for n in found if " " not in n} | (
        {person.name} if " " not in person.name else set()
    )


_REALM = re.compile(
    r"^(?:(?:Pope|King|Queen|(?:Crown )?Prince(?:ss)?|Patriarch|Emp(?:eror|ress)|Sultan|Emir|Saint)"
    r" )?"
    r"(?P<name>.+?)(?:,? (?:Prince|Princess|Duke|Grand Duke|Hereditary Prince|Crown Prince)\b.*"
    r"| of (?:the )?[A-Z].*)?$"
)


def _short_forms(person: Candidate) -> set[str]:
    """Return names that leave a part out: "Felipe VI", "Mohammad Zarif", "Mansour bin Zayed"."""
    full = _full_forms(person)
    found: set[str] = set()
    for name in (person.name, *(n for names in person.names.values() for n in names)):
        match = _REALM.match(name)
        base = match["name"] if match else name
        if base != name:
            found.add(fold(base))
        words = [w for w in re.split(r"[\s]+", base) if w]
        if len(words) > 2 and " of " not in name:
            found.add(fold(f"{words[0]} {words[-1]}"))
            second = 3 if fold(words[1]) in {"bin", "ibn", "al", "el", "van", "de", "von"} else 2
            found.add(fold(" ".join(words[:second])))
    return {form for form in found - full if len(form) > 3}


_CROWNED = frozenset(
    ["King", "Queen", "Emperor", "Sultan", "Emir", "Grand Duke", "Reigning Prince", "Pope",
     "Patriarch", "Crown Prince", "Princess", "Prince", "Queen Consort"]
)  # fmt: skip


def _bare_names(person: Candidate, titles: frozenset[str]) -> set[str]:
    """Return the single words that name a person: surnames, and first names of crowned heads.

    Args:
        person: anybody.
        titles: folded words for offices, which stand beside the names of crowned heads.
    """
    found = _surnames(person)
    if not any(office in _CROWNED for office, *_ in person.offices):
        return found
    main = {person.name, *(n for names in person.names.values() for n in names)}
    for name in {*main, *person.aliases}:
        match = _REALM.match(name)
        words = (match["name"] if match else name).split()
        own = [w for w in words if w[0].isupper() and not _ROMAN.match(w) and fold(w) not in titles]
        # "Karol Wojtyła" is an alias, too.
        if own and (name in main or len(own) == 1):
            found.add(fold(own[0]))
    return {name for name in found if len(name) > 2} - titles


def _sounds(person: Candidate) -> set[str]:
    """Return the sounds of full names, and of a well-known person's surnames alone."""
    if person.iso2 not in TRANSCRIBED or len(person.name.split()) < 2:
        return set()
    heard: set[str] = set()
    if _rank(person) > 1:
        last = [] if person.iso2 in FAMILY_FIRST else person.name.split()[-1:]
        heard = {sound(name, ENGLISH) for name in (*last, *_surnames(person))}
    found = {sound(name, ENGLISH) for name in (person.name, *_short_forms(person)) if " " in name}
    for lang in LANGUAGES:
        rules = load_lexicon(lang).transcription
        found |= {sound(name, rules) for name in person.names[lang] if " " in name}
    return found | {name for name in heard if len(name) >= _HEARD}


def _given_names(people: list[Candidate], titles: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield given names with the gender of most who bear them, `?` where none is known.

    Args:
        people: everybody.
        titles: folded words for offices: "koning Filip" has no given name "koning".
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for person in people:
        if person.iso2 in FAMILY_FIRST or " " not in person.name:
            continue
        names = {person.name, *(n for lang in ("nl", "de") for n in person.names[lang])}
        given = {fold(name.split()[0]) for name in names}
        given |= {fold(n.split()[-1 if person.iso2 == "HU" else 0]) for n in person.names["hu"]}
        for name in given - titles:
            if len(name) > 2:
                counts[name][person.gender or "?"] += 1
    for row in read_table(_SOURCES / "given_names.tsv"):
        for name in split(row["names"]):
            counts[fold(name)][row["gender"]] += _TABLE_WEIGHT
    for name, count in sorted(counts.items()):
        known = Counter({g: n for g, n in count.items() if g in "mf"})
        best = known.most_common(1)
        sure = best and best[0][1] >= 0.8 * sum(known.values())
        yield name, best[0][0] if sure else "?"


def _assume_genders(people: list[Candidate], given: dict[str, str]) -> None:
    """Give people whose gender no table tells that of their given name."""
    for person in people:
        if not person.gender and person.iso2 not in FAMILY_FIRST and " " in person.name:
            gender = given.get(fold(person.name.split()[0]), "?")
            person.gender = gender if gender != "?" else ""


def _rank(person: Candidate) -> int:
    top = {"President", "Prime Minister", "Chancellor", "King", "Queen", "Emperor", "Sultan",
           "Emir", "Grand Duke", "Reigning Prince", "Pope", "Supreme Leader"}  # fmt: skip
    held = {office for office, *_ in person.offices}
    if person.rank:
        return person.rank
    if held & top:
        return 2
    return 1 if any(o.startswith("Minister") for o in held) else 0


def build_persons(gazetteer: Path, out: Path, countries: dict[str, str]) -> None:
    """Write `persons.tsv.gz`."""
    offices = Offices(countries)
    people = load_people(gazetteer, offices)
    close_terms(people, offices)
    drop_rivals(people, offices)
    titles = frozenset(key for lang in LANGUAGES for key in load_lexicon(lang).titles)
    given = dict(_given_names(people, titles))
    write_table(out / "given_names.tsv.gz", given.items())
    _assume_genders(people, given)
    rows = []
    for person in people:
        sounds = _sounds(person)
        rows.append(
            [
                f"wd:{person.wikidata}" if person.wikidata else "",
                person.name,
                person.iso2,
                person.gender,
                str(_rank(person)),
                "|".join(sorted(_full_forms(person))),
                "|".join(sorted(_short_forms(person))),
                "|".join(sorted(_bare_names(person, titles))),
                "|".join(sorted(f"{skeleton(s)}={s}" for s in sounds)),
                ";".join("/".join(office) for office in sorted(person.offices)),
            ]
        )
    write_table(out / "persons.tsv.gz", sorted(rows))


# --- organisations and adjectives -----------------------------------------------------------


_ADJECTIVE = re.compile(r"^(?P<stem>[A-ZÄÖÜ]\w+?)(?:e|er|es|en)$")


def _declined(name: str) -> list[str]:
    """Return a German name with its leading adjective in other cases."""
    first, _, rest = name.partition(" ")
    match = _ADJECTIVE.match(first)
    if not match or not rest[:1].isupper():
        return []
    return [f"{match['stem']}{ending} {rest}" for ending in ("e", "en", "er", "es")]


def _town_forms(row: dict[str, str]) -> list[str]:
    """Return the names by town of one of a yearly series: "Glasgow United Nations Climate ..."."""
    year, _, series = row["name_en"].partition(" ")
    if not year.isdigit():
        return []
    hints = (hint.strip() for hint in row.get("hint", "").split(";"))
    towns = (hint[3:].removesuffix(year).strip() for hint in hints if hint.endswith(year))
    return [f"{town} {series}" for town in towns if town]


def build_organisations(gazetteer: Path, out: Path) -> None:
    """Write `organisations.tsv.gz`: id, name, kind, forms.

    A body of the gazetteer that the package's own table knows under any name is that body.
    """
    merged: dict[str, dict[str, str]] = {}
    homes: dict[str, str] = {}
    extra = _SOURCES / "organisations.tsv"
    supplements = read_table(extra) if extra.exists() else []
    for row in [*supplements, *read_table(gazetteer / "organisations.tsv.gz")]:
        key = homes.get(fold(row["name_en"]), fold(row["name_en"]))
        old = merged.get(key)
        if old is None:
            old = merged[key] = {"id": "", "name": row["name_en"], "kind": "org", "forms": ""}
            old["kind"] = row.get("kind") or old["kind"]
        if row["wikidata"] and row.get("qid_check", "seen") == "seen":
            old["id"] = f"wd:{row['wikidata']}"
        names = [row["name_en"], *(row[f"name_{lang}"] for lang in LANGUAGES)]
        spelled = [n for n in [*names, *split(row["aliases"])] if n]
        forms = {fold(form) for n in spelled for form in (n, *_declined(n))}
        forms.update(map(fold, _town_forms(row)))
        forms |= {form.replace("ization", "isation") for form in forms}
        old["forms"] = "|".join(sorted(forms | set(split(old["forms"]))))
        homes.update(dict.fromkeys(forms - homes.keys(), key))
    write_table(
        out / "organisations.tsv.gz",
        ([o["id"], o["name"], o["kind"], o["forms"]] for _, o in sorted(merged.items())),
    )


def build_adjectives(gazetteer: Path, out: Path) -> None:
    """Write `adjectives.tsv.gz`: language, kind (adj or person), folded form, code."""
    extra = _SOURCES / "demonyms.tsv"
    rows = read_table(gazetteer / "demonyms.tsv.gz") + (read_table(extra) if extra.exists() else [])
    found: dict[tuple[str, str, str], str] = {}
    for row in rows:
        code = row["iso"]
        dutch = [*split(row["nl_adj"]), *split(row["nl_adj_infl"])]
        german = [a + e for a in split(row["de_adj"]) for e in ("", "e", "er", "es", "en", "em")]
        people = {"nl": split(row["nl_person"]), "de": split(row["de_person"])}
        for lang, words in (("nl", dutch), ("de", german), ("hu", split(row["hu_adj"]))):
            for word in words:
                found.setdefault((lang, "adj", fold(word)), code)
        for lang, words in people.items():
            for word in words:
                found.setdefault((lang, "person", fold(word)), code)
    write_table(out / "adjectives.tsv.gz", ([*key, code] for key, code in sorted(found.items())))


def build(gazetteer_dir: Path, out_dir: Path) -> None:
    """Write all data files.

    Args:
        gazetteer_dir: the shared gazetteer.
        out_dir: the package's data folder.

    Raises:
        FileNotFoundError: the gazetteer or one of its tables is missing.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    countries = build_places(gazetteer_dir, out_dir)
    build_persons(gazetteer_dir, out_dir, countries)
    build_organisations(gazetteer_dir, out_dir)
    build_adjectives(gazetteer_dir, out_dir)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gazetteer", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    build(arguments.gazetteer, arguments.out)
