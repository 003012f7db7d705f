import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events import dating
from pipeline.events.acceptance import LONG_AGO
from pipeline.events.assembly import extract_events
from pipeline.events.dating import Told
from pipeline.events.features import MISSING, Features
from pipeline.events.intervals import (
    MOST_BORROWED,
    Combined,
    Intervals,
    days_of,
    gains,
    likeliest,
    nearness,
)
from pipeline.events.judge import Judge
from pipeline.events.model import Classifier
from pipeline.events.scene import Scene
from pipeline.events.stays import Stay, stays
from pipeline.schema import ArticleDate, DateValue, Status
from tests.events.conftest import day
from tests.events.test_acceptance import ARTICLES, CASSIS, EMPTY, one
from tests.events.test_assembly import Fixed, fixed_model
from tests.events.test_sites import doubtful_model, marked
from tests.events.test_stays import (
    BERLIN,
    MAY,
    MERKEL,
    MONTH,
    PROBABILITIES,
    SEPTEMBER,
    VISITS,
    YEAR,
    visit,
)

WEDNESDAY = day("2022-09-14")
ARTICLE = ArticleDate(value=WEDNESDAY, source="metadata")
FEW = st.lists(VISITS, max_size=5).map(stays)


def intervals(found: Sequence[Stay], article: ArticleDate | None = None) -> Intervals:
    return Intervals(Judge(EMPTY, fixed_model(), article), found)


def chosen(
    stay: Stay,
    *others: Stay,
    article: ArticleDate | None = None,
    decision: Classifier | None = None,
) -> DateValue | None:
    """The interval that a decision gives a stay."""
    options = intervals([stay, *others], article).options(stay)
    rows = [row for _, row in options]
    scores = (decision or Combined()).predict(rows)[:, 1]
    values = [value for value, _ in options]
    number = likeliest(values, scores, [row["combined"] for row in rows])
    return None if number is None else values[number]


def but(stay: Stay, found: Sequence[Stay]) -> list[Stay]:
    """The others of a text."""
    return [other for other in found if other is not stay]


def beside(
    stay: Stay, *others: Stay, article: ArticleDate | None = None
) -> dict[tuple[str, str], Features]:
    """What tells for each interval of a stay."""
    options = intervals([stay, *others], article).options(stay)
    return {days: row for value, row in options if (days := value.iso())}


def leg(*dates: DateValue, **fields: Any) -> Stay:
    """A stay of the same visitor in the next country."""
    return one(*dates, where=BERLIN, **fields)


@given(FEW, ARTICLES)
def test_any_interval_of_any_stay_has_the_same_finite_numbers(
    found: list[Stay], article: ArticleDate | None
) -> None:
    names = list(beside(one(SEPTEMBER))["2022-09-12", "2022-09-12"])
    for stay in found:
        for _, row in intervals(found, article).options(stay):
            assert list(row) == names
            assert all(type(value) is float and math.isfinite(value) for value in row.values())


@given(FEW, ARTICLES)
def test_each_interval_is_possible_once_and_ends_after_it_starts(
    found: list[Stay], article: ArticleDate | None
) -> None:
    for stay in found:
        values = [value for value, _ in intervals(found, article).options(stay)]
        assert len({(v.start, v.end, v.precision) for v in values}) == len(values)
        assert all(v.start and v.end and v.start <= v.end for v in values)
        assert all(v.kind == ("date" if v.start == v.end else "range") for v in values)


@given(FEW, ARTICLES, st.sampled_from(["opens", "closes", "today", "article", "score"]))
def test_the_likeliest_of_the_possible_intervals_is_chosen(
    found: list[Stay], article: ArticleDate | None, name: str
) -> None:
    taste = Fixed(["no", "yes"], lambda row: [0.0, float(row[name] > 0)])
    for stay in found:
        options = intervals(found, article).options(stay)
        liked = [value for value, row in options if row[name] > 0]
        own = [value for value, row in options if row["combined"]]
        liked = liked if own else [value for value in liked if value.precision != "year"]
        taken = chosen(stay, *but(stay, found), article=article, decision=taste)
        assert taken in (liked or own or [None])


@pytest.mark.parametrize(("other", "wins"), [(0.45, False), (0.55, True)])
def test_the_surest_of_intervals_that_exclude_each_other_is_taken(other: float, wins: bool) -> None:
    stay, fellow = one(SEPTEMBER), one(WEDNESDAY, who=MERKEL)

    def taste(row: Mapping[str, float]) -> list[float]:
        return [0.0, 0.5 if row["combined"] else other if row["fellows_same"] else 0.0]

    taken = chosen(stay, fellow, decision=Fixed(["no", "yes"], taste))
    assert taken is not None
    assert (taken.iso() == SEPTEMBER.iso()) is not wins


