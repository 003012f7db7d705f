"""Words of a text and the folded forms under which names are looked up."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"\w+(?:['’ʻ`]\w+)*")
_NAME_GAP = re.compile(r"[ \u00a0]?[-‐‑–][ \u00a0]?|[ \u00a0]{1,2}|\.[ \u00a0-]?|")
# Before a full stop within a name: initials, "Yu.", "Chr.", "VIII."; not the end of a sentence.
_SHORT = re.compile(r"\w|\d+|[^\W\d_a-z][^\W\d_A-Z]|Chr|Jos|Mgr|[IVX]+")
_HYPHENS = re.compile(r"[\s\-‐‑–—./,]+")
# Where a capital inside a word begins another word, and names that have capitals inside.
_JOINED = re.compile(r"(?<=[a-zß-öø-ÿőű]{2})(?=[A-ZÀ-ÖØ-ÞŐŰ][a-zß-öø-ÿőű]{2})")
_INNER_CAPITAL = ("Mac", "De", "Di", "Le", "La", "Van", "Fitz", "Du", "El", "Al", "You", "Face")
# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
        "ə": "a", "ŋ": "n", "'": "", "’": "", "ʻ": "", "`": "", "ʼ": "", "´": "", "\u00ad": "",
    }
)  # fmt: skip


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the lookup form: lower case, no marks, hyphens and dots as single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)
    return _HYPHENS.sub(" ", letters).strip()


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters or digits: `[start, end)` in the text, and its folded form.

    `glued` tells that a hyphen alone stands between it and the word before it; `joins` that
    it may continue a name that the word before it began.
    """

    text: str
    start: int
    end: int
    key: str
    glued: bool
    joins: bool

    @property
    def capital(self) -> bool:
        """Whether the first letter is a capital."""
        return self.text[0].isupper()


def _parts(word: str, start: int) -> Iterator[tuple[str, int]]:
    """Yield the words that lost the space between them ("OrbánViktor"), with their offsets."""
    cut = 0
    if _JOINED.search(word) and not word.startswith(_INNER_CAPITAL):
        for match in _JOINED.finditer(word):
            yield word[cut : match.start()], start + cut
            cut = match.start()
    yield word[cut:], start + cut


def _scan(text: str) -> Iterator[Word]:
    first = last = 0
    for match in _WORD.finditer(text):
        for word, start in _parts(match.group(), match.start()):
            gap = text[last:start]
            plain = gap == " " and last > 0
            joins = plain or (last > 0 and len(gap) <= 3 and _NAME_GAP.fullmatch(gap) is not None)
            if gap.startswith(".") and not _SHORT.fullmatch(text, first, last):
                joins = False
            glued = joins and not plain and len(gap) == 1 and not gap.isspace() and gap != "."
            yield Word(word, start, start + len(word), fold(word), glued, joins)
            first, last = start, start + len(word)


def words(text: str) -> list[Word]:
    """Split a text into words; parts of a hyphenated word are words of their own."""
    return list(_scan(text))
