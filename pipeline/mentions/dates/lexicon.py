"""The words of time of one language, read from `configs/languages/<lang>/dates.toml`."""

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.resources import resource_dir

SCAN = re.compile(r"[0-9]+|[^\W\d_]+|\s+|.", re.DOTALL)
"""Cuts any text into digits, letters, white space and single other characters, without gaps."""

OTHER, SPACE, BREAK, NUMBER = "_", " ", "\n", "#"
"""Codes of a word without a meaning here, of white space, of a line's end, of a long number."""

_SENTENCE_END = r"(?<!\d)[.!?](?=\s)|(?<=[^\W\d_]{3})\.(?=[A-ZÄÖÜÁÉÍÓŐÚŰ])|[;\n]"

FIRST_YEAR, LAST_YEAR = 1000, 2199
_FIRST_CODE = 0xE000
_PUNCTUATION = {
    "|": "bar", ".": "dot", ",": "comma", "/": "slash", ":": "colon", "%": "percent",
    "(": "open", ")": "close",
    **dict.fromkeys("-‐‑‒–—−~", "dash"),
    **dict.fromkeys("'’‘´`", "apostrophe"),
}  # fmt: skip

_BOUNDS = ("from", "until", "onto")
_SUFFIXES = ("day_suffix", "date_suffix")

Atoms = dict[str, Any]
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Tense:
    """Cues for when a clause happens: words, and patterns of lower-case text.

    `weak_future` are forms that point ahead only where nothing finite says otherwise.
    `preterite`, `future_verb` and `present` tell by a verb's form, except for the words in
    `neither`; `present` is only asked about the words right beside an expression, `skipped` words
    left out, and `verb_after` about the one that follows. `breaks` matches what ends a clause,
    `sentence` what ends a sentence.
    """

    past: frozenset[str]
    future: frozenset[str]
    past_pattern: re.Pattern[str]
    future_pattern: re.Pattern[str]
    breaks: re.Pattern[str]
    sentence: re.Pattern[str]
    weak_future: frozenset[str]
    preterite: re.Pattern[str]
    future_verb: re.Pattern[str]
    present: re.Pattern[str]
    verb_after: re.Pattern[str]
    neither: frozenset[str]
    skipped: frozenset[str]


@dataclass(frozen=True)
class Lexicon:
    """Words as atoms: `codes` gives each word's one-letter code, `atoms` its meanings.

    Words with the same set of meanings share a code, so that a text turns into a string of
    codes, one letter a word, which the grammar's patterns run over. `phrases` are found by
    their first word and the next that is not a space.
    """

    lang: str
    order: str
    joined_clock: bool
    codes: dict[str, str]
    atoms: dict[str, Atoms]
    phrases: dict[str, dict[str, list[Phrase]]]
    classes: dict[str, str]
    tense: Tense
    settings: Mapping[str, Any]

    def code(self, token: str) -> str:
        """Return the code of a token that `codes` does not hold as it is written."""
        found = self.codes.get(token.lower())
        if found:
            return found
        if token.isspace():
            return BREAK if "\n" in token else SPACE
        return NUMBER if token[0] in "0123456789" else OTHER

    def meaning(self, token: str) -> Atoms:
        """Return the meanings of a token, empty for a word that means nothing here."""
        return self.atoms.get(token) or self.atoms.get(token.lower()) or {}


def expand(form: str) -> Iterator[str]:
    """Yield the words that a form with alternatives stands for: `di{e,es}` -> die, dies.

    Alternatives may not be nested.
    """
    pieces = [part.split(",") if odd else [part] for odd, part in _pieces(form)]
    for combination in itertools.product(*pieces):
        yield "".join(combination)


def _pieces(form: str) -> Iterator[tuple[bool, str]]:
    for number, part in enumerate(re.split(r"[{}]", form)):
        yield number % 2 == 1, part


