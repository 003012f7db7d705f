"""What is found where an article has but a few sentences.

usage: python benchmarks/pieces.py ARTICLES.jsonl...

Needs the extra `train`. Each article of a file `NAME.articles.jsonl`, with gold events in
`NAME.events.jsonl` beside it, is cut into single sentences, into paragraphs, and down to its first
three sentences with its title. Each piece is an article of its own then. Events that it does not
tell are optional; where it tells no day, the article's month is left. Many a sentence says "he" or
"there" of what only others name, so that no reader could find all. The claim: pieces are
read at most a tenth less precisely than whole articles, and three in ten visits are found in one
sentence alone.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import pipeline
from pipeline.scoring.names import default_names
from pipeline.training.decisions import Example, read_examples, score, scored
from pipeline.training.pieces import cut, sentences

FIGURES = ("visit_f1", "visit_precision", "visit_recall", "exact_f1", "status_accuracy")
Bounds = tuple[int, int, bool]
"""The first character, the one after the last, whether the title stays."""


def single(example: Example) -> Iterator[Bounds]:
    """Each sentence."""
    for start, end in sentences(example):
        yield start, end, False


def paragraphs(example: Example) -> Iterator[Bounds]:
    """Each run of sentences without a line break."""
    text, bounds = example.scene.doc._.article.text, sentences(example)
    gaps = [text[one[1] : other[0]] for one, other in pairwise(bounds)]
    lasts = [number for number, gap in enumerate(gaps) if "\n" in gap]
    for before, last in pairwise([-1, *lasts, len(bounds) - 1]):
        yield bounds[before + 1][0], bounds[last][1], False


def lead(example: Example) -> Iterator[Bounds]:
    """The first three sentences, below the title."""
    bounds = sentences(example)[:3]
    yield bounds[0][0], bounds[-1][1], True


WAYS: Mapping[str, Callable[[Example], Iterator[Bounds]]] = MappingProxyType(
    {"sentence": single, "paragraph": paragraphs, "lead": lead}
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", nargs="+", type=Path)
    arguments = parser.parse_args()
    process = pipeline.load().doc
    examples = [x for x in read_examples(arguments.articles, process) if sentences(x)]
    print(f"{'':10}{'pieces':>8}" + "".join(f"{name:>17}" for name in FIGURES))
    for name, way in WAYS.items():
        pieces: list[Example] = []
        for example in examples:
            for start, end, titled in way(example):
                piece = cut(example, start, end, titled, process)
                if piece is not None:
                    key = f"{example.doc_id}#{len(pieces)}"
                    gold = tuple(x.model_copy(update={"doc_id": key}) for x in piece.gold)
                    pieces.append(replace(piece, doc_id=key, gold=gold))
        found = {
            x.doc_id: [
                scored(event).model_copy(update={"doc_id": x.doc_id})
                for event in x.scene.doc._.visits
            ]
            for x in pieces
        }
        figures = score(pieces, found, default_names()).overall.figures
        row = "".join(f"{figures[key].value or 0.0:17.3f}" for key in FIGURES)
        print(f"{name:10}{len(pieces):8}{row}", flush=True)


if __name__ == "__main__":
    main()
