"""The command `visits`."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipeline.errors import ArticleRejectedError, InputError, SettingsError, VisitsError

app = typer.Typer(
    name="visits",
    help="Who visited whom, where and when: visit events from Dutch, German and Hungarian news.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Config = Annotated[Path | None, typer.Option(help="TOML file laid over the default settings.")]
Lang = Annotated[str | None, typer.Option(help="Language of every article; else detected.")]
Format = Annotated[
    str | None,
    typer.Option(help="txt, html, jsonl, csv or parquet, for every file."),
]

T = TypeVar("T")

FAILED = 2
_WIDTH = 140


@app.command()
def run(
    inputs: Annotated[
        list[str], typer.Argument(help="Files, folders, globs, or - (standard input).")
    ],
    output: Annotated[Path, typer.Option(help="Folder for the results.")],
    config: Config = None,
    lang: Lang = None,
    format: Format = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes.")] = None,
) -> None:
    """Extract the visits of all articles: events.jsonl, rejects.jsonl and run.json."""
    from pipeline.engine import stream
    from pipeline.export import RunWriter
    from pipeline.ingest import read_articles
    from pipeline.language import letters
    from pipeline.settings import Settings

    settings = Settings.load(config)
    if workers:
        settings = settings.with_workers(workers)
    _check(lang, format)
    seconds: Counter[str] = Counter()
    articles = _timed(read_articles(inputs, settings.read, letters(), format), "read", seconds)
    first_reject = None
    with RunWriter(output) as writer, _progress() as advance:
        for result in stream(articles, settings, lang, seconds):
            first_reject = first_reject or next(iter(result.rejects), None)
            writer.write(result)
            advance(result.article is not None)
        told = {"inputs": inputs, "lang": lang, "format": format, "hash": settings.digest()}
        report = writer.finish(told | {"settings": settings.model_dump()}, seconds)
    if not report["counts"]["articles"]:
        why = f"{first_reject.id}: {first_reject.reason}" if first_reject else "no input"
        raise InputError(f"no article could be read; first: {why}")
    if sys.stderr.isatty():
        counts = report["counts"]
        Console(stderr=True).print(
            f"{counts['articles']} articles, {counts['events']} events, {counts['rejects']} rejects"
            f" in {report['seconds']:.1f} s: {output}"
        )


@app.command()
def score(
    gold: Annotated[Path, typer.Argument(help="Gold events: a file, folder or glob.")],
    events: Annotated[Path, typer.Argument(help="Events of a run: a file, folder or glob.")],
    articles: Annotated[Path | None, typer.Option(help="Their articles.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    errors: Annotated[bool, typer.Option(help="Name the stage that lost each event.")] = False,
) -> None:
    """Compare the events of a run with gold events."""
    from pipeline.scoring.report import run_score

    print(run_score(gold, events, articles, as_json, errors))


@app.command()
def inspect(
    file: Annotated[str, typer.Argument(help="A file of any format that run reads.")],
    id: Annotated[str | None, typer.Option(help="Of the article, in a file of many.")] = None,
    config: Config = None,
    lang: Lang = None,
    format: Format = None,
) -> None:
    """Show one article: its language and date, its mentions, its events and their words."""
    from pipeline.engine import Pipeline
    from pipeline.export.inspect import show_doc
    from pipeline.ingest import read_articles
    from pipeline.language import letters
    from pipeline.schema import Article
    from pipeline.settings import Settings

    settings = Settings.load(config)
    _check(lang, format)
    console = _console()
    for item in read_articles([file], settings.read, letters(), format):
        if not isinstance(item, Article):
            Console(stderr=True).print(f"{item.id}: {item.reason}", markup=False)
        elif id is None or item.id == id:
            show_doc(Pipeline(settings, lang).doc(item), console)
            return
    raise InputError(f"no article {id or ''} in {file}".replace("  ", " "))


@app.command()
def show(
    folder: Annotated[Path, typer.Argument(help="Output folder of a run, or a file of events.")],
) -> None:
    """Show the events of a run as a table."""
    from pipeline.export.table import events_table, read_events

    _console().print(events_table(read_events(folder)))


@app.command()
def merge(
    events: Annotated[list[Path], typer.Argument(help="Files of events, or output folders.")],
    output: Annotated[Path, typer.Option(help="File for the stays, JSON Lines.")],
) -> None:
    """Group the events of many articles and languages into stays."""
    from pipeline.events.merge import merge as merge_events
    from pipeline.export.table import read_events

    stays = merge_events([event for path in events for event in read_events(path)])
    with output.open("w", encoding="utf-8") as file:
        file.writelines(stay.model_dump_json() + "\n" for stay in stays)


@app.command()
def schema(
    record: Annotated[str, typer.Argument(help="event, article or reject.")] = "event",
) -> None:
    """Print the JSON Schema of an event, an article or a reject."""
    from pipeline.export.schema import json_schema

    print(json_schema(record))


@app.command("build-kb")
def build_kb(
    gazetteer: Annotated[Path, typer.Argument(help="Folder of the gazetteer's tables.")],
    output: Annotated[Path, typer.Argument(help="Folder for the knowledge base.")],
) -> None:
    """Build the knowledge base of the linker from a gazetteer."""
    from pipeline.linking.build import build

    try:
        build(gazetteer, output)
    except FileNotFoundError as error:
        raise InputError(f"no such file: {error.filename}") from error


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def train(context: typer.Context) -> None:
    """Train the models; needs the extra `train`."""
    try:
        from pipeline.training.cli import app as training
    except ModuleNotFoundError as error:
        hint = "pip install 'visit-events[train]'"
        raise VisitsError(f"training needs {error.name}: {hint}") from error
    training(args=context.args, prog_name="visits train")


def main() -> None:
    """Run the command line; an expected error is one line and exit status 2."""
    try:
        app()
    except ArticleRejectedError as error:
        _fail(f"rejected: {error}")
    except VisitsError as error:
        _fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def _console() -> Console:
    """Return a console as wide as the terminal, or wide enough for tables where there is none."""
    console = Console()
    return console if console.is_terminal else Console(width=_WIDTH)


def _fail(message: str) -> None:
    print(f"visits: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(FAILED)


def _check(lang: str | None, format: str | None) -> None:
    from pipeline.ingest.files import FORMATS
    from pipeline.language import languages

    if lang is not None and lang not in languages():
        raise SettingsError(f"unknown language {lang!r}; known are {', '.join(languages())}")
    if format is not None and format not in FORMATS:
        raise SettingsError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")


def _timed(items: Iterable[T], stage: str, seconds: Counter[str]) -> Iterator[T]:
    """Pass `items` on and add up the time that they take to come."""
    iterator = iter(items)
    while True:
        start = time.perf_counter()
        try:
            item = next(iterator)
        except StopIteration:
            return
        finally:
            seconds[stage] += time.perf_counter() - start  # type: ignore[assignment]
        yield item


@contextmanager
def _progress() -> Iterator[Callable[[bool], None]]:
    """Show how many articles are done, on a terminal; give a function to call for each."""
    columns = (SpinnerColumn(), TextColumn("{task.completed} articles"), TimeElapsedColumn())
    console = Console(stderr=True)
    silent = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=silent) as bar:
        task = bar.add_task("run", total=None)
        yield lambda counted: bar.advance(task, int(counted))


if __name__ == "__main__":
    main()
