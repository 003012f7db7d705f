"""Readers: one a format, all of them lazy, so that an input of any size needs little memory."""

import csv
import io
import json
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

from backports.zstd import ZstdError

from pipeline.ingest.decode import UndecodableError, decode
from pipeline.ingest.files import FORMATS, Missing, Source, find_sources
from pipeline.ingest.records import STAGE, RecordReader
from pipeline.schema import Article, Reject
from pipeline.settings import ReadSettings

Items = Iterator[Article | Reject]
Reader = Callable[[IO[bytes], Source, RecordReader], Items]

_PARQUET_ROWS = 64
_BROKEN_FILE = (OSError, EOFError, zlib.error, ZstdError)


def read_articles(
    inputs: Sequence[str],
    settings: ReadSettings,
    letters: frozenset[str] = frozenset(),
    format: str | None = None,
) -> Items:
    """Yield the articles of `inputs` in order, and a `Reject` for all that is none.

    A file that breaks off keeps what came before the break. The second article with an id is
    rejected. A `Reject` whose reason says "article kept" stands before its article.

    Args:
        inputs: files, folders, globs, or `-` for standard input.
        settings: limits and column names.
        letters: the letters beyond ASCII that our languages use; they tell old encodings apart.
        format: one of `FORMATS`, whatever the files are called; `None` goes by their endings.
    """
    seen: set[str] = set()
    reader = RecordReader(settings, letters)
    for source in find_sources(inputs, format):
        if isinstance(source, Missing):
            yield _reject(source.name, source.reason)
            continue
        for item in _read_source(source, reader):
            if isinstance(item, Article):
                if item.id in seen:
                    yield _reject(item.id, f"duplicate id, in {source.name}")
                    continue
                seen.add(item.id)
            yield item


def _read_source(source: Source, reader: RecordReader) -> Items:
    try:
        with source.open() as file:
            if source.path is None and source.format is None:
                file, name = _sniff(file)
            elif source.format is None:
                yield _reject(source.name, f"unknown format; known are {', '.join(FORMATS)}")
                return
            else:
                name = source.format
            yield from _READERS[name](file, source, reader)
    except _BROKEN_FILE as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        yield _reject(source.name, f"cannot read to the end: {reason}")


def _sniff(file: IO[bytes]) -> tuple[IO[bytes], str]:
    """Tell JSON Lines from plain text by the first character."""
    buffered = io.BufferedReader(file)  # type: ignore[type-var]
    return buffered, "jsonl" if buffered.peek(1).lstrip()[:1] == b"{" else "txt"


def _read_txt(file: IO[bytes], source: Source, reader: RecordReader) -> Items:
    data = _read_whole(file, reader)
    if not data:
        yield _reject(source.stem, "empty file")
        return
    try:
        text, encoding = decode(data, reader.letters)
    except UndecodableError as error:
        yield _reject(source.stem, str(error))
        return
    if encoding.startswith("cp"):
        yield _reject(source.stem, f"invalid UTF-8: article kept, read as {encoding}")
    columns = reader.settings.columns
    yield from reader.article({columns.id: source.stem, columns.text: text}, source.name)


