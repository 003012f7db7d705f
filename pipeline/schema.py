"""The contract: what goes in (articles), what comes out (visit events, rejects)."""

from calendar import monthrange
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

IsoDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?$")]
IsoPeriod = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{3}(-(0[1-9]|1[0-2]))?$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Precision = Literal["year", "month", "week", "day"]


def first_day(value: str) -> date:
    """Return the first day of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

    Raises:
        ValueError: there is no such day.
    """
    parts = [int(part) for part in value.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return date(year, month, day)


def last_day(value: str) -> date:
    """Return the last day of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

    Raises:
        ValueError: there is no such day.
    """
    first = first_day(value)
    if len(value) == 4:
        return first.replace(month=12, day=31)
    if len(value) == 7:
        return first.replace(day=monthrange(first.year, first.month)[1])
    return first


class Record(BaseModel):
    """Base of all records: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Article(Record):
    """One news article as it was given; `text` is never changed.

    `published` is a day or, as `YYYY-MM` or `YYYY`, the month or year that is all that is known.
    """

    id: str = Field(min_length=1)
    text: str
    title: str | None = None
    published: IsoPeriod | date | None = Field(None, union_mode="left_to_right")
    url: str | None = None
    lang: str | None = None


class Status(StrEnum):
    """What became of a visit, as of its article."""

    COMPLETED = "completed"
    ONGOING = "ongoing"
    PLANNED = "planned"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"


class Evidence(Record):
    """Characters `[start, end)` of the article's text as given, and the words there."""

    start: int = Field(ge=0)
    end: int
    text: str


class VisitEvent(Record):
    """One visitor at one country in one stay (see SPEC: visitor x country x stay)."""

    event_id: str
    doc_id: str
    lang: str
    visitor: str
    visitor_id: str | None = None
    country: CountryCode
    places: tuple[str, ...] = ()
    place_ids: tuple[str | None, ...] = ()
    start: IsoDate | None = None
    end: IsoDate | None = None
    status: Status
    counterparts: tuple[str, ...] = ()
    counterpart_ids: tuple[str | None, ...] = ()
    organisations: tuple[str, ...] = ()
    organisation_ids: tuple[str | None, ...] = ()
    delegation: tuple[str, ...] = ()
    domestic: bool = False
    confidence: float = Field(ge=0.0, le=1.0)
    evidence: tuple[Evidence, ...] = Field(min_length=1)


class Reject(Record):
    """An input that gave no events because something was wrong with it."""

    id: str
    stage: str
    reason: str


class DateValue(Record):
    """A calendar interval, both ends inclusive, at the precision that the words support.

    `kind` tells what the words are: a `date` (one point, however coarse), a `range`
    ("28-30 June"), a `duration` ("two days", value in `duration`, no interval), a `time` of
    day, or a `set` ("every Monday", no interval). `start` and `end` are `None` where the words
    give no calendar value. `reference` marks words for the present ("today", "now"). `bound`
    marks a date that only opens or only closes a stretch of time ("from Tuesday", "until Friday").
    """

    kind: Literal["date", "range", "duration", "time", "set"]
    start: date | None = None
    end: date | None = None
    precision: Precision | None = None
    duration: str | None = None
    reference: bool = False
    bound: Literal["from", "until"] | None = None
    timex: str | None = None

    def iso(self) -> tuple[str, str] | None:
        """Return `(start, end)` as ISO text cut to the precision, or `None` without a value."""
        if self.start is None or self.end is None:
            return None
        length = {"year": 4, "month": 7}.get(self.precision or "day", 10)
        return self.start.isoformat()[:length], self.end.isoformat()[:length]


class ArticleDate(Record):
    """The date that relative words of an article count from, and where it was found."""

    value: DateValue
    source: Literal["metadata", "dateline", "text"]
    span: tuple[int, int] | None = None


class Entity(Record):
    """What a mention stands for. `id` is `None` for what no knowledge base knows.

    `seat` is the id of the town where a person works who serves an international body.
    """

    kind: Literal["person", "place", "organisation"]
    id: str | None
    name: str
    country: CountryCode | None = None
    type: str | None = None
    seat: str | None = None
