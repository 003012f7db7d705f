from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("onnx", reason="extra `train` is not installed")
pytest.importorskip("sklearn", reason="extra `train` is not installed")

from threadpoolctl import threadpool_limits

from pipeline.scoring.names import Names
from pipeline.scoring.records import ScoredEvent
from pipeline.training.decisions import CLASSES, Example, Learned, Table, predict
from pipeline.training.stays import FOLDS, Draft, draft, stay_table, with_stays
from tests.events.test_assembly import Fixed, fixed_model
from tests.training.test_decisions import MakeExample, event, make_example

__all__ = ["make_example"]

TEXT = "Rutte sprak op 12 september met Cassis in Bern. Merkel bleef in Berlijn."
GUEST, HOST, HOME = ("Mark Rutte", "CH"), ("Ignazio Cassis", "CH"), ("Angela Merkel", "DE")
COUNT = 2 * FOLDS + 1


def gold(doc_id: str = "a1", **fields: object) -> ScoredEvent:
    return event(TEXT, TEXT.split(" Merkel")[0], doc_id=doc_id, **fields)


def labels(table: Table) -> dict[tuple[float, float], int]:
    """Label of each row by whether the stay is domestic and dated."""
    return {
        (row[table.features.index("domestic")], row[table.features.index("dated")]): label
        for row, label in zip(table.rows, table.labels, strict=True)
    }


def journeys(events: Sequence[ScoredEvent]) -> list[tuple[str, str]]:
    return sorted((found.visitor, found.country) for found in events)


def drafts_of(make: MakeExample, count: int = COUNT) -> list[Draft]:
    """Articles that tell the same, in each of which the guest's stay alone is right."""
    ids = [f"a{i}" for i in range(count)]
    return [draft(make(TEXT, gold(doc_id), doc_id=doc_id), fixed_model()) for doc_id in ids]


def test_a_draft_keeps_the_stays_that_do_not_stand(make_example: MakeExample) -> None:
    never = Fixed(["no", "yes"], lambda _: [1.0, 0.0])
    example = make_example(TEXT)
    model = replace(fixed_model(), stay=never)
    assert predict(example, model) == []
    found = draft(example, model)
    assert len(found.stays) == len(found.rows) == 3
    chosen = [(stay, 0.7) for stay in found.stays]
    assert journeys(found.events(chosen)) == sorted([GUEST, HOST, HOME])
    assert {x.confidence for x in found.events(chosen)} == {0.7}
    assert {x.doc_id for x in found.events(chosen)} == {"a1"}
    assert found.events([]) == []


def test_an_empty_article_has_no_stays(make_example: MakeExample) -> None:
    found = draft(make_example(""), fixed_model())
    assert (found.stays, found.rows) == ((), ())


def test_stays_that_answer_gold_are_right(make_example: MakeExample) -> None:
    found = draft(make_example(TEXT, gold()), fixed_model())
    table = stay_table([found], Names())
    assert labels(table) == {(0, 1): 1, (1, 1): 0, (1, 0): 0}
    for values, row in zip(table.rows, found.rows, strict=True):
        np.testing.assert_allclose(values, [row[name] for name in table.features])


def test_without_gold_no_stay_is_right(make_example: MakeExample) -> None:
    table = stay_table([draft(make_example(TEXT), fixed_model())], Names())
    assert table.labels == [0, 0, 0]


@pytest.mark.parametrize(
    "fields", [{"start": "2022-05-01", "end": "2022-05-01"}, {"country": "FR"}]
)
def test_gold_of_other_days_or_countries_is_not_answered(
    make_example: MakeExample, fields: Mapping[str, str]
) -> None:
    table = stay_table([draft(make_example(TEXT, gold(**fields)), fixed_model())], Names())
    assert table.labels == [0, 0, 0]


def test_one_of_two_stays_answers_one_gold_event(make_example: MakeExample) -> None:
    text = "Rutte was op 12 september in Bern. Hij was op 1 mei in Genève."
    found = draft(make_example(text, event(text, text)), fixed_model())
    days = [stay.interval.iso() if stay.interval else None for stay in found.stays]
    right = [int(told == ("2022-09-12", "2022-09-12")) for told in days]
    assert sorted(right) == [0, 1]
    assert stay_table([found], Names()).labels == right


def test_stays_of_optional_gold_are_left_out(make_example: MakeExample) -> None:
    found = draft(make_example(TEXT, gold(optional=True)), fixed_model())
    assert labels(stay_table([found], Names())) == {(1, 1): 0, (1, 0): 0}


