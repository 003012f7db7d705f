"""Gives words in capitals the letters that they have elsewhere.

Titles and the first words of an article may be set in capitals; names are then seldom known.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

_LINE = re.compile(r"[^\r\n]+")
_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
# Fewer tokens and letters may be a town and an agency, or the names of some bodies.
_TOKENS, _LETTERS = 4, 16
# Longer words that stand nowhere else are names or nouns rather than abbreviations.
_ABBREVIATION = 4


def spellings(text: str) -> dict[str, str]:
    """Return the words of a text that are not in capitals: casefolded, and as most often written.

    Args:
        text: the whole of an article.
    """
    words = Counter(word for word in _WORD.findall(text) if not word.isupper())
    # The less frequent first, so that the others replace them.
    return {word.casefold(): word for word, _ in reversed(words.most_common())}


def lowered(text: str, known: Mapping[str, str]) -> str:
    """Return a text of the same length in which runs of words in capitals are written as usual.

    Words of a run that `known` has get its letters, others keep their first capital; short ones
    that stand nowhere else stay.

    Args:
        text: any text.
        known: words as they are written elsewhere, by their casefolded form.
    """

    def usual(match: re.Match[str]) -> str:
        given = match[0]
        found = known.get(given.casefold(), "")
        if len(found) != len(given) and len(given) > _ABBREVIATION:
            found = given.capitalize()
        return found if len(found) == len(given) else given

    parts, end = [], 0
    for start, stop in _runs(text):
        run = _WORD.sub(usual, text[start:stop])
        parts += [text[end:start], _LETTER.sub(lambda first: first[0].upper(), run, count=1)]
        end = stop
    return "".join(parts) + text[end:]


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Where words in capitals follow one another in a line, perhaps with digits and marks."""
    for line in _LINE.finditer(text):
        run: list[re.Match[str]] = []
        for token in _TOKEN.finditer(text, line.start(), line.end()):
            if token[0] == token[0].upper() and token[0][0] not in "([":
                run.append(token)
                continue
            yield from _whole(run)
            run = []
        yield from _whole(run)


def _whole(run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    told = [letters for one in run if (letters := sum(map(str.isalpha, one[0]))) > 1]
    if len(told) >= _TOKENS and sum(told) >= _LETTERS:
        yield run[0].start(), run[-1].end()
