"""From one record of any format to an `Article`."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from pydantic import ValidationError

from pipeline.ingest.decode import UndecodableError, decode
from pipeline.schema import Article, Reject
from pipeline.settings import ReadSettings

STAGE = "read"

_DAY_FIRST = re.compile(r"(\d{1,2})[.-] ?(\d{1,2})[.-] ?(\d{4})\b")
_MONTH = re.compile(r"([1-9]\d{3})(?:[-./] ?(\d{1,2})\.?)?")
_YEAR_FIRST = re.compile(r"(\d{4})[./] ?(\d{1,2})[./] ?(\d{1,2})\b")


def parse_published(value: object) -> date | str | None:
    """Return the day of a `published` value, its `YYYY-MM` or `YYYY`, or `None` where it is empty.

    Understands dates and times of Parquet and JSON, ISO 8601, RFC 2822 ("Thu, 16 May 2024 ..."),
    "16.05.2024", "16-05-2024", "2024.05.16.", "2024/05/16", and months and years alone ("2024-05",
    "2024/05", "2024"). A date with slashes that starts
    with the day may as well start with the month, so it is refused.

    Raises:
        ValueError: the value is no date.
    """
    if value is None or value != value:  # NaN, Parquet's and pandas' way of saying nothing
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    if not text:
        return None
    if match := _MONTH.fullmatch(text):
        year, month = match.groups()
        return date(int(year), int(month), 1).isoformat()[:7] if month else text
    for pattern, order in ((_YEAR_FIRST, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        if match := pattern.match(text):
            year, month, day = (int(match[group]) for group in order)
            return date(year, month, day)
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    if re.match(r"\d{4}-\d{2}-\d{2}\b", text):  # followed by what ISO 8601 does not know
        return date.fromisoformat(text[:10])
    return parsedate_to_datetime(text).date()


class RecordReader:
    """Makes articles out of records; knows column names, limits and encodings.

    Args:
        settings: limits and column names.
        letters: the letters beyond ASCII of our languages, for `decode`.
    """

    def __init__(self, settings: ReadSettings, letters: frozenset[str]):
        self.settings = settings
        self.letters = letters

    def article(self, record: Mapping[str, object], place: str) -> Iterator[Article | Reject]:
        """Yield the article of `record`, after a line on what had to be left out.

        Args:
            record: values by column name.
            place: file and line, to name the record where it has no id.
        """
        columns = self.settings.columns
        name = _text(record.get(columns.id))
        label = name or place
        try:
            values = {
                field: self._clean(_text(record.get(column))) or None
                for field, column in columns.model_dump().items()
                if field != "published"
            }
        except UndecodableError as error:
            yield Reject(id=_printable(label), stage=STAGE, reason=str(error))
            return
        if problem := self._problem(record, values):
            yield Reject(id=_printable(label), stage=STAGE, reason=problem)
            return
        raw = record.get(columns.published)
        try:
            published = parse_published(raw)
        except (ValueError, TypeError, OverflowError):
            published = None
            shown = _printable(str(raw))[:40]
            reason = f"published {shown!r} is no date: article kept without it"
            yield Reject(id=label, stage=STAGE, reason=reason)
        try:
            yield Article.model_validate(values | {"published": published})
        except ValidationError as error:
            yield Reject(id=label, stage=STAGE, reason=error.errors()[0]["msg"])

    def _problem(self, record: Mapping[str, object], values: Mapping[str, str | None]) -> str:
        columns = self.settings.columns
        for field, column in (("id", columns.id), ("text", columns.text)):
            if column not in record:
                return f"no {column!r} in the record, which has: {', '.join(map(str, record))}"
            if not (values[field] or "").strip():
                return f"empty {column!r}"
        length = len(values["text"] or "")
        if length > self.settings.max_chars:
            return f"text of {length} characters, more than {self.settings.max_chars}"
        return ""

    def _clean(self, value: str | None) -> str | None:
        """Decode again what a reader passed on byte by byte because it was not UTF-8."""
        if value is None or not _has_surrogates(value):
            return value
        try:
            data = value.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError as error:
            raise UndecodableError("half of a UTF-16 pair in the text") from error
        return decode(data, self.letters)[0]


def _text(value: object) -> str | None:
    if value is None or value != value:
        return None
    return value if isinstance(value, str) else str(value)


def _has_surrogates(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
