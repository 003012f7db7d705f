"""Fits the confidence of a trained model on articles like those it will meet."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.events.model import load_model
from pipeline.scoring.names import Names, default_names
from pipeline.scoring.records import ScoredEvent
from pipeline.scoring.scores import Scores
from pipeline.training.decisions import (
    FOLDS,
    UNCALIBRATED,
    Example,
    Predicted,
    calibrate,
    linking,
    predict,
    read_examples,
    score,
    write_about,
)


def recalibrate(articles: Sequence[Path], folder: Path, reader: Path) -> Scores:
    """Fit the confidence anew, write it into the model folder, return what to expect of it.

    Args:
        articles: files `NAME.articles.jsonl`, new to the model; the gold events lie beside.
        folder: the model's folder.
        reader: the reader's folder.

    Returns:
        Scores in which each article's confidences come from a fit without that article.
    """
    examples, names = read_examples(articles, linking()), default_names()
    model = replace(load_model(folder, reader), calibration=UNCALIBRATED)
    predicted = {example.doc_id: predict(example, model) for example in examples}
    calibration = calibrate(examples, predicted, names)
    meta = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    meta["calibration"] = {"raw": calibration.raw, "calibrated": calibration.calibrated}
    write_about(folder, meta)
    return score(examples, cross_calibrated(examples, predicted, names), names)


def cross_calibrated(
    examples: Sequence[Example], predicted: Predicted, names: Names
) -> dict[str, list[ScoredEvent]]:
    """Give each article's events the confidence that the articles of other folds teach."""
    found: dict[str, list[ScoredEvent]] = {}
    for number in range(FOLDS):
        others = [x for i, x in enumerate(examples) if i % FOLDS != number]
        calibration = calibrate(others, predicted, names)
        for example in examples[number::FOLDS]:
            found[example.doc_id] = [
                event.model_copy(update={"confidence": calibration(event.confidence or 0.0)})
                for event in predicted[example.doc_id]
            ]
    return found
