"""Scores the date resolver on the annotated sets beside the checkout, and times it.

usage: python benchmarks/dates.py [--data ../shared/data/temporal] [--misses SET] [--speed]

Units of a document are joined, so that a date finds its neighbours, and predictions are mapped
back. Two of the sets' conventions are applied to what is scored: TimeML sets (German, Dutch)
annotate the two ends of a range as two spans and "three years ago" as the length alone.
The scores themselves are those of the data's own `score_temporal.py`, called in place.
"""

import argparse
import contextlib
import gzip
import importlib.util
import io
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.mentions.dates import ResolvedDate, find_dates, resolve
from pipeline.mentions.dates.component import load_directions
from pipeline.resources import resource_dir
from pipeline.schema import ArticleDate, DateValue

ROOT = Path(__file__).resolve().parents[1]
DIRECTIONS = load_directions(resource_dir("models") / "visit-dates")
SETS = {
    "de_krauts_dev": ("de", "\n"),
    "nl_meantime": ("nl", " "),
    "hu_nerkor": ("hu", " "),
    "de_wikiwars": ("de", "\n"),
    "nl_msrt_specs": ("nl", "\n"),
    "de_msrt_specs": ("de", "\n"),
}
HU_NEWS = ("test__news", "devel__news", "train__news")
_LENGTH_ONLY = ("ago", "in_time")


class Unit(NamedTuple):
    """One row of a set."""

    number: int
    text: str
    gold: list[list[Any]]


class Document(NamedTuple):
    """The rows of one document, in order."""

    name: str
    published: date
    units: list[Unit]


def read(path: Path) -> list[Document]:
    documents: dict[str, Document] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as rows:
        next(rows)
        for row in rows:
            name, dct, unit, text, spans = row.rstrip("\n").split("\t")
            if name not in documents:
                documents[name] = Document(name, date.fromisoformat(dct[:10]), [])
            documents[name].units.append(Unit(int(unit), text, json.loads(spans)))
    return list(documents.values())


def anchor_of(day: date) -> ArticleDate:
    value = DateValue(kind="date", start=day, end=day, precision="day")
    return ArticleDate(value=value, source="metadata")


def predict(
    document: Document, lang: str, glue: str
) -> Iterator[tuple[Unit, list[ResolvedDate], int]]:
    text = glue.join(unit.text for unit in document.units)
    anchor = anchor_of(document.published)
    results = resolve(find_dates(text, lang), text, lang, anchor, DIRECTIONS)
    start = 0
    for unit in document.units:
        end = start + len(unit.text)
        yield unit, [r for r in results if start <= r.start < end], start
        start = end + len(glue)


def spans(results: list[ResolvedDate], base: int, timeml: bool, limit: int) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for result in results:
        value = result.value.timex or ""
        expression = result.expression
        if timeml and expression.parts:
            ends = (value.split("/") if "/" in value else [value, value])[:2]
            for (start, end), timex in zip(expression.parts, ends, strict=False):
                rows.append([start - base, min(end - base, limit), "DATE", timex])
            continue
        if timeml and expression.rule in _LENGTH_ONLY:
            value = expression.duration or value
        rows.append([result.start - base, min(result.end - base, limit), "DATE", value])
    return rows


def score(data: Path, name: str, prefix: str, predictions: Path) -> str:
    spec = importlib.util.spec_from_file_location("score_temporal", data / "score_temporal.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        module.main(str(data / f"{name}.tsv.gz"), str(predictions), prefix)
    return output.getvalue()


def run(data: Path, name: str, show: bool) -> None:
    lang, glue = SETS[name]
    documents = read(data / f"{name}.tsv.gz")
    timeml = lang != "hu"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "predictions.jsonl"
        with target.open("w", encoding="utf-8") as out:
            for document in documents:
                for unit, results, base in predict(document, lang, glue):
                    rows = spans(results, base, timeml, len(unit.text))
                    record = {"doc_id": document.name, "unit": unit.number, "spans": rows}
                    out.write(json.dumps(record, ensure_ascii=False) + "\n")
                    if show:
                        print_misses(document, unit, rows)
        if show:
            return
        prefixes = (*HU_NEWS, "") if name == "hu_nerkor" else ("",)
        for prefix in prefixes:
            print(f"== {name} {prefix}")
            print(score(data, name, prefix, target))


def print_misses(document: Document, unit: Unit, rows: list[list[Any]]) -> None:
    gold = {(start, end): value for start, end, _, value in unit.gold}
    found = {(start, end): value for start, end, _, value in rows}
    for (start, end), value in sorted({**gold, **found}.items()):
        if (start, end) in gold and (start, end) in found:
            ours = found[start, end]
            if gold[start, end] and ours not in gold[start, end].split("|"):
                words = unit.text[start:end]
                context = unit.text[max(0, start - 60) : end + 40]
                values = f"{gold[start, end]} ours {ours}"
                print(f"VALUE {document.published} [{words}] {values} | {context}")
        else:
            side = "MISS" if (start, end) in gold else "EXTRA"
            context = unit.text[max(0, start - 40) : end + 40]
            print(f"{side} {document.published} [{unit.text[start:end]}] {value} | {context}")


def peers(lang: str) -> dict[str, Callable[[str], object]]:
    """Return the other tools for a language that are installed, by name."""
    found: dict[str, Callable[[str], object]] = {}
    search = importlib.import_module("dateparser.search").search_dates
    found["dateparser"] = lambda text: search(text, languages=[lang])
    with contextlib.suppress(ImportError):
        recognizer = importlib.import_module("ms_recognizers_date_time")
        culture = {"de": "de-de", "nl": "nl-nl"}[lang] if lang != "hu" else None
        if culture:
            found["Recognizers-Text"] = lambda text: recognizer.recognize_datetime(text, culture)
    if lang == "hu":
        with contextlib.suppress(ImportError):
            hungarian = importlib.import_module("hun_date_parser")
            found["hun-date-parser"] = hungarian.text2datetime
    return found


def rate(tool: Callable[[str], object], sentences: list[str]) -> float:
    """Return sentences a second of processor time, without start-up."""
    tool(sentences[0])
    begin = time.process_time()
    for sentence in sentences:
        tool(sentence)
    return len(sentences) / (time.process_time() - begin)


def speed(data: Path) -> None:
    for name in ("de_krauts_dev", "nl_meantime", "hu_nerkor"):
        lang = SETS[name][0]
        units = [unit.text for document in read(data / f"{name}.tsv.gz") for unit in document.units]
        sentences = [piece for text in units for piece in text.split(". ")][:6000]
        anchor = anchor_of(date(2012, 6, 15))

        def ours(text: str, lang: str = lang, anchor: ArticleDate = anchor) -> object:
            return resolve(find_dates(text, lang), text, lang, anchor, DIRECTIONS)

        rates = {"here": rate(ours, sentences)}
        rates |= {peer: rate(tool, sentences[:300]) for peer, tool in peers(lang).items()}
        print(f"{name}: sentences/s", *(f"{tool} {each:,.0f}" for tool, each in rates.items()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "temporal")
    parser.add_argument("--set", choices=SETS)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--speed", action="store_true")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"no data at {options.data}: nothing measured", file=sys.stderr)
        return 1
    for name in [options.set] if options.set else SETS:
        run(options.data, name, options.misses)
    if options.speed:
        speed(options.data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
