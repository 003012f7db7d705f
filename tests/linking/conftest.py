"""One knowledge base and linker for all tests of linking: they take a second to load."""

from collections.abc import Callable
from datetime import date

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.linking.component import VisitLinker
from pipeline.linking.knowledge import KnowledgeBase, default_knowledge_base
from pipeline.schema import ArticleDate, DateValue

Read = Callable[..., Doc]


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    return default_knowledge_base()


@pytest.fixture(scope="session")
def linker(kb: KnowledgeBase) -> VisitLinker:
    return VisitLinker(kb)


@pytest.fixture(scope="session")
def read(linker: VisitLinker) -> Read:
    """Link a text whose names, `{words: label}`, items and captions are marked by hand."""

    def run(
        lang: str,
        text: str,
        names: dict[str, str] | None = None,
        day: str = "",
        items: tuple[str, ...] = (),
        captions: tuple[str, ...] = (),
    ) -> Doc:
        doc = spacy.blank(lang)(text)
        spans = []
        for name, label in (names or {}).items():
            start = text.index(name)
            span = doc.char_span(start, start + len(name), label=label, alignment_mode="expand")
            assert span is not None
            spans.append(span)
        doc.ents = tuple(spans)
        marked = [*((item, "ITEM") for item in items), *((line, "CAPTION") for line in captions)]
        doc.spans["regions"] = [
            span
            for line, label in marked
            if (start := text.index(line)) >= 0
            and (span := doc.char_span(start, start + len(line), label, alignment_mode="expand"))
        ]
        if day:
            on = date.fromisoformat(day)
            value = DateValue(kind="date", start=on, end=on, precision="day")
            doc._.article_date = ArticleDate(value=value, source="metadata")
        return linker(doc)

    return run


def persons(doc: Doc) -> dict[str, str]:
    return {span.text: span._.entity.name for span in doc.spans["persons"]}


def places(doc: Doc) -> dict[str, str | None]:
    return {span.text: span._.entity.country for span in doc.spans["places"]}


def organisations(doc: Doc) -> dict[str, str]:
    return {span.text: span._.entity.name for span in doc.spans["organisations"]}
