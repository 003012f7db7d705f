"""Scores a model on annotated corpora: exact spans, one sentence or document at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.mentions.encoder import Encoder
from pipeline.mentions.ner import decode_names
from pipeline.training.corpora import Sentence, join_tokens, read_iob2, tag_spans

Spans = set[tuple[int, int, str]]


@dataclass(frozen=True)
class Benchmark:
    """What to score.

    Attributes:
        file: stem and split, such as `hu-nerkor-test`.
        labels: labels that count.
        prefix: beginning of the document ids that count.
        nerkor: whether to use the head for NerKor's guideline.
        context: whether a document is read as a whole (where it has an order).
    """

    file: str
    labels: tuple[str, ...]
    prefix: str = ""
    nerkor: bool = False
    context: bool = True

    @property
    def name(self) -> str:
        """A name for tables."""
        parts = [self.file]
        if self.prefix:
            parts.append(self.prefix.rstrip("/"))
        if self.labels == ("DATE",):
            parts.append("DATE")
        return " ".join(parts)


_FOUR = ("PER", "LOC", "ORG", "MISC")
_THREE = _FOUR[:3]

TESTS = (
    Benchmark("nl-conll2002-test", _FOUR),
    Benchmark("nl-meantime-test", _FOUR),
    Benchmark("de-germeval2014-test", _FOUR, context=False),
    Benchmark("de-smartdata-test", _FOUR),
    Benchmark("de-smartdata-test", ("DATE",)),
    Benchmark("de-uner-pud-test", _THREE),
    Benchmark("de-europarl-test", _FOUR),
    Benchmark("hu-nerkor-test", _FOUR, nerkor=True),
    Benchmark("hu-nerkor-test", _FOUR, prefix="news/", nerkor=True),
    Benchmark("hu-nerkor-onpp-test", _FOUR),
    Benchmark("hu-nerkor-onpp-test", _FOUR, prefix="news/"),
    Benchmark("hu-nerkor-onpp-test", ("DATE",)),
)
DEVELOPMENT = tuple(
    Benchmark(t.file.replace("-test", "-dev"), t.labels, t.prefix, t.nerkor, t.context)
    for t in TESTS
    if not t.file.startswith(("de-uner", "de-europarl", "nl-meantime"))
)


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1 in percent."""

    precision: float
    recall: float
    f1: float


def score(gold: Iterable[Spans], predicted: Iterable[Spans], labels: Sequence[str]) -> Score:
    """Compare spans with `labels`, exactly."""
    right = wrong = missed = 0
    for wanted, found in zip(gold, predicted, strict=True):
        a = {span for span in wanted if span[2] in labels}
        b = {span for span in found if span[2] in labels}
        right, wrong, missed = right + len(a & b), wrong + len(b - a), missed + len(a - b)
    precision = 100 * right / max(1, right + wrong)
    recall = 100 * right / max(1, right + missed)
    f1 = 200 * right / max(1, 2 * right + wrong + missed)
    return Score(round(precision, 2), round(recall, 2), round(f1, 2))


def predict(
    encoder: Encoder, sentences: Sequence[Sentence], context: bool
) -> tuple[list[Spans], list[Spans]]:
    """Return token spans by sentence, by the main guideline and by NerKor's.

    Args:
        encoder: the model.
        sentences: in their order in the file.
        context: whether neighbouring sentences of a document are read together, 30 at a time.
    """
    groups: list[list[Sentence]] = []
    for sentence in sentences:
        same = context and groups and groups[-1][-1].doc == sentence.doc
        if same and len(groups[-1]) < 30:
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    inputs = [_joined(group) for group in groups]
    main: list[Spans] = []
    second: list[Spans] = []
    for group, encoded in zip(groups, encoder.encode(inputs), strict=True):
        at = 0
        for sentence in group:
            rows = slice(at, at + len(sentence.tokens))
            names = decode_names(encoded.names[rows], encoder.classes)
            others = decode_names(encoded.second[rows], encoder.second_classes)
            main.append({span[:3] for span in names})
            second.append({span[:3] for span in others})
            at += len(sentence.tokens)
    return main, second


def _joined(group: Sequence[Sentence]) -> tuple[str, list[tuple[int, int]], list[int]]:
    text = ""
    tokens: list[tuple[int, int]] = []
    breaks: list[int] = []
    for sentence in group:
        text += " " if text else ""
        words, offsets = join_tokens(sentence.tokens)
        breaks.append(len(text))
        tokens += [(len(text) + a, len(text) + b) for a, b in offsets]
        text += words
    return text, tokens, breaks


def evaluate(
    encoder: Encoder, corpora: Path, tests: Sequence[Benchmark] = TESTS
) -> dict[str, dict[str, float]]:
    """Return, by test set: precision, recall, F1, the three-class F1 and the F1 by label."""
    cache: dict[tuple[str, bool], tuple[list[Sentence], list[Spans], list[Spans]]] = {}
    result = {}
    for test in tests:
        key = (test.file, test.context)
        if key not in cache:
            sentences = list(read_iob2(corpora / f"{test.file}.iob2.gz"))
            cache[key] = (sentences, *predict(encoder, sentences, test.context))
        sentences, main, second = cache[key]
        found = second if test.nerkor else main
        rows = [i for i, s in enumerate(sentences) if s.doc.startswith(test.prefix)]
        gold = [set(tag_spans(sentences[i].tags)) for i in rows]
        chosen = [found[i] for i in rows]
        total = score(gold, chosen, test.labels)
        figures = {"precision": total.precision, "recall": total.recall, "f1": total.f1}
        if len(test.labels) > 1:
            figures["f1_per_loc_org"] = score(gold, chosen, _THREE).f1
            figures |= {f"f1_{x}": score(gold, chosen, [x]).f1 for x in test.labels}
        result[test.name] = figures
    return result


def format_scores(results: dict[str, dict[str, float]]) -> str:
    """Return a Markdown table of `evaluate`'s result."""
    lines = ["| test set | P | R | F1 | PER+LOC+ORG |", "|---|---|---|---|---|"]
    for name, figures in results.items():
        three = figures.get("f1_per_loc_org", "")
        lines.append(
            f"| {name} | {figures['precision']} | {figures['recall']} | {figures['f1']} | {three} |"
        )
    return "\n".join(lines)
