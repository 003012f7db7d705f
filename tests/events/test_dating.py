from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipeline.events.dating import Told, article_month, combine, overlap, span
from pipeline.schema import ArticleDate, DateValue
from tests.events.conftest import day

DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31)).map(
    lambda d: DateValue(kind="date", start=d, end=d, precision="day")
)


def month(text: str) -> DateValue:
    start = date.fromisoformat(text + "-01")
    return DateValue(kind="date", start=start, end=start.replace(day=28), precision="month")


def told(*values: DateValue, first: float = 0.5, last: float = 0.5) -> list[Told]:
    return [Told(value, 0.9, first, last) for value in values]


def test_nothing_gives_nothing() -> None:
    assert combine([]) is None
    assert span([]) is None


def test_two_days_of_a_stay_become_its_range() -> None:
    value = combine(told(day("2024-05-16"), day("2024-05-18")))
    assert value is not None
    assert value.iso() == ("2024-05-16", "2024-05-18")


def test_the_likeliest_days_bound_a_stay() -> None:
    announced = told(day("2024-05-14"), first=0.1, last=0.0)
    stay = [*told(day("2024-05-16"), last=0.1), *told(day("2024-05-18"), first=0.1), *announced]
    value, everything = combine(stay), span(stay)
    assert value is not None
    assert value.iso() == ("2024-05-16", "2024-05-18")
    assert everything is not None
    assert everything.iso() == ("2024-05-14", "2024-05-18")


def test_a_later_day_ends_a_stay_only_where_it_is_nearly_as_likely_to() -> None:
    first = told(day("2024-05-16"), first=0.9, last=0.8)
    for last, end in ((0.75, "2024-05-18"), (0.5, "2024-05-16")):
        value = combine([*first, *told(day("2024-05-18"), first=0.1, last=last)])
        assert value is not None
        assert value.iso() == ("2024-05-16", end)


SCORES = st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))


@given(SCORES, SCORES)
def test_a_date_told_twice_is_surer(
    here: tuple[float, float, float], there: tuple[float, float, float]
) -> None:
    one, other = Told(day("2024-05-16"), *here), Told(day("2024-05-16"), *there)
    joined = one.joined(other)
    for name in ("score", "first", "last"):
        either = max(getattr(one, name), getattr(other, name))
        assert either - 1e-9 <= getattr(joined, name) <= 1
    assert joined.value == one.value


def test_stated_length_ends_the_stay() -> None:
    value = combine(told(day("2024-06-18")), days=2)
    assert value is not None
    assert value.iso() == ("2024-06-18", "2024-06-19")


def test_length_counts_back_from_a_last_day() -> None:
    value = combine(told(day("2024-06-20", bound="until")), days=3)
    assert value is not None
    assert value.iso() == ("2024-06-18", "2024-06-20")


def test_length_does_not_stretch_a_told_range() -> None:
    value = combine(told(day("2024-06-18", "2024-06-20")), days=9)
    assert value is not None
    assert value.iso() == ("2024-06-18", "2024-06-20")


def test_coarser_and_distant_dates_are_left_out() -> None:
    value = combine(told(day("2024-06-18"), month("2024-06"), day("2023-01-01")))
    assert value is not None
    assert value.iso() == ("2024-06-18", "2024-06-18")


def test_article_month_keeps_the_precision_of_the_article() -> None:
    article = ArticleDate(value=day("2024-02-11"), source="metadata")
    value = article_month(article)
    assert value is not None
    assert value.iso() == ("2024-02", "2024-02")
    assert article_month(None) is None


@given(st.lists(DAYS, min_size=1, max_size=6), st.none() | st.integers(1, 30))
def test_combined_interval_holds_its_surest_date(values: list[DateValue], days: int | None) -> None:
    value = combine(told(*values), days)
    assert value is not None
    assert value.start is not None
    assert value.end is not None
    assert value.start <= value.end
    assert overlap(value, values[0])
