from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events.judge import Judge
from pipeline.events.model import VisitModel
from pipeline.events.opinions import Opinion, first, outlines, parts, standing
from pipeline.events.stays import Stay
from pipeline.schema import ArticleDate, DateValue
from tests.events.conftest import day
from tests.events.test_acceptance import ARTICLES, EMPTY, one
from tests.events.test_assembly import Fixed, fixed_model
from tests.events.test_intervals import ARTICLE, FEW, WEDNESDAY
from tests.events.test_stays import MAY, MERKEL, PROBABILITIES, RUTTE, SEPTEMBER, visit

MONTH = DateValue(kind="date", start=date(2024, 5, 1), end=date(2024, 5, 31), precision="month")


class Answers:
    """Gives the stays of a text their probabilities in order."""

    def __init__(self, probabilities: Sequence[float]) -> None:
        self.classes = ["no", "yes"]
        self._probabilities = probabilities

    def predict(self, rows: Sequence[Mapping[str, float]]) -> np.ndarray:
        assert len(rows) == len(self._probabilities)
        return np.array([(1 - p, p) for p in self._probabilities]).reshape(-1, 2)


def thought(
    found: Sequence[Stay], model: VisitModel | None = None, article: ArticleDate | None = None
) -> list[Opinion]:
    """The first opinions of the stays of a text."""
    model = model or fixed_model()
    return first(model, outlines(Judge(EMPTY, model, article), found))


def told(probabilities: Sequence[float], **thresholds: float) -> list[float]:
    """The scores of those stays that stand, of as many as there are probabilities."""
    model = replace(
        fixed_model(),
        stay=Answers(probabilities),
        thresholds={**fixed_model().thresholds, **thresholds},
    )
    found = [one(sentence=i) for i in range(len(probabilities))]
    stands = standing(model, found, thought(found, model))
    assert [x.outline.sentences for _, x in stands] == [
        {visit.candidate.anchor for visit in stay.visits} for stay, _ in stands
    ]
    return [x.score for _, x in stands]


@given(FEW, ARTICLES)
def test_every_stay_is_thought_of(found: list[Stay], article: ArticleDate | None) -> None:
    opinions = thought(found, article=article)
    assert len(opinions) == len(found)
    for stay, opinion in zip(found, opinions, strict=True):
        pair = stay.best.candidate
        assert (opinion.outline.person, opinion.outline.country) == (pair.visitor.key, pair.country)
        assert len(opinion.chances) == len(opinion.outline.options) == len(opinion.outline.placed)
        assert opinion.score == pytest.approx(max(1e-4, min(1 - 1e-4, stay.best.score)), abs=1e-6)
        if article is None:
            assert (opinion.interval is None) is (stay.interval is None)
            if stay.interval and opinion.interval:
                assert opinion.interval.iso() == stay.interval.iso()


def test_a_stay_is_outlined() -> None:
    stay = Stay([visit(SEPTEMBER, sentence=2), visit(SEPTEMBER, sentence=5)])
    (opinion,) = thought([stay])
    outline = opinion.outline
    assert (outline.person, outline.country) == (RUTTE.id, "CH")
    assert outline.sentences == {2, 5}
    assert sum(outline.status) == pytest.approx(1)
    assert opinion.status == outline.status


def test_the_surer_visit_says_more_of_the_status() -> None:
    planned, done = (0.0, 0.0, 1.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0, 0.0)
    stay = Stay([visit(status=planned, score=0.75), visit(status=done, score=0.25)])
    (opinion,) = thought([stay])
    assert opinion.status == pytest.approx((0.25, 0, 0.75, 0, 0))


def test_each_stay_keeps_the_chances_of_its_own_intervals() -> None:
    early = Fixed(["no", "yes"], lambda row: [0.0, float(row["start_ahead"] < -30)])
    model = replace(fixed_model(), interval=early)
    opinions = thought([one(MAY), one(), one(SEPTEMBER, MAY, who=MERKEL)], model, ARTICLE)
    for opinion in opinions:
        ahead = [row["start_ahead"] for row in opinion.outline.placed]
        assert opinion.chances.tolist() == [float(days < -30) for days in ahead]
    assert opinions[2].interval is not None
    assert opinions[2].interval.iso() == MAY.iso()


def test_no_stays_have_no_chances() -> None:
    assert thought([]) == []
    assert parts(np.zeros(0, np.float32), []) == []
    undated = thought([one(), one(who=MERKEL)])
    assert [list(x.chances) for x in undated] == [[], []]
    assert [x.interval for x in undated] == [None, None]


def test_the_likeliest_interval_is_taken() -> None:
    (opinion,) = thought([one(SEPTEMBER, WEDNESDAY)])
    days = [value.iso() for value in opinion.outline.options]
    for index, iso in enumerate(days):
        sure = replace(opinion, chances=np.eye(len(days), dtype=np.float32)[index])
        assert sure.interval is not None
        assert sure.interval.iso() == iso


@given(st.lists(PROBABILITIES, max_size=6), PROBABILITIES)
def test_stays_at_or_above_the_threshold_stand(
    probabilities: list[float], threshold: float
) -> None:
    assert told(probabilities, stay=threshold) == [p for p in probabilities if p >= threshold]


def test_the_threshold_itself_is_enough() -> None:
    assert told([0.5], stay=0.5) == [0.5]


@given(st.lists(PROBABILITIES, max_size=6), PROBABILITIES)
def test_a_text_without_a_likely_stay_tells_none(probabilities: list[float], least: float) -> None:
    likely = max(probabilities, default=-1.0) >= least
    assert told(probabilities, stay=0.0, text=least) == (probabilities if likely else [])


@pytest.mark.parametrize(
    ("days", "scores", "stand"),
    [
        ([day("2024-05-02"), day("2024-05-02")], [0.2, 0.3], [0.5]),
        ([day("2024-05-02"), day("2024-05-02")], [0.6, 0.7], [1.0]),
        ([day("2024-05-02"), day("2024-06-02")], [0.2, 0.3], []),
        ([MONTH, MONTH], [0.5, 0.2], [0.7]),
        ([MONTH, MONTH], [0.5, 0.45], [0.5, 0.45]),
        ([day("2024-05-02"), day("2024-05-02")], [0.01, 0.38], []),
    ],
)
def test_stays_on_the_same_days_are_one_whose_chances_add_up(
    days: list[DateValue], scores: list[float], stand: list[float]
) -> None:
    model = replace(fixed_model(), thresholds={**fixed_model().thresholds, "stay": 0.4, "text": 0})
    found = [one(days[0], sentence=1), one(days[1], sentence=30)]
    opinions = [replace(x, score=p) for x, p in zip(thought(found, model), scores, strict=True)]
    told = standing(model, found, opinions)
    assert [x.score for _, x in told] == pytest.approx(stand)


def test_days_without_an_article_are_those_that_are_told() -> None:
    (opinion,) = thought([one(day("2022-09-12", "2022-09-14"))])
    assert opinion.interval is not None
    assert opinion.interval.iso() == ("2022-09-12", "2022-09-14")
