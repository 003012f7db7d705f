import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.schema import Evidence, VisitEvent, first_day, last_day
from pipeline.scoring import ScoreInputError, read_events
from pipeline.scoring.records import find_files

from .builders import DEFAULTS, event


def write(path, *lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def line(**fields):
    return json.dumps(DEFAULTS | fields, ensure_ascii=False)


def test_reads_gold_lines_with_their_extra_fields(tmp_path):
    extra = {"optional": True, "evidence": [[3, 9]], "note": "a wish", "mentions": {"place": [1]}}
    [read] = read_events([write(tmp_path / "g.jsonl", line(**extra))])
    assert read.optional
    assert (read.evidence[0].start, read.evidence[0].end) == (3, 9)


def test_reads_the_output_of_the_pipeline(tmp_path):
    written = VisitEvent(
        event_id="e1",
        doc_id="nl-1",
        lang="nl",
        visitor="Mark Rutte",
        country="SR",
        status="completed",
        confidence=0.5,
        evidence=(Evidence(start=0, end=5, text="Rutte"),),
    )
    [read] = read_events([write(tmp_path / "e.jsonl", written.model_dump_json())])
    assert (read.lang, read.confidence, read.evidence[0].text) == ("nl", 0.5, "Rutte")
    assert read.interval() is None


def test_passes_over_empty_lines_and_a_byte_order_mark(tmp_path):
    path = tmp_path / "g.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + line().encode() + b"\r\n\r\n" + line().encode())
    assert len(read_events([path])) == 2


def test_a_line_separator_inside_a_text_is_no_line_end(tmp_path):
    path = write(tmp_path / "g.jsonl", line(visitor="Mark\u2028Rutte"))
    assert len(read_events([path])) == 1


@pytest.mark.parametrize(
    "broken",
    [
        '{"doc_id": "nl-1", ',
        "[]",
        line(country="Suriname"),
        line(status="perhaps"),
        line(start="2024-13-45"),
        line(start="2023-02-29"),
        line(end="12 September"),
        line(visitor=""),
        line(confidence=1.5),
        line(evidence=[[1]]),
        line(places="Paramaribo"),
        json.dumps({k: v for k, v in DEFAULTS.items() if k != "start"}),
    ],
)
def test_a_malformed_line_is_named_with_its_file_and_number(tmp_path, broken):
    path = write(tmp_path / "gold.jsonl", line(), "", broken)
    with pytest.raises(ScoreInputError, match=r"gold\.jsonl, line 3: ."):
        read_events([path])


def test_a_line_that_is_not_utf8_is_named(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(line().encode() + b'\n{"visitor": "Orb\xe1n"}\n')
    with pytest.raises(ScoreInputError, match=r"gold\.jsonl, line 2: not UTF-8"):
        read_events([path])


def test_an_unreadable_file_is_named(tmp_path):
    with pytest.raises(ScoreInputError, match=r"missing\.jsonl"):
        read_events([tmp_path / "missing.jsonl"])


def test_finds_a_file_a_folder_and_a_glob(tmp_path):
    nl = write(tmp_path / "nl.events.jsonl", line())
    de = write(tmp_path / "de.events.jsonl", line())
    write(tmp_path / "nl.articles.jsonl", "{}")
    assert find_files(nl, "*events.jsonl") == [nl]
    assert find_files(tmp_path, "*events.jsonl") == [de, nl]
    assert find_files(tmp_path / "n*.events.jsonl", "*events.jsonl") == [nl]


@pytest.mark.parametrize("name", ["", "none.jsonl", "*.none"])
def test_nothing_found_is_an_error(tmp_path, name):
    with pytest.raises(ScoreInputError, match=r"no such file|no .* in the folder"):
        find_files(tmp_path / name, "*events.jsonl")


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_dates_widen_to_their_precision(value, first, last):
    assert (first_day(value), last_day(value)) == (first, last)


def test_one_date_alone_stands_for_both():
    assert event(start="2024-05", end=None).interval() == (date(2024, 5, 1), date(2024, 5, 31))
    assert event(start=None, end="2024").interval() == (date(2024, 1, 1), date(2024, 12, 31))


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from([4, 7, 10]))
def test_a_coarser_date_holds_the_day(day, length):
    text = day.isoformat()[:length]
    assert first_day(text) <= day <= last_day(text)
    assert first_day(text).isoformat()[:length] == last_day(text).isoformat()[:length] == text
