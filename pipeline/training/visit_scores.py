"""Scores the visit heads on articles with annotated mentions.

Fair only for articles that the model was not trained on (`visits train fit --exclude-files`).
"""

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import spacy
from sklearn.metrics import average_precision_score, roc_auc_score
from spacy.tokens import Doc

import pipeline.mentions.ner  # noqa: F401  registers the component
from pipeline.mentions.ner import link_probability
from pipeline.training.visits import ROLES, STATUSES, VisitLabel, read_visits

_PAIRS = (
    ("VISITOR", "PLACE"),
    ("VISITOR", "DATE"),
    ("PLACE", "DATE"),
    ("VISITOR", "COUNTERPART"),
    ("PLACE", "COUNTERPART"),
)


def score_visits(visits: Path, model: Path, exclude: frozenset[str]) -> dict[str, float]:
    """Return figures in [0, 1].

    - `role X overlap`: F1 of role spans, a span being right where it shares a token with a gold
      span of its role and each gold span being found once;
    - `status`: accuracy at gold visitors, places, dates and triggers (mean over their tokens);
    - `link X-Y ap`, `auc`: how well pairs of gold mentions of one event come before other
      pairs of the same article; `base` is the share of such pairs.
    """
    nlp = spacy.blank("xx")
    nlp.add_pipe("visit_ner", config={"model": str(model)})
    counts: Counter[str] = Counter()
    links: dict[tuple[str, str], list[tuple[bool, float]]] = defaultdict(list)
    for article in read_visits(visits, exclude):
        doc = nlp(article.text)
        spans = [(label, _tokens(doc, label)) for label in article.labels]
        known = [(label, span) for label, span in spans if span is not None]
        _count_roles(doc, known, counts)
        _count_statuses(doc, known, counts)
        _collect_links(doc, known, links)
    figures = {}
    for role in ROLES:
        found, gold = counts[f"found {role}"], counts[f"gold {role}"]
        right, hit = counts[f"right {role}"], counts[f"hit {role}"]
        precision, recall = right / max(1, found), hit / max(1, gold)
        figures[f"role {role} precision"] = precision
        figures[f"role {role} recall"] = recall
        figures[f"role {role} f1"] = 2 * precision * recall / max(1e-9, precision + recall)
    figures["status"] = counts["status right"] / max(1, counts["status"])
    for (first, second), pairs in links.items():
        wanted, given = np.array(pairs).T
        name = f"link {first}-{second}"
        figures[f"{name} base"] = float(wanted.mean())
        figures[f"{name} ap"] = float(average_precision_score(wanted, given))
        figures[f"{name} auc"] = float(roc_auc_score(wanted, given))
    return figures


def _tokens(doc: Doc, label: VisitLabel) -> tuple[int, int] | None:
    span = doc.char_span(label.start, label.end, alignment_mode="expand")
    return None if span is None else (span.start, span.end)


Known = list[tuple[VisitLabel, tuple[int, int]]]


def _count_roles(doc: Doc, known: Known, counts: Counter[str]) -> None:
    for role in ROLES:
        gold = [span for label, span in known if label.label == role]
        found = [(s.start, s.end) for s in doc.spans["roles"] if s.label_ == role]
        counts[f"gold {role}"] += len(gold)
        counts[f"found {role}"] += len(found)
        counts[f"right {role}"] += sum(any(_meet(a, b) for b in gold) for a in found)
        counts[f"hit {role}"] += sum(any(_meet(a, b) for b in found) for a in gold)


def _meet(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _count_statuses(doc: Doc, known: Known, counts: Counter[str]) -> None:
    status = doc.user_data["visit_status"]
    for label, span in known:
        if label.status:
            counts["status"] += 1
            best = STATUSES[int(status[slice(*span)].mean(0).argmax())]
            counts["status right"] += best == label.status


def _collect_links(
    doc: Doc, known: Known, links: dict[tuple[str, str], list[tuple[bool, float]]]
) -> None:
    for pair in _PAIRS:
        for first, span in known:
            for second, other in known:
                if (first.label, second.label) == pair and not _meet(span, other):
                    together = bool(first.events & second.events)
                    links[pair].append((together, link_probability(doc, span, other)))
