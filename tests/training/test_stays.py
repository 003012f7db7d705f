from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("onnx", reason="extra `train` is not installed")
pytest.importorskip("sklearn", reason="extra `train` is not installed")

from threadpoolctl import threadpool_limits

from pipeline.events.assembly import opinions_of
from pipeline.events.model import ABOUT_OPINIONS, ABOUT_STAYS, probability
from pipeline.events.opinions import first
from pipeline.events.review import KeptCompany, KeptStatus
from pipeline.schema import VisitEvent
from pipeline.scoring.names import Names
from pipeline.scoring.records import ScoredEvent
from pipeline.training.decisions import CLASSES, Example, Learned, Table, predict
from pipeline.training.redating import undated
from pipeline.training.stays import (
    FOLDS,
    Draft,
    body_table,
    company_table,
    draft,
    interval_table,
    site_table,
    status_table,
    stay_table,
    undecided,
    with_stays,
)
from pipeline.training.trees import Size
from tests.events.test_assembly import Fixed, fixed_model
from tests.training.test_decisions import MakeExample, event, make_example

__all__ = ["make_example"]

TEXT = "Rutte sprak op 12 september met Cassis in Bern over de NATO. Merkel bleef in Berlijn."
GUEST, HOST, HOME = ("Mark Rutte", "CH"), ("Ignazio Cassis", "CH"), ("Angela Merkel", "DE")
COUNT = 2 * FOLDS + 1
LEARNED = (*ABOUT_STAYS, *ABOUT_OPINIONS)


def gold(doc_id: str = "a1", **fields: object) -> ScoredEvent:
    return event(TEXT, TEXT.split(" Merkel")[0], doc_id=doc_id, **fields)


def labels(table: Table) -> dict[tuple[float, float], int]:
    """Label of each row by whether the stay is domestic and dated."""
    return {
        (row[table.features.index("domestic")], row[table.features.index("dated")]): label
        for row, label in zip(table.rows, table.labels, strict=True)
    }


def journeys(events: Sequence[ScoredEvent | VisitEvent]) -> list[tuple[str, str]]:
    return sorted((found.visitor, found.country) for found in events)


def stays_of(*drafts: Draft) -> Table:
    """The stays of drafts with the features that they have by themselves, and their labels."""
    rows = [[outline.features for outline in item.outlines] for item in drafts]
    given = iter(rows)
    return stay_table(undecided(drafts), Names(), lambda _: next(given))


def intervals_of(*drafts: Draft) -> Table:
    """The intervals of drafts, each with whether it is the gold's."""
    return interval_table(
        undecided(drafts), Names(), lambda found: [x.outline.placed for x in found]
    )


def drafts_of(make: MakeExample, count: int = COUNT, text: str = TEXT) -> list[Draft]:
    """Articles that tell the same, in each of which the guest's stay alone is right."""
    ids = [f"a{i}" for i in range(count)]
    return [draft(make(text, gold(doc_id), doc_id=doc_id), fixed_model()) for doc_id in ids]


def test_a_draft_keeps_the_stays_that_do_not_stand(make_example: MakeExample) -> None:
    never = Fixed(["no", "yes"], lambda _: [1.0, 0.0])
    example = make_example(TEXT)
    model = replace(fixed_model(), stay=never)
    assert predict(example, model) == []
    found = draft(example, model)
    assert len(found.stays) == len(found.outlines) == 3
    opinions = [replace(x, score=0.7) for x in first(model, found.outlines)]
    made = found.made(opinions)
    assert [number for number, _ in made] == [0, 1, 2]
    assert journeys([event for _, event in made]) == sorted([GUEST, HOST, HOME])
    events = found.events(model, opinions)
    assert journeys(events) == sorted([GUEST, HOST, HOME])
    assert {x.confidence for x in events} == {0.7}
    assert {x.doc_id for x in events} == {"a1"}
    assert found.events(model, first(model, found.outlines)) == []


def test_a_stay_is_made_an_event_of_the_days_that_are_thought(make_example: MakeExample) -> None:
    found = draft(make_example(TEXT), fixed_model())
    opinions = first(fixed_model(), found.outlines)
    undated = [replace(x, chances=x.chances, outline=replace(x.outline, options=(), placed=()))
               for x in opinions]  # fmt: skip
    assert {event.start for _, event in found.made(undated)} == {None}
    assert {event.start for _, event in found.made(opinions)} > {"2022-09-12"}


def test_a_draft_makes_the_events_that_the_pipeline_makes(make_example: MakeExample) -> None:
    example = make_example(TEXT)
    found = draft(example, fixed_model())
    opinions = opinions_of(found.judge, found.stays)
    assert found.events(fixed_model(), opinions) == predict(example, fixed_model())


