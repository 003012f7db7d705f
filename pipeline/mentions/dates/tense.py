"""Whether the clause around an expression tells of the past or of what is to come."""

import re
from typing import Literal

from pipeline.mentions.dates.lexicon import Tense

Direction = Literal["past", "future"]

_WINDOW = 240
_WORD = re.compile(r"\w+")


def tense(text: str, start: int, end: int, cues: Tense) -> Direction | None:
    """Return where the words around characters `[start, end)` put what they tell.

    The nearest cue decides: in the clause, else in the sentence; `None` without any. A verb
    right beside the expression is read by its ending where no list knows it.
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

    beside: dict[str, tuple[int, int, str]] = {}
    for match in _WORD.finditer(text, left, right):
        if start <= match.start() < end:
            continue
        word = match.group()
        direction = _of_word(word, cues)
        if direction:
            offer(match.start(), match.end(), direction)
        elif word not in cues.skipped:
            side = "before" if match.end() <= start else "after"
            if side == "before" or side not in beside:
                beside[side] = (match.start(), match.end(), word)
        if match.start() >= end and "after" not in beside:
            beside["after"] = (match.start(), match.end(), "")
    for begin, stop, word in beside.values():
        if word not in cues.neither and cues.present.fullmatch(word):
            offer(begin, stop, "future")
    lowered = text[left:right].lower()
    for match in cues.past_pattern.finditer(lowered):
        offer(left + match.start(), left + match.end(), "past")
    for match in cues.future_pattern.finditer(lowered):
        offer(left + match.start(), left + match.end(), "future")
    return best[1] if best else None


def _of_word(word: str, cues: Tense) -> Direction | None:
    lowered = word.lower()
    if lowered in cues.past:
        return "past"
    if lowered in cues.future:
        return "future"
    if word not in cues.neither and cues.preterite.fullmatch(word):
        return "past"
    return None
