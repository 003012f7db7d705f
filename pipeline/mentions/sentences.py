"""Component `visit_sentences`: where sentences begin.

Rules over characters, with each language's abbreviations as data. None of the public splitters
that we looked at (pysbd, sentencex) knows Hungarian, where ordinals and years end in a full stop.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from thinc.types import Ints2d

import pipeline.document  # noqa: F401  registers doc._.lang
from pipeline.resources import resource_dir

_END = re.compile(r"([.!?…]+)[\"'”“’»)\]]*(\s*)")
_LAST_WORD = re.compile(r"[^\s(\[„“”\"‘’'«»/]+$")
_OPENING = re.compile(r"[\"'“”„‘’»«(\[–—•-]*\s?")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_ELIDED = re.compile(r"['’‘][a-z]\s[^\W\d_a-z]")  # Dutch "'s Avonds"
_INITIALS = re.compile(r"[^\W\d_]|\w{1,2}(?:\.-?\w{1,2})+")
# Dates that go on behind a full stop: "2022. 05. 10.", "2025. február. 28-án".
_OPEN_DATE = re.compile(r"(?<!\d)(?:1\d|20)\d\d(\.\s?[^\W\d_]{3,})?$")
_MONTH = re.compile(r"(?:[01]?\d|[IVX]{1,4})\.")
_DAY = re.compile(r"[0-3]?\d[.-]")
_ORDINAL = re.compile(r"\d{1,2}(?:[./–-]{1,2}\d{1,2})*|[IVXLC]+")


class _Rules:
    """The sentence data of one language; without any, full stops end sentences."""

    def __init__(self, table: dict[str, Any]):
        self.abbreviations = frozenset(table.get("abbreviations", ()))
        self.starters = frozenset(table.get("starters", ()))
        self.ordinals = bool(table.get("ordinals"))
        self.year_first = bool(table.get("year_first"))


@cache
def _rules(lang: str) -> _Rules:
    path = resource_dir("configs") / "languages" / lang / "sentences.toml"
    return _Rules(tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {})


class SentenceSplitter:
    """Sets `token.is_sent_start` on every token; an end of line always ends a sentence."""

    def __call__(self, doc: Doc) -> Doc:
        """Mark the sentences of `doc`, by the rules of `doc._.lang`."""
        if not len(doc):
            return doc
        places, is_space = doc.to_array(["IDX", "IS_SPACE"]).T
        starts = np.fromiter(sentence_starts(doc.text, doc._.lang), dtype=places.dtype)
        # A start within a token, such as an address on the web, is none.
        firsts = np.flatnonzero(np.isin(places, starts)).tolist()
        firsts += [int(i) + 1 for i in np.flatnonzero(is_space) if "\n" in doc[int(i)].text]
        marks = np.full(len(doc), -1)
        marks[0] = 1
        for first in firsts:
            while first < len(doc) and is_space[first]:
                first += 1
            marks[first : first + 1] = 1
        return doc.from_array(["SENT_START"], cast(Ints2d, marks.astype(np.uint64)[:, None]))


def sentence_starts(text: str, lang: str) -> Iterator[int]:
    """Yield the positions in `text` where a sentence begins after another, but for new lines."""
    rules = _rules(lang)
    for match in _END.finditer(text):
        if match.end() < len(text) and _ends(text, match, rules):
            yield match.end()


def _ends(text: str, match: re.Match[str], rules: _Rules) -> bool:
    after = match.end()
    if _ELIDED.match(text, after):
        return bool(match[2])
    opening = _OPENING.match(text, after)
    begin = opening.end() if opening else after
    following = text[begin : begin + 1]
    if not (following.isupper() or following.isdigit()):
        return False
    if match[1] != ".":
        return bool(match[2]) or following.isupper()
    word_match = _LAST_WORD.search(text, max(0, match.start() - 40), match.start())
    word = word_match[0] if word_match else ""
    if not match[2]:
        # Two sentences glued together, but not "a.s", "Nr.5" or "example.Com".
        return len(word) > 2 and word[-1].islower() and text[begin : begin + 2].istitle()
    # Of "Univ.-Prof" the last part counts; "Mag" is listed so, as "mag" is a verb.
    last = word.rpartition(".-")[2]
    if not rules.abbreviations.isdisjoint((word.casefold(), last.casefold(), last)):
        return False
    if rules.year_first and _within_date(text, match.start(), begin):
        return False
    doubtful = _INITIALS.fullmatch(word) or (rules.ordinals and _ORDINAL.fullmatch(word))
    if not doubtful:
        return True
    first = _FIRST_WORD.match(text, begin)
    return first is not None and first[0].casefold() in rules.starters


def _within_date(text: str, stop: int, following: int) -> bool:
    """Whether the full stop at `stop` stands within a date that begins with its year."""
    date = _OPEN_DATE.search(text, max(0, stop - 20), stop)
    return date is not None and (_DAY if date[1] else _MONTH).match(text, following) is not None


@Language.factory(
    "visit_sentences",
    assigns=["token.is_sent_start", "doc.sents"],
    default_config={},
)
def create_visit_sentences(nlp: Language, name: str) -> SentenceSplitter:
    """Make the component for a pipeline."""
    return SentenceSplitter()