def test_rows_are_grouped_by_their_articles(make_example: MakeExample) -> None:
    empty = draft(make_example("", doc_id="empty"), fixed_model())
    table = stay_table([*drafts_of(make_example, 2), empty], Names())
    assert table.groups == ["a0"] * 3 + ["a1"] * 3
    assert table.labels == table.labels[:3] * 2


class Watched:
    """A decision that answers by a rule and remembers what it was fitted on and asked."""

    made: list["Watched"]

    def __init__(self, table: Table, classes: Sequence[str], keep: Callable[[str], bool]) -> None:
        self.classes = list(classes)
        self.seen = {group for group in table.groups if keep(group)}
        self.asked: list[Sequence[Mapping[str, float]]] = []
        self.made.append(self)

    def predict(self, rows: Sequence[Mapping[str, float]]) -> np.ndarray:
        self.asked.append(rows)
        yes = [0.5 + 0.4 * row["dated"] - 0.5 * row["domestic"] * row["dated"] for row in rows]
        return np.array([(1 - p, p) for p in yes]).reshape(-1, 2)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[Watched]:
    """The decisions that are fitted, in order."""
    found: list[Watched] = []
    monkeypatch.setattr(Watched, "made", found, raising=False)
    monkeypatch.setattr("pipeline.training.stays.Learned", Watched)
    return found


def test_no_fold_sees_its_own_articles(make_example: MakeExample, watched: list[Watched]) -> None:
    drafts = drafts_of(make_example)
    with_stays(fixed_model(), drafts, Names())
    ids = {item.example.doc_id for item in drafts}
    *folds, final = watched
    judged: list[str] = []
    for fold in folds:
        own = [x.example.doc_id for x in drafts if any(x.rows is rows for rows in fold.asked)]
        assert fold.seen == ids - set(own)
        judged += own
    assert len(folds) == FOLDS
    assert sorted(judged) == sorted(ids)
    assert (final.seen, final.asked) == (ids, [])


@pytest.mark.parametrize("count", [1, FOLDS - 1, FOLDS, COUNT])
def test_every_article_has_events(
    make_example: MakeExample, watched: list[Watched], count: int
) -> None:
    drafts = drafts_of(make_example, count)
    empty = draft(make_example("", doc_id="empty"), fixed_model())
    _, predicted = with_stays(fixed_model(), [empty, *drafts], Names())
    assert set(predicted) == {"empty", *(item.example.doc_id for item in drafts)}
    assert predicted.pop("empty") == []
    for doc_id, found in predicted.items():
        assert found
        assert {x.doc_id for x in found} == {doc_id}


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        (0.3, {GUEST: 0.9, HOME: 0.5, HOST: 0.4}),
        (0.5, {GUEST: 0.9, HOME: 0.5}),
        (0.6, {GUEST: 0.9}),
        (0.95, {}),
    ],
)
def test_predicted_events_pass_the_threshold(
    make_example: MakeExample,
    watched: list[Watched],
    threshold: float,
    expected: Mapping[tuple[str, str], float],
) -> None:
    model = fixed_model()
    model = replace(model, thresholds={**model.thresholds, "stay": threshold})
    _, predicted = with_stays(model, drafts_of(make_example, 2), Names())
    for found in predicted.values():
        assert {(x.visitor, x.country): x.confidence for x in found} == expected


def test_only_the_decision_about_stays_is_new(
    make_example: MakeExample, watched: list[Watched]
) -> None:
    model = fixed_model()
    found, _ = with_stays(model, drafts_of(make_example, 2), Names())
    assert found.stay is watched[-1]
    assert found.stay.classes == CLASSES["stay"]
    assert replace(found, stay=model.stay) == model


def test_the_stays_that_stand_are_learned(make_example: MakeExample) -> None:
    # More threads than free cores make small fits many times slower.
    with threadpool_limits(1, "openmp"):
        model, predicted = with_stays(fixed_model(), drafts_of(make_example, 5 * FOLDS), Names())
    assert isinstance(model.stay, Learned)
    assert {tuple(journeys(found)) for found in predicted.values()} == {(GUEST,)}
    fresh: Example = make_example(TEXT, doc_id="fresh")
    assert journeys(predict(fresh, fixed_model())) == sorted([GUEST, HOST, HOME])
    assert journeys(predict(fresh, model)) == [GUEST]
