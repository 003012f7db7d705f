"""Names of an earlier model in the articles with visit events."""

import json
from pathlib import Path

import spacy

import pipeline.mentions.ner  # noqa: F401  registers the component
from pipeline.training.visits import read_visits


def write_silver(visits: Path, model: Path, target: Path) -> int:
    """Tag the articles in `visits`; write JSON from article id to `[start, end, label]`.

    Returns:
        How many names were found.
    """
    nlp = spacy.blank("xx")
    nlp.add_pipe("visit_ner", config={"model": str(model)})
    found = {}
    for article in read_visits(visits):
        doc = nlp(article.text)
        spans = [*doc.ents, *doc.spans["name_dates"]]
        found[article.id] = [[x.start_char, x.end_char, x.label_] for x in spans]
    target.write_text(json.dumps(found) + "\n", encoding="utf-8")
    return sum(map(len, found.values()))
