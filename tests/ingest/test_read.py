import gzip
import io
import json
import sys
from datetime import date
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from backports import zstd

from pipeline.ingest import read_articles
from pipeline.language import letters
from pipeline.schema import Article, Reject
from pipeline.settings import Settings
from tests.conftest import DUTCH, GERMAN, HUNGARIAN

RECORDS = [
    {"id": "a", "text": DUTCH, "title": "Naar Lissabon", "published": "2024-05-16"},
    {
        "id": "b",
        "text": GERMAN,
        "title": "Nach Lissabon",
        "published": "2024-05-17",
        "url": "https://example.org/b",
        "lang": "de",
    },
]


def read(
    *inputs: Path | str, settings: Settings | None = None, format: str | None = None
) -> tuple[list[Article], list[Reject]]:
    chosen = (settings or Settings.load()).read
    items = list(read_articles([str(name) for name in inputs], chosen, letters(), format))
    articles = [item for item in items if isinstance(item, Article)]
    return articles, [item for item in items if isinstance(item, Reject)]


def as_jsonl(records: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def as_csv(records: list[dict[str, object]]) -> bytes:
    rows = ["id,text,title,published,url,lang"]
    for record in records:
        values = (record.get(name) or "" for name in rows[0].split(","))
        rows.append(",".join(f'"{value}"' for value in values))
    return "\n".join(rows).encode()


def as_parquet(records: list[dict[str, object]]) -> bytes:
    buffer = io.BytesIO()
    names = ("id", "text", "title", "published", "url", "lang")
    columns = {name: [record.get(name) for record in records] for name in names}
    pyarrow.parquet.write_table(pyarrow.table(columns), buffer)
    return buffer.getvalue()


WRITERS = {"jsonl": as_jsonl, "csv": as_csv, "parquet": as_parquet}
COMPRESSORS = {"": bytes, ".gz": gzip.compress, ".zst": zstd.compress}


@pytest.mark.parametrize("ending", COMPRESSORS)
@pytest.mark.parametrize("format", WRITERS)
def test_every_format_of_records_gives_the_same_articles(
    tmp_path: Path, format: str, ending: str
) -> None:
    path = tmp_path / f"news.{format}{ending}"
    path.write_bytes(COMPRESSORS[ending](WRITERS[format](RECORDS)))
    articles, rejects = read(path)
    assert not rejects
    assert [article.model_dump(exclude_unset=True, mode="json") for article in articles] == [
        RECORDS[0] | {"url": None, "lang": None},
        RECORDS[1],
    ]


@pytest.mark.parametrize("ending", COMPRESSORS)
def test_the_id_of_a_text_file_is_its_name_without_endings(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"2024.05 bezoek.txt{ending}"
    path.write_bytes(COMPRESSORS[ending](DUTCH.encode()))
    articles, rejects = read(path)
    assert [(article.id, article.text) for article in articles] == [("2024.05 bezoek", DUTCH)]
    assert not rejects


@pytest.mark.parametrize("ending", COMPRESSORS)
def test_a_page_gives_its_article_title_and_date(tmp_path: Path, ending: str) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in (DUTCH, "Zij reist per trein. " * 10))
    page = f"""<html><head><title>Naar Lissabon - De Krant</title>
      <meta property="og:title" content="Naar Lissabon">
      <meta property="article:published_time" content="2024-05-16T10:00:00+02:00"></head>
      <body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
      <article><h1>Naar Lissabon</h1>{paragraphs}</article><footer>Colofon</footer></body></html>"""
    path = tmp_path / f"page.html{ending}"
    path.write_bytes(COMPRESSORS[ending](page.encode()))
    (article,), rejects = read(path)
    assert not rejects
    assert article.id == "page"
    assert article.title == "Naar Lissabon"
    assert article.published == date(2024, 5, 16)
    assert DUTCH in article.text
    assert "Colofon" not in article.text


def test_folders_are_read_to_the_bottom_in_order_and_hidden_files_left(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden.txt", "notes.docx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(DUTCH)
    articles, rejects = read(tmp_path)
    assert [article.id for article in articles] == ["a", "1", "2"]
    assert not rejects


def test_globs_are_expanded_in_order(tmp_path: Path) -> None:
    for name in ("2.txt", "1.txt", "other.html"):
        (tmp_path / name).write_text(DUTCH)
    articles, _ = read(tmp_path / "*.txt")
    assert [article.id for article in articles] == ["1", "2"]


def test_the_given_format_goes_before_the_ending(tmp_path: Path) -> None:
    path = tmp_path / "export.log"
    path.write_bytes(as_jsonl(RECORDS))
    articles, _ = read(path, format="jsonl")
    assert [article.id for article in articles] == ["a", "b"]
    assert read(path)[1][0].reason.startswith("unknown format")


@pytest.mark.parametrize(
    ("data", "ids"), [(as_jsonl(RECORDS), ["a", "b"]), (b"  " + DUTCH.encode(), ["stdin"])]
)
def test_standard_input_is_records_or_one_text(
    monkeypatch: pytest.MonkeyPatch, data: bytes, ids: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    articles, rejects = read("-")
    assert [article.id for article in articles] == ids
    assert not rejects


def test_columns_are_mapped_by_the_settings(tmp_path: Path) -> None:
    config = tmp_path / "visits.toml"
    config.write_text('[read.columns]\nid = "guid"\ntext = "body"\npublished = "date"\n')
    path = tmp_path / "news.csv"
    path.write_text(f'guid;date;body\n7;16.05.2024;"{DUTCH}"\n')
    (article,), rejects = read(path, settings=Settings.load(config))
    assert (article.id, article.text) == ("7", DUTCH)
    assert article.published == date(2024, 5, 16)
    assert not rejects


def test_numbers_make_ids_and_times_make_dates(tmp_path: Path) -> None:
    path = tmp_path / "news.parquet"
    table = pyarrow.table(
        {
            "id": pyarrow.array([7], pyarrow.int64()),
            "text": [DUTCH],
            "published": pyarrow.array([1715853600], pyarrow.timestamp("s")),
        }
    )
    pyarrow.parquet.write_table(table, path)
    (article,), _ = read(path)
    assert (article.id, article.published) == ("7", date(2024, 5, 16))


def test_reading_is_lazy(tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text(DUTCH)
    items = read_articles([str(good), str(tmp_path / "missing")], Settings.load().read)
    assert isinstance(next(items), Article)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HUNGARIAN + " Győr, Fűzfő, őszi.", "cp1250"),
        (DUTCH + " Oekraïne, België, café.", "cp1252"),
        (GERMAN, "cp1252"),
        (HUNGARIAN, "utf-8-sig"),
    ],
)
@pytest.mark.parametrize("format", ["txt", "jsonl", "csv"])
def test_old_encodings_are_recognised(
    tmp_path: Path, text: str, encoding: str, format: str
) -> None:
    content = {
        "txt": text,
        "jsonl": json.dumps({"id": "news", "text": text}, ensure_ascii=False),
        "csv": f'id,text\nnews,"{text}"\n',
    }[format]
    path = tmp_path / f"news.{format}"
    path.write_bytes(content.encode(encoding))
    articles, _ = read(path)
    assert [article.text for article in articles] == [text]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_marked_wide_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "news.txt"
    path.write_bytes(HUNGARIAN.encode(encoding))
    articles, rejects = read(path)
    assert [article.text for article in articles] == [HUNGARIAN]
    assert not rejects
