"""Whether the clause around an expression tells of the past or of what is to come."""

import re
from typing import Literal

from pipeline.mentions.dates.lexicon import Tense

Direction = Literal["past", "future"]

_WINDOW = 240
_WEAK = 60
_AFTER = 15
_WORD = re.compile(r"\w+")


def tense(text: str, start: int, end: int, cues: Tense) -> Direction | None:
    """Return where the words around characters `[start, end)` put what they tell.

    The nearest cue decides: in the clause, else in the sentence; `None` without any. A verb
    right beside the expression is read by its ending where no list knows it.
    """
    found = clause_tense(text, start, end, cues)
    return found or _nearest(text, *_stretch(text, start, end, cues.sentence), start, end, cues)


def clause_tense(text: str, start: int, end: int, cues: Tense) -> Direction | None:
    """Return where the clause of characters `[start, end)` itself puts what it tells."""
    return _nearest(text, *_stretch(text, start, end, cues.breaks), start, end, cues)


def _stretch(text: str, start: int, end: int, breaks: re.Pattern[str]) -> tuple[int, int]:
    left = max(0, start - _WINDOW)
    for match in breaks.finditer(text, left, start):
        left = match.end()
    following = breaks.search(text, end, min(len(text), end + _WINDOW))
    return left, following.start() if following else min(len(text), end + _WINDOW)


def _nearest(
    text: str, left: int, right: int, start: int, end: int, cues: Tense
) -> Direction | None:
    best: tuple[int, Direction] | None = None

    def offer(begin: int, stop: int, direction: Direction, handicap: int = 0) -> None:
        nonlocal best
        distance = begin - end + _AFTER if begin >= end else max(0, start - stop)
        if best is None or distance + handicap < best[0]:
            best = (distance + handicap, direction)

    lowered = text[left:right].lower()
    for match in cues.past_pattern.finditer(lowered):
        offer(left + match.start(), left + match.end(), "past")
    for match in cues.future_pattern.finditer(lowered):
        offer(left + match.start(), left + match.end(), "future")
    before = after = None
    for match in _WORD.finditer(text, left, right):
        if start <= match.start() < end:
            continue
        word = match.group()
        direction = _of_word(word, cues)
        if direction:
            offer(match.start(), match.end(), direction)
        elif word.lower() in cues.weak_future:
            offer(match.start(), match.end(), "future", _WEAK)
        if word in cues.skipped:
            continue
        if match.end() <= start:
            before = match
        elif after is None:
            after = match
    for beside in (before, after):
        if beside is None or _of_word(beside.group(), cues) or beside.group() in cues.neither:
            continue
        word = beside.group()
        if cues.present.fullmatch(word) or (beside is after and cues.verb_after.fullmatch(word)):
            offer(beside.start(), beside.end(), "future")
    return best[1] if best else None


def _of_word(word: str, cues: Tense) -> Direction | None:
    lowered = word.lower()
    if lowered in cues.past:
        return "past"
    if lowered in cues.future:
        return "future"
    if word in cues.neither:
        return None
    if cues.preterite.fullmatch(word):
        return "past"
    return "future" if cues.future_verb.fullmatch(word) else None
