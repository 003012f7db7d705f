"""Events as a table for people."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError
from rich.table import Table

from pipeline.errors import InputError
from pipeline.schema import VisitEvent

_SOURCE_CHARS = 70


def read_events(path: Path) -> Iterator[VisitEvent]:
    """Yield the events of a file that `visits run` wrote, or of the one in its output folder.

    Raises:
        InputError: there is no such file, or a line of it is no event.
    """
    file = path / "events.jsonl" if path.is_dir() else path
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield VisitEvent.model_validate_json(line)
                except ValidationError as error:
                    what = error.errors()[0]["msg"]
                    raise InputError(f"{file}:{number} is no event: {what}") from error
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}") from error


def events_table(events: Iterable[VisitEvent]) -> Table:
    """Return visitor, country, places, dates, status and source of each event, a row each."""
    table = Table(header_style="bold", show_lines=False)
    for heading in ("visitor", "country", "places", "dates", "status", "article", "source"):
        table.add_column(heading, overflow="fold")
    for event in events:
        table.add_row(
            event.visitor,
            event.country,
            ", ".join(event.places),
            dates_of(event),
            str(event.status),
            event.doc_id,
            _shortened(event.evidence[0].text),
        )
    return table


def dates_of(event: VisitEvent) -> str:
    """Return the dates of an event as one phrase."""
    if event.start == event.end:
        return event.start or "-"
    return f"{event.start or '?'} – {event.end or '?'}"


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SOURCE_CHARS else line[: _SOURCE_CHARS - 1] + "…"
