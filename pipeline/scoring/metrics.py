"""Figures of matched documents: precision, recall, F1, accuracies, intervals, calibration."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.scoring.matching import SET_FIELDS, DocumentMatch
from pipeline.scoring.names import Names

RESAMPLES = 1000
SEED = 20150907
ACCURACIES = ("start", "end", "status")
WHOLE = (
    "documents",
    "gold",
    "predicted",
    "matched",
    "exact",
    "empty_documents",
    "false_in_empty",
)


@dataclass(frozen=True)
class Figure:
    """A value with its 95 % interval, all in [0, 1] but for counts per article.

    `None` where nothing was there to be measured.
    """

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class GroupScores:
    """The scores of the documents of one language, or of all."""

    documents: int
    gold: int
    predicted: int
    matched: int
    exact: int
    empty_documents: int
    false_in_empty: int
    figures: Mapping[str, Figure]

    def value(self, name: str) -> float | None:
        """Return the value of one figure, such as `visit_f1`."""
        return self.figures[name].value


def count(match: DocumentMatch, names: Names) -> dict[str, int]:
    """Count what the figures of one document are made of."""
    pairs = match.pairs
    empty = not match.gold
    counts = {
        "documents": 1,
        "gold": len(match.gold),
        "predicted": len(pairs) + len(match.false),
        "matched": len(pairs),
        "exact": sum(pair.exact for pair in pairs),
        "empty_documents": int(empty),
        "false_in_empty": len(match.false) if empty else 0,
    }
    for field in ACCURACIES:
        counts[field] = sum(field in pair.agreed for pair in pairs)
    for field in SET_FIELDS:
        sizes = [
            names.overlap(getattr(pair.gold, field), getattr(pair.predicted, field))
            for pair in pairs
        ]
        for part, column in zip(("shared", "gold", "predicted"), range(3), strict=True):
            counts[f"{field}_{part}"] = sum(size[column] for size in sizes)
    return counts


def count_table(matches: Iterable[DocumentMatch], names: Names) -> pd.DataFrame:
    """Return the counts of documents, one row each, in the order of their ids."""
    rows = {match.doc_id: count(match, names) for match in matches}
    return pd.DataFrame.from_dict(rows, orient="index").sort_index()


def figures(totals: pd.DataFrame) -> pd.DataFrame:
    """Turn summed counts into figures, row by row; NaN where there was nothing to measure."""
    matched = totals["matched"]
    out = {
        "visit_precision": matched / totals["predicted"],
        "visit_recall": matched / totals["gold"],
        "visit_f1": _f1(matched, totals["gold"], totals["predicted"]),
        "exact_precision": totals["exact"] / totals["predicted"],
        "exact_recall": totals["exact"] / totals["gold"],
        "exact_f1": _f1(totals["exact"], totals["gold"], totals["predicted"]),
    }
    out |= {f"{field}_accuracy": totals[field] / matched for field in ACCURACIES}
    for field in SET_FIELDS:
        parts = [totals[f"{field}_{part}"] for part in ("shared", "gold", "predicted")]
        out[f"{field}_f1"] = _f1(*parts)
    out["false_per_empty"] = totals["false_in_empty"] / totals["empty_documents"]
    return pd.DataFrame(out)


def _f1(shared: pd.Series, gold: pd.Series, predicted: pd.Series) -> pd.Series:
    return 2 * shared / (gold + predicted)


def group_scores(counts: pd.DataFrame) -> GroupScores:
    """Sum the counts of documents to scores with bootstrap intervals over the documents."""
    totals = counts.sum().to_frame().T.astype(float)
    point = figures(totals).iloc[0]
    resampled = figures(_resample(counts))
    low, high = resampled.quantile(0.025), resampled.quantile(0.975)
    return GroupScores(
        **{name: int(totals[name].iloc[0]) for name in WHOLE},
        figures={
            str(name): Figure(_known(point[name]), _known(low[name]), _known(high[name]))
            for name in point.index
        },
    )


def _resample(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the summed counts of `RESAMPLES` draws of as many documents, with replacement."""
    size = len(counts)
    draws = np.random.default_rng(SEED).multinomial(size, np.full(size, 1 / size), RESAMPLES)
    return pd.DataFrame(draws @ counts.to_numpy(dtype=float), columns=counts.columns)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


@dataclass(frozen=True)
class Calibration:
    """How far confidences keep what they promise.

    Attributes:
        ece: expected calibration error in [0, 1]; `None` without any confidence.
        reliability: one row a filled bin of confidence: `low`, `high`, `events`, `confidence`
            (mean), `precision`.
        thresholds: one row a `min_confidence`: `events` that reach it, their `precision`, and the
            `recall` that is left.
    """

    ece: float | None
    reliability: pd.DataFrame
    thresholds: pd.DataFrame


def calibrate(
    confidence: Sequence[float], correct: Sequence[bool], gold: int, bins: int = 10
) -> Calibration:
    """Compare confidences with how often their events were right.

    Args:
        confidence: of each predicted event, in [0, 1].
        correct: for each predicted event, whether it matched.
        gold: number of gold events, for the recall at each threshold.
        bins: number of bins of equal width.
    """
    frame = pd.DataFrame({"confidence": confidence, "correct": correct}, dtype=float)
    bin_of = (frame["confidence"] * bins).astype(int).clip(upper=bins - 1)
    grouped = frame.groupby(bin_of)
    table = grouped.agg(
        events=("correct", "size"), confidence=("confidence", "mean"), precision=("correct", "mean")
    )
    table.insert(0, "low", table.index / bins)
    table.insert(1, "high", (table.index + 1) / bins)
    gaps = (table["confidence"] - table["precision"]).abs()
    ece = float((gaps * table["events"]).sum() / len(frame)) if len(frame) else None
    return Calibration(ece, table.reset_index(drop=True), _thresholds(frame, gold))


def _thresholds(frame: pd.DataFrame, gold: int) -> pd.DataFrame:
    rows = []
    for minimum in (0.0, 0.5, 0.7, 0.8, 0.9, 0.95):
        kept = frame[frame["confidence"] >= minimum]["correct"]
        rows.append(
            {
                "min_confidence": minimum,
                "events": len(kept),
                "precision": kept.mean(),
                "recall": kept.sum() / gold if gold else math.nan,
            }
        )
    return pd.DataFrame(rows)
