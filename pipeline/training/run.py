"""The whole training of the events stage: articles to a model folder."""

import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.events.model import ABOUT_OPINIONS, ABOUT_STAYS, VisitModel
from pipeline.events.reader import Reader
from pipeline.scoring.articles import load_articles
from pipeline.scoring.names import default_names
from pipeline.scoring.scores import Scores
from pipeline.training.decisions import (
    FOLDS,
    THRESHOLDS,
    Example,
    Questions,
    ask,
    build_tables,
    calibrate,
    export,
    fit,
    hear,
    linking,
    outside,
    read_examples,
    score,
    weigh,
)
from pipeline.training.pieces import piece
from pipeline.training.redating import monthly, undated
from pipeline.training.stays import draft, with_stays

# How many times as much typical articles count: with 3, the average precision of pairs rose from
# .733 to .742 on typical articles that were left out, and was the same on others.
TYPICAL = 3.0
# Other digits of an article's hash choose its fold elsewhere.
_SPREAD = 16
_SPREAD_OF_RETOLD = 64
_SPREAD_OF_FOLDS = 512
# One unread article in as many is learned from without its day, too, and another with its month.
_RETOLD = 5


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
        unread: more of them, which the reader was not trained on. Each half of them meets trees
            that were trained on everything else. There the trees are weighed against the reader,
            and what both make of these articles together teaches which stays stand and how sure
            that is, and gives the scores, by folds. The trees that are written are then fitted on
            all articles.
        reader: the reader's folder.
        typical: those of the files whose articles are such as the model is for; they count more.
        folder: where the model goes.
        threshold: least probability of a stay.
    """
    process = linking()
    names = default_names()
    examples = read_examples(articles, process, crawl=True)
    tests = read_examples(unread, process, crawl=True)
    weights = dict.fromkeys(article_ids(typical), TYPICAL)
    tables = build_tables([*examples, *tests], names)
    thresholds = {**THRESHOLDS, "stay": threshold}
    trials = []
    for half in halves(tests):
        unseen = outside({test.doc_id for test in half})
        trial = fit(tables, unseen, thresholds, weights=weights)
        trials.append((replace(trial, reader=Reader(reader)), half))
    questions = Questions()
    for trial, half in trials:
        for test in half:
            ask(questions, test, trial, names)
    heard = hearing(trials, questions)
    drafts = [draft(test, heard[test.doc_id]) for test in tests]
    retold = [
        draft(item, heard[item.doc_id])
        for number, retell in enumerate((undated, monthly))
        for test in tests
        if _part(test.doc_id, _SPREAD_OF_RETOLD, _RETOLD) == number
        and (item := retell(test, process)) is not None
    ]
    cut = (piece(test, process) for test in tests)
    pieces = [draft(item, heard[item.doc_id]) for item in cut if item is not None]
    trial, predicted = with_stays(trials[0][0], drafts, names, retold, pieces)
    calibration = calibrate(tests, predicted, names)
    final = fit(tables, lambda _: True, thresholds, calibration, weights)
    final = replace(
        final,
        **{name: getattr(trial, name) for name in (*ABOUT_STAYS, *ABOUT_OPINIONS)},
        **hear(questions.tables, lambda _: True),
        mixing=weigh(questions.columns),
    )
    export(replace(final, reader=trial.reader), folder)
    return score(tests, predicted, names)


def halves(tests: Sequence[Example]) -> list[list[Example]]:
    """Part articles in two, each always in the same part whatever the others are."""
    parts: list[list[Example]] = [[], []]
    for test in tests:
        parts[_part(test.doc_id, _SPREAD, 2)].append(test)
    return [part for part in parts if part]


def _part(doc_id: str, spread: int, parts: int) -> int:
    return zlib.crc32(doc_id.encode()) // spread % parts


def hearing(
    trials: Sequence[tuple[VisitModel, Sequence[Example]]], questions: Questions
) -> dict[str, VisitModel]:
    """Return the model that judges each unread article: what it hears of it never saw the article.

    Args:
        trials: models with articles that are new to their trees.
        questions: what trees and reader said of these articles.
    """
    mixing = weigh(questions.columns)
    found: dict[str, VisitModel] = {}
    for fold in range(FOLDS):
        parts = [[x for x in half if _part(x.doc_id, _SPREAD_OF_FOLDS, FOLDS) == fold]
                 for _, half in trials]  # fmt: skip
        heard = hear(questions.tables, outside({x.doc_id for part in parts for x in part}))
        for (trial, _), part in zip(trials, parts, strict=True):
            model = replace(trial, mixing=mixing, **heard)
            found |= {x.doc_id: model for x in part}
    return found


def article_ids(files: Sequence[Path]) -> set[str]:
    """The ids of the articles in files `NAME.articles.jsonl`."""
    return {key for path in files for key in load_articles(path)}
