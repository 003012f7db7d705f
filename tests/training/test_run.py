import json
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="extra `train` is not installed")
pytest.importorskip("onnx", reason="extra `train` is not installed")

from pipeline.training.decisions import CLASSES, Questions
from pipeline.training.run import article_ids, halves, hearing
from tests.events.test_assembly import fixed_model
from tests.training.test_decisions import MakeExample, columns, make_example

__all__ = ["make_example"]


def test_the_ids_of_several_files_are_joined(tmp_path: Path) -> None:
    files = [tmp_path / "a.articles.jsonl", tmp_path / "b.articles.jsonl"]
    for path, ids in zip(files, (("x", "y"), ("z",)), strict=True):
        lines = [json.dumps({"id": i, "text": "Rutte was in Bern."}) for i in ids]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert article_ids(files) == {"x", "y", "z"}
    assert article_ids([]) == set()


def test_halves_hold_each_article_once_and_the_same_ones_whoever_is_beside(
    make_example: MakeExample,
) -> None:
    tests = [make_example("Rutte was in Bern.", doc_id=f"a{i}") for i in range(40)]
    parts = halves(tests)
    assert sorted(test.doc_id for part in parts for test in part) == sorted(
        test.doc_id for test in tests
    )
    assert min(len(part) for part in parts) > 5
    first = {test.doc_id for test in parts[0]}
    assert {test.doc_id for test in halves(tests[::3])[0]} <= first
    assert halves([]) == []


def test_what_an_article_is_judged_by_never_heard_of_it(make_example: MakeExample) -> None:
    tests = [make_example("Rutte was in Bern.", doc_id=f"a{i}") for i in range(40)]
    questions = Questions(columns=columns("reader"))
    for name, table in questions.tables.items():
        for number, test in enumerate(tests):
            for _ in range(70):
                # One article alone knows the last class.
                label = len(CLASSES[name]) - 1 if number == 7 else 0
                table.add({"x": float(number)}, label, test.doc_id)
    found = hearing([(fixed_model(), tests[:20]), (fixed_model(), tests[20:])], questions)
    assert set(found) == {test.doc_id for test in tests}
    rows = [{"x": 7.0}]
    sure = {doc_id: model.visit_read.predict(rows)[0, 1] for doc_id, model in found.items()}
    assert sure["a7"] < 0.1
    assert max(sure.values()) > 0.9
