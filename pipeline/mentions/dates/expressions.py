"""What the finder hands to the resolver: date expressions whose holes are still open."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["date", "range", "duration", "time", "set"]
Bound = Literal["from", "until"]


@dataclass(frozen=True, slots=True)
class Shift:
    """So many units before (negative) or after a moment.

    `anchor` says which moment: `speech` is the article's date, `narrative` the last date told.
    `amount` is `None` for "some years ago"; `exact` means to the day ("today three years ago").
    """

    unit: str
    amount: float | None
    anchor: Literal["speech", "narrative"] = "speech"
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A calendar point as its words give it; what they do not say stays `None`.

    `direction` is -1 (last), 0 (this) or 1 (next), in steps of the point's own unit, and
    `strict` says that it steps whole weeks ("jövő kedden"). `year_shift`, `month_shift` and
    `week_shift` count from the article's date ("januari vorig jaar", "volgende week maandag"),
    `year_told` from the last year told ("im Mai desselben Jahres"). `short_year` says that the
    year was told in two digits. `part` is `start`, `mid` or `end`; `half` and `quarter` are
    1-based; `span_of` names a unit that is meant as a whole ("this week").
    """

    year: int | None = None
    short_year: bool = False
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    weekend: bool = False
    season: str | None = None
    quarter: int | None = None
    half: int | None = None
    week: int | None = None
    nth: int | None = None
    decade: int | None = None
    century: int | None = None
    holiday: str | None = None
    unit: str | None = None
    shift: Shift | None = None
    direction: int | None = None
    strict: bool = False
    year_shift: int | None = None
    year_told: int | None = None
    month_shift: int | None = None
    week_shift: int | None = None
    part: str | None = None
    daypart: str | None = None
    clock: str | None = None
    reference: str | None = None

    @property
    def steps(self) -> bool:
        """Whether words say in which direction from the article it lies."""
        return self.direction is not None or self.week_shift is not None or self.shift is not None

    @property
    def absolute(self) -> bool:
        """Whether year, month and day are all said."""
        return self.year is not None and self.month is not None and self.day is not None


@dataclass(frozen=True, slots=True)
class DateExpression:
    """Characters `[start, end)` that tell a time, and what they say.

    `first` is the point, or the near end of a range whose far end is `last`. `duration` is ISO
    8601. `bound` says that the words mark a beginning ("from Tuesday") or an end ("until
    Friday"). `parts` are the characters of a range's two ends. `recurrence` is the TIMEX3
    value of a repeated time. `tense` is set where a
    word beside the expression points ("since", "planned for"). `core` are the characters of a
    full absolute date, for the library parser. `rule` is the grammar's rule that found it.
    """

    start: int
    end: int
    kind: Kind
    first: Point | None = None
    last: Point | None = None
    duration: str | None = None
    bound: Bound | None = None
    parts: tuple[tuple[int, int], ...] = ()
    recurrence: str | None = None
    core: str | None = None
    tense: Literal["past", "future"] | None = None
    rule: str = ""
