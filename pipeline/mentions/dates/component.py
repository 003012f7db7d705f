"""The component `visit_dates`: resolved dates as spans of the document."""

import json
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline import document
from pipeline.mentions.article_date import EXPRESSIONS
from pipeline.mentions.dates.direction import Directions, Learned
from pipeline.mentions.dates.finder import find_dates
from pipeline.mentions.dates.resolve import resolve
from pipeline.resources import model_dir
from pipeline.words import read_models

RESULTS = "visit_dates"
"""Key of `doc.user_data`: a list of (start_char, end_char, DateValue)."""
MODEL, ABOUT = "direction.npz", "model.json"


class DateFinder:
    """Writes `doc.spans["dates"]`, and the exact characters to `doc.user_data["visit_dates"]`.

    The expressions are found on characters, so that their ends do not depend on the tokens;
    a span covers every token that its expression touches. Relative words count from
    `doc._.article_date`.
    """

    def __init__(self, directions: Directions | None) -> None:
        """Take what tells whether weekdays and months look back or ahead."""
        self.directions = directions

    def __call__(self, doc: Doc) -> Doc:
        """Find and resolve the dates of one article."""
        found = doc.user_data.get(EXPRESSIONS)
        if found is None:
            found = find_dates(doc.text, doc._.lang)
        spans: list[Span] = []
        results = resolve(found, doc.text, doc._.lang, doc._.article_date, self.directions)
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


@cache
def load_directions(folder: Path) -> Learned:
    """Read a model of `models/`.

    Raises:
        FileNotFoundError: the folder lacks a file.
    """
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    return Learned(read_models(folder / MODEL), frozenset(about["languages"]))


@Language.factory("visit_dates", assigns=["doc.spans"], default_config={"model": "visit-dates"})
def create_date_finder(nlp: Language, name: str, model: str) -> DateFinder:
    """Create the component.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        model: a model of `models/`, the path of another model's folder, or "" for rules alone.

    Raises:
        FileNotFoundError: there is no such model.
    """
    del nlp, name
    document.register_extensions()
    if not model:
        return DateFinder(None)
    return DateFinder(load_directions(model_dir(model)))
