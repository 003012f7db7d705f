"""What it costs that articles are crawled otherwise than they were written.

usage: python benchmarks/crawled.py seeds/articles/*.articles.jsonl --gold seeds/gold

Each article of a file `NAME.articles.jsonl`, with gold events in `NAME.events.jsonl`, is read as it
is and as crawls may give it: with a line that tells another place where it was filed, or who wrote
it, with a line a sentence, on a single line, without its title, with spaces before its marks, with
lines of 72 characters, as quoted mail, as Markdown, with its title in capitals, with a last line
that tells of its author. Nothing that it tells changes. The claim: no way of crawling costs more
than a tenth of visit F1, and none more than a fiftieth but the loss of lines, titles or their small
letters.
"""

import argparse
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pipeline
from pipeline.schema import Article
from pipeline.scoring.records import ScoredEvent
from pipeline.scoring.scores import score_events
from pipeline.training.crawled import WAYS, Way

_MARK = re.compile(r"(?<=\w)(?=[.,](?:\s|$))")
_BOLD = re.compile(r"^(\w\S*(?: \S+){3})(?= )")
_CAPITAL = re.compile(r"(?<= )([A-Z]\w{3,})(?= [a-z])")
FIGURES = ("visit_f1", "visit_precision", "visit_recall", "exact_f1")


def as_it_is(article: Article, told: object) -> tuple[Article, int]:
    """Change nothing."""
    return article, 0


def gaps(article: Article, told: object) -> tuple[Article, int]:
    """Put a space before each comma and full stop."""
    return article.model_copy(update={"text": _MARK.sub(" ", article.text)}), 0


def wrapped(article: Article, told: object) -> tuple[Article, int]:
    """Break lines at 72 characters, with empty lines between paragraphs."""
    paragraphs = [textwrap.fill(line, 72) for line in article.text.splitlines() if line.strip()]
    return article.model_copy(update={"text": "\n\n".join(paragraphs)}), 0


def mail(article: Article, told: object) -> tuple[Article, int]:
    """Quote each line."""
    lines = [f"> {line}" for line in article.text.splitlines()]
    return article.model_copy(update={"text": "\n".join(lines)}), 0


def markdown(article: Article, told: object) -> tuple[Article, int]:
    """Make the first words of each paragraph bold and each fifth capital word a link."""
    lines = [_BOLD.sub(r"**\1**", line) for line in article.text.splitlines()]
    words = _CAPITAL.split("\n\n".join(line for line in lines if line.strip()))
    words[1::10] = [f"[{word}](https://news.example/{word.lower()})" for word in words[1::10]]
    return article.model_copy(update={"text": "".join(words)}), 0


def author(article: Article, told: object) -> tuple[Article, int]:
    """Tell at the end who has written it, and where else they worked."""
    line = {
        "nl": "Anna de Vries is correspondent in Moskou. Eerder werkte ze in Parijs en Nairobi.",
        "de": "Anna Weber ist Korrespondentin in Moskau. Zuvor war sie in Paris und Nairobi.",
        "hu": "Kovács Anna lapunk moszkvai tudósítója. Korábban Párizsban és Nairobiban dolgozott.",
    }[article.lang or "nl"]
    return article.model_copy(update={"text": f"{article.text}\n\n{line}"}), 0


def capitals(article: Article, told: object) -> tuple[Article, int]:
    """Set the title in capitals."""
    return article.model_copy(update={"title": article.title and article.title.upper()}), 0


def read(paths: list[Path], folder: Path) -> Iterator[tuple[Article, list[ScoredEvent]]]:
    for path in paths:
        events = folder / path.name.replace(".articles.", ".events.")
        lines = events.read_text(encoding="utf-8").splitlines()
        gold = [ScoredEvent.model_validate_json(line) for line in lines]
        for line in path.read_text(encoding="utf-8").splitlines():
            article = Article.model_validate_json(line)
            yield article, [event for event in gold if event.doc_id == article.id]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", nargs="+", type=Path)
    parser.add_argument("--gold", required=True, type=Path, help="folder of the gold events")
    arguments = parser.parse_args()
    examples = list(read(arguments.articles, arguments.gold))
    gold = [event for _, events in examples for event in events]
    documents = {article.id: article.lang or "" for article, _ in examples}
    visits = pipeline.load()
    ways: dict[str, Way] = {
        "as it is": as_it_is,
        **WAYS,
        "gaps": gaps,
        "wrapped": wrapped,
        "mail": mail,
        "markdown": markdown,
        "capitals": capitals,
        "author": author,
    }
    print(f"{'':18}" + "".join(f"{name:>17}" for name in (*FIGURES, "of visit_f1")))
    whole = 0.0
    for name, change in ways.items():
        found = [
            ScoredEvent.model_validate(event.model_dump(mode="json"))
            for article, events in examples
            for event in visits.extract(change(article, {e.country for e in events})[0])
        ]
        figures = score_events(gold, found, documents=documents).overall.figures
        values = [figures[key].value or 0.0 for key in FIGURES]
        whole = whole or values[0]
        row = "".join(f"{value:17.3f}" for value in (*values, values[0] / whole))
        print(f"{name:18}{row}", flush=True)


if __name__ == "__main__":
    main()
