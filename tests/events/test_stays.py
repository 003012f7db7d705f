from collections.abc import Sequence
from typing import Any

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events.candidates import Candidate
from pipeline.events.dating import Told
from pipeline.events.judge import Visit
from pipeline.events.scene import Mention
from pipeline.events.stays import OWN_STAY, Stay, stays
from pipeline.schema import DateValue, Entity
from tests.events.conftest import day, person, place

RUTTE = person("Mark Rutte", "NL", "wd:Q57792")
MERKEL = person("Angela Merkel", "DE", "wd:Q567")
BERN = place("Bern", "CH")
BERLIN = place("Berlin", "DE")
MAY, SEPTEMBER = day("2022-05-01"), day("2022-09-12")
MONTH = day("2022-09-01", "2022-09-30").model_copy(update={"precision": "month"})
YEAR = day("2022-01-01", "2022-12-31").model_copy(update={"precision": "year"})
SENTENCES = 60
WORDS = spacy.blank("xx")("x " * SENTENCES)


def mention(sentence: int, entity: Entity, form: str) -> Mention:
    """The only word of a sentence."""
    return Mention(
        span=WORDS[sentence : sentence + 1],
        form=form,
        score=1.0,
        sentence=sentence,
        paragraph=0,
        entity=entity,
        country=entity.country,
    )


def visit(
    *dates: DateValue,
    score: float = 0.8,
    sure: bool = True,
    who: Entity = RUTTE,
    where: Entity = BERN,
    sentence: int = 0,
    dated: float = 0.9,
    **fields: Any,
) -> Visit:
    """A visit whose dates belong to it with the probability `dated`."""
    pair = Candidate(
        mention(sentence, who, "NAME"), mention(sentence, where, "CITY"), sentence, False
    )
    values: dict[str, Any] = {
        "trees": score,
        "reading": None,
        "place_score": 0.7,
        "dates": tuple(Told(value, dated, dated, dated) for value in dates),
        "days": None,
        "entry": False,
        "status": (0.6, 0.1, 0.1, 0.1, 0.1),
    }
    return Visit(candidate=pair, score=score, sure=sure, **(values | fields))


def weak(*dates: DateValue, **fields: Any) -> Visit:
    return visit(*dates, score=0.3, sure=False, **fields)


def days(found: Sequence[Stay]) -> list[tuple[str, str] | None]:
    return [stay.interval.iso() if stay.interval else None for stay in found]


def groups(found: Sequence[Stay]) -> list[list[int]]:
    """The sentences that tell each stay."""
    return [[visit.candidate.anchor for visit in stay.visits] for stay in found]


PROBABILITIES = st.floats(0, 1)
DATES = st.sampled_from(
    [MAY, SEPTEMBER, day("2022-09-14"), day("2022-09-10", "2022-09-20"), MONTH, YEAR]
)
VISITS = st.builds(
    lambda dates, **fields: visit(*dates, **fields),
    st.lists(DATES, max_size=2),
    score=PROBABILITIES,
    sure=st.booleans(),
    who=st.sampled_from([RUTTE, MERKEL]),
    where=st.sampled_from([BERN, BERLIN]),
    sentence=st.integers(0, SENTENCES - 1),
    dated=PROBABILITIES,
    days=st.none() | st.integers(1, 5),
    entry=st.booleans(),
)


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (day("2022-09-12"), 1),
        (day("2022-09-15"), 1),
        (day("2022-09-16"), 2),
        (day("2022-09-09"), 1),
        (day("2022-09-08"), 2),
        (day("2022-09-10", "2022-09-20"), 1),
        (MONTH, 1),
        (YEAR, 2),
    ],
)
def test_dates_near_each_other_are_of_one_stay(other: DateValue, count: int) -> None:
    assert len(stays([visit(SEPTEMBER), visit(other, sentence=1)])) == count


