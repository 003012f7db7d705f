import json
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

pytest.importorskip("sklearn", reason="extra `train` is not installed")

from pipeline import document
from pipeline.mentions.dates.component import load_directions
from pipeline.schema import Article
from pipeline.scoring.records import ScoredEvent
from pipeline.training.directions import KINDS, Rows, add, fit, train
from tests.mentions.dates.helpers import article_day

document.register_extensions()


def process(article: Article) -> Doc:
    doc = spacy.blank("nl").make_doc(article.text)
    doc._.lang, doc._.article, doc._.article_date = "nl", article, article_day()
    return doc


def event(text: str, start: str, quote: str, doc_id: str = "a") -> ScoredEvent:
    at = text.index(quote)
    return ScoredEvent.model_validate(
        {
            "doc_id": doc_id, "visitor": "Mark Rutte", "country": "CH", "start": start,
            "end": start, "status": "completed", "evidence": [[at, at + len(quote)]],
        }
    )  # fmt: skip


def heard(text: str, *events: ScoredEvent) -> dict[str, list[int]]:
    rows = {kind: Rows() for kind in KINDS}
    add(rows, process(Article(id="a", text=text)), events)
    return {kind: known.labels for kind, known in rows.items()}


TEXT = "Rutte was zondag in Bern. In februari was hij in Wenen."


@pytest.mark.parametrize(
    ("start", "labels"),
    [
        ("2024-06-16", {"weekday": [1], "month": []}),
        ("2024-06-23", {"weekday": [0], "month": []}),
        ("2024-02", {"weekday": [], "month": [1]}),
        ("2025-02-07", {"weekday": [], "month": [0]}),
        ("2024-06-19", {"weekday": [], "month": []}),
        ("2024-06", {"weekday": [], "month": []}),
    ],
)
def test_a_visit_that_began_on_one_side_labels_the_expression(
    start: str, labels: dict[str, list[int]]
) -> None:
    assert heard(TEXT, event(TEXT, start, TEXT)) == labels


def test_visits_on_both_sides_or_told_far_off_label_nothing() -> None:
    both = [event(TEXT, day, TEXT) for day in ("2024-06-16", "2024-06-23")]
    assert heard(TEXT, *both)["weekday"] == []
    long = TEXT + " Zij zwegen." * 40 + " Einde."
    assert heard(long, event(long, "2024-06-16", "Einde"))["weekday"] == []


def test_models_beat_rules_that_are_wrong(tmp_path: Path) -> None:
    articles, events = [], []
    for i in range(40):
        for word, day in (("kwiept", "2024-06-16"), ("bruist", "2024-06-23")):
            key, text = f"{word}{i}", f"Hij {word} zondag in plaats {i}, en zwijgt."
            articles.append({"id": key, "lang": "nl", "text": text})
            found = event(text, day, "zondag", key)
            events.append({**json.loads(found.model_dump_json()), "evidence": [[0, len(text)]]})
    for name, lines in (("articles", articles), ("events", events)):
        path = tmp_path / f"x.{name}.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    trained = train([tmp_path / "x.articles.jsonl"], process, tmp_path / "model")
    rows, rule, learned = trained.accuracy["weekday"]
    assert rows == 80
    assert rule == 0.5
    assert learned > 0.9
    written = load_directions(tmp_path / "model")
    assert (set(written.models), written.languages) == ({"weekday"}, {"nl"})


def test_a_kind_that_nothing_labels_gets_no_model() -> None:
    assert fit({kind: Rows() for kind in KINDS}).models == {}
