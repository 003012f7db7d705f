from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.records import parse_published
from pipeline.schema import Article


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-05-16", date(2024, 5, 16)),
        ("2024-05-16T23:30:00+02:00", date(2024, 5, 16)),
        ("2024-05-16T23:30:00Z", date(2024, 5, 16)),
        ("2024-05-16 23:30 CEST", date(2024, 5, 16)),
        ("20240516", date(2024, 5, 16)),
        ("16.05.2024", date(2024, 5, 16)),
        ("16-5-2024 10:00", date(2024, 5, 16)),
        ("2024.05.16.", date(2024, 5, 16)),
        ("2024. 05. 16. 12:30", date(2024, 5, 16)),
        ("2024/05/16", date(2024, 5, 16)),
        ("Thu, 16 May 2024 23:30:00 +0200", date(2024, 5, 16)),
        ("2024-05", "2024-05"),
        ("2024/5", "2024-05"),
        ("2024.05.", "2024-05"),
        ("2024", "2024"),
        (2024, "2024"),
        (datetime(2024, 5, 16, 23, 30), date(2024, 5, 16)),
        (date(2024, 5, 16), date(2024, 5, 16)),
        ("", None),
        ("  ", None),
        (None, None),
        (float("nan"), None),
    ],
)
def test_known_ways_to_write_a_date(value: object, expected: date | str | None) -> None:
    assert parse_published(value) == expected


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_is_read_back(day: date) -> None:
    assert parse_published(day.isoformat()) == day
    assert parse_published(day.strftime("%d.%m.%Y").zfill(10)) == day
    assert parse_published(f"{day.isoformat()}T12:00:00Z") == day


@given(st.text())
def test_any_text_is_a_date_or_an_error_that_the_reader_knows(text: str) -> None:
    try:
        found = parse_published(text)
    except (ValueError, TypeError, OverflowError):
        return
    assert Article(id="x", text="x", published=found).published == found
