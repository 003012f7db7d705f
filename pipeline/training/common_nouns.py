"""Finds nouns that are a town's name as well, for languages that write nouns with a capital."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipeline.linking.forms import folded_stems
from pipeline.linking.knowledge import KnowledgeBase
from pipeline.linking.text import fold
from pipeline.linking.towns import SHORTEST
from pipeline.training.corpora import read_iob2


def common_nouns(corpora: Iterable[Path], kb: KnowledgeBase, lang: str) -> list[str]:
    """Return the folded words with a capital that are no name more often than one.

    Args:
        corpora: annotated IOB2 files of the language.
        kb: tells which words a place is called by.
        lang: the language.
    """
    plain: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for path in corpora:
        for sentence in read_iob2(path):
            for token, tag in zip(sentence.tokens, sentence.tags, strict=True):
                if token[:1].isupper():
                    (plain if tag == "O" else named)[fold(token)] += 1
    return sorted(
        word
        for word, count in plain.items()
        if count > named[word]
        and len(word) >= SHORTEST
        and any(kb.has_place(form) for form in (word, *folded_stems(word, lang)))
    )