@pytest.mark.parametrize(("lent", "taken"), [(SEPTEMBER, True), (MONTH, True), (YEAR, False)])
def test_an_undated_stay_takes_no_year_of_another(lent: DateValue, taken: bool) -> None:
    likes_all = Fixed(["no", "yes"], lambda _: [0.1, 0.9])
    found = chosen(one(), one(lent, who=MERKEL), decision=likes_all)
    assert (found is not None) is taken


@given(st.lists(st.none() | st.dates(date(1, 1, 1), date(2100, 1, 1)), max_size=6))
def test_intervals_are_near_where_they_share_a_day(days: list[date | None]) -> None:
    values = [day(str(d)) if d else None for d in days]
    starts, ends, precisions = days_of(values)
    assert [int(s) for s in starts] == [d.toordinal() if d else 0 for d in days]
    assert (starts == ends).all()
    assert [bool(p) for p in precisions] == [d is not None for d in days]
    known = [value for value in values if value]
    expected = [[float(dating.overlap(a, b)) for b in known] for a in known]
    assert nearness(known).tolist() == expected


def test_an_interval_is_the_better_the_more_likely_ones_it_overlaps() -> None:
    days = [day("2022-05-02"), day("2022-05-01", "2022-05-02"), day("2022-06-01")]
    scores = np.array([0.3, 0.25, 0.4], np.float32)
    found = gains(days, scores)
    assert found.argmax() == 0
    assert found[0] - found[1] == pytest.approx(0.05)
    assert gains(days, np.zeros(3, np.float32)).tolist() == [0, 0, 0]


@pytest.mark.parametrize(("score", "dated"), [(0.4, False), (0.6, True)])
def test_a_stay_without_a_date_takes_a_fellows_only_if_that_is_likely(
    score: float, dated: bool
) -> None:
    undated, fellow = one(), one(MAY, who=MERKEL)
    taste = Fixed(["no", "yes"], lambda _: [1 - score, score])
    assert (chosen(undated, fellow, decision=taste) is not None) is dated


@given(FEW, ARTICLES)
def test_combined_takes_the_days_that_the_dates_of_the_stay_make(
    found: list[Stay], article: ArticleDate | None
) -> None:
    for stay in found:
        told = stay.interval or dating.article_month(article)
        options = intervals(found, article).options(stay)
        if told is None:
            assert not any(row["combined"] for _, row in options)
            continue
        taken = chosen(stay, *but(stay, found), article=article)
        assert taken is not None
        assert (taken.iso(), taken.precision) == (told.iso(), told.precision)


@given(FEW, ARTICLES)
def test_the_days_of_fellows_and_of_other_legs_are_possible(
    found: list[Stay], article: ArticleDate | None
) -> None:
    for stay in found:
        possible = [
            (value.iso(), value.precision) for value, _ in intervals(found, article).options(stay)
        ]
        pair = stay.best.candidate
        for other in found:
            own = other.best.candidate.visitor.key == pair.visitor.key
            here = other.best.candidate.country == pair.country
            if other.interval and own != here:
                assert (other.interval.iso(), other.interval.precision) in possible


def test_without_any_date_nothing_is_possible() -> None:
    assert beside(one()) == {}
    assert chosen(one()) is None


def test_an_undated_stay_may_be_of_the_day_or_the_month_of_the_article() -> None:
    found = beside(one(), article=ARTICLE)
    assert {days: (row["article"], row["combined"]) for days, row in found.items()} == {
        ("2022-09", "2022-09"): (1, 1),
        ("2022-09-14", "2022-09-14"): (0, 0),
    }


def test_two_dates_open_and_close_a_stay_unless_they_are_far_apart() -> None:
    found = beside(one(SEPTEMBER, WEDNESDAY, MAY))
    assert set(found) == {
        ("2022-09-12", "2022-09-14"),
        ("2022-09-12", "2022-09-12"),
        ("2022-09-14", "2022-09-14"),
        ("2022-05-01", "2022-05-01"),
    }