def test_a_stay_goes_from_its_first_to_its_last_day() -> None:
    found = stays([visit(SEPTEMBER, dated=0.8), visit(day("2022-09-14"), dated=0.8)])
    assert [stay.span.iso() for stay in found if stay.span] == [("2022-09-12", "2022-09-14")]
    assert days(stays([visit(SEPTEMBER, days=3)])) == [("2022-09-12", "2022-09-14")]


def test_other_persons_and_other_countries_are_other_stays() -> None:
    found = stays([visit(), visit(who=MERKEL), visit(where=BERLIN), visit(sentence=9)])
    assert groups(found) == [[0, 9], [0], [0]]


def test_undated_visits_join_the_nearest_stay() -> None:
    told = [visit(MAY, sentence=2), visit(SEPTEMBER, sentence=20)]
    found = stays([visit(sentence=9), *told, visit(sentence=16), visit(sentence=40)])
    assert sorted(groups(found)) == [[2, 9], [20, 16, 40]]
    assert sorted(filter(None, days(found))) == sorted(days(stays(told)))


def test_visits_without_any_date_are_one_stay() -> None:
    found = stays([visit(sentence=3), visit(sentence=50)])
    assert (groups(found), days(found)) == ([[3, 50]], [None])


def test_a_doubtful_further_date_makes_no_stay() -> None:
    doubtful = {"score": OWN_STAY, "dated": 0.9, "sentence": 1}
    found = stays([visit(SEPTEMBER), visit(MAY, **doubtful)])
    assert (groups(found), days(found)) == ([[0, 1]], [("2022-09-12", "2022-09-12")])
    assert len(stays([visit(SEPTEMBER), visit(MAY, **doubtful, entry=True)])) == 2
    assert len(stays([visit(MAY, **doubtful)])) == 1


def test_no_visits_make_no_stays() -> None:
    assert stays([]) == []


def test_the_best_visit_has_the_highest_score() -> None:
    assert Stay([visit(score=0.5), visit(score=0.9, sentence=7), weak()]).best.score == 0.9


@pytest.mark.parametrize(
    ("told", "other"),
    [
        (visit(SEPTEMBER), weak(sentence=1)),
        (visit(SEPTEMBER), weak(SEPTEMBER, sentence=1)),
        (visit(SEPTEMBER), weak(day("2022-09-14"), sentence=1)),
        (visit(SEPTEMBER), weak(MONTH, sentence=1)),
        (visit(), weak(SEPTEMBER, sentence=1)),
        (visit(), weak(sentence=1)),
    ],
)
def test_weak_visits_that_may_be_of_a_told_stay_are_left_out(told: Visit, other: Visit) -> None:
    assert stays([told, other]) == stays([other, told]) == [Stay([told])]


@pytest.mark.parametrize(
    "other", [weak(MAY), weak(SEPTEMBER, who=MERKEL), weak(who=MERKEL), weak(where=BERLIN)]
)
def test_weak_visits_that_are_of_no_told_stay_make_their_own(other: Visit) -> None:
    told = visit(SEPTEMBER)
    assert stays([told, other]) == [Stay([told]), Stay([other])]


def test_a_weak_visit_must_fit_none_of_the_told_stays() -> None:
    told = [visit(MAY), visit(SEPTEMBER)]
    assert len(stays(told)) == 2
    assert stays([*told, weak(day("2022-05-02"))]) == stays(told)


def test_weak_visits_of_one_stay_are_told_together() -> None:
    apart = [weak(MAY, sentence=4), weak(day("2022-05-02"), sentence=5)]
    assert groups(stays([visit(SEPTEMBER), *apart])) == [[0], [4, 5]]
    assert groups(stays([weak(MAY, sentence=4), weak(sentence=6)])) == [[4, 6]]


def test_undated_weak_visits_join_no_weak_stay_beside_a_told_one() -> None:
    found = stays([visit(SEPTEMBER), weak(MAY, sentence=4), weak(sentence=5)])
    assert groups(found) == [[0], [4]]


