"""Turns IOB2 corpora into spaCy's training format, for `spacy train`."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from pipeline.training.corpora import Sentence, join_tokens, read_iob2, tag_spans


def sentence_doc(vocab: Vocab, sentences: Sequence[Sentence]) -> Doc:
    """Return sentences of one document as a `Doc` with the corpus's own tokens and names."""
    words: list[str] = []
    spaces: list[bool] = []
    ents: list[str] = []
    starts: list[bool | int | None] = []
    for sentence in sentences:
        _, offsets = join_tokens(sentence.tokens)
        follows = [b[0] > a[1] for a, b in pairwise(offsets)]
        words += sentence.tokens
        spaces += [*follows, True]
        starts += [True, *[False] * (len(sentence.tokens) - 1)]
        tags = ["O"] * len(sentence.tokens)
        for first, last, label in tag_spans(sentence.tags):
            tags[first] = f"B-{label}"
            tags[first + 1 : last] = [f"I-{label}"] * (last - first - 1)
        ents += tags
    return Doc(vocab, words=words, spaces=spaces, ents=ents, sent_starts=starts)


def write_docbin(corpora: Iterable[Path], target: Path, sentences: int = 10) -> int:
    """Write the docs of IOB2 files, cut after so many sentences; return how many docs."""
    vocab = spacy.blank("xx").vocab
    docs = DocBin()
    for path in corpora:
        group: list[Sentence] = []
        for sentence in read_iob2(path):
            if group and (group[-1].doc != sentence.doc or len(group) == sentences):
                docs.add(sentence_doc(vocab, group))
                group = []
            group.append(sentence)
        if group:
            docs.add(sentence_doc(vocab, group))
    docs.to_disk(target)
    return len(docs)
