import math
from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events.features import MISSING, Features
from pipeline.events.model import log_odds
from pipeline.events.opinions import Opinion, Outline
from pipeline.events.review import Kept, KeptBodies, KeptCompany, KeptStatus, Text, second
from pipeline.events.stays import Stay
from pipeline.schema import ArticleDate, Status
from tests.events.conftest import day
from tests.events.test_acceptance import ARTICLES
from tests.events.test_assembly import Fixed, fixed_model
from tests.events.test_intervals import FEW
from tests.events.test_opinions import thought

MONDAY, TUESDAY = "2022-09-12", "2022-09-13"
NEVER = Fixed(["no", "yes"], lambda _: [1.0, 0.0])


def opinion(
    person: str = "Rutte",
    country: str = "CH",
    days: str | None = MONDAY,
    *,
    score: float = 0.5,
    sentences: Collection[int] = (0,),
    status: Status = Status.COMPLETED,
    or_else: str | None = None,
    met: Mapping[str, float] | None = None,
    to: Mapping[str, float] | None = None,
) -> Opinion:
    """What is thought of a stay on one day, or else perhaps on another.

    `met` holds how sure it is that others were met, `to` that bodies were what it was for.
    """
    options = tuple(day(text) for text in (days, or_else) if text)
    told = tuple(float(other == status) for other in Status)
    outline = Outline(
        person=person,
        country=country,
        sentences=frozenset(sentences),
        features={"visits": 1.0, "domestic": 0.0},
        options=options,
        placed=tuple({"combined": float(i == 0)} for i in range(len(options))),
        status=told,
        others={key: {"counterpart": p, "delegation": 0.0} for key, p in (met or {}).items()},
        bodies={key: {"to": p} for key, p in (to or {}).items()},
    )
    chances = np.array([0.75, 0.25][: len(options)], np.float32)
    return Opinion(outline, score, chances, told)


def stay_row(*opinions: Opinion) -> Features:
    """How the first of the stays of a text is described."""
    return Text(opinions).stay_rows()[0]


def interval_rows(*opinions: Opinion) -> list[Features]:
    return Text(opinions).interval_rows()[0]


def status_row(*opinions: Opinion) -> Features:
    return Text(opinions).status_rows()[0]


OPINIONS = st.lists(
    st.builds(
        opinion,
        person=st.sampled_from(["Rutte", "Merkel", "Cassis"]),
        country=st.sampled_from(["CH", "DE"]),
        days=st.sampled_from([None, MONDAY, TUESDAY, "2021-05-01"]),
        score=st.floats(0, 1),
        sentences=st.sets(st.integers(0, 3), min_size=1),
        status=st.sampled_from(list(Status)),
        met=st.dictionaries(st.sampled_from(["Rutte", "Merkel", "Draghi"]), st.floats(0, 1)),
        to=st.dictionaries(st.sampled_from(["NATO", "G7"]), st.floats(0, 1)),
    ),
    max_size=6,
)


@given(OPINIONS)
def test_all_rows_have_the_same_finite_numbers(opinions: list[Opinion]) -> None:
    text = Text(opinions)
    intervals = text.interval_rows()
    assert [len(rows) for rows in intervals] == [len(x.outline.options) for x in opinions]
    for rows in (
        text.stay_rows(),
        text.status_rows(),
        [row for own in intervals for row in own],
        [row for own in text.other_rows() for row in own.values()],
        [row for own in text.body_rows() for row in own.values()],
    ):
        assert len({tuple(row) for row in rows}) <= 1
        assert all(math.isfinite(value) for row in rows for value in row.values())
    assert len(text.stay_rows()) == len(text.status_rows()) == len(opinions)


@given(FEW, ARTICLES)
def test_before_anything_is_learned_the_first_opinion_stands(
    found: list[Stay], article: ArticleDate | None
) -> None:
    opinions = thought(found, article=article)
    for before, after in zip(opinions, second(fixed_model(), opinions), strict=True):
        assert after.outline is before.outline
        assert after.score == pytest.approx(before.score, abs=1e-6)
        assert after.interval == before.interval
        assert after.status == pytest.approx(before.status, abs=1e-6)


