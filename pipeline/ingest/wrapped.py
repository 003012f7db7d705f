"""Finds the line breaks that only keep lines short, as in mail, wire copy and text taken from PDF.

The other stages take a line break for the end of a sentence or of a paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_LINE = re.compile(r"[^\r\n]+")
_ONE_BREAK = re.compile(r"\r\n|\r|\n")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”“’»)\]]*$")
_HYPHEN = re.compile(r"[^\W\d_]-$")
# Characters; narrower columns and wider ones are seldom of running text.
_NARROWEST, _WIDEST = 40, 130
# One line in so many may be longer than the others.
_LONGER = 20
# Breaks within sentences, and of ten of these how many must be where the next word had no room.
_LEAST, _OF_TEN = 3, 8
# Shorter lines, beside the width, are headings and the like.
_SHORT = 0.6
# Deleted when a text is mended.
_JOINER = "\u2060"

_Break = tuple[str, str, slice]
"""The line before a break, the one after it, and where in the text the break is."""


def unwrap(text: str) -> str:
    """Return a text without the line breaks that only keep its lines short.

    Every character keeps its place: a space stands where such a break was, or a character of no
    width behind a hyphen. A text is taken for wrapped where most lines that end within a
    sentence have no room for the word that begins the next.

    Args:
        text: any text.
    """
    breaks = list(_breaks(text))
    width = _width(breaks)
    within = [
        one for one in breaks if len(one[0]) > width * _SHORT and not _SENTENCE_END.search(one[0])
    ]
    full = sum(_is_full(one, width) for one in within)
    if not _NARROWEST <= width <= _WIDEST or full < max(_LEAST, len(within) * _OF_TEN / 10):
        return text
    parts, end = [], 0
    for one in breaks:
        before, after, place = one
        if _is_full(one, width) or (not _SENTENCE_END.search(before) and after[:1].islower()):
            joiner = _JOINER if _HYPHEN.search(before) else " "
            parts += [text[end : place.start], joiner * (place.stop - place.start)]
            end = place.stop
    return "".join(parts) + text[end:]


def _breaks(text: str) -> Iterator[_Break]:
    """Yield the breaks between lines with no empty line between them."""
    lines = (line for line in _LINE.finditer(text) if not line[0].isspace())
    for one, other in pairwise(lines):
        if len(_ONE_BREAK.findall(text[one.end() : other.start()])) == 1:
            yield one[0].rstrip(), other[0].lstrip(), slice(one.end(), other.start())


def _width(breaks: Sequence[_Break]) -> int:
    """The length that next to no line exceeds."""
    lengths = sorted(len(before) for before, _, _ in breaks)
    return lengths[-1 - len(lengths) // _LONGER] if lengths else 0


def _is_full(one: _Break, width: int) -> bool:
    """Whether the line before a break had no room for the first word of the next."""
    before, after, _ = one
    return len(before) + 1 + len(after.split(maxsplit=1)[0]) > width
