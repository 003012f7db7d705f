"""Each way in which input can be broken: a clear line about it, and nothing else lost."""

import gzip
import json
import os
import random
import time
from pathlib import Path

import pytest
from backports import zstd

from pipeline.schema import Reject
from tests.conftest import DUTCH, GERMAN
from tests.ingest.test_read import as_jsonl, as_parquet, read

GOOD = {"id": "good", "text": DUTCH}


def many(count: int) -> list[dict[str, object]]:
    return [{"id": str(number), "text": f"{number} {DUTCH}"} for number in range(count)]


def read_beside_a_good_one(path: Path) -> list[Reject]:
    """Read `path` and a good file after it; return what was rejected."""
    other = path.parent / "zzz.jsonl"
    other.write_bytes(as_jsonl([GOOD]))
    articles, rejects = read(path, other)
    assert articles[-1].id == "good"
    assert all(reject.stage == "read" for reject in rejects)
    return rejects


@pytest.mark.parametrize("name", ["e.txt", "e.html", "e.jsonl", "e.csv", "e.parquet"])
def test_empty_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.touch()
    (reject,) = read_beside_a_good_one(path)
    assert "e" in reject.id
    assert "empty" in reject.reason or "Parquet" in reject.reason


def test_white_space_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "blank.txt"
    path.write_text(" \n\n ")
    (reject,) = read_beside_a_good_one(path)
    assert (reject.id, reject.reason) == ("blank", "empty 'text'")


@pytest.mark.parametrize("name", ["b.txt", "b.html", "b.jsonl", "b.csv", "b.parquet", "b.txt.gz"])
def test_binary_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(random.Random(0).randbytes(5000))
    assert len(read_beside_a_good_one(path)) >= 1


def test_a_picture_called_text(tmp_path: Path) -> None:
    path = tmp_path / "photo.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100))
    (reject,) = read_beside_a_good_one(path)
    assert reject.reason == "binary data, not text"


def test_invalid_utf8_without_any_likely_encoding(tmp_path: Path) -> None:
    path = tmp_path / "broken.txt"
    path.write_bytes(DUTCH.encode() + b"\xff\xfe\x81\x8d\x9d" + "ë".encode())
    (reject,) = read_beside_a_good_one(path)
    assert reject.id == "broken"
    assert "invalid UTF-8" in reject.reason


def test_an_old_encoding_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(GERMAN.encode("cp1252"))
    articles, (reject,) = read(path)
    assert articles[0].text == GERMAN
    assert reject.reason == "invalid UTF-8: article kept, read as cp1252"


