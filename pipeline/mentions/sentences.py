"""Component `visit_sentences`: where sentences begin.

Rules over characters, with each language's abbreviations as data. None of the public splitters
that we looked at (pysbd, sentencex) knows Hungarian, where ordinals and years end in a full stop.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

import pipeline.document  # noqa: F401  registers doc._.lang
from pipeline.resources import resource_dir

_END = re.compile(r"([.!?…]+)[\"'”“’»)\]]*(\s*)")
_LAST_WORD = re.compile(r"[^\s(\[„“”\"‘’'«»/]+$")
_OPENING = re.compile(r"[\"'“”„‘’»«(\[–—•-]*\s?")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_ELIDED = re.compile(r"['’‘][a-z]\s[^\W\d_a-z]")  # Dutch "'s Avonds"
_INITIALS = re.compile(r"[^\W\d_]|\w{1,2}(?:\.-?\w{1,2})+")
_ORDINAL = re.compile(r"\d{1,2}(?:[./–-]{1,2}\d{1,2})*|[IVXLC]+")


class _Rules:
    """The sentence data of one language; without any, full stops end sentences."""

    def __init__(self, table: dict[str, Any]):
        self.abbreviations = frozenset(table.get("abbreviations", ()))
        self.starters = frozenset(table.get("starters", ()))
        self.ordinals = bool(table.get("ordinals"))


@cache
def _rules(lang: str) -> _Rules:
    path = resource_dir("configs") / "languages" / lang / "sentences.toml"
    return _Rules(tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {})


class SentenceSplitter:
    """Sets `token.is_sent_start` on every token; an end of line always ends a sentence."""

    def __call__(self, doc: Doc) -> Doc:
        """Mark the sentences of `doc`, by the rules of `doc._.lang`."""
        starts = sentence_starts(doc.text, doc._.lang)
        upcoming = next(starts, None)
        after_break = True
        for token in doc:
            while upcoming is not None and upcoming < token.idx:
                upcoming = next(starts, None)
            after_break = after_break or upcoming == token.idx
            first = after_break and not token.is_space
            token.is_sent_start = first or token.i == 0
            if first:
                after_break = False
            if "\n" in token.text:
                after_break = True
        return doc


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
    if word.casefold() in rules.abbreviations:
        return False
    doubtful = _INITIALS.fullmatch(word) or (rules.ordinals and _ORDINAL.fullmatch(word))
    if not doubtful:
        return True
    first = _FIRST_WORD.match(text, begin)
    return first is not None and first[0].casefold() in rules.starters


@Language.factory(
    "visit_sentences",
    assigns=["token.is_sent_start", "doc.sents"],
    default_config={},
)
def create_visit_sentences(nlp: Language, name: str) -> SentenceSplitter:
    """Make the component for a pipeline."""
    return SentenceSplitter()
