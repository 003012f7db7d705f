"""How often linking resolves the gold mentions of the training articles rightly, by kind.

    python benchmarks/linking.py ../shared/train/*.articles.jsonl
    python benchmarks/linking.py --held-out ../shared/dev/*.articles.jsonl

For each gold argument span of a visitor or counterpart, the person span that overlaps it most is
compared with the gold name; for each place span, the country, and the name where the event lists
places. Gold without spans (dev) is scored by names: which share of the gold visitors, counterparts
and places the linker names anywhere in the article.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, Span

from pipeline.document import source_span
from pipeline.engine import Pipeline
from pipeline.linking.knowledge import default_knowledge_base
from pipeline.linking.lexicon import load_lexicon
from pipeline.linking.text import fold
from pipeline.schema import Article
from pipeline.scoring.names import Names
from pipeline.settings import Settings

NAMES = Names(default_knowledge_base().aliases)


def read(path: Path) -> Iterator[tuple[Article, list[dict[str, Any]]]]:
    events = defaultdict(list)
    for line in path.with_name(path.name.replace("articles", "events")).open(encoding="utf-8"):
        event = json.loads(line)
        events[event["doc_id"]].append(event)
    for line in path.open(encoding="utf-8"):
        article = Article.model_validate(json.loads(line))
        yield article, events[article.id]


def overlapping(doc: Doc, group: str, start: int, end: int) -> list[Span]:
    found = []
    for span in doc.spans[group]:
        source = source_span(doc, span.start_char, span.end_char)
        if source:
            shared = min(source[1], end) - max(source[0], start)
            if shared > 0:
                found.append((shared, -(source[1] - source[0]), span))
    best = max((f[:2] for f in found), default=None)
    return [span for *key, span in found if tuple(key) == best]


def kind(surface: str, name: str, lang: str) -> str:
    lexicon = load_lexicon(lang)
    if surface.casefold() in lexicon.pronouns:
        return "pronoun"
    if surface[:1].islower() or not surface[:1].isalpha():
        return "title"
    words = fold(surface).split()
    kb = default_knowledge_base()
    known = {word for form in kb.aliases(name) for word in form.split()}
    if any(w in known or any(w.startswith(k) and len(k) > 3 for k in known) for w in words):
        return "full name" if len(words) > 1 else "bare name"
    return "title"


class Tally:
    """Outcomes by language and kind."""

    def __init__(self, show: bool) -> None:
        self.counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.show = show

    def add(self, lang: str, what: str, outcome: str, note: str) -> None:
        """Count an outcome, and print it unless it is right."""
        self.counts[lang, what][outcome] += 1
        if self.show and outcome != "right":
            print(f"{lang} {what:12} {outcome:7} {note}")

    def report(self) -> None:
        """Print the shares."""
        for (lang, what), c in sorted(self.counts.items()):
            total = sum(c.values())
            print(
                f"{lang} {what:14} {total:4}  right {c['right'] / total:.3f}"
                f"  wrong {c['wrong'] / total:.3f}  missing {c['missing'] / total:.3f}"
            )


def score_spans(doc: Doc, article: Article, events: Iterable[dict[str, Any]], tally: Tally) -> None:
    lang, text = doc._.lang, article.text
    wanted: dict[tuple[str, int, int], set[str]] = defaultdict(set)
    places: dict[tuple[int, int], list[tuple[str, set[str]]]] = defaultdict(list)
    for event in events:
        for start, end in event["mentions"]["visitor"]:
            wanted["persons", start, end].add(event["visitor"])
        for start, end in event["mentions"]["counterpart"]:
            wanted["persons", start, end].update(event["counterparts"])
        for start, end in event["mentions"]["organisation"]:
            wanted["organisations", start, end].update(event["organisations"])
        for start, end in event["mentions"]["place"]:
            places[start, end].append((event["country"], set(event["places"])))
    for (group, start, end), names in wanted.items():
        if not names:
            continue
        surface = text[start:end]
        what = group if group != "persons" else kind(surface, min(names), lang)
        spans = overlapping(doc, group, start, end)
        given = [span._.entity.name for span in spans]
        right = any(NAMES.same(g, name) for g in given for name in names)
        outcome = "right" if right else "wrong" if given else "missing"
        tally.add(lang, what, outcome, f"{article.id} {surface!r} {given} gold {sorted(names)}")
    for (start, end), gold in places.items():
        surface = text[start:end]
        spans = overlapping(doc, "places", start, end)
        entities = [span._.entity for span in spans]
        countries = {country for country, _ in gold}
        listed = {name for _, names in gold for name in names}
        outcome = "missing"
        if entities:
            right = any(e.country in countries for e in entities)
            outcome = "right" if right else "unknown" if entities[0].country is None else "wrong"
        note = f"{article.id} {surface!r} {[(e.name, e.country) for e in entities]} gold {gold[0]}"
        tally.add(lang, "place", outcome, note)
        named = [e for e, s in zip(entities, spans, strict=True) if s.label_ in {"CITY", "SITE"}]
        if listed and named:
            same = any(NAMES.same(e.name, name) for e in named for name in listed)
            tally.add(lang, "place name", "right" if same else "wrong", note)


def score_names(doc: Doc, article: Article, events: Iterable[dict[str, Any]], tally: Tally) -> None:
    found = {
        group: {span._.entity.name for span in doc.spans[group]}
        for group in ("persons", "places", "organisations")
    }
    countries = {span._.entity.country for span in doc.spans["places"]}
    for event in events:
        gold = [("visitor", "persons", event["visitor"])]
        gold += [("counterpart", "persons", name) for name in event["counterparts"]]
        gold += [("place", "places", name) for name in event["places"]]
        gold += [("organisation", "organisations", name) for name in event["organisations"]]
        for what, group, name in gold:
            right = any(NAMES.same(name, other) for other in found[group])
            tally.add(doc._.lang, what, "right" if right else "missing", f"{article.id} {name}")
        right = event["country"] in countries
        note = f"{article.id} {event['country']} {event['places']}"
        tally.add(doc._.lang, "country", "right" if right else "missing", note)


def load_until_linking() -> Pipeline:
    """Return the default pipeline without what comes after linking."""
    settings = Settings.load(None)
    config = spacy.util.load_config(settings.nlp_path())
    names = config["nlp"]["pipeline"]
    config["nlp"]["pipeline"] = names[: names.index("visit_linker") + 1]
    config["components"].pop("visit_events", None)
    with tempfile.NamedTemporaryFile("w", suffix=".cfg") as file:
        file.write(config.to_str())
        file.flush()
        return Pipeline.load(settings.model_copy(update={"nlp": file.name}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="+", type=Path)
    parser.add_argument("--errors", action="store_true", help="list what is not right")
    parser.add_argument("--held-out", action="store_true", help="only lines 2, 5, 8... (no errors)")
    parser.add_argument("--open", action="store_true", help="all lines but the held-out ones")
    arguments = parser.parse_args()
    pipeline = load_until_linking()
    tally = Tally(arguments.errors and not arguments.held_out)
    for path in arguments.articles:
        for line, (article, events) in enumerate(read(path)):
            if (arguments.held_out and line % 3 != 2) or (arguments.open and line % 3 == 2):
                continue
            doc = pipeline.doc(article)
            spans = any("mentions" in event for event in events)
            (score_spans if spans else score_names)(doc, article, events, tally)
    tally.report()
    print("seconds", {k: round(v, 2) for k, v in pipeline.seconds.items()}, file=sys.stderr)


if __name__ == "__main__":
    main()
