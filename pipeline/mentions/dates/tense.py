"""Whether the clause around an expression tells of the past or of what is to come."""

import re
from typing import Literal

from pipeline.mentions.dates.lexicon import Tense

Direction = Literal["past", "future"]

_WINDOW = 240
_WORD = re.compile(r"\w+")


def tense(text: str, start: int, end: int, cues: Tense) -> Direction | None:
    """Return where the words around characters `[start, end)` put what they tell.

    The nearest cue decides: in the clause, else in the sentence; `None` without any.
    """
    for breaks in (cues.breaks, cues.sentence):
        left, right = _stretch(text, start, end, breaks)
        found = _nearest(text, left, right, start, end, cues)
        if found:
            return found
    return None


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

    def offer(begin: int, stop: int, direction: Direction) -> None:
        nonlocal best
        distance = begin - end if begin >= end else max(0, start - stop)
        if best is None or distance < best[0]:
            best = (distance, direction)

    for match in _WORD.finditer(text, left, right):
        if start <= match.start() < end:
            continue
        word = match.group().lower()
        if word in cues.past:
            offer(match.start(), match.end(), "past")
        elif word in cues.future:
            offer(match.start(), match.end(), "future")
    lowered = text[left:right].lower()
    for pattern, direction in ((cues.past_pattern, "past"), (cues.future_pattern, "future")):
        for match in pattern.finditer(lowered):
            offer(left + match.start(), left + match.end(), direction)  # type: ignore[arg-type]
    return best[1] if best else None
