"""Compile the gazetteer and the hand supplements into the package's data files.

    python -m pipeline.linking.build ../shared/data/gazetteer pipeline/linking/data

reads the gazetteer folder (see its README for columns and licences) and the tables in
`pipeline/linking/data/sources/`, and writes `places.tsv.gz`, `place_forms.tsv.gz`,
`persons.tsv.gz`, `organisations.tsv.gz` and `adjectives.tsv.gz`. It can be run again after a
supplement has changed; equal input gives equal bytes.
"""

import argparse
import csv
import gzip
import io
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.linking.lexicon import load_lexicon
from pipeline.linking.text import fold
from pipeline.linking.transcription import ENGLISH, skeleton, sound

LANGUAGES = ("nl", "de", "hu")
_SOURCES = Path(__file__).resolve().parent / "data" / "sources"
# Countries whose names reach Latin-script news by transcription.
TRANSCRIBED = frozenset(
    code
    for line in (
        "RU UA BY KZ KG TJ TM UZ AM GE AZ BG RS MK ME MN CN TW KP KR JP",
        "IR IQ SY LB JO SA AE QA KW BH OM YE EG LY TN DZ MA SD PS IL AF",
        "PK IN BD NP LK MM TH KH LA GR CY ET ER MR SO DJ BT MV",
    )
    for code in line.split()
)
# Countries where the family name stands first in the English form too.
FAMILY_FIRST = frozenset(["CN", "TW", "KP", "KR", "HK", "MO"])
# Codes that the gazetteer lists among the aliases of countries, and those that people use.
_ISO3 = re.compile(r"^[A-Z]{3}$")
_SPOKEN = frozenset({"USA", "VAE", "EAE", "DRC", "UAE", "NRW", "VSA"})
_ROMAN = re.compile(r"^[IVX]+\.?$")
_ROLE = re.compile(r"^(?P<title>.*?)(?: / (?P<scope>[^/]*))?(?: / (?P<span>[^/]*\.\.[^/]*))?$")
_OF = re.compile(r"^(?P<title>.+?) (?:of|to) (?:the )?(?P<body>[^,]+)$", re.IGNORECASE)


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
        for name in ("name_en", "name_nl", "name_de", "name_hu", "feature"):
            found[name] = change[name] or found[name]
    extra = _SOURCES / "places.tsv"
    if extra.exists():
        for row in read_table(extra):
            rows.append({**dict.fromkeys(rows[0], ""), **row})
    return rows


def _capitals(rows: list[dict[str, str]]) -> set[int]:
    best: dict[str, tuple[bool, int, int]] = {}
    for index, row in enumerate(rows):
        if row["kind"] == "city" and row["feature"] == "capital":
            rank = (bool(row["wikidata"]), int(row["population"] or 0), index)
            best[row["iso2"]] = max(best.get(row["iso2"], rank), rank)
    return {index for _, _, index in best.values()}


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


def build_places(gazetteer: Path, out: Path) -> dict[str, str]:
    """Write the place files; return folded English country name -> ISO code."""
    rows = _place_rows(gazetteer)
    capitals = _capitals(rows)
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
    return {
        fold(name): row["iso2"]
        for row in rows
        if row["kind"] == "country"
        for name in (row["name_en"], *split(row["aliases"]))
        if len(name) > 3
    }


# --- persons --------------------------------------------------------------------------------


@dataclass
class _Person:
    wikidata: str
    name: str
    iso2: str = ""
    gender: str = ""
    rank: int = 0
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    aliases: dict[str, None] = field(default_factory=dict)
    offices: dict[tuple[str, str, str, str], None] = field(default_factory=dict)


class Offices:
    """Normalises office names by `offices.toml`."""

    def __init__(self, countries: dict[str, str]) -> None:
        raw = tomllib.loads((_SOURCES / "offices.toml").read_text(encoding="utf-8"))
        self._rules = [(re.compile(rule["pattern"]), rule["office"]) for rule in raw["rule"]]
        self._bodies: dict[str, str] = {**countries, **raw["bodies"]}
        self.unique = frozenset(raw["unique"])

    def _office(self, title: str) -> str:
        key = fold(title)
        return next((office for pattern, office in self._rules if pattern.search(key)), "")

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
            of = _OF.match(title)
            body = self._bodies.get(fold(of["body"])) if of else None
            office = self._office(title)
            if (of and body and office in {"", "Leader"}) or (of and body and not scope):
                office = self._office(of["title"]) or office
                scope = scope if len(scope) == 2 and scope.isupper() else body
            elif of and not scope:
                scope = country
            scope = self._bodies.get(fold(scope), scope) if scope else country
            if of and body is None and office in self.unique:
                # "President of Tatarstan": of a part of a country, or of a company.
                office = self._office(of["title"])
                if office in self.unique:
                    office = "Leader"
            if office:
                yield office, scope, start.strip(), end.strip()


