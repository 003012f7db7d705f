"""What the scorer reads: events of gold files and of the pipeline's output."""

from collections.abc import Iterator, Sequence
from datetime import date
from glob import glob
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from pipeline.errors import VisitsError
from pipeline.schema import CountryCode, IsoDate, Status, first_day, last_day


class ScoreInputError(VisitsError):
    """A file that cannot be scored; the message names the file, and the line where it has one."""


def _real_date(value: str) -> str:
    first_day(value)
    return value


def _named(value: object) -> object:
    """Accept evidence as `[start, end]`, as gold files have it."""
    if isinstance(value, list | tuple) and len(value) == 2:
        return {"start": value[0], "end": value[1]}
    return value


class Quote(BaseModel):
    """Characters `[start, end)` of an article's text, and the words there where known."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    start: int
    end: int
    text: str | None = None


ScoredDate = Annotated[IsoDate, AfterValidator(_real_date)]
Span = Annotated[Quote, BeforeValidator(_named)]


class ScoredEvent(BaseModel):
    """The fields of an event that scoring looks at; others on the line are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    doc_id: str = Field(min_length=1)
    visitor: str = Field(min_length=1)
    country: CountryCode
    start: ScoredDate | None
    end: ScoredDate | None
    status: Status
    places: tuple[str, ...] = ()
    counterparts: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    delegation: tuple[str, ...] = ()
    optional: bool = False
    evidence: tuple[Span, ...] = ()
    confidence: float | None = Field(default=None, ge=0.0, le=1.0)
    lang: str | None = None

    def interval(self) -> tuple[date, date] | None:
        """Return first and last day, both inclusive, of the dates widened to their precision."""
        start, end = self.start or self.end, self.end or self.start
        if start is None or end is None:
            return None
        return first_day(start), last_day(end)

    def overlaps(self, other: "ScoredEvent") -> bool:
        """Tell whether two events of one article rest on some of the same characters."""
        return any(
            mine.start < theirs.end and theirs.start < mine.end
            for mine in self.evidence
            for theirs in other.evidence
        )

    def sort_key(self) -> str:
        """Return a key that orders events by what they say, whatever the order of their file."""
        return self.model_dump_json()


def find_files(path: Path, pattern: str) -> list[Path]:
    """Return the files that `path` names: itself, those of a folder, or those of a glob.

    Args:
        path: a file, a folder, or a path with wildcards.
        pattern: the glob of the files wanted from a folder.

    Raises:
        ScoreInputError: there is no such file.
    """
    if path.is_dir():
        found = sorted(path.glob(pattern))
    elif path.exists():
        found = [path]
    else:
        found = sorted(Path(name) for name in glob(str(path), recursive=True))
    if not found:
        wanted = f"no {pattern} in the folder" if path.is_dir() else "no such file"
        raise ScoreInputError(f"{path}: {wanted}")
    return found


def read_events(paths: Sequence[Path]) -> list[ScoredEvent]:
    """Read the events of JSONL files; empty lines are passed over.

    Raises:
        ScoreInputError: a file cannot be read, or a line is no event.
    """
    return [event for path in paths for event in _read_file(path)]


def _read_file(path: Path) -> Iterator[ScoredEvent]:
    for number, line in read_lines(path):
        try:
            yield ScoredEvent.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            reason = f"{field}: {first['msg']}" if field else first["msg"]
            raise ScoreInputError(f"{path}, line {number}: {reason}") from error


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the number, from 1, and the text of each line that is not empty.

    Raises:
        ScoreInputError: the file cannot be read, or a line is not UTF-8.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ScoreInputError(f"{path}: {error.strerror}") from error
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            line = raw.decode("utf-8").strip()
        except UnicodeDecodeError as error:
            raise ScoreInputError(f"{path}, line {number}: not UTF-8") from error
        if line:
            yield number, line