def _read_html(file: IO[bytes], source: Source, reader: RecordReader) -> Items:
    from trafilatura import bare_extraction  # half a second to import

    data = _read_whole(file, reader)
    if not data:
        yield _reject(source.stem, "empty file")
        return
    page = bare_extraction(
        data,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if page is None or isinstance(page, dict) or not page.text:
        yield _reject(source.stem, "no article found in the page")
        return
    columns = reader.settings.columns
    record = {
        columns.id: source.stem,
        columns.text: page.text,
        columns.title: page.title,
        columns.published: page.date,
        columns.url: page.url,
    }
    yield from reader.article(record, source.name)


def _read_jsonl(file: IO[bytes], source: Source, reader: RecordReader) -> Items:
    empty = True
    for number, line in enumerate(_lines(file, reader.settings.max_bytes), start=1):
        place = f"{source.name}:{number}"
        if line is None:
            yield _reject(place, _too_long(reader))
        elif line.strip():
            empty = False
            yield from _read_json(line, place, reader)
    if empty:
        yield _reject(source.name, "empty file")


def _read_json(line: bytes, place: str, reader: RecordReader) -> Items:
    # Bytes that are no UTF-8 pass through as lone surrogates: the record's reader deals with them.
    text = line.decode("utf-8-sig", "surrogateescape")
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield _reject(place, f"broken JSON: {error}"[:200])
        return
    if isinstance(record, dict):
        yield from reader.article(record, place)
    else:
        yield _reject(place, f"a JSON {type(record).__name__} where a record should be")


def _read_csv(file: IO[bytes], source: Source, reader: RecordReader) -> Items:
    # Process-wide, as the module has no other way; never lowered for somebody else.
    csv.field_size_limit(max(csv.field_size_limit(), reader.settings.max_bytes))
    lines = io.TextIOWrapper(file, "utf-8-sig", "surrogateescape", newline="")
    first = lines.readline(reader.settings.max_bytes)
    if not first.strip():
        yield _reject(source.name, "empty file")
        return
    delimiter = max(",;\t|", key=first.count)
    header = next(csv.reader([first], delimiter=delimiter))
    if problem := _missing_columns(header, reader):
        yield _reject(source.name, problem)
        return
    rows = csv.reader(lines, delimiter=delimiter)
    while True:
        place = f"{source.name}:{rows.line_num + 2}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield _reject(place, f"broken CSV: {error}")
            continue
        if len(row) > len(header):
            yield _reject(place, f"{len(row)} fields where the header has {len(header)}")
        elif row:
            padded = row + [""] * (len(header) - len(row))
            yield from reader.article(dict(zip(header, padded, strict=True)), place)


def _read_parquet(file: IO[bytes], source: Source, reader: RecordReader) -> Items:
    import pyarrow
    import pyarrow.parquet

    with tempfile.TemporaryFile() as copy:
        if not file.seekable() or source.path is None or source.path.suffix in (".gz", ".zst"):
            shutil.copyfileobj(file, copy)
            copy.seek(0)
            file = copy
        try:
            table = pyarrow.parquet.ParquetFile(file)
            names = table.schema_arrow.names
            if problem := _missing_columns(names, reader):
                yield _reject(source.name, problem)
                return
            wanted = set(reader.settings.columns.model_dump().values())
            columns = [name for name in names if name in wanted]
            number = 0
            for batch in table.iter_batches(batch_size=_PARQUET_ROWS, columns=columns):
                for record in batch.to_pylist():
                    number += 1
                    yield from reader.article(record, f"{source.name}:{number}")
        except pyarrow.ArrowException as error:
            yield _reject(source.name, f"broken Parquet: {error}"[:200])


def _missing_columns(names: Sequence[str], reader: RecordReader) -> str:
    columns = reader.settings.columns
    missing = [name for name in (columns.id, columns.text) if name not in names]
    if not missing:
        return ""
    return f"no column {' or '.join(map(repr, missing))}; the columns are: {', '.join(names)}"


def _read_whole(file: IO[bytes], reader: RecordReader) -> bytes:
    limit = reader.settings.max_bytes
    data = file.read(limit + 1)
    if len(data) > limit:
        raise OSError(None, _too_long(reader))
    return data


def _lines(file: IO[bytes], limit: int) -> Iterator[bytes | None]:
    """Yield the lines of `file`, and `None` for one of more than `limit` bytes."""
    while line := file.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(limit)
        yield None


def _too_long(reader: RecordReader) -> str:
    return f"more than {reader.settings.max_bytes} bytes"


def _reject(name: str, reason: str) -> Reject:
    return Reject(id=name, stage=STAGE, reason=reason)


_READERS: dict[str, Any] = {
    "txt": _read_txt,
    "html": _read_html,
    "jsonl": _read_jsonl,
    "csv": _read_csv,
    "parquet": _read_parquet,
}
