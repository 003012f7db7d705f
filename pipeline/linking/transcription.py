"""Sounds of transcribed names, so that one language's spelling finds another's.

`Sojgu`, `Sjojgoe`, `Schoigu` and `Shoigu` give one key. The keys are coarse on purpose: they
propose, and whoever uses them must check (see `similar`).
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import product

from pipeline.linking.text import fold

# English spelling of foreign names -> the sounds that language rules lead to.
ENGLISH: tuple[tuple[str, str], ...] = (
    ("shch", "sh"), ("tch", "ch"), ("ch", "ch"), ("ş", "sh"), ("š", "sh"),
    ("ç", "ch"), ("č", "ch"), ("ć", "ch"), ("ž", "zh"), ("dzh", "zh"), ("kh", "h"),
    ("zh", "zh"), ("sh", "sh"),
    ("gh", "g"), ("ts", "c"), ("tz", "c"), ("oo", "u"), ("ou", "u"), ("ee", "i"), ("ph", "f"),
    ("th", "t"), ("j", "zh"), ("y", "i"), ("w", "v"), ("x", "ks"), ("q", "k"),
)  # fmt: skip
_MERGE = str.maketrans({"z": "s", "q": "k", "w": "v", "y": "i", "j": "i"})
_ARTICLES = frozenset({"al", "el", "as", "es", "esz", "asz", "ash", "ar", "at", "an", "ad", "bin",
                       "ibn", "ould", "uld"})  # fmt: skip
_MOST_MIXED = 4
_REPEAT = re.compile(r"(.)\1+")


@lru_cache(maxsize=16384)
def _word_sound(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    out: list[str] = []
    position = 0
    while position < len(word):
        for old, new in rules:
            if word.startswith(old, position):
                out.append(_CODES.get(new, new))
                position += len(old)
                break
        else:
            out.append(word[position])
            position += 1
    return _coarse("".join(out))


# Two-letter sounds as one letter, so that later folding leaves them alone.
_CODES = {"sh": "S", "zh": "Z", "ch": "C", "c": "T"}


def _coarse(sounds: str) -> str:
    """Merge what languages keep apart: s/z, sh/zh, h/kh, glides and doubled letters."""
    text = "".join(c if c in "SZCT" else fold(c) or "" for c in sounds)
    text = text.replace("Z", "S").translate(_MERGE).replace("ck", "k")
    text = text.replace("c", "k").replace("dS", "S").replace("tS", "C")
    text = re.sub(r"i?([aeou])", r"\1", text) if len(text) > 2 else text
    text = re.sub(r"[ie]+i", "i", text)
    return _REPEAT.sub(r"\1", text)


def sound(name: str, rules: Sequence[tuple[str, str]]) -> str:
    """Return the sounds of a name's words, sorted, without Arabic articles."""
    parts = re.split(r"[\s\-‐‑–.]+", name.casefold())
    kept = [p for p in parts if p and p not in _ARTICLES]
    return " ".join(sorted(_word_sound(p, tuple(rules)) for p in kept))


def sounds_mixed(name: str, rules: Sequence[tuple[str, str]]) -> list[str]:
    """Return `sound` of a name with each word read by the language's rules or the English ones."""
    parts = [p for p in re.split(r"[\s\-‐‑–.]+", name.casefold()) if p and p not in _ARTICLES]
    readings = [
        list(dict.fromkeys((_word_sound(p, tuple(rules)), _word_sound(p, ENGLISH)))) for p in parts
    ]
    if len(parts) > _MOST_MIXED:
        return [sound(name, rules), sound(name, ENGLISH)]
    return list(dict.fromkeys(" ".join(sorted(choice)) for choice in product(*readings)))


def skeleton(sounds: str) -> str:
    """Return the consonants of `sound`, the key that candidates are kept under."""
    words = (re.sub(r"(?<=.)[aeiouh]", "", w) for w in sounds.split())
    return " ".join(sorted(words))


def similar(first: str, second: str) -> float:
    """Return how alike two results of `sound` are, in [0, 1]."""
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
