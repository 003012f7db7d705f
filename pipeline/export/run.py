"""The output folder of a run."""

import json
import platform
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from pydantic import BaseModel

from pipeline.engine.pipeline import Result
from pipeline.errors import VisitsError

EVENTS = "events.jsonl"
REJECTS = "rejects.jsonl"
RUN = "run.json"

_PACKAGES = (
    "visit-events",
    "spacy",
    "onnxruntime",
    "tokenizers",
    "ftfy",
    "langdetect",
    "py3langid",
)


class RunWriter:
    """Writes results as they come; each line is on disk before the next article begins.

    Args:
        folder: made where it does not exist; files of an earlier run in it are replaced.

    Raises:
        VisitsError: the folder cannot be made or written to.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.counts: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.seconds = 0.0
        self._begun = time.perf_counter()
        self._started = datetime.now(UTC)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / RUN).unlink(missing_ok=True)
            self._events: IO[str] = (folder / EVENTS).open("w", encoding="utf-8")
            self._rejects: IO[str] = (folder / REJECTS).open("w", encoding="utf-8")
        except OSError as error:
            raise VisitsError(f"cannot write to {folder}: {error.strerror}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._events.close()
        self._rejects.close()

    def write(self, result: Result) -> None:
        """Add the events and rejects of one result."""
        start = time.perf_counter()
        for event in result.events:
            _line(self._events, event)
        for reject in result.rejects:
            _line(self._rejects, reject)
        self.counts["events"] += len(result.events)
        self.counts["rejects"] += len(result.rejects)
        if result.article is not None:
            self.counts["articles"] += 1
            self.counts["articles_with_events"] += bool(result.events)
        if result.lang is not None:
            self.languages[result.lang] += 1
        self.seconds += time.perf_counter() - start

    def finish(self, config: Mapping[str, Any], seconds: Mapping[str, float]) -> dict[str, Any]:
        """Write `run.json` and return what stands in it.

        Args:
            config: what the run was told: inputs, settings and their hash.
            seconds: time by stage, summed over processes.
        """
        total = time.perf_counter() - self._begun
        names = ("articles", "articles_with_events", "events", "rejects")
        report = {
            "started": self._started.isoformat(timespec="seconds"),
            "seconds": round(total, 3),
            "counts": {name: self.counts[name] for name in names},
            "languages": dict(sorted(self.languages.items())),
            "config": dict(config),
            "versions": _versions(),
            "stage_seconds": {
                stage: round(value, 3)
                for stage, value in (*seconds.items(), ("write", self.seconds))
            },
        }
        text = json.dumps(report, ensure_ascii=False, indent=2)
        (self.folder / RUN).write_text(text + "\n", encoding="utf-8")
        return report


def _line(file: IO[str], record: BaseModel) -> None:
    file.write(record.model_dump_json() + "\n")
    file.flush()


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