def test_what_is_told_of_the_first_and_the_last_day_is_heard() -> None:
    told = [Told(SEPTEMBER, 0.9, 0.8, 0.1), Told(WEDNESDAY, 0.7, 0.2, 0.6)]
    stay = Stay([replace(visit(), dates=tuple(told))])
    found = beside(stay)
    both, first = found["2022-09-12", "2022-09-14"], found["2022-09-12", "2022-09-12"]
    names = ("opens", "closes", "open_score", "close_score", "open_lead", "close_lead")
    assert [both[name] for name in names] == [0.8, 0.6, 0.9, 0.7, 0, 0]
    assert [first[name] for name in names] == [0.8, 0.1, 0.9, 0.9, 0, 0.1 - 0.6]
    assert (both["inside"], both["outside"]) == (2, 0)
    assert (first["inside"], first["outside"], first["outside_last"]) == (1, 1, 0.6)
    assert (both["one_date"], first["one_date"]) == (0, 1)


def test_a_date_that_only_ends_a_stay_does_not_open_it() -> None:
    friday = day("2022-09-16", bound="until")
    row = beside(one(friday))["2022-09-16", "2022-09-16"]
    assert (row["opens"], row["closes"]) == (0, 0.9)


def test_a_stated_length_may_follow_or_precede_a_date() -> None:
    found = beside(one(SEPTEMBER, days=3))
    stated = {days for days, row in found.items() if row["length_stated"]}
    assert stated == {("2022-09-12", "2022-09-14"), ("2022-09-10", "2022-09-12")}
    assert {row["stated"] for row in found.values()} == {3}
    month = one(MONTH, days=3)
    assert [value.iso() for value, _ in intervals([month]).options(month)] == [
        ("2022-09", "2022-09")
    ]


@pytest.mark.parametrize(
    ("next_leg", "possible"),
    [(WEDNESDAY, True), (day("2022-09-26"), True), (day("2022-09-27"), False), (MAY, False)],
)
def test_a_stay_may_end_where_the_next_leg_begins(next_leg: DateValue, possible: bool) -> None:
    iso = next_leg.iso()
    assert iso is not None
    found = beside(one(SEPTEMBER), leg(next_leg))
    days = "2022-09-12", iso[0]
    assert (days in found) == possible
    if possible:
        assert (found[days]["leg_next"], found[days]["leg_after"]) == (1, 0)
        assert found["2022-09-12", "2022-09-12"]["leg_next"] == 0


def test_a_stay_may_begin_where_the_leg_before_ends() -> None:
    found = beside(one(WEDNESDAY), leg(day("2022-09-10", "2022-09-12")))
    days = "2022-09-12", "2022-09-14"
    assert (found[days]["leg_before"], found[days]["leg_next"]) == (1, 0)
    assert {row["leg_after"] for row in found.values()} == {MISSING}


def test_days_over_another_leg_are_told_apart() -> None:
    found = beside(one(day("2022-09-10", "2022-09-20")), leg(WEDNESDAY))
    assert found["2022-09-10", "2022-09-20"]["leg_over"] == 1
    assert found["2022-09-14", "2022-09-14"]["leg_over"] == 0


def test_a_stay_that_has_begun_may_last_until_the_day_of_the_article() -> None:
    assert ("2022-09-12", "2022-09-14") in beside(one(SEPTEMBER), article=ARTICLE)
    assert ("2022-05-01", "2022-09-14") not in beside(one(MAY), article=ARTICLE)


def test_bounds_that_are_told_are_kept_or_not() -> None:
    since, until = day("2022-09-12", bound="from"), day("2022-09-16", bound="until")
    found = beside(one(since, WEDNESDAY, until))
    names = ("since", "until", "since_other", "until_other")
    assert [found["2022-09-12", "2022-09-16"][name] for name in names] == [1, 1, 0, 0]
    assert [found["2022-09-14", "2022-09-16"][name] for name in names] == [0, 1, 1, 0]
    assert [found["2022-09-12", "2022-09-14"][name] for name in names] == [1, 0, 0, 1]
    (free,) = beside(one(WEDNESDAY)).values()
    assert [free[name] for name in names] == [0, 0, 0, 0]


def test_a_day_counts_the_visits_that_tell_it() -> None:
    told = (Told(SEPTEMBER, 0.9, 0.8, 0.1),)
    twice = Stay([replace(visit(), dates=told), replace(visit(), dates=told)])
    assert beside(twice)["2022-09-12", "2022-09-12"]["open_votes"] == 2
    assert beside(one(SEPTEMBER))["2022-09-12", "2022-09-12"]["close_votes"] == 1


