"""Finds date expressions in text: characters in, expressions with open holes out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

from pipeline.mentions.dates.build import build
from pipeline.mentions.dates.expressions import DateExpression
from pipeline.mentions.dates.grammar import Grammar, Rule, grammar
from pipeline.mentions.dates.join import Found, join
from pipeline.mentions.dates.layout import is_heading
from pipeline.mentions.dates.lexicon import SCAN, SPACE, Lexicon, Phrase, load


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


@cache
def _rules_for(lang: str, heads: frozenset[str]) -> tuple[Rule, ...]:
    return tuple(rule for rule in grammar(lang).rules if rule.triggers & heads)


def _candidates(coded: Coded, rules: Grammar) -> Iterator[tuple[int, int, Rule, re.Match[str]]]:
    codes = coded.codes
    for run in rules.run.finditer(codes):
        start, end = run.span()
        if not rules.head.search(codes, start, end):
            continue
        heads = rules.heads.intersection(run.group())
        for rule in _rules_for(coded.lexicon.lang, heads):
            for match in rule.pattern.finditer(codes, start, end):
                if match.end() > match.start():
                    yield match.start(), match.end(), rule, match


def find_dates(text: str, lang: str) -> list[DateExpression]:
    """Find the expressions of time in a text, in order, without overlaps.

    Args:
        text: any text.
        lang: ISO 639-1 code of a language that has `configs/languages/<lang>/dates.toml`.

    Returns:
        What the words say, with holes where they leave something out; `resolve` fills them.
        Longest match wins. Takes time linear in the length of the text.
    """
    lexicon = load(lang)
    coded = encode(text, lexicon)
    rules = grammar(lang)
    ranked = sorted(
        _candidates(coded, rules),
        key=lambda found: (
            coded.offsets[found[0]] - coded.offsets[found[1]],
            found[2].priority,
        ),
    )
    taken = bytearray(len(coded.words))
    found: list[Found] = []
    for start, end, rule, match in ranked:
        if any(taken[start:end]):
            continue
        expressions = build(rule.name, match, coded)
        if not expressions:
            continue
        taken[start:end] = b"\x01" * (end - start)
        found += [(start, end, expression) for expression in expressions]
    found.sort(key=lambda item: item[2].start)
    found = list(_with_months_above(found, text))
    return join(found, coded, rules)


def _with_months_above(found: list[Found], text: str) -> Iterator[Found]:
    """Leave out numbers that open a line unless a month heads the list that they are in."""
    listed = False
    for item in found:
        expression = item[2]
        if expression.rule == "line_day":
            if listed:
                yield item
            continue
        point = expression.first
        if point is not None and is_heading(text, expression.start, expression.end):
            listed = point.month is not None and point.day is None
        yield item
