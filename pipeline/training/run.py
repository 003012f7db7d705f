"""The whole training of the events stage: articles to a model folder."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.events.model import ABOUT_STAYS
from pipeline.events.reader import Reader
from pipeline.scoring.articles import load_articles
from pipeline.scoring.names import default_names
from pipeline.scoring.scores import Scores
from pipeline.training.decisions import (
    THRESHOLDS,
    build_tables,
    calibrate,
    export,
    fit,
    linking,
    outside,
    read_examples,
    score,
    with_reader,
)
from pipeline.training.stays import draft, with_stays

# How many times as much typical articles count: with 3, the average precision of pairs rose from
# .733 to .742 on typical articles that were left out, and was the same on others.
TYPICAL = 3.0


def train(
    articles: Sequence[Path],
    unread: Sequence[Path],
    reader: Path,
    folder: Path,
    typical: Sequence[Path] = (),
    threshold: float = THRESHOLDS["stay"],
) -> Scores:
    """Train all decisions, write the model folder, return the scores on unread articles.

    Args:
        articles: files `NAME.articles.jsonl`; the gold events are in `NAME.events.jsonl` beside.
        unread: more of them, which the reader was not trained on. Trees that were not trained on
            them either are weighed against the reader there; what they make of them together
            teaches which stays stand and how sure that is, and gives the scores, by folds.
            The trees that are written are then fitted on all articles.
        reader: the reader's folder.
        typical: those of the files whose articles are such as the model is for; they count more.
        folder: where the model goes.
        threshold: least probability of a stay.
    """
    process = linking()
    names = default_names()
    examples = read_examples(articles, process)
    tests = read_examples(unread, process)
    weights = dict.fromkeys(article_ids(typical), TYPICAL)
    tables = build_tables([*examples, *tests], names)
    thresholds = {**THRESHOLDS, "stay": threshold}
    trial = fit(tables, outside({test.doc_id for test in tests}), thresholds, weights=weights)
    trial = with_reader(trial, Reader(reader), tests, names)
    trial, predicted = with_stays(trial, [draft(test, trial) for test in tests], names)
    calibration = calibrate(tests, predicted, names)
    final = fit(tables, lambda _: True, thresholds, calibration, weights)
    final = replace(final, **{name: getattr(trial, name) for name in ABOUT_STAYS})
    export(replace(final, reader=trial.reader, mixing=trial.mixing), folder)
    return score(tests, predicted, names)


def article_ids(files: Sequence[Path]) -> set[str]:
    """The ids of the articles in files `NAME.articles.jsonl`."""
    return {key for path in files for key in load_articles(path)}
