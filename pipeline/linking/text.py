"""Words of a text and the folded forms under which names are looked up."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"\w+(?:['’ʻ`]\w+)*")
_NAME_GAP = re.compile(r"[ \u00a0]?[-‐‑–][ \u00a0]?|[ \u00a0]{1,2}|\.[ \u00a0-]?|")
_HYPHENS = re.compile(r"[\s\-‐‑–—./,]+")
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


def _scan(text: str) -> Iterator[Word]:
    last = 0
    for match in _WORD.finditer(text):
        gap = text[last : match.start()]
        joins = last > 0 and len(gap) <= 3 and _NAME_GAP.fullmatch(gap) is not None
        glued = joins and len(gap) == 1 and not gap.isspace() and gap != "."
        word = match.group()
        yield Word(word, match.start(), match.end(), fold(word), glued, joins)
        last = match.end()


def words(text: str) -> list[Word]:
    """Split a text into words; parts of a hyphenated word are words of their own."""
    return list(_scan(text))
