"""Scores of predicted events against gold events."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.scoring.matching import DocumentMatch, match_document
from pipeline.scoring.metrics import (
    Calibration,
    GroupScores,
    calibrate,
    count_table,
    group_scores,
)
from pipeline.scoring.names import Names, default_names
from pipeline.scoring.records import ScoredEvent, ScoreInputError, read_events

UNKNOWN_LANGUAGE = "und"


@dataclass(frozen=True)
class Scores:
    """Scores of all documents and of each language's, and the matches that they come from."""

    overall: GroupScores
    languages: Mapping[str, GroupScores]
    calibration: Calibration
    matches: tuple[DocumentMatch, ...]
    language_of: Mapping[str, str]


def score_files(
    gold: Sequence[Path],
    events: Sequence[Path],
    *,
    documents: Mapping[str, str | None] | None = None,
    names: Names | None = None,
) -> Scores:
    """Score files of predicted events against files of gold events.

    Args:
        gold: JSONL files of gold events.
        events: JSONL files of predicted events.
        documents: ids of all documents and their languages, so that those without events count;
            a language of `None` is taken from the events or the id.
        names: how names compare; with the knowledge base's aliases where not given.

    Raises:
        ScoreInputError: a file cannot be read, or there is nothing to score.
    """
    return score_events(read_events(gold), read_events(events), documents=documents, names=names)


def score_events(
    gold: Iterable[ScoredEvent],
    predicted: Iterable[ScoredEvent],
    *,
    documents: Mapping[str, str | None] | None = None,
    names: Names | None = None,
) -> Scores:
    """Score predicted events against gold events; see `score_files`."""
    names = names or default_names()
    wanted, given = _by_document(gold), _by_document(predicted)
    ids = sorted({*(documents or {}), *wanted, *given})
    if not ids:
        raise ScoreInputError("nothing to score: no documents and no events")
    matches = tuple(match_document(i, wanted[i], given[i], names) for i in ids)
    language_of = {i: _language(i, documents or {}, [*given[i], *wanted[i]]) for i in ids}
    counts = count_table(matches, names)
    by_language = counts.groupby(counts.index.map(language_of))
    return Scores(
        overall=group_scores(counts),
        languages={str(lang): group_scores(part) for lang, part in by_language},
        calibration=_calibration(matches),
        matches=matches,
        language_of=language_of,
    )


def _by_document(events: Iterable[ScoredEvent]) -> defaultdict[str, list[ScoredEvent]]:
    grouped: defaultdict[str, list[ScoredEvent]] = defaultdict(list)
    for event in events:
        grouped[event.doc_id].append(event)
    return grouped


def _language(
    doc_id: str, documents: Mapping[str, str | None], events: Sequence[ScoredEvent]
) -> str:
    """Return a document's language: as its article says, else its events, else its id."""
    told = documents.get(doc_id) or next((e.lang for e in events if e.lang), None)
    if told:
        return told
    prefix = re.match(r"([a-z]{2})[-_]", doc_id)
    return prefix[1] if prefix else UNKNOWN_LANGUAGE


def _calibration(matches: Sequence[DocumentMatch]) -> Calibration:
    judged = [(p.predicted, True) for match in matches for p in match.pairs]
    judged += [(event, False) for match in matches for event in match.false]
    known = [(e.confidence, right) for e, right in judged if e.confidence is not None]
    return calibrate(
        [confidence for confidence, _ in known],
        [right for _, right in known],
        gold=sum(len(match.gold) for match in matches),
    )
