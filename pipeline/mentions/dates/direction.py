"""Whether an expression with a reading on either side of the article's day looks back or ahead.

`tense` knows the commonest cues, chosen by hand. Here every word of the sentence counts, and what
those cues say beside them: linear models, one for weekdays and one for months, learned from what
days the visits of annotated articles have (`pipeline.training.directions`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from pipeline.mentions.dates.intervals import Interval
from pipeline.mentions.dates.tense import Direction
from pipeline.words import Linear, Words, hashed

Kind = Literal["weekday", "month"]

_WINDOW = 250
_MOST_WORDS = 40
_MOST_BEFORE = 25
_MONTH = 30.4
_TOKEN = re.compile(r"\w+|[^\w\s]")
_CLAUSE = frozenset(',;:–-—()"„”“«»')
_ENDINGS = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Turn:
    """An expression, characters `[start, end)`, that means a day before the article's or after.

    `before` and `after` are the two readings, `tense` is what the cues around it say, and `rule`
    the direction that is taken where nothing is learned.
    """

    kind: Kind
    start: int
    end: int
    anchor: Interval
    before: Interval
    after: Interval
    tense: Direction | None
    rule: Direction


class Directions(Protocol):
    """What tells where the expressions of a text look."""

    def __call__(self, text: str, lang: str, sentence: re.Pattern[str], turn: Turn) -> Direction:
        """Return the direction of an expression; `sentence` matches what ends a sentence."""
        ...


@dataclass(frozen=True)
class Learned:
    """The directions that linear models tell, by kind, in the languages that they were taught.

    Elsewhere the rule's direction is taken.
    """

    models: Mapping[str, Linear]
    languages: frozenset[str]

    def __call__(self, text: str, lang: str, sentence: re.Pattern[str], turn: Turn) -> Direction:
        """Return the direction of an expression; `sentence` matches what ends a sentence."""
        model = self.models.get(turn.kind)
        if model is None or lang not in self.languages:
            return turn.rule
        score = model(direction_words(text, lang, sentence, turn))[0]
        return "past" if score > 0 else "future"


def direction_words(text: str, lang: str, sentence: re.Pattern[str], turn: Turn) -> Words:
    """The words of the sentence around an expression, and how far its readings are."""
    before = text[max(0, turn.start - _WINDOW) : turn.start]
    after = text[turn.end : turn.end + _WINDOW]
    ends = [match.end() for match in sentence.finditer(before)]
    cut = ends[-1] if ends else 0
    following = sentence.search(after)
    own = after[: following.start()] if following else after
    found = {
        *_placed(turn, at_start=not before[cut:].strip()),
        *(f"t{word}" for word in text[turn.start : turn.end].casefold().split()),
        *_side("b", _TOKEN.findall(before[cut:])[::-1]),
        *_side("a", _TOKEN.findall(own)),
        *_earlier(_TOKEN.findall(before[:cut])),
    }
    return hashed(lang, found)


def _placed(turn: Turn, at_start: bool) -> Iterator[str]:
    """Where the readings lie, and what the rules say."""
    days = (turn.anchor.start - turn.before.end).days
    far = days if turn.kind == "weekday" else round(days / _MONTH)
    yield f"n{far}"
    yield f"o{at_start}{far}"
    yield f"r{turn.tense}"
    for name, value in (("r", turn.tense), ("g", turn.rule), ("k", turn.before.precision)):
        yield f"{name}{value}{far}"
    yield f"g{turn.rule}"


def _side(side: str, tokens: list[str]) -> Iterator[str]:
    """The words on one side of the expression, nearest first, by clause and by distance."""
    clause = words = 0
    for token in tokens[:_MOST_WORDS]:
        if not token[0].isalnum():
            clause = min(2, clause + (token in _CLAUSE))
            yield f"{side}{min(words, 3)}{token}"
            continue
        distance = 0 if words < 1 else 1 if words < 3 else 2 if words < 8 else 3
        words += 1
        word = token.casefold()
        yield word
        yield f"{side}{clause}{word}"
        yield f"{side}d{distance}{word}"
        for length in () if token[0].isupper() else _ENDINGS:
            if len(word) > length:
                yield f"{side}{clause}-{word[-length:]}"
                yield f"{side}d{distance}-{word[-length:]}"


def _earlier(tokens: list[str]) -> Iterator[str]:
    """The last words of the sentence before."""
    for token in tokens[-_MOST_BEFORE:]:
        if token[0].isalnum():
            yield f"p{token.casefold()}"
            yield f"p-{token.casefold()[-3:]}"