def test_invalid_utf8_in_one_record(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    lines = as_jsonl(many(3)).splitlines(keepends=True)
    lines[1] = lines[1].replace(b"Premier", b"Pr\xff\x81mier")
    path.write_bytes(b"".join(lines))
    articles, (reject,) = read(path)
    assert [article.id for article in articles] == ["0", "2"]
    assert reject.id == "1"
    assert "invalid UTF-8" in reject.reason


def test_half_a_character_in_json(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text('{"id": "half", "text": "abc \\ud83d def"}\n')
    (reject,) = read_beside_a_good_one(path)
    assert reject.id == "half"


@pytest.mark.parametrize("name", ["long.txt", "long.jsonl", "long.csv", "long.html"])
def test_a_line_of_five_megabytes(tmp_path: Path, name: str) -> None:
    text = ("woord " * 1_000_000)[:5_000_000]
    content = {
        ".txt": text,
        ".jsonl": json.dumps({"id": "long", "text": text}),
        ".csv": f'id,text\nlong,"{text}"\n',
        ".html": f"<html><body><p>{text}</p></body></html>",
    }
    path = tmp_path / name
    path.write_text(content[path.suffix])
    start = time.perf_counter()
    rejects = read_beside_a_good_one(path)
    assert time.perf_counter() - start < 5
    assert "more than" in rejects[0].reason or "larger than" in rejects[0].reason


def test_a_text_just_too_long(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("woord " * 50_000)
    (reject,) = read_beside_a_good_one(path)
    assert reject.reason == "text of 300000 characters, more than 100000"


@pytest.mark.parametrize(
    "record", [{"id": "x"}, {"id": "x", "text": None}, {"id": "x", "text": ""}]
)
def test_record_without_text(tmp_path: Path, record: dict[str, object]) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(as_jsonl([record, *many(2)]))
    articles, (reject,) = read(path)
    assert len(articles) == 2
    assert reject.id == "x"
    assert "'text'" in reject.reason


def test_record_without_id_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(as_jsonl([*many(1), {"text": DUTCH}]))
    _, (reject,) = read(path)
    assert reject.id == f"{path}:2"
    assert "'id'" in reject.reason


def test_duplicate_ids_within_and_across_files(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(as_jsonl([GOOD, {"id": "good", "text": GERMAN}]))
    (tmp_path / "good.txt").write_text(GERMAN)
    articles, rejects = read(tmp_path)
    assert [article.text for article in articles] == [DUTCH]
    assert [reject.id for reject in rejects] == ["good", "good"]
    assert all(reject.reason.startswith("duplicate id") for reject in rejects)


def test_broken_json_on_line_three_of_ten(tmp_path: Path) -> None:
    lines = as_jsonl(many(10)).splitlines(keepends=True)
    lines[2] = lines[2][:40] + b"\n"
    path = tmp_path / "news.jsonl"
    path.write_bytes(b"".join(lines))
    articles, (reject,) = read(path)
    assert len(articles) == 9
    assert reject.id == f"{path}:3"
    assert reject.reason.startswith("broken JSON")


@pytest.mark.parametrize("line", ["[1, 2]", '"text"', "3", "null", "[" * 100_000])
def test_json_that_is_no_record(tmp_path: Path, line: str) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(line + "\n")
    (reject,) = read_beside_a_good_one(path)
    assert reject.id == f"{path}:1"


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_truncated_compression_keeps_what_came_before(tmp_path: Path, ending: str) -> None:
    records = many(400)
    for record in records:  # so that it does not shrink to a single block
        record["text"] = DUTCH + random.Random(str(record["id"])).randbytes(300).hex()
    data = (gzip.compress if ending == ".gz" else zstd.compress)(as_jsonl(records))
    path = tmp_path / f"news.jsonl{ending}"
    path.write_bytes(data[: len(data) * 3 // 4])
    articles, rejects = read(path)
    assert 100 < len(articles) < 400
    assert [article.id for article in articles] == [str(n) for n in range(len(articles))]
    assert rejects[-1].id == str(path)
    assert rejects[-1].reason.startswith("cannot read to the end")


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_truncated_compression_of_one_text(tmp_path: Path, ending: str) -> None:
    data = (gzip.compress if ending == ".gz" else zstd.compress)(DUTCH.encode())
    path = tmp_path / f"news.txt{ending}"
    path.write_bytes(data[:-30])
    (reject,) = read_beside_a_good_one(path)
    assert reject.reason.startswith("cannot read to the end")


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_compressed_by_name_only(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"news.jsonl{ending}"
    path.write_bytes(as_jsonl(many(2)))
    (reject,) = read_beside_a_good_one(path)
    assert reject.reason.startswith("cannot read to the end")


def test_missing_column_in_csv(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text("id,body\n1,tekst\n2,tekst\n")
    (reject,) = read_beside_a_good_one(path)
    assert reject.id == str(path)
    assert reject.reason == "no column 'text'; the columns are: id, body"


def test_missing_column_in_parquet(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    path = tmp_path / "news.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"text": [DUTCH]}), path)
    (reject,) = read_beside_a_good_one(path)
    assert reject.reason == "no column 'id'; the columns are: text"


def test_truncated_parquet(tmp_path: Path) -> None:
    path = tmp_path / "news.parquet"
    path.write_bytes(as_parquet([GOOD])[:-20])
    assert len(read_beside_a_good_one(path)) == 1


def test_a_csv_row_of_the_wrong_length(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text(f'id,text\n1,"{DUTCH}"\n2,een,twee,drie\n3\n4,"{DUTCH}"\n')
    articles, rejects = read(path)
    assert [article.id for article in articles] == ["1", "4"]
    assert [reject.id for reject in rejects] == [f"{path}:3", "3"]


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "loop.txt"
    path.symlink_to(path)  # even a superuser cannot open this one
    (reject,) = read_beside_a_good_one(path)
    assert reject.id == str(path)
    assert reject.reason.startswith("cannot read")


@pytest.mark.skipif(os.geteuid() == 0, reason="a superuser may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(DUTCH)
    path.chmod(0)
    (reject,) = read_beside_a_good_one(path)
    assert "Permission denied" in reject.reason


def test_a_folder_with_nothing_usable(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    (reject,) = read_beside_a_good_one(folder)
    assert reject.id == str(folder)
    assert reject.reason.startswith("no file in this folder ends in")


def test_no_such_file(tmp_path: Path) -> None:
    (reject,) = read_beside_a_good_one(tmp_path / "nowhere.txt")
    assert reject.reason == "no such file or folder"


@pytest.mark.parametrize(
    "value", ["2024-13-45", "2024-13", "0000", "yesterday", "05/06/2024", "31.02.2024", 20.5, [1]]
)
def test_an_impossible_date_costs_the_date_alone(tmp_path: Path, value: object) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(as_jsonl([{"id": "x", "text": DUTCH, "published": value}]))
    (article,), (reject,) = read(path)
    assert article.published is None
    assert reject.id == "x"
    assert "is no date: article kept without it" in reject.reason
