"""Events as a table for people."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from pydantic import ValidationError
from rich import box
from rich.table import Table
from rich.text import Text

from pipeline.errors import InputError
from pipeline.schema import VisitEvent

_SOURCE_CHARS = 90


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
    """Return visitor, country, places, dates, status and source of each event, a row each.

    The events of an article stand together under its id.
    """
    table = Table(box=box.SIMPLE_HEAD, expand=True)
    table.add_column("visitor", ratio=3)
    table.add_column("country")
    table.add_column("places", ratio=3)
    table.add_column("dates", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("source", ratio=5)
    for doc_id, group in groupby(events, lambda event: event.doc_id):
        table.add_section()
        table.add_row(Text(doc_id, "bold"))
        for event in group:
            cells = (event.visitor, event.country, ", ".join(event.places))
            source = Text(_shortened(event.evidence[0].text), "dim")
            table.add_row(*map(Text, cells), dates_of(event, "\n"), str(event.status), source)
    return table


def dates_of(event: VisitEvent, separator: str = " – ") -> str:
    """Return the dates of an event as one phrase."""
    return separator.join(dict.fromkeys(date or "?" for date in (event.start, event.end)))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SOURCE_CHARS else line[: _SOURCE_CHARS - 1] + "…"
