"""What an analysed article shows about the stages before events."""

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Span

from pipeline.document import source_span
from pipeline.schema import Entity
from pipeline.scoring.errors import DocView, Mention

_LABELS = {"persons": "PER", "places": "LOC"}


def doc_view(doc: Doc) -> DocView:
    """Return the names found and linked in a doc, whoever made its components."""
    persons = [entity for _, entity in _linked(doc, "persons")]
    places = [entity for _, entity in _linked(doc, "places")]
    return DocView(
        persons=frozenset(entity.name for entity in persons),
        countries=frozenset(entity.country for entity in places if entity.country),
        places=frozenset(entity.name for entity in places),
        mentions=tuple(_mentions(doc)),
    )


def doc_views(docs: Iterable[Doc]) -> dict[str, DocView]:
    """Return the views of docs that were made from articles, by the articles' ids."""
    return {doc._.article.id: doc_view(doc) for doc in docs}


def _linked(doc: Doc, group: str) -> Iterator[tuple[Span, Entity]]:
    for span in doc.spans.get(group, ()):
        if span._.entity is not None:
            yield span, span._.entity


def _mentions(doc: Doc) -> Iterator[Mention]:
    """Yield names, and the titles, pronouns and adjectives that only linking knows."""
    for span in doc.ents:
        yield _mention(doc, span, span.label_)
    for group, label in _LABELS.items():
        for span in doc.spans.get(group, ()):
            yield _mention(doc, span, label)


def _mention(doc: Doc, span: Span, label: str) -> Mention:
    start, end = source_span(doc, span.start_char, span.end_char) or (0, 0)
    return Mention(start, end, label, span.text)
