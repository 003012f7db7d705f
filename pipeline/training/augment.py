"""Damage and variety that real news has and corpora lack, on texts with labelled spans."""

import csv
import gzip
import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from pipeline.training.corpora import Label

Marked = TypeVar("Marked", bound=Label)
Edit = tuple[int, int, str]

_OLD_ACCENTS = str.maketrans("őűŐŰ", "õûÕÛ")
_GLUE = re.compile(r"(?<=[.,:;!?])[ ](?=\w)|(?<=\w)[ ](?=\w)")
_BREAK = re.compile(r"(?<=\w)(?=[.,:;!?)])|(?<=\w)(?=-\w)|(?<=\w-)(?=\w)")
_HU_SUFFIXES = tuple(
    tuple(group.split())
    for group in (
        "ban ben",
        "nak nek",
        "val vel",
        "ról ről",
        "ból ből",
        "tól től",
        "nál nél",
        "hoz hez höz",
        "ra re",
        "ba be",
        "ért",
        "ig",
    )
)
_BACK_VOWELS = frozenset("aáoóuúAÁOÓUÚ")


@dataclass(frozen=True)
class Names:
    """Names to swap in, by language: persons' full names and places."""

    persons: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)


def load_names(folder: Path, languages: Iterable[str]) -> Names:
    """Read `persons.tsv.gz` and `places.tsv.gz` of the gazetteer.

    A place is drawn as often as its kind and size make it likely in news: countries most.
    """
    names = Names()
    persons = _rows(folder / "persons.tsv.gz")
    places = _rows(folder / "places.tsv.gz")
    for lang in languages:
        key = f"name_{lang}"
        names.persons[lang] = [row[key] or row["name_en"] for row in persons]
        chosen = names.places[lang] = []
        for row in places:
            times = 12 if row["kind"] == "country" else 1 + 3 * (row["feature"] == "capital")
            chosen.extend([row[key] or row["name_en"]] * times)
    return names


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def apply_edits(text: str, edits: Sequence[Edit]) -> tuple[str, Callable[[Marked], Marked | None]]:
    """Return `text` with `edits` made, and what moves a span along (`None` where nothing is left).

    Args:
        text: running text.
        edits: `(start, end, new text)`, sorted and apart from each other.
    """
    parts: list[str] = []
    # New places of the old characters' starts and ends.
    starts = np.zeros(len(text) + 1, np.int64)
    ends = np.zeros(len(text) + 1, np.int64)
    at = length = 0
    for start, end, new in (*edits, (len(text), len(text), "")):
        starts[at:start] = np.arange(start - at) + length
        ends[at + 1 : start + 1] = np.arange(1, start - at + 1) + length
        length += start - at
        starts[start:end] = length
        length += len(new)
        ends[start + 1 : end + 1] = length
        parts += [text[at:start], new]
        at = end

    def move(label: Marked) -> Marked | None:
        start, end = int(starts[label.start]), int(ends[label.end])
        return replace(label, start=start, end=end) if start < end else None

    return "".join(parts), move


def lower(text: str) -> str:
    """Return `text` in lower case, as long as before."""
    return _by_character(text, str.lower)


def upper(text: str) -> str:
    """Return `text` in capitals, as long as before."""
    return _by_character(text, str.upper)


def plain(text: str) -> str:
    """Return `text` without diacritics, as long as before."""
    return _by_character(text, lambda c: unicodedata.normalize("NFD", c)[0])


def old_accents(text: str) -> str:
    """Return `text` with `õ/û` for `ő/ű`, as old Hungarian code pages had it."""
    return text.translate(_OLD_ACCENTS)


def _by_character(text: str, change: Callable[[str], str]) -> str:
    return "".join(new if len(new := change(c)) == 1 else c for c in text)


def broken_spaces(text: str, rng: random.Random) -> list[Edit]:
    """Glue some words together and put stray spaces before some signs and at hyphens."""
    edits = [
        (m.start(), m.end(), "")
        for m in _GLUE.finditer(text)
        if rng.random() < (0.15 if text[m.start() - 1] in ".,:;!?" else 0.01)
    ]
    edits += [(m.start(), m.end(), " ") for m in _BREAK.finditer(text) if rng.random() < 0.1]
    return sorted(edits)


def inflect_like(old: str, new: str) -> str:
    """Give `new` the Hungarian case ending of `old`, by vowel harmony; as it is without one."""
    for group in _HU_SUFFIXES:
        for suffix in group:
            if old.endswith(suffix) and len(old) > len(suffix) + 2:
                return new + _harmonic(new, group)
    return new


def _harmonic(name: str, group: Sequence[str]) -> str:
    vowels = [c for c in name if c.lower() in "aáeéiíoóöőuúüű"]
    back = bool(vowels) and any(c in _BACK_VOWELS for c in vowels[-2:])
    return group[0] if back or len(group) == 1 else group[1]


def swap_names(
    text: str, labels: Sequence[Label], names: Names, lang: str, rng: random.Random
) -> list[Edit]:
    """Put names of the gazetteer in the place of half the persons and places."""
    edits: list[Edit] = []
    for label in sorted(labels, key=lambda x: x.start):
        pool = {"PER": names.persons, "LOC": names.places}.get(label.label, {}).get(lang)
        old = text[label.start : label.end]
        if not pool or not old[0].isupper() or rng.random() < 0.5:
            continue
        if edits and label.start < edits[-1][1]:
            continue
        new = rng.choice(pool)
        if label.label == "PER" and " " not in old:
            new = new.split()[-1]
        if lang == "hu":
            new = inflect_like(old, new)
        edits.append((label.start, label.end, new))
    return edits
