"""Scores predicted visit events against gold events, by the rules of the contract."""

from pipeline.scoring.errors import DocView, Loss, Mention, losses
from pipeline.scoring.matching import DocumentMatch, Pair, match_document
from pipeline.scoring.metrics import Calibration, Figure, GroupScores, calibrate
from pipeline.scoring.names import Names, fold
from pipeline.scoring.records import ScoredEvent, ScoreInputError, read_events
from pipeline.scoring.report import run_score
from pipeline.scoring.scores import Scores, score_events, score_files

__all__ = [
    "Calibration",
    "DocView",
    "DocumentMatch",
    "Figure",
    "GroupScores",
    "Loss",
    "Mention",
    "Names",
    "Pair",
    "ScoreInputError",
    "ScoredEvent",
    "Scores",
    "calibrate",
    "fold",
    "losses",
    "match_document",
    "read_events",
    "run_score",
    "score_events",
    "score_files",
]
