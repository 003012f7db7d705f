"""What the stages write on a spaCy `Doc`, in one place.

A `Doc` holds the cleaned text of one article and carries everything that the stages find:

- `doc._.lang`: ISO 639-1 code; falls back to the language of the `nlp` object.
- `doc._.article`: the `Article` that the doc was made from, or `None` in somebody's own `nlp`.
- `doc._.offsets`: for each character of `doc.text` its place in the article's text, -1 where
  it has none (the title put before it); empty means "the same".
- `doc._.article_date`: an `ArticleDate`, or `None`.
- `doc._.visits`: the list of `VisitEvent`s.
- `doc.ents`: names (PER, LOC, ORG, MISC), `span._.score` in [0, 1].
- `doc.tensor`: float32 `[tokens, width]`, the encoder's contextual vectors.
- `doc.spans["regions"]`: `TITLE`, `HEADING`, `CAPTION`, `ITEM` (a bullet or list line), `LEAD`.
- `doc.spans["dates"]`: label = kind, `span._.date` is a `DateValue`.
- `doc.spans["persons"]`, `["places"]`, `["organisations"]`: label = form of the mention,
  `span._.entity` is an `Entity`.
"""

from typing import Any

from spacy.tokens import Doc, Span


def _lang(doc: Doc) -> str:
    return str(doc.user_data.get("lang") or doc.lang_)


def _set_lang(doc: Doc, value: str) -> None:
    doc.user_data["lang"] = value


def _register_span_value(name: str, default: object) -> None:
    """Register an extension whose values belong to a span's words, label and id.

    spaCy's own extension values belong to the words alone, so that a name's score and the entity
    of a place or person over the same words would overwrite each other.
    """

    def key(span: Span) -> Any:
        return "span", name, span.start_char, span.end_char, span.label, span.id

    def get(span: Span) -> object:
        return span.doc.user_data.get(key(span), default)

    def put(span: Span, value: object) -> None:
        span.doc.user_data[key(span)] = value

    Span.set_extension(name, getter=get, setter=put)


def register_extensions() -> None:
    """Register the extension attributes; safe to call more than once."""
    if Doc.has_extension("visits"):
        return
    Doc.set_extension("lang", getter=_lang, setter=_set_lang)
    Doc.set_extension("article", default=None)
    Doc.set_extension("offsets", default=())
    Doc.set_extension("article_date", default=None)
    Doc.set_extension("visits", default=())
    _register_span_value("score", 1.0)
    Span.set_extension("date", default=None)
    _register_span_value("entity", None)


register_extensions()


def source_span(doc: Doc, start: int, end: int) -> tuple[int, int] | None:
    """Map characters `[start, end)` of `doc.text` to the article's text as given.

    Returns `None` where no character of the span comes from the article's text.
    """
    offsets = doc._.offsets
    if not len(offsets):
        return start, end
    places = [offsets[i] for i in range(start, min(end, len(offsets))) if offsets[i] >= 0]
    return (places[0], places[-1] + 1) if places else None
