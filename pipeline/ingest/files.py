"""From the names on a command line to open files: folders, globs, compression."""

import glob
import gzip
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from backports import zstd

FORMATS = ("txt", "html", "jsonl", "csv", "parquet")
STANDARD_INPUT = "-"

_COMPRESSED = (".gz", ".zst")
_ALIASES = {"htm": "html", "xhtml": "html", "ndjson": "jsonl", "text": "txt", "pq": "parquet"}


@dataclass(frozen=True)
class Source:
    """One file to read.

    `format` is one of `FORMATS`, or `None` where nothing tells it; `stem` is the name without
    its endings; `path` is `None` for standard input.
    """

    path: Path | None
    format: str | None
    stem: str

    @property
    def name(self) -> str:
        """How messages name the file."""
        return "standard input" if self.path is None else str(self.path)

    def open(self) -> IO[bytes]:
        """Open the file, decompressed."""
        if self.path is None:
            return sys.stdin.buffer
        match self.path.suffix.lower():
            case ".gz":
                return cast(IO[bytes], gzip.open(self.path, "rb"))
            case ".zst":
                return cast(IO[bytes], zstd.open(self.path, "rb"))
        return self.path.open("rb")


@dataclass(frozen=True)
class Missing:
    """An input that names no file, and why."""

    name: str
    reason: str


def find_sources(inputs: Sequence[str], format: str | None) -> Iterator[Source | Missing]:
    """Yield the files that `inputs` name, in their order; folders and globs sorted by name.

    Args:
        inputs: files, folders (searched to the bottom), globs, or `-` for standard input.
        format: one of `FORMATS`, for every file; `None` goes by each file's ending. Files in a
            folder whose ending says nothing are passed over.
    """
    for name in inputs:
        if name == STANDARD_INPUT:
            yield Source(None, format, "stdin")
            continue
        path = Path(name)
        if path.is_dir():
            yield from _in_folder(path, format)
        elif path.exists() or path.is_symlink():
            yield _source(path, format)
        elif matches := sorted(glob.glob(name, recursive=True)):
            yield from find_sources(matches, format)
        else:
            yield Missing(name, "no such file or folder")


def _in_folder(folder: Path, format: str | None) -> Iterator[Source | Missing]:
    found = False
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or path.is_dir():
            continue
        source = _source(path, format)
        if source.format is not None:
            found = True
            yield source
    if not found:
        yield Missing(str(folder), f"no file in this folder ends in {', '.join(FORMATS)}")


def _source(path: Path, format: str | None) -> Source:
    plain = path.with_suffix("") if path.suffix.lower() in _COMPRESSED else path
    ending = plain.suffix.lower().lstrip(".")
    by_suffix = _ALIASES.get(ending, ending)
    known = by_suffix in FORMATS
    stem = plain.stem if known else plain.name
    return Source(path, format or (by_suffix if known else None), stem)