def _value(key: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(key)
        except ValueError:
            continue
    return key


class _Builder:
    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.atoms: dict[str, Atoms] = {}
        self.phrases: dict[str, dict[str, list[Phrase]]] = {}

    def add(self, form: str, **meanings: Any) -> None:
        exact = form.startswith("=")
        word = form.removeprefix("=")
        tokens = tuple(SCAN.findall(word if exact else word.lower()))
        key = "".join(tokens)
        self.atoms.setdefault(key, {}).update(meanings)
        if len(tokens) > 1:
            lowered = tuple(token.lower() for token in tokens)
            second = lowered[2] if lowered[1] == " " else lowered[1]
            bucket = self.phrases.setdefault(lowered[0], {}).setdefault(second, [])
            if lowered not in bucket:
                bucket.append(lowered)
                bucket.sort(key=len, reverse=True)

    def inflected(self, form: str) -> Iterator[tuple[str, str | None]]:
        """Yield the words of a form and the bound that their ending says; `~` takes endings."""
        for word in expand(form):
            if not word.endswith("~"):
                yield word, None
                continue
            stem = word[:-1]
            yield stem, None
            for bound, endings in self.data["endings"].items():
                for ending in endings:
                    yield stem + ending, None if bound == "plain" else bound

    def numbers(self) -> None:
        for number in range(LAST_YEAR + 1):
            self.add(str(number), **_digits(str(number)))
        for number in range(10):
            self.add(f"0{number}", **_digits(f"0{number}"))

    def words(self) -> None:
        for name, entries in self.data["atoms"].items():
            for key, forms in entries.items():
                for form in forms:
                    for word, bound in self.inflected(form):
                        meanings: Atoms = {name: _value(key)}
                        if name == "unit":
                            meanings[f"unit_{key}"] = key
                        if name in _SUFFIXES and key in _BOUNDS:
                            bound = key
                        if bound:
                            meanings["bound"] = bound
                        self.add(word, **meanings)
        for sign, name in _PUNCTUATION.items():
            self.add(sign, **{name: sign})

    def number_words(self) -> None:
        table = self.data.get("number_compounds", {})
        for (left, low), (right, high) in itertools.product(
            table.get("first", {}).items(), table.get("second", {}).items()
        ):
            self.add(left + right, number=low + high)

    def inherit(self) -> None:
        """Give words that are listed in one spelling what their lower case means besides."""
        for word, meanings in self.atoms.items():
            self.atoms[word] = {**self.atoms.get(word.lower(), {}), **meanings}

    def compounds(self) -> None:
        for entry in self.data.get("compounds", []):
            left, right = entry["left"], entry["right"]
            heads = self._words_of(left)
            tails = self._words_of(right)
            glues = entry.get("glue", [""])
            for (head, low), (tail, high) in itertools.product(heads, tails):
                for glue in glues:
                    self.add(head + glue + tail, **_compound(entry["as"], low, right, high))

    def _words_of(self, name: str) -> list[tuple[str, Any]]:
        return [
            (word, atoms[name])
            for word, atoms in list(self.atoms.items())
            if name in atoms and word.isalpha() and "bound" not in atoms
        ]


def _compound(kind: str, low: Any, right: str, high: Any) -> Atoms:
    if kind == "lasting":
        return {"lasting": (low, high)}
    return {kind: low, f"with_{right}": high}


def _digits(token: str) -> Atoms:
    number = int(token)
    atoms: Atoms = {"number": number, "digits": token}
    if len(token) <= 2:
        if 1 <= number <= 31:
            atoms["day"] = number
        if 1 <= number <= 12:
            atoms["month_number"] = number
        if number <= 24:
            atoms["hour"] = number
        if len(token) == 2:
            atoms["short_year"] = number
            if 1 <= number <= 12:
                atoms["two_digits"] = number
            if number <= 59:
                atoms["minute"] = number
    if len(token) == 4 and FIRST_YEAR <= number <= LAST_YEAR:
        atoms["year"] = number
    return atoms


def _words(forms: list[str]) -> frozenset[str]:
    return frozenset(word for form in forms for word in expand(form))


def _pattern(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns) or '(?!)'})(?!\w)")


def _tense(data: Mapping[str, Any]) -> Tense:
    return Tense(
        past=_words(data["past"]),
        future=_words(data["future"]),
        past_pattern=_pattern(data.get("past_patterns", [])),
        future_pattern=_pattern(data.get("future_patterns", [])),
        breaks=re.compile(rf"{_SENTENCE_END}|:|{data['breaks']}"),
        sentence=re.compile(_SENTENCE_END),
        weak_future=_words(data.get("weak_future", [])),
        future_verb=re.compile(data.get("future_verb", "(?!)")),
        preterite=re.compile(data.get("preterite", "(?!)")),
        present=re.compile(data.get("present", "(?!)")),
        verb_after=re.compile(data.get("verb_after", "(?!)")),
        neither=_words(data.get("neither", [])),
        skipped=_words(data.get("skipped", [])),
    )


@cache
def load(lang: str) -> Lexicon:
    """Read and compile the words of a language, an ISO 639-1 code.

    Raises:
        FileNotFoundError: the language has no `dates.toml`.
    """
    path = resource_dir("configs") / "languages" / lang / "dates.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    builder = _Builder(data)
    builder.numbers()
    builder.words()
    builder.number_words()
    builder.compounds()
    builder.inherit()
    codes, classes = _codes(builder.atoms)
    return Lexicon(
        lang=lang,
        order=data["order"],
        joined_clock=data.get("joined_clock", False),
        codes=codes,
        atoms=builder.atoms,
        phrases=builder.phrases,
        classes=classes,
        tense=_tense(data["tense"]),
        settings=data.get("settings", {}),
    )


def _codes(atoms: Mapping[str, Atoms]) -> tuple[dict[str, str], dict[str, str]]:
    letters: dict[frozenset[str], str] = {}
    codes: dict[str, str] = {}
    classes: dict[str, str] = {}
    for word, meanings in atoms.items():
        names = frozenset(meanings) - {"digits"}
        if names not in letters:
            letters[names] = chr(_FIRST_CODE + len(letters))
            for name in names:
                classes[name] = classes.get(name, "") + letters[names]
        codes[word] = letters[names]
    return codes, classes