def test_a_model_decides_about_the_stays_of_a_draft(make_example: MakeExample) -> None:
    found = draft(make_example(TEXT), fixed_model())
    nowhere = replace(fixed_model(), site=Fixed(["no", "yes"], lambda _: [1.0, 0.0]))
    opinions = first(fixed_model(), found.outlines)
    likely = [replace(x, score=0.7 if i == 0 else 0.0) for i, x in enumerate(opinions)]
    for model, places in ((fixed_model(), ("Bern",)), (nowhere, ())):
        assert [event.places for event in found.events(model, likely)] == [places]


def test_an_empty_article_has_no_stays(make_example: MakeExample) -> None:
    found = draft(make_example(""), fixed_model())
    assert (found.stays, found.outlines) == ((), ())


def test_stays_that_answer_gold_are_right(make_example: MakeExample) -> None:
    found = draft(make_example(TEXT, gold()), fixed_model())
    table = stays_of(found)
    assert labels(table) == {(0, 1): 1, (1, 1): 0, (1, 0): 0}
    for values, outline in zip(table.rows, found.outlines, strict=True):
        np.testing.assert_allclose(values, [outline.features[name] for name in table.features])


def test_without_gold_no_stay_is_right(make_example: MakeExample) -> None:
    table = stays_of(draft(make_example(TEXT), fixed_model()))
    assert table.labels == [0, 0, 0]


@pytest.mark.parametrize(
    "fields", [{"start": "2022-05-01", "end": "2022-05-01"}, {"country": "FR"}]
)
def test_gold_of_other_days_or_countries_is_not_answered(
    make_example: MakeExample, fields: Mapping[str, str]
) -> None:
    table = stays_of(draft(make_example(TEXT, gold(**fields)), fixed_model()))
    assert table.labels == [0, 0, 0]


def test_one_of_two_stays_answers_one_gold_event(make_example: MakeExample) -> None:
    text = "Rutte was op 12 september in Bern. Hij was op 1 mei in Genève."
    found = draft(make_example(text, event(text, text)), fixed_model())
    days = [stay.interval.iso() if stay.interval else None for stay in found.stays]
    right = [int(told == ("2022-09-12", "2022-09-12")) for told in days]
    assert sorted(right) == [0, 1]
    assert stays_of(found).labels == right


def test_stays_of_optional_gold_are_left_out(make_example: MakeExample) -> None:
    found = draft(make_example(TEXT, gold(optional=True)), fixed_model())
    assert labels(stays_of(found)) == {(1, 1): 0, (1, 0): 0}


def test_rows_are_grouped_by_their_articles(make_example: MakeExample) -> None:
    empty = draft(make_example("", doc_id="empty"), fixed_model())
    table = stays_of(*drafts_of(make_example, 2), empty)
    assert table.groups == ["a0"] * 3 + ["a1"] * 3
    assert table.labels == table.labels[:3] * 2


PLACES = "Rutte was op 12 september in Bern. Hij kent Genève goed. Merkel bleef in Berlijn."


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (["Bern"], [("Bern", 1), ("Geneva", 0)]),
        (["Geneva", "Bern"], [("Bern", 1), ("Geneva", 1)]),
        ([], [("Bern", 0), ("Geneva", 0)]),
        (["Berlin"], [("Bern", 0), ("Geneva", 0)]),
    ],
)
def test_places_that_the_gold_names_are_right(
    make_example: MakeExample, places: list[str], expected: list[tuple[str, int]]
) -> None:
    told = event(PLACES, PLACES.split(" Merkel")[0], places=places)
    item = draft(make_example(PLACES, told), fixed_model())
    table = site_table(undecided([item]), Names())
    (number,) = (i for i, x in enumerate(item.outlines) if x.country == "CH")
    options = item.sites()[number]
    assert list(zip([name for name, _ in options], table.labels, strict=True)) == expected
    for values, (_, row) in zip(table.rows, options, strict=True):
        np.testing.assert_allclose(values, [row[name] for name in table.features])


@pytest.mark.parametrize(
    ("days", "right"),
    [
        (("2022-09-12", "2022-09-12"), True),
        (("2022-09-12", "2022-09-14"), True),
        (("2022-09", "2022-09"), True),
        (("2022-09-11", "2022-09-12"), False),
        (("2022", "2022"), False),
        ((None, None), False),
    ],
)
def test_the_interval_of_the_gold_is_right(
    make_example: MakeExample, days: tuple[str | None, str | None], right: bool
) -> None:
    told = event(PLACES, PLACES.split(" Merkel")[0], start=days[0], end=days[1])
    item = draft(make_example(PLACES, told), fixed_model())
    table = intervals_of(item)
    (outline,) = (x for x in item.outlines if x.country == "CH")
    options = [value.iso() for value in outline.options]
    assert len(options) == len(set(options)) > 3
    assert table.labels == [int(iso == days) for iso in options]
    assert sum(table.labels) == int(right)