def test_who_was_elsewhere_that_day_was_hardly_here() -> None:
    here, there = opinion(score=0.4), opinion(country="DE", score=0.9)
    row = stay_row(here, there)
    assert (row["legs_over"], row["legs_same"], row["legs_told"]) == (pytest.approx(0.9),) * 2 + (
        1,
    )
    assert row["legs_lead"] == pytest.approx(-0.5)
    other = replace(there, outline=opinion(country="DE", days=TUESDAY).outline)
    row = stay_row(here, other)
    assert (row["legs_over"], row["legs_most"]) == (0, pytest.approx(0.9))


@pytest.mark.parametrize(
    ("other", "group"),
    [
        (opinion(score=0.8), "siblings"),
        (opinion(country="DE", score=0.8), "legs"),
        (opinion("Merkel", score=0.8, sentences=[7]), "fellows"),
        (opinion("Merkel", "DE", score=0.8), "beside"),
    ],
)
def test_others_are_told_apart_by_person_country_and_sentence(other: Opinion, group: str) -> None:
    row = stay_row(opinion(), other)
    groups = ("siblings", "legs", "fellows", "beside")
    assert {name: row[f"{name}_most"] > 0 for name in groups} == {
        name: name == group for name in groups
    }


def test_a_stay_is_ranked_in_its_text() -> None:
    row = stay_row(opinion(score=0.3), opinion("Merkel", score=0.9), opinion("Cassis", score=0.6))
    assert row["text_rank"] == pytest.approx(2 / 3)
    assert (row["text_told"], row["text_most"]) == (2, pytest.approx(0.9))
    assert row["text_mean"] == pytest.approx(0.6)
    assert row["first"] == pytest.approx(log_odds(0.3))


def test_unlikely_stays_are_not_heard() -> None:
    faint = opinion("Merkel", score=0.04)
    assert stay_row(opinion(), faint)["fellows_most"] == 0
    assert status_row(opinion(), faint)["all_count"] == 0


def test_days_are_compared_with_those_of_the_others() -> None:
    stay = opinion(or_else=TUESDAY)
    fellow, leg = opinion("Merkel", days=TUESDAY, score=0.8), opinion(country="DE", score=0.6)
    monday, tuesday = interval_rows(stay, fellow, leg)
    assert (monday["fellows_is"], tuesday["fellows_is"]) == (0, pytest.approx(0.8))
    assert (monday["fellows_off"], tuesday["fellows_off"]) == (pytest.approx(0.8), 0)
    assert (monday["legs_over"], tuesday["legs_over"]) == (pytest.approx(0.6), 0)
    assert (monday["legs_next"], monday["legs_before"]) == (pytest.approx(0.6),) * 2
    assert (monday["rank"], tuesday["rank"]) == (0, 1)
    assert tuesday["behind"] == pytest.approx(0.5)


def test_a_month_is_not_its_first_day() -> None:
    month = day("2022-09-01", "2022-09-30").model_copy(update={"precision": "month"})
    fellow = opinion("Merkel", days="2022-09-01", score=0.8)
    stay = opinion()
    stay = replace(stay, outline=replace(stay.outline, options=(month,)))
    (row,) = interval_rows(stay, fellow)
    assert (row["fellows_starts"], row["fellows_over"]) == (0, pytest.approx(0.8))


def test_the_status_of_the_others_is_known() -> None:
    stay = opinion()
    fellow = opinion("Merkel", score=0.6, status=Status.PLANNED)
    leg = opinion(country="DE", days=TUESDAY, score=0.9, status=Status.CANCELLED)
    row = status_row(stay, fellow, leg)
    assert (row["fellows=planned"], row["fellows=completed"]) == (1, 0)
    assert (row["later=cancelled"], row["earlier=cancelled"]) == (1, MISSING)
    assert row["all_count"] == pytest.approx(1.5)
    assert row["all=planned"] == pytest.approx(0.4)
    assert (row["told=completed"], row["days_combined"]) == (1, 1)


def test_an_undated_stay_is_neither_earlier_nor_later() -> None:
    row = status_row(opinion(days=None), opinion(country="DE"))
    assert (row["later_count"], row["earlier_count"], row["all_count"]) == (0, 0, 0.5)
    assert row["days_combined"] == MISSING


