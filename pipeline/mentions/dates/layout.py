"""Lines of a text: whether a date heads what follows, or opens its line."""

_LONGEST_HEADING = 90
_MOST_BESIDE = 45
_FULL_STOP = 6
_LONGEST_ITEM = 120


def line_start(text: str, position: int) -> int:
    """Return where the line that holds a character begins."""
    return text.rfind("\n", 0, position) + 1


def opens_line(text: str, position: int) -> bool:
    """Whether nothing but bullets and spaces stands before a character in its line."""
    return not any(char.isalnum() for char in text[line_start(text, position) : position])


def is_heading(text: str, start: int, end: int) -> bool:
    """Whether the line of characters `[start, end)` is short and holds little else."""
    left = line_start(text, start)
    right = text.find("\n", end)
    right = len(text) if right < 0 else right
    if right - left > _LONGEST_HEADING or (left == 0 and right == len(text)):
        return False
    beside = right - left - (end - start)
    ends_as_sentence = text[end:right].rstrip()[-1:] in ".!?,;"
    return beside <= _MOST_BESIDE and (not ends_as_sentence or beside <= _FULL_STOP)


def in_list(text: str, start: int) -> bool:
    """Whether a character opens a short line: an item of a list, or a row of a table."""
    right = text.find("\n", start)
    right = len(text) if right < 0 else right
    left = line_start(text, start)
    short = right - left <= _LONGEST_ITEM or "|" in text[left:right]
    return short and opens_line(text, start)
