from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

import pipeline.document  # noqa: F401  registers what docs carry
from pipeline.schema import Article, ArticleDate, DateValue, Entity

Marks = dict[str, tuple[str, str, Any]]


def day(text: str, end: str | None = None, **fields: Any) -> DateValue:
    """A date of day precision, or a range with `end`."""
    return DateValue(
        kind="range" if end else "date",
        start=date.fromisoformat(text),
        end=date.fromisoformat(end or text),
        precision="day",
        **fields,
    )


def person(name: str, country: str | None = None, id_: str | None = None) -> Entity:
    return Entity(kind="person", id=id_, name=name, country=country)


def place(name: str, country: str, type_: str = "city") -> Entity:
    return Entity(kind="place", id=f"gn:{name}", name=name, country=country, type=type_)


@cache
def _sentences() -> Language:
    nlp = spacy.blank("xx")
    nlp.add_pipe("sentencizer")
    return nlp


def marked_doc(text: str, marks: Marks, lang: str = "nl", published: str | None = None) -> Doc:
    """Build a doc by hand: `marks` maps words of the text to (group, label, entity or date)."""
    doc = _sentences()(text)
    doc._.lang = lang
    doc._.article = Article(
        id="a1", text=text, published=date.fromisoformat(published) if published else None
    )
    if published:
        doc._.article_date = ArticleDate(value=day(published), source="metadata")
    groups: dict[str, list[Span]] = {"persons": [], "places": [], "dates": []}
    groups["organisations"] = []
    for words, (group, label, value) in marks.items():
        start = text.index(words)
        span = doc.char_span(start, start + len(words), label=label, alignment_mode="expand")
        assert span is not None
        if group == "dates":
            span._.date = value
        else:
            span._.entity = value
        groups[group].append(span)
    for group, spans in groups.items():
        doc.spans[group] = spans
    return doc


@pytest.fixture
def make_doc() -> Callable[..., Doc]:
    """Give `marked_doc` to a test."""
    return marked_doc