@pytest.mark.parametrize(
    "golds",
    [(), (gold(country="FR"),), (gold(start="2022-05-01", end="2022-05-01"),),
     (gold(optional=True),)],
)  # fmt: skip
def test_stays_that_answer_no_gold_teach_no_places_and_dates(
    make_example: MakeExample, golds: tuple[ScoredEvent, ...]
) -> None:
    item = draft(make_example(TEXT, *golds), fixed_model())
    judged = undecided([item])
    assert intervals_of(item).labels == []
    assert site_table(judged, Names()).labels == []
    assert status_table(judged, Names()).labels == []


@pytest.mark.parametrize(
    ("fields", "role"),
    [
        ({"counterparts": ["Ignazio Cassis"]}, "counterpart"),
        ({"delegation": ["Ignazio Cassis"], "counterparts": ["Angela Merkel"]}, "delegation"),
        ({}, "none"),
    ],
)
def test_what_others_are_in_the_gold_is_learned(
    make_example: MakeExample, fields: Mapping[str, list[str]], role: str
) -> None:
    item = draft(make_example(TEXT, gold(**fields)), fixed_model())
    table = company_table(undecided([item]), Names())
    (outline,) = (x for x in item.outlines if item.names()[x.person] == "Mark Rutte")
    called = [item.names()[key] for key in outline.others]
    roles = [CLASSES["company_again"][label] for label in table.labels]
    assert dict(zip(called, roles, strict=True))["Ignazio Cassis"] == role


@pytest.mark.parametrize(("names", "right"), [(["OPEC", "NATO"], 1), ([], 0)])
def test_the_bodies_of_the_gold_are_learned(
    make_example: MakeExample, names: list[str], right: int
) -> None:
    item = draft(make_example(TEXT, gold(organisations=names)), fixed_model())
    assert body_table(undecided([item]), Names()).labels == [right]


@pytest.mark.parametrize("status", ["completed", "planned"])
def test_the_status_of_the_gold_is_learned(make_example: MakeExample, status: str) -> None:
    item = draft(make_example(TEXT, gold(status=status)), fixed_model())
    table = status_table(undecided([item]), Names())
    assert table.labels == [CLASSES["status_again"].index(status)]


