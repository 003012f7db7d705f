"""Short ways to say what a text's dates should be."""

from datetime import date

from pipeline.mentions.dates import ResolvedDate, find_dates, resolve
from pipeline.schema import ArticleDate, DateValue

PUBLISHED = date(2024, 6, 19)
"""A Wednesday."""


def article_day(day: date = PUBLISHED) -> ArticleDate:
    value = DateValue(kind="date", start=day, end=day, precision="day", timex=day.isoformat())
    return ArticleDate(value=value, source="metadata")


def dates_in(text: str, lang: str, day: date | None = PUBLISHED) -> list[ResolvedDate]:
    anchor = article_day(day) if day else None
    return resolve(find_dates(text, lang), text, lang, anchor)


def spans_and_values(text: str, lang: str, day: date | None = PUBLISHED) -> list[tuple[str, str]]:
    """Return (words, value) of each date, a value as `start` or `start/end` cut to precision."""
    found = []
    for result in dates_in(text, lang, day):
        interval = result.value.iso()
        if interval is None:
            value = result.value.timex or ""
        else:
            value = interval[0] if interval[0] == interval[1] else "/".join(interval)
        found.append((text[result.start : result.end], value))
    return found
