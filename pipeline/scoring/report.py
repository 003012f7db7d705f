"""`visits score`: scores as tables to read, or as JSON."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.schema import Article
from pipeline.scoring.articles import article_languages, load_articles
from pipeline.scoring.errors import KINDS, STAGES, DocView, Loss, losses
from pipeline.scoring.metrics import Figure, GroupScores
from pipeline.scoring.names import Aliases, Names, default_names
from pipeline.scoring.records import ScoredEvent, find_files
from pipeline.scoring.scores import Scores, score_files
from pipeline.scoring.views import analyse

Views = Callable[[Iterable[Article]], Mapping[str, DocView]]
"""Analyses articles again and gives by id what the stages before events found in them."""

_EVIDENCE_WIDTH = 100
_COUNTS = {
    "documents": "articles",
    "gold": "gold events",
    "predicted": "predicted events",
    "matched": "matched",
    "exact": "matched exactly",
    "empty_documents": "articles without visits",
    "false_in_empty": "false events in those",
}


def run_score(
    gold: Path,
    events: Path,
    articles: Path | None = None,
    as_json: bool = False,
    errors: bool = False,
    *,
    aliases: Aliases | None = None,
    views: Views | None = None,
) -> str:
    """Score predicted events and return the report.

    Args:
        gold: a file of gold events, a folder of `*events.jsonl`, or a glob.
        events: the same for predicted events.
        articles: the articles, in any form that `visits run` reads, so that those without events
            count and words are shown.
        as_json: return everything as JSON instead of text.
        errors: tell for each error the stage that made it.
        aliases: other names of a name; the package's knowledge base's where not given.
        views: analyses the articles with errors again, so that `errors` can tell mentions from
            links; the default pipeline where not given. Without articles the stages are told
            from the output alone.

    Raises:
        ScoreInputError: a file is missing, unreadable or malformed.
    """
    read = load_articles(articles) if articles else {}
    names = default_names() if aliases is None else Names(aliases)
    scores = score_files(
        find_files(gold, "*events.jsonl"),
        find_files(events, "*events.jsonl"),
        documents=article_languages(read.values()),
        names=names,
    )
    found = _losses(scores, read, names, (views or analyse) if errors else None)
    if as_json:
        return json.dumps(_as_json(scores, found, read, errors), ensure_ascii=False, indent=2)
    return _as_text(scores, found, read, errors)


def _losses(
    scores: Scores, articles: Mapping[str, Article], names: Names, views: Views | None
) -> list[Loss]:
    seen: Mapping[str, DocView] = {}
    if views is not None:
        wrong = [m.doc_id for m in scores.matches if any(losses(m, None, names))]
        seen = views(articles[doc_id] for doc_id in wrong if doc_id in articles)
    return [
        loss for match in scores.matches for loss in losses(match, seen.get(match.doc_id), names)
    ]


def _groups(scores: Scores) -> dict[str, GroupScores]:
    return {"all": scores.overall, **scores.languages}


def score_table(scores: Scores) -> pd.DataFrame:
    """Return the scores as a table of text: a row a figure, a column a language."""
    columns = {}
    for name, group in _groups(scores).items():
        cells = {label: str(getattr(group, field)) for field, label in _COUNTS.items()}
        cells |= {_label(key): _cell(value) for key, value in group.figures.items()}
        columns[name] = cells
    return pd.DataFrame(columns)


def error_table(found: Iterable[Loss], scores: Scores) -> pd.DataFrame:
    """Return how many errors each stage made: a row a language and kind, a column a stage."""
    rows = [(scores.language_of[loss.doc_id], loss.kind, loss.stage) for loss in found]
    frame = pd.DataFrame(rows, columns=["language", "kind", "stage"])
    order = pd.MultiIndex.from_product(
        [sorted(scores.languages), KINDS], names=["language", "kind"]
    )
    table = pd.crosstab([frame["language"], frame["kind"]], frame["stage"])
    return table.reindex(index=order, columns=list(STAGES), fill_value=0)


def _label(figure: str) -> str:
    return "false events each" if figure == "false_per_empty" else figure.replace("_", " ")


def _cell(figure: Figure) -> str:
    if figure.value is None:
        return "-"
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def _as_text(
    scores: Scores, found: list[Loss], articles: Mapping[str, Article], errors: bool
) -> str:
    parts = [
        "Scores, with 95 % intervals by bootstrap over articles",
        score_table(scores).to_string(),
    ]
    calibration = scores.calibration
    if calibration.ece is not None:
        parts += [
            f"Confidence: expected calibration error {calibration.ece:.3f}",
            calibration.reliability.to_string(index=False, float_format="%.3f"),
            calibration.thresholds.to_string(index=False, float_format="%.3f"),
        ]
    if errors:
        parts += ["Errors by the stage that made them", error_table(found, scores).to_string()]
    kinds = KINDS if errors else KINDS[:2]
    titles = {
        "missed": "Missed",
        "false": "False",
        "inexact": "Matched, with wrong dates, status or places",
        "partial": "Matched exactly, with wrong counterparts or organisations",
    }
    for kind in kinds:
        chosen = [loss for loss in found if loss.kind == kind]
        lines = [_line(loss, articles, errors) for loss in chosen]
        parts.append("\n".join([f"{titles[kind]} ({len(chosen)})", *lines]))
    return "\n\n".join(parts)


def _line(loss: Loss, articles: Mapping[str, Article], errors: bool) -> str:
    event = loss.event
    words = [loss.doc_id, event.visitor, event.country, _dates(event), event.status.value]
    if errors:
        words.append(f"<{loss.stage}>")
    for field in loss.wrong:
        wanted = _shown(event, field)
        words.append(f"{field}: {_shown(loss.predicted, field)} (gold: {wanted})")
    quoted = _evidence(event, articles)
    if quoted:
        words.append(f'"{quoted}"')
    return "  " + "  ".join(words)


def _shown(event: ScoredEvent | None, field: str) -> str:
    """Return the value of a field for a reader."""
    value = getattr(event, field)
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return "none" if value is None else str(value)


def _dates(event: ScoredEvent) -> str:
    if event.start is None and event.end is None:
        return "no date"
    if event.start == event.end:
        return str(event.start)
    return f"{event.start or '?'}/{event.end or '?'}"


def _evidence(event: ScoredEvent, articles: Mapping[str, Article]) -> str:
    """Return the words that an event rests on, on one line; empty where they are not known."""
    article = articles.get(event.doc_id)
    text = article.text if article else ""
    words = [quote.text or text[quote.start : quote.end] for quote in event.evidence]
    quoted = " … ".join(word for word in words if word)
    line = " ".join(quoted.split())
    return line if len(line) <= _EVIDENCE_WIDTH else line[: _EVIDENCE_WIDTH - 1] + "…"


def _as_json(
    scores: Scores, found: list[Loss], articles: Mapping[str, Article], errors: bool
) -> dict[str, Any]:
    report: dict[str, Any] = {
        "scores": {name: asdict(group) for name, group in _groups(scores).items()},
        "calibration": {
            "ece": scores.calibration.ece,
            "reliability": _records(scores.calibration.reliability),
            "thresholds": _records(scores.calibration.thresholds),
        },
        **{kind: [] for kind in KINDS},
    }
    for loss in found:
        entry = loss.event.model_dump(mode="json") | {"words": _evidence(loss.event, articles)}
        if loss.predicted:
            given = loss.predicted.model_dump(mode="json")
            entry["wrong"] = {field: given[field] for field in loss.wrong}
        if errors:
            entry["stage"] = loss.stage
        report[loss.kind].append(entry)
    if errors:
        report["errors"] = _records(error_table(found, scores).reset_index())
    return report


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as plain values, `None` where it has none."""
    rows: list[dict[str, Any]] = json.loads(frame.to_json(orient="records"))
    return rows
