"""Checks resolved dates against the dates of annotated visits.

usage: python benchmarks/visit_dates.py [--train ../shared/train] [--lang nl] [--misses]

For each event whose date mention is a single span, the value of the date found there should
be the event's own. Counts are per language; `found` is how many such spans were found at all.
Also says how many articles without metadata get the right day from a dateline.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from pipeline.mentions.article_date import article_date
from pipeline.mentions.dates import find_dates, resolve
from pipeline.mentions.dates.component import load_directions
from pipeline.resources import resource_dir
from pipeline.schema import Article

ROOT = Path(__file__).resolve().parents[1]
DIRECTIONS = load_directions(resource_dir("models") / "visit-dates")


def read(folder: Path, lang: str) -> tuple[dict[str, Article], list[dict[str, Any]]]:
    articles: dict[str, Article] = {}
    events: list[dict[str, Any]] = []
    for path in sorted(folder.glob(f"{lang}-*.articles.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            article = Article.model_validate(json.loads(line))
            articles[article.id] = article
    for path in sorted(folder.glob(f"{lang}-*.events.jsonl")):
        events += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return articles, events


def check(folder: Path, lang: str, show: bool) -> Counter[str]:
    articles, events = read(folder, lang)
    counts: Counter[str] = Counter()
    cache: dict[str, Any] = {}
    for event in events:
        mentions = event["mentions"]["date"]
        if len(mentions) != 1:
            continue
        article = articles[event["doc_id"]]
        if article.id not in cache:
            prefix = f"{article.title}\n\n" if article.title else ""
            text = prefix + article.text
            found = find_dates(text, lang)
            day = article_date(text, None, article.published, lang, found)
            cache[article.id] = (
                text,
                len(prefix),
                day,
                resolve(found, text, lang, day, DIRECTIONS),
            )
        text, shift, day, results = cache[article.id]
        start, end = mentions[0][0] + shift, mentions[0][1] + shift
        touching = [r for r in results if r.start < end and start < r.end]
        counts["spans"] += 1
        counts["found"] += bool(touching)
        values = [result.value.iso() for result in touching]
        gold = (event["start"], event["end"]) if event["start"] else None
        right = gold in values or (gold is None and all(v is None for v in values))
        counts["right"] += right
        source = "metadata" if article.published else "text"
        counts[f"{source} spans"] += 1
        counts[f"{source} right"] += right
        if show and not right:
            ours = [(r.value.iso(), text[r.start : r.end]) for r in touching]
            context = text[max(0, start - 110) : end + 70].replace("\n", " ¶ ")
            given = day.value.timex if day else None
            print(f"{article.id} [{text[start:end]}] gold {gold} ours {ours} ({given}) | {context}")
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", type=Path, default=ROOT.parent / "shared" / "train")
    parser.add_argument("--lang", choices=("nl", "de", "hu"))
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    if not options.train.is_dir():
        print(f"no data at {options.train}: nothing measured", file=sys.stderr)
        return 1
    for lang in [options.lang] if options.lang else ("nl", "de", "hu"):
        counts = check(options.train, lang, options.misses)
        line = "  ".join(f"{name} {number}" for name, number in sorted(counts.items()))
        print(f"{lang}: right {counts['right'] / counts['spans']:.3f}  ({line})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