def test_a_day_that_another_leg_claims_is_less_this_one_s() -> None:
    found = beside(one(SEPTEMBER, score=0.5), leg(SEPTEMBER, score=0.9))
    row = found["2022-09-12", "2022-09-12"]
    assert row["open_rival"] > 0.5
    assert row["open_ahead"] < 0
    fellow = beside(one(SEPTEMBER, score=0.5), one(SEPTEMBER, who=MERKEL, score=0.9))
    assert fellow["2022-09-12", "2022-09-12"]["open_rival"] == 0


def test_days_of_a_further_stay_in_the_same_country_are_told_apart() -> None:
    found = beside(one(SEPTEMBER, WEDNESDAY), one(WEDNESDAY))
    assert found["2022-09-12", "2022-09-12"]["sibling_over"] == 0
    assert found["2022-09-14", "2022-09-14"]["sibling_over"] == 1


def test_a_trip_of_a_delegation_lends_its_days() -> None:
    trip = day("2022-09-10", "2022-09-20")
    found = beside(one(SEPTEMBER), one(trip, who=MERKEL), one(trip, who=CASSIS), leg(trip))
    row, own = found["2022-09-10", "2022-09-20"], found["2022-09-12", "2022-09-12"]
    names = ("fellows", "fellows_same", "fellow_start", "fellow_end", "legs", "legs_same")
    assert [row[name] for name in names] == [2, 2, 1, 1, 1, 1]
    assert [own[name] for name in names] == [2, 0, 0, 0, 1, 0]


def test_only_the_surest_of_many_fellows_lend_their_days() -> None:
    guests = [
        one(day(f"2022-10-{i + 10}"), who=MERKEL, score=i / 10) for i in range(MOST_BORROWED + 2)
    ]
    found = set(beside(one(SEPTEMBER), *guests)) - {("2022-09-12", "2022-09-12")}
    lent = [guest.interval.iso() for guest in guests[2:] if guest.interval]
    assert found == set(lent)


@pytest.mark.parametrize("other", [one(MAY, where=BERLIN, who=MERKEL), one(MAY)])
def test_stays_of_others_elsewhere_and_of_oneself_here_lend_nothing(other: Stay) -> None:
    found = beside(one(SEPTEMBER), other)
    assert set(found) == {("2022-09-12", "2022-09-12")}
    (row,) = found.values()
    assert (row["fellows"], row["legs"]) == (0, 0)


@pytest.mark.parametrize(
    ("when", "article", "ahead", "today"),
    [
        (SEPTEMBER, ARTICLE, -2, 0),
        (WEDNESDAY, ARTICLE, 0, 1),
        (YEAR.model_copy(update={"start": date(2010, 1, 1)}), ARTICLE, -LONG_AGO, 1),
        (SEPTEMBER, None, -2 * LONG_AGO, 0),
    ],
)
def test_days_are_counted_from_the_article(
    when: DateValue, article: ArticleDate | None, ahead: float, today: float
) -> None:
    options = intervals([one(when)], article).options(one(when))
    row = next(row for _, row in options if row["combined"])
    assert (row["start_ahead"], row["today"]) == (ahead, today)


@pytest.mark.parametrize("status", list(Status))
def test_the_stay_itself_is_described_beside_each_interval(status: Status) -> None:
    told = tuple(float(other == status) for other in Status)
    found = beside(one(SEPTEMBER, WEDNESDAY, status=told, entry=True))
    for row in found.values():
        assert {other: row[f"status={other}"] for other in Status} == {
            other: float(other == status) for other in Status
        }
        assert (row["visits"], row["told"], row["entry"], row["far"]) == (1, 2, 1, 0)
        assert row["options"] == len(found) == 3


@given(PROBABILITIES)
def test_combined_answers_with_probabilities(answer: float) -> None:
    ((no, yes),) = Combined().predict([{"combined": answer}])
    assert (no + yes, yes) == (pytest.approx(1), pytest.approx(answer, abs=1e-6))


def test_an_event_has_the_interval_that_is_decided_for() -> None:
    doc = marked("Rutte was in Bern. De dag bleef warm.\nMerkel was maandag in Davos.")
    guests = Fixed(["no", "yes"], lambda row: [0.0, row["fellows_same"]])

    def start(visitor: str, **fields: Classifier) -> str | None:
        judge = Judge(Scene(doc), doubtful_model(**fields), None)
        found = {event.visitor: event.start for event in extract_events(judge, "a1")}
        return found[visitor]

    assert start("Angela Merkel") == "2022-09-12"
    assert start("Mark Rutte", interval=guests) == "2022-09-12"
