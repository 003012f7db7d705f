import io
import json
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.engine import Result
from pipeline.errors import InputError, VisitsError
from pipeline.export import RunWriter, events_table
from pipeline.export.schema import json_schema
from pipeline.export.table import read_events
from pipeline.schema import Article, Evidence, Reject, Status, VisitEvent

EVENT = VisitEvent(
    event_id="e1",
    doc_id="a",
    lang="nl",
    visitor="Anna Voorbeeld",
    country="PT",
    places=("Lisbon",),
    place_ids=(None,),
    start="2024-05-14",
    end="2024-05-15",
    status=Status.ONGOING,
    confidence=0.75,
    evidence=(Evidence(start=0, end=5, text="Zij\nis"),),
)
ARTICLE = Article(id="a", text="Zij\nis er.", published=date(2024, 5, 14))


def test_a_run_leaves_events_rejects_and_a_report(tmp_path: Path) -> None:
    reject = Reject(id="b", stage="read", reason="broken")
    with RunWriter(tmp_path / "out") as writer:
        writer.write(Result(ARTICLE, "nl", (EVENT,)))
        assert (tmp_path / "out" / "events.jsonl").read_text().count("\n") == 1
        writer.write(Result(None, rejects=(reject,)))
        report = writer.finish({"hash": "abc"}, {"read": 0.5})
    assert list(read_events(tmp_path / "out")) == [EVENT]
    assert json.loads((tmp_path / "out" / "rejects.jsonl").read_text()) == reject.model_dump()
    assert json.loads((tmp_path / "out" / "run.json").read_text()) == report
    assert report["counts"] == {
        "articles": 1,
        "articles_with_events": 1,
        "events": 1,
        "rejects": 1,
    }
    assert report["languages"] == {"nl": 1}
    assert report["config"] == {"hash": "abc"}
    assert report["stage_seconds"]["read"] == 0.5
    assert {"python", "spacy"} <= set(report["versions"])


def test_files_of_an_earlier_run_are_replaced(tmp_path: Path) -> None:
    for _ in range(2):
        with RunWriter(tmp_path) as writer:
            writer.write(Result(ARTICLE, "nl", (EVENT,)))
    assert len(list(read_events(tmp_path))) == 1


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VisitsError, match="cannot write to"):
        RunWriter(tmp_path / "file" / "out")


def test_the_table_shows_who_went_where_and_when() -> None:
    console = Console(width=160, record=True, file=io.StringIO())
    console.print(events_table([EVENT]))
    text = console.export_text()
    for part in ("Anna Voorbeeld", "PT", "Lisbon", "2024-05-14", "2024-05-15", "ongoing", "Zij is"):
        assert part in text


@pytest.mark.parametrize("line", ["{}", "no json", '{"event_id": 3}'])
def test_a_broken_line_of_events_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text(EVENT.model_dump_json() + "\n" + line + "\n")
    with pytest.raises(InputError, match=r"events\.jsonl:2 is no event"):
        list(read_events(path))


def test_a_missing_file_of_events_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        list(read_events(tmp_path / "nowhere.jsonl"))


@pytest.mark.parametrize("record", ["event", "article", "reject"])
def test_schemas_are_printed(record: str) -> None:
    assert json.loads(json_schema(record))["type"] == "object"


def test_the_schema_of_an_event_has_the_fields_of_the_contract() -> None:
    schema = json.loads(json_schema("event"))
    assert set(schema["properties"]) == {
        *("event_id", "doc_id", "lang", "visitor", "visitor_id", "country", "places", "place_ids"),
        *("start", "end", "status", "counterparts", "counterpart_ids", "organisations"),
        *("organisation_ids", "delegation", "domestic", "confidence", "evidence"),
    }
    with pytest.raises(InputError, match="no record"):
        json_schema("visit")