def test_answers_are_grouped_by_their_articles(make_example: MakeExample) -> None:
    empty = draft(make_example("", doc_id="empty"), fixed_model())
    drafts = [empty, *drafts_of(make_example, 2)]
    judged = undecided(drafts)
    for table in (intervals_of(*drafts), site_table(judged, Names())):
        assert table.groups == sorted(table.groups)
        assert set(table.groups) == {"a0", "a1"}
        assert table.labels == table.labels[: len(table.labels) // 2] * 2


class Watched:
    """A decision that answers by a rule and remembers what it was fitted on and asked."""

    made: list["Watched"]

    def __init__(
        self, table: Table, classes: Sequence[str], keep: Callable[[str], bool], size: Size
    ) -> None:
        self.classes = list(classes)
        self.features = table.features
        self.seen = {group for group in table.groups if keep(group)}
        self.rows = len(table.rows)
        self.asked: list[Sequence[Mapping[str, float]]] = []
        self.made.append(self)

    def predict(self, rows: Sequence[Mapping[str, float]]) -> np.ndarray:
        self.asked.append(rows)
        if len(self.classes) > 2:
            kept = KeptStatus() if len(self.classes) > 3 else KeptCompany()
            return kept.predict(rows)
        yes = [self._yes(row) for row in rows]
        return np.array([(1 - p, p) for p in yes]).reshape(-1, 2)

    @staticmethod
    def _yes(row: Mapping[str, float]) -> float:
        """What was thought at first: places and days as told, stays of dated guests above all."""
        if "first" in row:
            return probability(row["first"])
        for name in ("own_place", "combined", "to"):
            if name in row:
                return max(0.0, row[name])
        return 0.5 + 0.4 * row["dated"] - 0.5 * row["domestic"] * row["dated"]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[Watched]:
    """The decisions that are fitted, in order."""
    found: list[Watched] = []
    monkeypatch.setattr(Watched, "made", found, raising=False)
    monkeypatch.setattr("pipeline.training.stays.Learned", Watched)
    return found


def runs(watched: list[Watched], names: Sequence[str], first: int) -> list[list[Watched]]:
    """The decisions of these names, run by run, from the run that begins at `first`."""
    return [watched[i : i + len(names)] for i in range(first, len(watched), len(names))]


def test_no_fold_sees_its_own_articles(make_example: MakeExample, watched: list[Watched]) -> None:
    drafts = drafts_of(make_example)
    with_stays(fixed_model(), drafts, Names())
    ids = [item.example.doc_id for item in drafts]
    folds = [set(ids) - set(ids[number::FOLDS]) for number in range(FOLDS)]
    count = len(ABOUT_STAYS) * FOLDS
    for names, begin, end in (
        (ABOUT_STAYS, 0, count),
        (ABOUT_OPINIONS, count, count + len(ABOUT_OPINIONS) * FOLDS),
    ):
        for seen, run in zip(folds, runs(watched[:end], names, begin), strict=True):
            assert [x.seen for x in run] == [seen] * len(names)
            assert all(x.asked for x in run)
    final = watched[-len(LEARNED) :]
    assert [x.seen for x in final] == [set(ids)] * len(LEARNED)
    assert not any(x.asked for x in final)


def test_first_decisions_are_asked_about_their_own_fold_alone(
    make_example: MakeExample, watched: list[Watched]
) -> None:
    drafts = drafts_of(make_example)
    with_stays(fixed_model(), drafts, Names())
    own = {id(x.features): item.example.doc_id for item in drafts for x in item.outlines}
    stays = watched[: len(ABOUT_STAYS) * FOLDS : len(ABOUT_STAYS)]
    assert ABOUT_STAYS[0] == "stay"
    judged = [{own[id(row)] for rows in x.asked for row in rows} for x in stays]
    assert sorted(doc_id for fold in judged for doc_id in fold) == sorted(set(own.values()))
    assert all(not fold & x.seen for fold, x in zip(judged, stays, strict=True))


def more_rows(before: Sequence[Watched], after: Sequence[Watched]) -> dict[str, int]:
    """How many more rows each decision was learned from in the end."""
    pairs = zip(LEARNED, before, after, strict=True)
    return {name: late.rows - early.rows for name, early, late in pairs}


def test_pieces_teach_everything_but_days_and_are_not_predicted(
    make_example: MakeExample, watched: list[Watched]
) -> None:
    drafts = drafts_of(make_example, 2 * FOLDS)
    _, alone = with_stays(fixed_model(), drafts, Names())
    before = watched[-len(LEARNED) :]
    pieces = [
        draft(make_example(TEXT, gold(doc_id), doc_id=doc_id), fixed_model())
        for doc_id in ("a0", "a3")
    ]
    _, predicted = with_stays(fixed_model(), drafts, Names(), pieces=pieces)
    assert set(predicted) == set(alone)
    extra = more_rows(before, watched[-len(LEARNED) :])
    stays = sum(len(item.outlines) for item in pieces)
    assert extra["stay"] == extra["stay_again"] == stays > 0
    assert extra["status_again"] > 0
    assert extra["interval"] == extra["interval_again"] == 0


def test_articles_told_again_teach_like_others_and_are_not_predicted(
    make_example: MakeExample, watched: list[Watched]
) -> None:
    drafts = drafts_of(make_example, 2 * FOLDS)
    _, alone = with_stays(fixed_model(), drafts, Names())
    retold = [
        draft(
            undated(
                make_example(TEXT, gold(doc_id), doc_id=doc_id),
                lambda _: make_example(TEXT).scene.doc,
            ),
            fixed_model(),
        )
        for doc_id in ("a0", "a3")
    ]
    before = watched[-len(LEARNED) :]
    _, predicted = with_stays(fixed_model(), drafts, Names(), retold)
    assert set(predicted) == set(alone)
    extra = more_rows(before, watched[-len(LEARNED) :])
    stays = sum(len(item.outlines) for item in retold)
    assert extra["stay"] == extra["stay_again"] == stays > 0
    assert extra["status_again"] > 0


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


def test_only_the_decisions_about_stays_are_new(
    make_example: MakeExample, watched: list[Watched]
) -> None:
    model = fixed_model()
    found, _ = with_stays(model, drafts_of(make_example, 2), Names())
    new = {name: getattr(found, name) for name in LEARNED}
    assert list(new.values()) == watched[-len(LEARNED) :]
    assert all(decision.classes == CLASSES[name] for name, decision in new.items())
    assert replace(found, **{name: getattr(model, name) for name in new}) == model


def test_the_stays_that_stand_are_learned(make_example: MakeExample) -> None:
    # More threads than free cores make small fits many times slower.
    with threadpool_limits(1, "openmp"):
        drafts = drafts_of(make_example, 12 * FOLDS, f"{TEXT} Genève is ver.")
        model, predicted = with_stays(fixed_model(), drafts, Names())
    assert all(isinstance(getattr(model, name), Learned) for name in LEARNED)
    assert {tuple(journeys(found)) for found in predicted.values()} == {(GUEST,)}
    (told,) = predicted["a0"]
    assert (told.places, told.start, told.end) == (("Bern",), "2022-09-12", "2022-09-12")
    fresh: Example = make_example(TEXT, doc_id="fresh")
    assert journeys(predict(fresh, fixed_model())) == sorted([GUEST, HOST, HOME])
    assert journeys(predict(fresh, model)) == [GUEST]
