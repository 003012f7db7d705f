"""Training windows: pieces of documents with every target that is known for them."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from pipeline.training import augment
from pipeline.training.config import Augmentation, Corpus, TrainConfig
from pipeline.training.corpora import Label, Sentence, join_tokens, read_iob2, tag_spans
from pipeline.training.vocabulary import BOS, EOS

IGNORE = -100
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Window:
    """A piece of text with its labels.

    Attributes:
        text: lines of running text.
        lang: ISO 639-1 code.
        names: name spans, or `None` where names are not annotated.
        annotated: the labels that the annotators looked for.
        second: name spans by the second guideline, or `None`.
    """

    text: str
    lang: str
    names: tuple[Label, ...] | None
    annotated: tuple[str, ...]
    second: tuple[Label, ...] | None = None


@dataclass(frozen=True)
class Example:
    """A window in numbers; `n` subwords.

    Attributes:
        ids: `[n]`, with the special ids.
        ner: class by subword, `IGNORE` where unknown.
        free: classes that count as right wherever `ner` is O (not annotated).
        second: class by subword of the second head, `IGNORE` where unknown.
    """

    ids: IntArray
    ner: IntArray
    free: tuple[int, ...]
    second: IntArray


def encode_lines(tokenizer: Tokenizer, text: str) -> tuple[list[int], list[tuple[int, int]]]:
    """Return the ids of a text and the characters of each, white space left out.

    A line break becomes the end sign; the start and end signs have empty spans.
    """
    ids = [BOS]
    spans = [(0, 0)]
    at = 0
    for line in text.split("\n"):
        if line.strip():
            encoding = tokenizer.encode(line, add_special_tokens=False)
            for index, (start, end) in zip(encoding.ids, encoding.offsets, strict=True):
                ids.append(index)
                while start < end and line[start].isspace():
                    start += 1
                spans.append((at + start, at + end))
            ids.append(EOS)
            spans.append((at + len(line), at + len(line)))
        at += len(line) + 1
    return ids, spans


def covered(spans: Sequence[tuple[int, int]], start: int, end: int) -> list[int]:
    """Return the indices of the subwords that share a character with `[start, end)`."""
    return [i for i, (a, b) in enumerate(spans) if a < end and b > start]


def class_names(labels: Iterable[str]) -> list[str]:
    """Return the classes of a head: O, then B- and I- of each label."""
    return ["O", *(f"{prefix}-{label}" for label in labels for prefix in "BI")]


def _classes(
    labels: Sequence[Label], spans: Sequence[tuple[int, int]], order: Sequence[str]
) -> IntArray:
    classes = np.zeros(len(spans), np.int64)
    for label in labels:
        inside = covered(spans, label.start, label.end)
        kind = 1 + 2 * order.index(label.label)
        classes[inside[:1]] = kind
        classes[inside[1:]] = kind + 1
    empty = [i for i, (start, end) in enumerate(spans) if start >= end]
    classes[empty] = IGNORE
    return classes


def make_example(window: Window, tokenizer: Tokenizer, config: TrainConfig) -> Example:
    """Turn a window into numbers, cut at the longest width."""
    ids, spans = encode_lines(tokenizer, window.text)
    limit = config.longest
    if len(ids) > limit:
        ids, spans = [*ids[: limit - 1], EOS], [*spans[: limit - 1], (0, 0)]
    unknown = np.full(len(ids), IGNORE, np.int64)
    free = [
        1 + 2 * i + j
        for i, label in enumerate(config.labels)
        if label not in window.annotated
        for j in (0, 1)
    ]
    return Example(
        ids=np.array(ids, np.int64),
        ner=unknown if window.names is None else _classes(window.names, spans, config.labels),
        free=tuple(free),
        second=(
            unknown
            if window.second is None
            else _classes(window.second, spans, config.second_labels)
        ),
    )


class CorpusWindows:
    """Cuts the documents of one corpus into windows, anew in each epoch."""

    def __init__(self, folder: Path, corpus: Corpus, split: str = "train") -> None:
        self.corpus = corpus
        second = {}
        if corpus.second is not None:
            path = folder / f"{corpus.second}-{split}.iob2.gz"
            second = {sentence.tokens: sentence.tags for sentence in read_iob2(path)}
        documents: dict[str, list[tuple[Sentence, tuple[str, ...] | None]]] = defaultdict(list)
        for sentence in read_iob2(folder / f"{corpus.file}-{split}.iob2.gz"):
            documents[sentence.doc].append((sentence, second.get(sentence.tokens)))
        self.documents = documents

    def draw(self, config: TrainConfig, rng: random.Random) -> Iterator[Window]:
        """Yield the windows of one epoch."""
        if self.corpus.connected:
            documents: list[list[tuple[Sentence, tuple[str, ...] | None]]]
            documents = list(self.documents.values())
        else:
            documents = [[pair] for pairs in self.documents.values() for pair in pairs]
            rng.shuffle(documents)
            documents = _grouped(documents, rng)
        for pairs in documents:
            for chunk in _chunks(pairs, config.window, rng):
                if rng.random() < self._share(chunk[0][0].doc):
                    yield self._window(chunk, config.augmentation, rng)

    def _share(self, doc: str) -> float:
        prefix = doc.split("/")[0]
        return self.corpus.share.get(prefix, self.corpus.share.get("", 1.0))

    def _window(
        self,
        chunk: Sequence[tuple[Sentence, tuple[str, ...] | None]],
        chances: Augmentation,
        rng: random.Random,
    ) -> Window:
        apart = rng.random() < chances.tokens_apart
        lines = rng.random() < 0.2
        text = ""
        names: list[Label] = []
        second: list[Label] | None = []
        for sentence, other in chunk:
            if text:
                text += "\n" if lines and rng.random() < 0.5 else " "
            words, offsets = _spaced(sentence.tokens) if apart else join_tokens(sentence.tokens)
            names += _placed(sentence.tags, offsets, len(text))
            if other is None:
                second = None
            elif second is not None:
                second += _placed(other, offsets, len(text))
            text += words
        return Window(
            text,
            self.corpus.lang,
            tuple(names),
            self.corpus.labels,
            tuple(second) if second is not None and self.corpus.second else None,
        )


def _grouped(
    documents: list[list[tuple[Sentence, tuple[str, ...] | None]]], rng: random.Random
) -> list[list[tuple[Sentence, tuple[str, ...] | None]]]:
    """Put some single sentences side by side, so that windows are not told by their length."""
    groups: list[list[tuple[Sentence, tuple[str, ...] | None]]] = []
    for document in documents:
        if groups and rng.random() < 0.5 and len(groups[-1]) < 5:
            groups[-1] += document
        else:
            groups.append(list(document))
    return groups


def _chunks(
    pairs: Sequence[tuple[Sentence, tuple[str, ...] | None]], window: int, rng: random.Random
) -> Iterator[list[tuple[Sentence, tuple[str, ...] | None]]]:
    """Cut a document into runs of sentences of a random length, about `window` subwords at most."""
    chunk: list[tuple[Sentence, tuple[str, ...] | None]] = []
    size = 0.0
    target = window * rng.uniform(0.15, 1.0)
    for pair in pairs:
        # A token is about 1.6 subwords in these languages: the cut needs no exact count.
        length = 1.6 * len(pair[0].tokens)
        if chunk and size + length > target:
            yield chunk
            chunk, size = [], 0.0
            target = window * rng.uniform(0.15, 1.0)
        chunk.append(pair)
        size += length
    if chunk:
        yield chunk


def _spaced(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    offsets = []
    at = 0
    for token in tokens:
        offsets.append((at, at + len(token)))
        at += len(token) + 1
    return " ".join(tokens), offsets


def _placed(
    tags: tuple[str, ...], offsets: Sequence[tuple[int, int]], shift: int
) -> Iterator[Label]:
    for first, last, label in tag_spans(tags):
        yield Label(shift + offsets[first][0], shift + offsets[last - 1][1], label)


def vary(window: Window, names: augment.Names, chances: Augmentation, rng: random.Random) -> Window:
    """Return the window with the damage and the swaps that chance picks."""
    if window.names and rng.random() < chances.swap:
        edits = augment.swap_names(window.text, window.names, names, window.lang, rng)
        window = _edited(window, edits)
    if rng.random() < chances.spaces:
        window = _edited(window, augment.broken_spaces(window.text, rng))
    text = window.text
    for chance, change in (
        (chances.lower, augment.lower),
        (chances.upper, augment.upper),
        (chances.plain, augment.plain),
        (chances.old_accents if window.lang == "hu" else 0.0, augment.old_accents),
    ):
        if rng.random() < chance:
            text = change(text)
            break
    return replace(window, text=text)


def _edited(window: Window, edits: Sequence[augment.Edit]) -> Window:
    if not edits:
        return window
    text, move = augment.apply_edits(window.text, edits)

    def moved(labels: Sequence[Label] | None) -> tuple[Label, ...] | None:
        if labels is None:
            return None
        return tuple(new for label in labels if (new := move(label)) is not None)

    return replace(
        window,
        text=text,
        names=moved(window.names),
        second=moved(window.second),
    )
