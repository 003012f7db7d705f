import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline import cli
from tests.conftest import DUTCH, ENGLISH, GERMAN, HUNGARIAN
from tests.export.test_export import EVENT
from tests.ingest.test_read import as_jsonl


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


Visits = Callable[..., Outcome]


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Visits:
    """Run the command line in this process."""

    def call(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["visits", *map(str, arguments)])
        status = 0
        try:
            cli.main()
        except SystemExit as stop:
            status = int(stop.code or 0)
        out, err = capsys.readouterr()
        return Outcome(status, out, err)

    return call


def lines_of(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "nl.txt").write_text(DUTCH)
    (folder / "de.txt").write_text(GERMAN)
    (folder / "hu.txt").write_text(HUNGARIAN)
    return folder


def test_run_writes_its_three_files_and_is_silent_when_piped(
    visits: Visits, news: Path, config: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    assert visits("run", news, "--output", output, "--config", config) == (0, "", "")
    assert sorted(path.name for path in output.iterdir()) == [
        "events.jsonl",
        "rejects.jsonl",
        "run.json",
    ]
    report = json.loads((output / "run.json").read_text())
    assert report["counts"]["articles"] == 3
    assert report["languages"] == {"de": 1, "hu": 1, "nl": 1}
    assert {"read", "load", "language", "clean", "visit_sentences"} <= set(report["stage_seconds"])
    assert len(report["config"]["hash"]) == 16


def test_run_loses_nothing_to_broken_input(
    visits: Visits, news: Path, config: Path, tmp_path: Path
) -> None:
    (news / "empty.txt").touch()
    (news / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (news / "invalid.txt").write_bytes(DUTCH.encode() + b"\xff\xfe\x81")
    (news / "long.txt").write_text("woord " * 900_000)
    (news / "english.txt").write_text(ENGLISH)
    (news / "nl.jsonl").write_bytes(
        as_jsonl(
            [
                {"id": "x"},
                {"id": "nl", "text": DUTCH},
                {"id": "dated", "text": DUTCH, "published": "2024-13-45"},
            ]
        )
    )
    (news / "cut.jsonl.gz").write_bytes(gzip.compress(as_jsonl([{"id": "c", "text": DUTCH}]))[:-9])
    (news / "columns.csv").write_text("id,body\n1,tekst\n")
    (news / "loop.txt").symlink_to(news / "loop.txt")
    (tmp_path / "nothing").mkdir()
    output = tmp_path / "out"
    outcome = visits("run", news, tmp_path / "nothing", "--output", output, "--config", config)
    assert outcome.status == 0
    report = json.loads((output / "run.json").read_text())
    assert report["languages"] == {"de": 1, "hu": 1, "nl": 3}
    rejects = {
        reject["id"]: (reject["stage"], reject["reason"])
        for reject in lines_of(output / "rejects.jsonl")
    }
    assert {Path(name).name for name in rejects} >= {
        "empty",
        "binary",
        "invalid",
        "english",
        "x",
        "nl",
        "dated",
        "cut.jsonl.gz",
        "columns.csv",
        "loop.txt",
        "nothing",
    }
    assert all(stage and reason for stage, reason in rejects.values())
    assert rejects["english"][0] == "language"


@pytest.mark.parametrize(
    "inputs", [["nowhere"], ["folder"], ["empty.txt"], ["*.txt.gz", "nowhere"]]
)
def test_run_ends_with_one_line_and_status_2_where_nothing_can_be_read(
    visits: Visits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inputs: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("empty.txt").touch()
    status, out, err = visits("run", *inputs, "--output", "out")
    assert (status, out) == (2, "")
    assert err.startswith("visits: no article could be read")
    assert err.count("\n") == 1
    assert lines_of(Path("out/rejects.jsonl"))


def test_run_of_articles_that_are_all_rejected_is_no_error(
    visits: Visits, config: Path, tmp_path: Path
) -> None:
    (tmp_path / "english.txt").write_text(ENGLISH)
    outcome = visits("run", tmp_path / "english.txt", "--output", tmp_path, "--config", config)
    assert outcome.status == 0


def test_run_reads_standard_input(
    visits: Visits, config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = as_jsonl([{"id": "a", "text": DUTCH}, {"id": "b", "text": ENGLISH}])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    options = ("--output", tmp_path / "out", "--config", config, "--lang", "nl")
    assert visits("run", "-", *options).status == 0
    report = json.loads((tmp_path / "out" / "run.json").read_text())
    assert report["languages"] == {"nl": 2}


def test_run_with_two_processes_gives_the_same(
    visits: Visits, news: Path, config: Path, tmp_path: Path
) -> None:
    (news / "english.txt").write_text(ENGLISH)
    for workers in (1, 2):
        output = tmp_path / str(workers)
        visits("run", news, "--output", output, "--config", config, "--workers", workers)
    for name in ("events.jsonl", "rejects.jsonl"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
    reports = [json.loads((tmp_path / n / "run.json").read_text()) for n in ("1", "2")]
    assert reports[0]["counts"] == reports[1]["counts"]
    assert reports[0]["config"]["hash"] == reports[1]["config"]["hash"]


@pytest.mark.parametrize(
    "options",
    [
        ["--lang", "en"],
        ["--format", "docx"],
        ["--config", "nowhere.toml"],
    ],
)
def test_wrong_options_are_one_line_and_status_2(
    visits: Visits, news: Path, tmp_path: Path, options: list[str]
) -> None:
    status, _, err = visits("run", news, "--output", tmp_path / "out", *options)
    assert status == 2
    assert err.startswith("visits: ")
    assert err.count("\n") == 1


def test_inspect_shows_language_and_text(visits: Visits, news: Path, config: Path) -> None:
    status, out, _ = visits("inspect", news / "hu.txt", "--config", config)
    assert status == 0
    assert "language hu" in out
    assert "Lisszabonba" in out


def test_inspect_finds_one_of_many_by_its_id(visits: Visits, config: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(as_jsonl([{"id": "a", "text": DUTCH}, {"id": "b", "text": GERMAN}]))
    assert "language de" in visits("inspect", path, "--id", "b", "--config", config).out
    status, _, err = visits("inspect", path, "--id", "c", "--config", config)
    assert (status, err) == (2, f"visits: no article c in {path}\n")


def test_inspect_says_why_an_article_is_rejected(
    visits: Visits, config: Path, tmp_path: Path
) -> None:
    path = tmp_path / "english.txt"
    path.write_text(ENGLISH)
    status, _, err = visits("inspect", path, "--config", config)
    assert status == 2
    assert "looks like en" in err


def test_show_prints_a_table(visits: Visits, tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text(EVENT.model_dump_json() + "\n")
    status, out, _ = visits("show", tmp_path)
    assert status == 0
    assert "Anna" in out


def test_schema_prints_json(visits: Visits) -> None:
    assert "visitor" in json.loads(visits("schema").out)["properties"]
    assert visits("schema", "visit").status == 2


def test_score_compares_with_gold(visits: Visits, tmp_path: Path) -> None:
    gold = EVENT.model_dump(
        mode="json",
        include={
            "doc_id",
            "visitor",
            "country",
            "places",
            "start",
            "end",
            "status",
            "counterparts",
            "organisations",
            "delegation",
            "domestic",
        },
    )
    gold |= {"optional": False, "evidence": [[0, 5]]}
    (tmp_path / "nl.gold.events.jsonl").write_text(json.dumps(gold) + "\n")
    (tmp_path / "events.jsonl").write_text(EVENT.model_dump_json() + "\n")
    status, out, _ = visits(
        "score", tmp_path / "nl.gold.events.jsonl", tmp_path / "events.jsonl", "--json"
    )
    assert status == 0
    assert json.loads(out)


def test_merge_groups_events_into_stays(visits: Visits, tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text(EVENT.model_dump_json() + "\n")
    assert visits("merge", tmp_path, "--output", tmp_path / "stays.jsonl").status == 0
    (stay,) = lines_of(tmp_path / "stays.jsonl")
    assert stay["visitor"] == "Anna Voorbeeld"


def test_the_command_line_imports_nothing_heavy() -> None:
    code = "import sys, pipeline.cli, pipeline; print([m for m in sys.modules if '.' not in m])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"spacy", "torch", "pandas", "pyarrow", "onnxruntime"} & set(eval(shown.stdout))


def test_a_progress_bar_is_for_terminals(news: Path, config: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "run", str(news), "--output", str(tmp_path)]
    environment = os.environ | {"FORCE_COLOR": "", "TTY_COMPATIBLE": "0"}
    done = subprocess.run(
        [*command, "--config", str(config)], capture_output=True, text=True, env=environment
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
