import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mentions.article_date import article_date
from pipeline.mentions.dates import find_dates, resolve
from pipeline.mentions.dates.lexicon import load
from tests.mentions.dates.helpers import PUBLISHED, article_day, dates_in

LANGUAGES = ("nl", "de", "hu")
MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "hu": "január február március április május június július augusztus szeptember október november"
    " december",
}
PATTERNS = {
    "nl": (
        "{d} {month} {y}", "{d} {month}, {y}", "{d}-{m}-{y}", "{d:02d}-{m:02d}-{y}", "{d}/{m}/{y}",
        "{d}.{m}.{y}", "{y}-{m:02d}-{d:02d}",
    ),
    "de": (
        "{d}. {month} {y}", "{d:02d}.{m:02d}.{y}", "{d}.{m}.{y}", "{d}. {m}. {y}",
        "{y}-{m:02d}-{d:02d}",
    ),
    "hu": (
        "{y}. {month} {d}.", "{y}. {month} {d}-i", "{y}.{m:02d}.{d:02d}.", "{y}. {m:02d}. {d:02d}.",
        "{y} {month} {d}", "{y}-{m:02d}-{d:02d}",
    ),
}  # fmt: skip
few = settings(max_examples=40, deadline=None)
days = st.dates(date(1000, 1, 1), date(2199, 12, 31))
recent = st.dates(date(1950, 1, 1), date(2049, 12, 31))


def words(lang: str) -> st.SearchStrategy[str]:
    known = sorted(load(lang).atoms)
    pieces = st.one_of(st.sampled_from(known), st.sampled_from((" ", "\n", ".", ", ", "-", "x")))
    return st.lists(pieces, max_size=25).map(" ".join)


def check(text: str, lang: str) -> None:
    found = find_dates(text, lang)
    assert found == sorted(found, key=lambda expression: expression.start)
    for day in (article_day(), article_date(text, None, None, lang), None):
        for result in resolve(found, text, lang, day):
            assert 0 <= result.start < result.end <= len(text)
            value = result.value
            assert (value.start is None) == (value.end is None)
            if value.start is not None and value.end is not None:
                assert 1000 <= value.start.year <= value.end.year <= 2200
                assert value.start <= value.end
    for left, right in pairwise(found):
        assert left.end <= right.start


@pytest.mark.parametrize("lang", LANGUAGES)
@few
@given(text=st.text(max_size=200))
def test_any_text_gives_sane_values(lang: str, text: str) -> None:
    check(text, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@few
@given(data=st.data())
def test_any_words_of_time_give_sane_values(lang: str, data: st.DataObject) -> None:
    check(data.draw(words(lang)), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@few
@given(text=st.text(alphabet="0123456789.-/: ,", max_size=60))
def test_any_figures_give_sane_values(lang: str, text: str) -> None:
    check(text, lang)


@pytest.mark.parametrize(
    ("lang", "pattern"), [(lang, pattern) for lang in LANGUAGES for pattern in PATTERNS[lang]]
)
@few
@given(day=days)
def test_every_rendered_date_comes_back(lang: str, pattern: str, day: date) -> None:
    month = MONTHS[lang].split()[day.month - 1]
    text = pattern.format(d=day.day, m=day.month, y=day.year, month=month)
    found = dates_in(f"x ({text}) x", lang)
    assert [result.value.iso() for result in found] == [(day.isoformat(), day.isoformat())]
    assert text.startswith(f"x ({text}) x"[found[0].start : found[0].end].rstrip("."))


@pytest.mark.parametrize("lang", ["nl", "de"])
@few
@given(first=recent, length=st.integers(1, 27))
def test_every_rendered_range_comes_back(lang: str, first: date, length: int) -> None:
    last = date.fromordinal(first.toordinal() + length)
    names = MONTHS[lang].split()
    dot, until = ("", "tot") if lang == "nl" else (".", "bis")
    text = (
        f"{first.day}{dot} {names[first.month - 1]} {first.year} {until} "
        f"{last.day}{dot} {names[last.month - 1]} {last.year}"
    )
    found = dates_in(text, lang)
    assert [r.value.iso() for r in found] == [(first.isoformat(), last.isoformat())]


@few
@given(day=recent, published=recent)
def test_metadata_is_the_article_date(day: date, published: date) -> None:
    found = article_date(f"PARIJS, {day.day}-{day.month}-{day.year} - x", None, published, "nl")
    assert found is not None
    assert (found.source, found.value.start) == ("metadata", published)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("unit", ["7", ".", "a ", "(", "\n"])
def test_a_megabyte_takes_under_two_seconds(lang: str, unit: str) -> None:
    find_dates("", lang)
    text = unit * (1_000_000 // len(unit))
    begin = time.process_time()
    resolve(find_dates(text, lang), text, lang, article_day(PUBLISHED))
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("unit", ["12.", "2024 ", "am 4., ", "Montag ", "Mai und "])
def test_time_grows_with_the_length(unit: str) -> None:
    def seconds(times: int) -> float:
        begin = time.process_time()
        resolve(find_dates(unit * times, "de"), unit * times, "de", article_day(PUBLISHED))
        return time.process_time() - begin

    seconds(100)
    assert seconds(4_000) < 32 * max(seconds(500), 0.02)
