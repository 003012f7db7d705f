"""The component `visit_dates`: resolved dates as spans of the document."""

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline import document
from pipeline.mentions.article_date import EXPRESSIONS
from pipeline.mentions.dates.finder import find_dates
from pipeline.mentions.dates.resolve import resolve

RESULTS = "visit_dates"
"""Key of `doc.user_data`: a list of (start_char, end_char, DateValue)."""


class DateFinder:
    """Writes `doc.spans["dates"]`, and the exact characters to `doc.user_data["visit_dates"]`.

    The expressions are found on characters, so that their ends do not depend on the tokens;
    a span covers every token that its expression touches. Relative words count from
    `doc._.article_date`.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Find and resolve the dates of one article."""
        found = doc.user_data.get(EXPRESSIONS)
        if found is None:
            found = find_dates(doc.text, doc._.lang)
        spans: list[Span] = []
        results = resolve(found, doc.text, doc._.lang, doc._.article_date)
        for result in results:
            span = doc.char_span(
                result.start, result.end, label=result.value.kind, alignment_mode="expand"
            )
            if span is not None:
                span._.date = result.value
                spans.append(span)
        doc.spans["dates"] = spans
        doc.user_data[RESULTS] = [(result.start, result.end, result.value) for result in results]
        return doc


@Language.factory("visit_dates", assigns=["doc.spans"])
def create_date_finder(nlp: Language, name: str) -> DateFinder:
    """Create the component; it has no settings."""
    document.register_extensions()
    return DateFinder()
