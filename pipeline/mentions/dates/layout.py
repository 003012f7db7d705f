"""Lines of a text: whether a date heads what follows, or opens its line.

All of it looks at a bounded stretch of text, so that a line of a megabyte costs no more.
"""

_LONGEST_HEADING = 90
_MOST_BESIDE = 45
_FULL_STOP = 6
_LONGEST_ITEM = 120
_LONGEST_ROW = 300
_WIDEST_BULLET = 12


def opens_line(text: str, position: int) -> bool:
    """Whether nothing but bullets and spaces stands before a character in its line."""
    for index in range(position - 1, max(-1, position - _WIDEST_BULLET), -1):
        if text[index] == "\n":
            return True
        if text[index].isalnum():
            return False
    return position < _WIDEST_BULLET


def closes_line(text: str, position: int) -> bool:
    """Whether nothing but signs and spaces follows a character in its line."""
    _, right = line_around(text, position, position, _LONGEST_HEADING)
    return not any(char.isalnum() for char in text[position:right])


def line_around(text: str, start: int, end: int, reach: int) -> tuple[int, int]:
    """Return where the line around characters begins and ends, looking no further than `reach`."""
    left = text.rfind("\n", max(0, start - reach), start) + 1
    if not left:
        left = max(0, start - reach)
    right = text.find("\n", end, end + reach)
    return left, min(len(text), end + reach) if right < 0 else right


def is_heading(text: str, start: int, end: int) -> bool:
    """Whether the line of characters `[start, end)` is short and holds little else."""
    left, right = line_around(text, start, end, _LONGEST_HEADING)
    if right - left > _LONGEST_HEADING or (left == 0 and right == len(text)):
        return False
    beside = right - left - (end - start)
    ends_as_sentence = text[end:right].rstrip().endswith(tuple(".!?,;"))
    return beside <= _MOST_BESIDE and (not ends_as_sentence or beside <= _FULL_STOP)


def closes_title(text: str, start: int, end: int) -> bool:
    """Whether characters `[start, end)` close a short line at the top of the text."""
    if start > _LONGEST_HEADING or not closes_line(text, end):
        return False
    left, right = line_around(text, start, end, _LONGEST_HEADING)
    return right < len(text) and start - left <= _MOST_BESIDE


def in_list(text: str, start: int) -> bool:
    """Whether a character opens a short line: an item of a list, or a row of a table."""
    if not opens_line(text, start):
        return False
    left, right = line_around(text, start, start, _LONGEST_ROW)
    return right - left <= _LONGEST_ITEM or "|" in text[left:right]
