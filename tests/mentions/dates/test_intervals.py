from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipeline.mentions.dates import intervals


@given(st.dates(date(1001, 1, 1), date(2198, 1, 1)), st.integers(-20, 20))
def test_units_hold_their_day(day: date, steps: int) -> None:
    for unit in ("day", "week", "month", "quarter", "halfyear", "year", "decade", "century"):
        here = intervals.unit(day, unit, 0)
        assert here is not None
        assert here.contains(day)
        there = intervals.unit(day, unit, steps)
        if there is not None and steps:
            assert not there.contains(day)


def test_weeks_are_iso_weeks() -> None:
    assert intervals.week(date(2021, 1, 2)).timex == "2020-W53"
    assert intervals.weekend(date(2024, 6, 19)).start == date(2024, 6, 22)


def test_holidays() -> None:
    easter = intervals.holiday(2024, "easter")
    assert easter is not None
    assert easter.start == date(2024, 3, 31)
    ascension = intervals.holiday(2023, "easter+39")
    assert ascension is not None
    assert ascension.start == date(2023, 5, 18)


def test_seasons_are_known_to_the_year() -> None:
    assert intervals.season(2020, "SU").precision == "year"
    assert intervals.season(2020, "SU", "end").timex == "2020-08"


def test_coarse_anchors_coarsen() -> None:
    month = intervals.month(2024, 6)
    assert intervals.coarsened(intervals.day(date(2024, 5, 31)), month).timex == "2024-05"
    assert intervals.coarsened(intervals.years(2023, 2023), month).timex == "2023"


def test_values_outside_the_years_are_dropped() -> None:
    assert intervals.sane(intervals.day(date(999, 1, 1))) is None
    assert intervals.moved(date(2024, 1, 1), "year", 90000) is None
