import json
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from pipeline.resources import resource_dir
from pipeline.training.visits import read_visits, with_distractors, with_title
from pipeline.training.windows import IGNORE, covered, encode_lines, visit_targets

TEXT = "Rutte reist naar Rome. Scholz ook, maar Macron gaat naar Lima."


def span(word: str) -> list[int]:
    return [TEXT.index(word), TEXT.index(word) + len(word)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    def event(visitor: str, place: str, status: str) -> dict[str, object]:
        mentions = {"visitor": [span(visitor)], "place": [span(place)], "date": []}
        return {"doc_id": "x", "status": status, "mentions": mentions}

    events = [
        event("Rutte", "Rome", "planned"),
        event("Scholz", "Rome", "completed"),
        event("Macron", "Lima", "uncertain"),
    ]
    article = {"id": "x", "lang": "nl", "title": "Op reis", "text": TEXT}
    (tmp_path / "nl-a.articles.jsonl").write_text(json.dumps(article) + "\n")
    lines = "".join(json.dumps(e) + "\n" for e in events)
    (tmp_path / "nl-a.events.jsonl").write_text(lines)
    return tmp_path


def test_titles() -> None:
    assert with_title("Kop", "Tekst") == ("Kop\n\nTekst", 5)
    assert with_title("Kop", "Kop en tekst") == ("Kop en tekst", 0)
    assert with_title(None, "Tekst") == ("Tekst", 0)


def test_mentions_are_united_over_events(folder: Path) -> None:
    (article,) = read_visits(folder)
    found = {article.text[x.start : x.end]: (x.label, x.events) for x in article.labels}
    assert found == {
        "Rutte": ("VISITOR", {0}),
        "Scholz": ("VISITOR", {1}),
        "Rome": ("PLACE", {0, 1}),
        "Macron": ("VISITOR", {2}),
        "Lima": ("PLACE", {2}),
    }
    assert list(read_visits(folder, frozenset({"nl-a"}))) == []


def test_distractors_are_names_of_no_event(folder: Path) -> None:
    (article,) = read_visits(folder)
    at = article.text.index("Op")
    more = with_distractors(article, [(at, at + 2, "PER"), (9, 14, "PER"), (0, 2, "ORG")])
    (new,) = [x for x in more.labels if not x.events]
    assert (new.start, new.label) == (at, "VISITOR")


def test_targets_of_the_visit_heads(folder: Path) -> None:
    (article,) = read_visits(folder)
    path = resource_dir("models") / "visit-encoder" / "tokenizer.json"
    ids, spans = encode_lines(Tokenizer.from_file(str(path)), article.text)
    roles, status, mentions, links = visit_targets(article.labels, spans)
    names = [article.text[spans[a][0] : spans[b - 1][1]] for a, b in mentions]
    assert names == ["Rutte", "Rome", "Scholz", "Macron", "Lima"]
    assert roles.shape == (len(ids), 12)
    rome = covered(spans, *span_in(article.text, "Rome"))
    assert roles[rome[0], 2] == 1
    assert roles.sum() == sum(b - a for a, b in mentions)
    assert status[rome[0]] == 2
    assert (status != IGNORE).sum() == roles.sum()
    # Visitors stand left of places, and mentions of one event belong together.
    expected = np.full((5, 5), -1)
    expected[[0, 2, 3], 1] = [1, 1, 0]
    expected[[0, 2, 3], 4] = [0, 0, 1]
    for one, other in ((0, 2), (0, 3), (2, 3), (1, 4)):
        expected[one, other] = expected[other, one] = 0
    assert links.tolist() == expected.tolist()


def span_in(text: str, word: str) -> tuple[int, int]:
    return text.index(word), text.index(word) + len(word)
