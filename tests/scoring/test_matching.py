import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.scoring import Names, ScoredEvent
from pipeline.scoring.matching import FIELDS, agreed_fields, compatible_dates, same_stay

from .builders import event, match

DATES = st.sampled_from([None, "2022", "2022-09", "2022-09-12", "2022-10", "2023"])
EVENTS = st.builds(
    event,
    visitor=st.sampled_from(["Mark Rutte", "Angela Merkel"]),
    country=st.sampled_from(["SR", "CN"]),
    when=DATES,
    status=st.sampled_from(["completed", "planned"]),
    places=st.sampled_from([(), ("Paramaribo",), ("Paramaribo", "Albina")]),
    optional=st.booleans(),
)
PREDICTED = EVENTS.map(lambda e: e.model_copy(update={"optional": False}))


@pytest.mark.parametrize(
    ("gold", "predicted", "fits"),
    [
        (("2022-09-12", "2022-09-13"), ("2022-09-13", "2022-09-14"), True),
        (("2022-09-12", "2022-09-13"), ("2022-09-14", "2022-09-14"), False),
        (("2022-09-12", "2022-09-12"), ("2022-09", "2022-09"), True),
        (("2022", "2022"), ("2022-12-31", "2022-12-31"), True),
        (("2022-09", "2022-10"), ("2022-10-31", "2022-11-02"), True),
        (("2022-09", "2022-09"), ("2022-10", "2022-10"), False),
        (("2022-12-30", "2023-01-02"), ("2023", "2023"), True),
        ((None, None), ("2022", "2022"), True),
        ((None, None), (None, None), True),
        (("2022", "2022"), (None, None), False),
    ],
)
def test_dates_are_compatible_where_their_intervals_overlap(gold, predicted, fits):
    left = event(start=gold[0], end=gold[1])
    right = event(start=predicted[0], end=predicted[1])
    assert compatible_dates(left, right) is fits


@pytest.mark.parametrize("other", [{"visitor": "Wopke Hoekstra"}, {"country": "GY"}])
def test_visitor_and_country_must_be_the_same(other):
    result = match([event()], [event(**other)])
    assert (len(result.missed), len(result.false), result.pairs) == (1, 1, ())


def test_visitors_match_by_folded_name_and_by_alias():
    assert match([event(visitor="Pope Francis")], [event(visitor="FRANCIS")]).pairs
    names = Names(lambda name: {"Ferenc pápa"} if name == "Pope Francis" else set())
    assert match([event(visitor="Pope Francis")], [event(visitor="Ferenc papa")], names).pairs


def test_each_event_is_matched_once():
    result = match([event()], [event(), event()])
    assert (len(result.pairs), len(result.false)) == (1, 1)
    result = match([event(), event()], [event()])
    assert (len(result.pairs), len(result.missed)) == (1, 1)


def test_the_most_events_are_matched_even_if_fewer_fields_agree():
    year = event(when="2022", places=["Paramaribo"])
    day = event(when="2022-09-12", status="planned")
    # `wide` agrees best with `day`, but only it can answer `year`.
    wide = event(when="2022-03", places=[], status="planned")
    exact = event(when="2022-09-12", status="planned")
    result = match([year, day], [wide, exact])
    assert {(p.gold.start, p.predicted.start) for p in result.pairs} == {
        ("2022", "2022-03"),
        ("2022-09-12", "2022-09-12"),
    }


def test_among_equal_numbers_the_most_fields_agree():
    first = event(when="2022-09-12", status="planned", places=["Albina"])
    second = event(when="2022-09-12", status="completed", places=["Paramaribo"])
    result = match([first, second], [second, first])
    assert all(pair.exact for pair in result.pairs)


def test_an_optional_event_counts_neither_found_nor_missed():
    optional = event(optional=True)
    found = match([optional], [event()])
    assert (found.pairs, found.missed, found.false, len(found.excused)) == ((), (), (), 1)
    missed = match([optional], [])
    assert (missed.pairs, missed.missed, missed.false, missed.excused) == ((), (), (), ())


def test_a_second_answer_to_an_optional_event_is_false():
    result = match([event(optional=True)], [event(), event()])
    assert (len(result.excused), len(result.false)) == (1, 1)


def test_a_counted_event_wins_over_an_optional_one_that_agrees_better():
    counted = event(when="2022", status="planned", places=["Albina"])
    optional = event(optional=True)
    result = match([optional, counted], [event()])
    assert [pair.gold for pair in result.pairs] == [counted]
    assert not result.missed


def test_a_prediction_goes_to_the_optional_event_where_both_can_be_answered():
    result = match([event(when=None), event(optional=True)], [event(), event(when="2015")])
    assert [pair.predicted.start for pair in result.pairs] == ["2015"]
    assert not result.false


def test_agreement_names_the_fields():
    gold = event(places=["Kyiv"], counterparts=["A"], organisations=["NATO"])
    predicted = event(places=["KYIV"], counterparts=["B"], organisations=["NATO"], end="2022-09")
    agreed = agreed_fields(gold, predicted, Names())
    assert set(FIELDS) - agreed == {"end", "counterparts"}


def test_exact_asks_for_dates_status_and_places_alone():
    def pair(**fields):
        [found] = match([event(places=["Kyiv"])], [event(**({"places": ["Kyiv"]} | fields))]).pairs
        return found

    assert pair(counterparts=["A"], organisations=["NATO"]).exact
    assert pair(start="2022-09").wrong == ("start",)
    assert pair(status="planned", places=[]).wrong == ("status", "places")


def brute_force(gold: list[ScoredEvent], predicted: list[ScoredEvent]) -> tuple[int, int, int]:
    """Return the best (matched, counted, agreeing fields) over all assignments."""
    names, best = Names(), (0, 0, 0)
    slots = [*range(len(predicted)), *[None] * len(gold)]
    for choice in set(itertools.permutations(slots, len(gold))):
        pairs = [(g, predicted[j]) for g, j in zip(gold, choice, strict=True) if j is not None]
        if all(same_stay(g, p, names) for g, p in pairs):
            counted = sum(not g.optional for g, _ in pairs)
            fields = sum(len(agreed_fields(g, p, names)) for g, p in pairs)
            best = max(best, (len(pairs), counted, fields))
    return best


@settings(max_examples=60, deadline=None)
@given(st.lists(EVENTS, max_size=3), st.lists(PREDICTED, max_size=3))
def test_the_assignment_is_the_best_of_all(gold, predicted):
    result = match(gold, predicted)
    matched, counted, fields = brute_force(gold, predicted)
    assert len(result.pairs) == counted
    assert len(result.pairs) + len(result.excused) == matched
    if not result.excused:
        assert sum(len(pair.agreed) for pair in result.pairs) == fields


@given(st.lists(EVENTS, max_size=5), st.lists(PREDICTED, max_size=5))
def test_everything_is_accounted_for_once(gold, predicted):
    result = match(gold, predicted)
    assert sorted(map(str, result.gold)) == sorted(str(g) for g in gold if not g.optional)
    assert sorted(map(str, result.predicted)) == sorted(map(str, predicted))
