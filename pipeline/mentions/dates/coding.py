"""Text as words and one code a word, which the grammar's patterns run over."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from pipeline.mentions.dates.lexicon import SCAN, SPACE, Lexicon, Phrase


@dataclass(frozen=True, slots=True)
class Coded:
    """A text as words and one code a word; `offsets[i]` is the first character of word `i`."""

    text: str
    lexicon: Lexicon
    words: list[str]
    codes: str
    offsets: list[int]

    def meaning(self, index: int) -> dict[str, Any]:
        """Return what word `index` means."""
        return self.lexicon.meaning(self.words[index])

    def find(self, name: str, start: int, end: int) -> Any:
        """Return the first meaning `name` of the words `[start, end)`, or `None`."""
        for index in range(start, end):
            meaning = self.meaning(index)
            if name in meaning:
                return meaning[name]
        return None

    def slice(self, start: int, end: int) -> str:
        """Return the characters of the words `[start, end)`."""
        return self.text[self.offsets[start] : self.offsets[end]]


def encode(text: str, lexicon: Lexicon) -> Coded:
    """Cut a text into words and code them."""
    words = SCAN.findall(text)
    get, code = lexicon.codes.get, lexicon.code
    coded = {word: get(word) or code(word) for word in set(words)}
    codes = list(map(coded.__getitem__, words))
    openers = {
        word: following for word in coded if (following := lexicon.phrases.get(word.lower()))
    }
    if openers:
        words, codes = _merge_phrases(words, codes, openers, lexicon)
    return Coded(text, lexicon, words, "".join(codes), [0, *accumulate(map(len, words))])


def _merge_phrases(
    words: list[str],
    codes: list[str],
    openers: Mapping[str, Mapping[str, list[Phrase]]],
    lexicon: Lexicon,
) -> tuple[list[str], list[str]]:
    """Make one word of each phrase that the lexicon knows, the longest first."""
    merged_words: list[str] = []
    merged_codes: list[str] = []
    done, last = 0, len(words) - 1
    for start in [index for index, word in enumerate(words) if word in openers]:
        if start < done or start == last:
            continue
        second = start + 2 if codes[start + 1] == SPACE and start + 1 < last else start + 1
        phrases = openers[words[start]].get(words[second].lower())
        phrase = _phrase_at(words, start, phrases) if phrases else None
        if not phrase:
            continue
        merged_words += words[done:start]
        merged_codes += codes[done:start]
        done = start + len(phrase)
        merged_words.append("".join(words[start:done]))
        merged_codes.append(lexicon.codes["".join(phrase)])
    return merged_words + words[done:], merged_codes + codes[done:]


def _phrase_at(words: list[str], start: int, phrases: list[Phrase]) -> Phrase | None:
    for phrase in phrases:
        have = words[start : start + len(phrase)]
        if len(have) == len(phrase) and all(
            want == word.lower() or (want == " " and word.isspace() and "\n" not in word)
            for want, word in zip(phrase, have, strict=True)
        ):
            return phrase
    return None
