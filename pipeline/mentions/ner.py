"""Component `visit_ner`: names from the encoder.

Writes on a `Doc`:

- `doc.ents`: PER, LOC, ORG and MISC; `span._.score` is the mean probability of its tokens' tags;
- `doc.spans["name_dates"]`: DATE, with scores (dates proper are another component's work);
- `doc.tensor`: float32 `[tokens, 384]`, the encoder's contextual vectors.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.document import register_extensions
from pipeline.mentions.encoder import Encoded, Encoder, FloatArray
from pipeline.mentions.subwords import IntArray
from pipeline.resources import model_dir

# Where O is as sure as this, no other reading of a token is weighed.
_SURE = 0.999
_DATE = "DATE"


class VisitNer:
    """The component; make it with `nlp.add_pipe("visit_ner")`.

    Args:
        encoder: the model.
        guideline: `main`, or `nerkor` for Hungarian names as NerKor annotates them (a country
            that acts is an ORG, adjectives of nationality are no names; no dates).
    """

    def __init__(self, encoder: Encoder, guideline: str) -> None:
        register_extensions()
        self.encoder = encoder
        self.guideline = guideline

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one doc."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Annotate docs as they come."""
        for docs in _batched(stream, batch_size):
            results = self.encoder.encode(map(_encoder_input, docs))
            for doc, encoded in zip(docs, results, strict=True):
                self._write(doc, encoded)
                yield doc

    def _write(self, doc: Doc, encoded: Encoded) -> None:
        if self.guideline == "nerkor":
            found = decode_names(encoded.second, self.encoder.second_classes)
        else:
            found = decode_names(encoded.names, self.encoder.classes)
        spans = [_span(doc, *item) for item in found]
        doc.set_ents([span for span in spans if span.label_ != _DATE])
        doc.spans["name_dates"] = [span for span in spans if span.label_ == _DATE]
        doc.tensor = encoded.hidden  # type: ignore[assignment]


def _batched(stream: Iterable[Doc], size: int) -> Iterator[list[Doc]]:
    docs = iter(stream)
    while batch := list(islice(docs, size)):
        yield batch


def _encoder_input(doc: Doc) -> tuple[str, list[tuple[int, int]], list[int]]:
    tokens = [
        (token.idx, token.idx) if token.is_space else (token.idx, token.idx + len(token))
        for token in doc
    ]
    sentences = doc.sents if doc.has_annotation("SENT_START") else ()
    return doc.text, tokens, [sentence.start_char for sentence in sentences]


def _span(doc: Doc, start: int, end: int, label: str, score: float) -> Span:
    span = Span(doc, start, end, label=label)
    span._.score = score
    return span


def decode_names(
    probabilities: FloatArray, classes: Sequence[str]
) -> list[tuple[int, int, str, float]]:
    """Return `(start, end, label, score)` of the most likely valid sequence of tags.

    Args:
        probabilities: `[tokens, classes]`.
        classes: O, then B- and I- of each label by turns.
    """
    tags = probabilities.argmax(1)
    unsure = probabilities[:, 0] < _SURE
    for start, end in _runs(unsure):
        if not _valid(tags[start:end]):
            tags[start:end] = _viterbi(probabilities[start:end])
    scores = probabilities[np.arange(len(tags)), tags]
    spans = []
    start = -1
    for index, tag in enumerate([*tags.tolist(), 0]):
        if start >= 0 and (tag == 0 or tag % 2 == 1):
            label = classes[tags[start]][2:]
            spans.append((start, index, label, float(scores[start:index].mean())))
            start = -1
        if tag % 2 == 1:
            start = index
    return spans


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _valid(tags: IntArray) -> bool:
    """Tell whether each I follows a B or I of its own label; what stands before is an O."""
    before = np.concatenate([[0], tags[:-1]])
    inside = (tags > 0) & (tags % 2 == 0)
    return bool((~inside | (before == tags) | (before == tags - 1)).all())


def _viterbi(probabilities: FloatArray) -> IntArray:
    logs = np.log(np.maximum(probabilities, 1e-12))
    count = logs.shape[1]
    allowed = np.ones((count, count), bool)
    for inside in range(2, count, 2):
        allowed[:, inside] = False
        allowed[[inside - 1, inside], inside] = True
    barrier = np.where(allowed, 0.0, -np.inf)
    best = logs[0] + barrier[0]
    back = np.zeros(logs.shape, np.int64)
    for index in range(1, len(logs)):
        paths = best[:, None] + barrier
        back[index] = paths.argmax(0)
        best = paths.max(0) + logs[index]
    tags = [int(best.argmax())]
    for index in range(len(logs) - 1, 0, -1):
        tags.append(int(back[index, tags[-1]]))
    return np.array(tags[::-1], np.int64)


@Language.factory(
    "visit_ner",
    assigns=["doc.ents", "doc.tensor"],
    default_config={
        "model": "visit-encoder",
        "threads": 1,
        "limit": 60_000,
        "guideline": "main",
    },
)
def make_visit_ner(
    nlp: Language,
    name: str,
    model: str,
    threads: int,
    limit: int,
    guideline: str,
) -> VisitNer:
    """Make the component.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        model: a model of `models/`, or the path of another model's folder.
        threads: how many windows are computed at the same time.
        limit: subwords of a doc that are read at most.
        guideline: `main` or `nerkor`.

    Raises:
        FileNotFoundError: there is no such model.
        ValueError: there is no such guideline.
    """
    del nlp, name
    if guideline not in {"main", "nerkor"}:
        raise ValueError(f"guideline must be 'main' or 'nerkor', not {guideline!r}")
    return VisitNer(Encoder(model_dir(model), threads, limit), guideline)