def test_what_fellow_guests_say_of_a_body_is_known() -> None:
    stay = opinion(to={"NATO": 0.3, "G7": 0.6})
    fellow = opinion("Merkel", score=0.8, to={"NATO": 0.9})
    leg = opinion(country="DE", days=TUESDAY, score=0.5, to={"G7": 0.7})
    rows = Text([stay, fellow, leg]).body_rows()[0]
    nato, g7 = rows["NATO"], rows["G7"]
    assert (nato["to_fellows"], g7["to_fellows"]) == (pytest.approx(0.9), 0)
    assert (nato["to_legs_most"], g7["to_legs_most"]) == (0, pytest.approx(0.7))
    assert g7["to_legs_lead"] == pytest.approx(-0.1)
    assert nato["to_siblings"] == MISSING
    assert (nato["rank"], g7["rank"], g7["options"]) == (1, 0, 2)
    later = opinion("Merkel", days=TUESDAY, score=0.8, to={"NATO": 0.9})
    assert Text([stay, later]).body_rows()[0]["NATO"]["to_fellows"] == MISSING


def test_who_meets_whom_is_seen_from_both_sides() -> None:
    stay = opinion(met={"Merkel": 0.4})
    fellow = opinion("Merkel", score=0.8, met={"Rutte": 0.7})
    row = Text([stay, fellow]).other_rows()[0]["Merkel"]
    assert row["visits_along"] == row["visits_here"] == pytest.approx(0.8)
    assert row["returns_counterpart"] == pytest.approx(0.7)
    later = replace(fellow, outline=opinion("Merkel", days=TUESDAY, met={"Rutte": 0.7}).outline)
    row = Text([stay, later]).other_rows()[0]["Merkel"]
    assert (row["visits_along"], row["visits_here"]) == (0, pytest.approx(0.8))
    assert row["returns_counterpart"] == 0


@pytest.mark.parametrize(
    ("chances", "role"),
    [
        ([0.1, 0.6, 0.3], "counterpart"),
        ([0.1, 0.3, 0.6], "delegation"),
        ([0.4, 0.3, 0.3], None),
        ([0.0, 0.5, 0.5], "counterpart"),
    ],
)
def test_others_are_what_is_most_likely(chances: list[float], role: str | None) -> None:
    decision = Fixed(["none", "counterpart", "delegation"], lambda _: chances)
    model = replace(fixed_model(), company_again=decision)
    (found,) = second(model, [opinion(met={"Merkel": 0.1})])
    assert found.company == ({"Merkel": role} if role else {})


def test_bodies_at_or_above_the_threshold_are_taken() -> None:
    (found,) = second(fixed_model(), [opinion(to={"NATO": 0.5, "G7": 0.49})])
    assert found.bodies == {"NATO"}


def test_the_second_decisions_decide() -> None:
    stay, fellow = opinion(or_else=TUESDAY), opinion("Merkel", days=TUESDAY, score=0.8)

    def agrees(row: Mapping[str, float]) -> list[float]:
        return [0.0, row["fellows_is"]]

    planned = Fixed([s.value for s in Status], lambda _: [0.0, 0.0, 1.0, 0.0, 0.0])
    model = replace(
        fixed_model(),
        stay_again=NEVER,
        interval_again=Fixed(["no", "yes"], agrees),
        status_again=planned,
    )
    found, _ = second(model, [stay, fellow])
    assert found.score == 0
    assert found.interval is not None
    assert found.interval.iso() == (TUESDAY, TUESDAY)
    assert found.status == (0, 0, 1, 0, 0)


def test_the_status_is_decided_on_the_days_that_are_taken_at_last() -> None:
    stay, leg = opinion(or_else="2022-09-20"), opinion(country="DE", days="2022-09-15")
    later = Fixed([s.value for s in Status], lambda row: [row["later_count"], 0, 0, 0, 0])
    last = Fixed(["no", "yes"], lambda row: [0.0, 1 - row["combined"]])
    model = replace(fixed_model(), status_again=later)
    assert second(model, [stay, leg])[0].status[0] == 0.5
    assert second(replace(model, interval_again=last), [stay, leg])[0].status[0] == 0


def test_nothing_is_thought_of_no_stays() -> None:
    assert second(fixed_model(), []) == []
    assert Kept().predict([]).shape == (0, 2)
    assert KeptStatus().predict([]).shape == (0, len(Status))
    assert KeptCompany().predict([]).shape == (0, 3)
    assert KeptBodies().predict([]).shape == (0, 2)
