"""Takes away the marks of HTML, Markdown, mail and encyclopedias."""

import re

from pipeline.ingest.mapped import MappedText

_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>")
_ADDRESS = (
    r"\]\((?:https?:|mailto:|www\.|[/#])[^()\s]{0,500}(?:\([^()\s]*\)[^()\s]*)?(?:\s\"[^\"]*\")?\)"
)
_MARKS = (
    # Pictures, openings and ends of links, notes.
    re.compile(rf"!\[[^\[\]]{{0,300}}{_ADDRESS}"),
    re.compile(rf"\[(?=[^\[\]]{{1,300}}{_ADDRESS})"),
    re.compile(_ADDRESS),
    re.compile(r"(?<=[\w.,!?\"'”“’»)])\[\d{1,3}\]"),
    # Headings, bold and slanted words, code.
    re.compile(r"^\s*#{1,6}\s+"),
    re.compile(r"\*\*+|(?<![^\W_])__+|__+(?![^\W_])"),
    re.compile(r"(?<![\w*])\*(?=[^\W_])|(?<=[\w.,!?\"'”“’»)])\*(?![\w*])"),
    re.compile(r"(?<!\w)_(?=[^\W_])|(?<=[^\W_])_(?!\w)|(?<=[.,!?\"'”“’»)])_(?!\w)"),
    re.compile(r"`+"),
)
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_LINE = re.compile(r"\S[^\r\n]*")
# Fewer lines behind such a mark are a list of links.
_QUOTED_LINES = 3


def plain(line: MappedText) -> MappedText:
    """Return a line without the marks of HTML, Markdown and notes.

    Args:
        line: one line of an article's text.
    """
    line = line.sub(_TAG, " ")
    for pattern in _MARKS:
        line = line.sub(pattern, "")
    return line


def unquoted(text: str) -> str:
    """Return a text of the same length with spaces for what mail puts before quoted lines.

    Args:
        text: any text; it is taken for mail where half of its lines are quoted.
    """
    quoted = len(_QUOTED.findall(text))
    if quoted < max(_QUOTED_LINES, len(_LINE.findall(text)) / 2):
        return text
    return _QUOTED.sub(lambda match: " " * len(match[0]), text)