def _merge_person(people: dict[str, _Person], keys: dict[str, str], row: dict[str, str]) -> _Person:
    key = row["wikidata"] or keys.get(fold(row["name_en"]), "")
    if not key or key not in people:
        by_name = keys.get(fold(row["name_en"]), "")
        if by_name and (not row["wikidata"] or not by_name.startswith("Q")):
            key = by_name
        else:
            key = row["wikidata"] or f"p:{fold(row['name_en']).replace(' ', '-')}"
    person = people.get(key)
    if person is None:
        person = people[key] = _Person(row["wikidata"], row["name_en"])
    person.wikidata = person.wikidata or row["wikidata"]
    keys.setdefault(fold(row["name_en"]), key)
    return person


def _add_row(person: _Person, row: dict[str, str], rank: int) -> None:
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


def load_people(gazetteer: Path, offices: Offices) -> list[_Person]:
    """Merge the gazetteer's persons and the supplements, the latter overriding offices."""
    people: dict[str, _Person] = {}
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
            person = _merge_person(people, keys, row)
            person.name = row["name_en"]
            _add_row(person, row, 3)
            given = list(offices.parse(row["offices"], row["iso2"]))
            replaced = {(office, scope) for office, scope, _, _ in given}
            person.offices = {o: None for o in person.offices if o[:2] not in replaced and o[2]}
            person.offices.update(dict.fromkeys(given))
    return list(people.values())


def _close_terms(people: list[_Person], offices: Offices) -> None:
    """End open terms of an office that one person holds where a later holder begins."""
    starts: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for index, person in enumerate(people):
        for office, scope, start, _ in person.offices:
            if office in offices.unique and scope and start:
                starts[office, scope].append((start, index))
    for index, person in enumerate(people):
        closed: dict[tuple[str, str, str, str], None] = {}
        for office, scope, start, end in person.offices:
            if not end and start:
                later = [s for s, i in starts[office, scope] if s > start and i != index]
                end = min(later, default="")
            closed[office, scope, start, end] = None
        person.offices = closed


def _surnames(person: _Person) -> set[str]:
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
    return {name for name in found if len(name) > 1 and not _ROMAN.match(name.upper())}


def _full_forms(person: _Person) -> set[str]:
    names = {person.name, *person.aliases, *(n for found in person.names.values() for n in found)}
    return {fold(name) for name in names if len(fold(name).split()) > 1 or name in _single(person)}


def _single(person: _Person) -> set[str]:
    """Names of one word that are the whole name: popes, kings, Brazilian presidents."""
    return {n for found in person.names.values() for n in found if " " not in n} | (
        {person.name} if " " not in person.name else set()
    )


def _sounds(person: _Person) -> set[str]:
    if person.iso2 not in TRANSCRIBED or len(person.name.split()) < 2:
        return set()
    found = {sound(person.name, ENGLISH)}
    for lang in LANGUAGES:
        rules = load_lexicon(lang).transcription
        found |= {sound(name, rules) for name in person.names[lang] if " " in name}
    return found


def _rank(person: _Person) -> int:
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
    _close_terms(people, offices)
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
                "|".join(sorted(_surnames(person))),
                "|".join(sorted(f"{skeleton(s)}={s}" for s in sounds)),
                ";".join("/".join(office) for office in sorted(person.offices)),
            ]
        )
    write_table(out / "persons.tsv.gz", sorted(rows))


# --- organisations and adjectives -----------------------------------------------------------


def build_organisations(gazetteer: Path, out: Path) -> None:
    """Write `organisations.tsv.gz`: id, name, kind, forms."""
    merged: dict[str, dict[str, str]] = {}
    extra = _SOURCES / "organisations.tsv"
    supplements = read_table(extra) if extra.exists() else []
    for row in [*read_table(gazetteer / "organisations.tsv.gz"), *supplements]:
        key = fold(row["name_en"])
        old = merged.get(key)
        if old is None:
            old = merged[key] = {"id": "", "name": row["name_en"], "kind": "org", "forms": ""}
        if row["wikidata"] and row.get("qid_check", "seen") == "seen":
            old["id"] = f"wd:{row['wikidata']}"
        old["kind"] = row.get("kind") or old["kind"]
        names = [row["name_en"], *(row[f"name_{lang}"] for lang in LANGUAGES)]
        forms = {fold(n) for n in [*names, *split(row["aliases"])] if n}
        old["forms"] = "|".join(sorted(forms | set(split(old["forms"]))))
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
