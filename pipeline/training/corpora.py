"""Reads IOB2 corpora and turns token lists back into running text with labelled spans."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_DOC = re.compile(r"# doc (?P<id>[^\t]*)$")
_NO_SPACE_BEFORE = frozenset(
    {".", ",", ";", ":", "!", "?", ")", "]", "}", "%", "…", "''", "”", "’"}
)
_NO_SPACE_AFTER = frozenset([*"([{„“‘", "``"])
_STRAIGHT_QUOTES = frozenset({'"', "'"})
# German and Hungarian open low: the sign that opens in English closes there.
_LOW_QUOTE, _HIGH_QUOTE = "„", "“"


@dataclass(frozen=True)
class Sentence:
    """Tokens and their IOB2 tags; `doc` is the id of the document they stand in."""

    doc: str
    tokens: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Label:
    """Characters `[start, end)` of a text with a label."""

    start: int
    end: int
    label: str


def read_iob2(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a gzip file of `TOKEN<TAB>TAG` lines (see the data's README).

    Raises:
        ValueError: a line is neither a token, an empty line nor a document line.
    """
    doc = ""
    tokens: list[str] = []
    tags: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, raw in enumerate(lines, 1):
            line = raw.rstrip("\n")
            if line and "\t" in line:
                token, tag = line.split("\t")
                tokens.append(token)
                tags.append(tag)
                continue
            if tokens:
                yield Sentence(doc, tuple(tokens), tuple(tags))
                tokens, tags = [], []
            if line:
                found = _DOC.match(line)
                if found is None:
                    raise ValueError(f"{path}:{number}: {line!r}")
                doc = found["id"]
    if tokens:
        yield Sentence(doc, tuple(tokens), tuple(tags))


def tag_spans(tags: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Return `(first token, one past the last, label)` of each IOB2 span."""
    spans: list[tuple[int, int, str]] = []
    start = -1
    for index, tag in enumerate((*tags, "O")):
        if start >= 0 and not tag.startswith("I-"):
            spans.append((start, index, tags[start][2:]))
            start = -1
        if tag.startswith("B-"):
            start = index
    return spans


def join_tokens(tokens: tuple[str, ...]) -> tuple[str, list[tuple[int, int]]]:
    """Return running text for `tokens` and the characters of each.

    Punctuation is attached as print does it; straight quotes open and close by turns.
    """
    parts: list[str] = []
    offsets: list[tuple[int, int]] = []
    at = 0
    glue = True
    open_quotes: set[str] = set()
    for token in tokens:
        closing = token in open_quotes or (token == _HIGH_QUOTE and _LOW_QUOTE in open_quotes)
        if not glue and not closing and token not in _NO_SPACE_BEFORE:
            parts.append(" ")
            at += 1
        parts.append(token)
        offsets.append((at, at + len(token)))
        at += len(token)
        glue = token in _NO_SPACE_AFTER and not closing
        if token in _STRAIGHT_QUOTES:
            glue = not closing
            open_quotes ^= {token}
        elif token == _LOW_QUOTE:
            open_quotes.add(token)
        elif closing:
            open_quotes.discard(_LOW_QUOTE)
    return "".join(parts), offsets


def sentence_text(sentence: Sentence) -> tuple[str, list[Label], list[tuple[int, int]]]:
    """Return a sentence's running text, its labelled spans and its tokens' characters."""
    text, offsets = join_tokens(sentence.tokens)
    labels = [
        Label(offsets[first][0], offsets[last - 1][1], label)
        for first, last, label in tag_spans(sentence.tags)
    ]
    return text, labels, offsets
