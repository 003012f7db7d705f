from datetime import date

import pytest

from pipeline.mentions.dates.library import parse_absolute


@pytest.mark.parametrize(
    ("text", "lang", "order", "day"),
    [
        ("17. Juni 2024", "de", "dmy", date(2024, 6, 17)),
        ("3. Jänner 2011", "de", "dmy", date(2011, 1, 3)),
        ("17-6-'24", "nl", "dmy", date(2024, 6, 17)),
        ("2024. június 17-én", "hu", "ymd", date(2024, 6, 17)),
        ("17 juni", "nl", "dmy", None),
    ],
)
def test_only_full_dates_are_read(text: str, lang: str, order: str, day: date | None) -> None:
    assert parse_absolute(text, lang, order) == day
