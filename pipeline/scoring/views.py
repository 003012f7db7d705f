"""What an analysed article shows about the stages before events."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from spacy.tokens import Doc, Span

from pipeline import load
from pipeline.document import source_span
from pipeline.errors import ArticleRejectedError
from pipeline.schema import Article, Entity
from pipeline.scoring.errors import DocView, Mention

if TYPE_CHECKING:
    from pipeline.engine import Pipeline

_LABELS = {"persons": "PER", "places": "LOC", "organisations": "ORG"}


def doc_view(doc: Doc) -> DocView:
    """Return the names found and linked in a doc, whoever made its components."""
    linked = {group: list(_linked(doc, group)) for group in _LABELS}
    named = {group: frozenset(entity.name for entity in found) for group, found in linked.items()}
    return DocView(
        **named,
        countries=frozenset(place.country for place in linked["places"] if place.country),
        mentions=tuple(_mentions(doc)),
    )


def analyse(articles: Iterable[Article]) -> dict[str, DocView]:
    """Run the default pipeline over articles and return their views by id.

    A rejected article shows nothing: what it tells of was lost before its first name.
    """
    waiting = list(articles)
    if not waiting:
        return {}
    visits = load()
    return {article.id: _view(visits, article) for article in waiting}


def _view(visits: "Pipeline", article: Article) -> DocView:
    try:
        return doc_view(visits.doc(article))
    except ArticleRejectedError:
        return DocView()


def _linked(doc: Doc, group: str) -> Iterator[Entity]:
    for span in doc.spans.get(group, ()):
        if span._.entity is not None:
            yield span._.entity


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