def by_journey(found: Sequence[Stay]) -> list[list[Visit]]:
    """The visits of each stay, those of one person in one country beside each other."""

    def journey(told: Sequence[Visit]) -> tuple[str, str]:
        return told[0].candidate.visitor.key, told[0].candidate.country

    return sorted((stay.visits for stay in found), key=journey)


@given(st.lists(VISITS, max_size=8))
def test_told_stays_are_the_same_without_the_weak_visits(visits: list[Visit]) -> None:
    told = [stay for stay in stays(visits) if stay.best.sure]
    assert by_journey(told) == by_journey(stays([visit for visit in visits if visit.sure]))


@given(st.lists(VISITS, max_size=8))
def test_a_stay_is_of_one_person_in_one_country_and_sure_or_not(visits: list[Visit]) -> None:
    for stay in stays(visits):
        kinds = {(v.candidate.visitor.key, v.candidate.country, v.sure) for v in stay.visits}
        assert len(kinds) == 1


@given(st.lists(VISITS, max_size=8))
def test_every_sure_visit_is_in_one_stay_and_no_weak_one_in_two(visits: list[Visit]) -> None:
    placed = [id(visit.candidate) for stay in stays(visits) for visit in stay.visits]
    assert len(placed) == len(set(placed))
    assert {id(visit.candidate) for visit in visits if visit.sure} <= set(placed)
    assert set(placed) <= {id(visit.candidate) for visit in visits}


@given(st.lists(VISITS, min_size=1, max_size=8))
def test_whoever_may_have_been_somewhere_has_a_stay_there(visits: list[Visit]) -> None:
    def journeys(found: Sequence[Visit]) -> set[tuple[str, str]]:
        return {(v.candidate.visitor.key, v.candidate.country) for v in found}

    assert journeys([stay.best for stay in stays(visits)]) == journeys(visits)


def test_a_finer_date_counts_only_where_it_is_nearly_as_sure() -> None:
    elsewhere = day("2022-10-20")
    for sure, expected in ((0.4, MONTH), (0.95, elsewhere)):
        stay = Stay([visit(MONTH), visit(elsewhere, dated=sure)])
        assert stay.interval is not None
        assert stay.interval.iso() == expected.iso()


def test_a_day_inside_the_month_stands_for_it() -> None:
    stay = Stay([visit(MONTH), visit(SEPTEMBER, dated=0.8)])
    assert stay.interval is not None
    assert stay.interval.iso() == SEPTEMBER.iso()


def test_each_date_of_a_stay_is_told_once_and_the_surest_first() -> None:
    stay = Stay(
        [
            visit(MAY, SEPTEMBER, score=0.5, dated=0.8),
            visit(SEPTEMBER, score=0.9, dated=0.5),
            visit(MONTH, score=0.9, dated=0.2),
        ]
    )
    assert [(told.value, rank) for told, rank in stay.dates] == [
        (SEPTEMBER, pytest.approx(0.45)),
        (MAY, pytest.approx(0.4)),
        (MONTH, pytest.approx(0.18)),
    ]
    assert stay.dates[0][0].score == pytest.approx(0.9)
    assert Stay([visit()]).dates == []


@given(st.lists(VISITS, min_size=1, max_size=5))
def test_the_dates_of_a_stay_are_those_of_its_visits(visits: list[Visit]) -> None:
    found = Stay(visits).dates
    values = [(told.value.start, told.value.end, told.value.precision) for told, _ in found]
    own = {(t.value.start, t.value.end, t.value.precision) for v in visits for t in v.dates}
    assert len(values) == len(set(values))
    assert set(values) == own
    ranks = [rank for _, rank in found]
    assert ranks == sorted(ranks, reverse=True)
    assert all(rank <= told.score + 1e-9 for told, rank in found)
