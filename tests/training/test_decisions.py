"""The decisions from hand-made docs with gold events to a model folder."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

pytest.importorskip("onnx", reason="extra `train` is not installed")
pytest.importorskip("sklearn", reason="extra `train` is not installed")

from pipeline.events.candidates import Candidate, candidates
from pipeline.events.judge import Judge
from pipeline.events.model import (
    ABOUT_MENTIONS,
    ABOUT_OPINIONS,
    ABOUT_READINGS,
    ABOUT_STAYS,
    DECISIONS,
    MIXED,
    Calibration,
    VisitModel,
    load_model,
    log_odds,
)
from pipeline.events.scene import Scene
from pipeline.schema import DateValue, Entity, Status
from pipeline.scoring.names import Names
from pipeline.scoring.records import ScoredEvent
from pipeline.training.decisions import (
    CLASSES,
    THRESHOLDS,
    Columns,
    Example,
    Labeller,
    Learned,
    Questions,
    Table,
    ask,
    build_tables,
    calibrate,
    export,
    fit,
    gold_interval,
    hear,
    weigh,
)
from pipeline.training.recalibrate import FOLDS, cross_calibrated
from tests.events.conftest import Marks, day, person, place
from tests.events.test_assembly import fixed_model
from tests.events.test_model import Says

MakeExample = Callable[..., Example]
Label = tuple[int | None, bool]

TODAY = "2022-09-14"
RUTTE = person("Mark Rutte", "NL", "wd:Q57792")
MARKS: Marks = {
    "Rutte": ("persons", "NAME", RUTTE),
    "Hij": ("persons", "PRONOUN", RUTTE),
    "Merkel": ("persons", "NAME", person("Angela Merkel", "DE", "wd:Q567")),
    "Cassis": ("persons", "NAME", person("Ignazio Cassis", "CH", "wd:Q1")),
    "Santokhi": ("persons", "NAME", person("Chan Santokhi", "SR", "wd:Q2")),
    "Bern": ("places", "CITY", place("Bern", "CH")),
    "Genève": ("places", "CITY", place("Geneva", "CH")),
    "Zwitserland": ("places", "COUNTRY", place("Switzerland", "CH", "sovereign country")),
    "Berlijn": ("places", "CITY", place("Berlin", "DE")),
    "Paramaribo": ("places", "CITY", place("Paramaribo", "SR")),
    "NATO": ("organisations", "ORG", Entity(kind="organisation", id="wd:Q7184", name="NATO")),
    "OVSE": ("organisations", "ORG", Entity(kind="organisation", id="wd:Q81299", name="OSCE")),
    "12 september": ("dates", "date", day("2022-09-12")),
    "1 mei": ("dates", "date", day("2022-05-01")),
}
TOLD = "Rutte was op 12 september in Bern."
TEXT = f"{TOLD} Hij kent Genève goed. Merkel bleef in Berlijn."
STATUSES = list(Status)


@pytest.fixture
def make_example(make_doc: Callable[..., Doc]) -> MakeExample:
    """Build an article from a text in which the words of `MARKS` are marked."""

    def make(
        text: str,
        *gold: ScoredEvent,
        arguments: Sequence[Any] = (),
        doc_id: str = "a1",
        marks: Marks = MARKS,
    ) -> Example:
        known = {words: value for words, value in marks.items() if words in text}
        doc = make_doc(text, known, published=TODAY)
        return Example(
            doc_id=doc_id,
            lang="nl",
            scene=Scene(doc),
            article=doc._.article_date,
            gold=gold,
            arguments=tuple(arguments or [{}] * len(gold)),
        )

    return make


def span(text: str, words: str) -> list[int]:
    start = text.index(words)
    return [start, start + len(words)]


def event(text: str, told: str, **fields: Any) -> ScoredEvent:
    """Rutte's day in Bern, as the words `told` of a text tell it."""
    values = {
        "doc_id": "a1",
        "visitor": "Mark Rutte",
        "country": "CH",
        "start": "2022-09-12",
        "end": "2022-09-12",
        "status": "completed",
        "places": ["Bern"],
        "evidence": [span(text, told)],
    }
    return ScoredEvent.model_validate(values | fields)


def pair_of(example: Example, visitor: str, city: str) -> Candidate:
    (found,) = (
        pair
        for pair in candidates(example.scene)
        if (pair.visitor.span.text, pair.place.span.text) == (visitor, city)
    )
    return found


def label(example: Example, visitor: str, city: str) -> Label:
    return Labeller(example, Names()).label(pair_of(example, visitor, city))


FINITE = st.floats(allow_nan=False, allow_infinity=False, width=32)


@given(st.dictionaries(st.text(max_size=3), FINITE, min_size=1), st.randoms())
def test_the_first_row_fixes_the_columns(row: dict[str, float], rng: random.Random) -> None:
    names = list(row)
    rng.shuffle(names)
    table = Table()
    table.add(row, 0, "a")
    table.add({name: row[name] for name in names}, 1, "b")
    assert table.features == list(row)
    assert [values.tolist() for values in table.rows] == [list(row.values())] * 2
    assert (table.labels, table.groups) == ([0, 1], ["a", "b"])


def test_a_later_row_without_a_column_is_an_error() -> None:
    table = Table()
    table.add({"x": 1.0, "y": 2.0}, 0, "a")
    with pytest.raises(KeyError, match="y"):
        table.add({"x": 1.0}, 0, "a")


@pytest.mark.parametrize(
    ("visitor", "city", "expected"),
    [
        ("Rutte", "Bern", (0, True)),
        ("Hij", "Bern", (None, False)),
        ("Hij", "Genève", (None, False)),
        ("Merkel", "Bern", (None, True)),
        ("Merkel", "Berlijn", (None, True)),
        ("Hij", "Berlijn", (None, True)),
    ],
)
def test_only_told_visits_and_other_pairs_are_sure(
    make_example: MakeExample, visitor: str, city: str, expected: Label
) -> None:
    assert label(make_example(TEXT, event(TEXT, TOLD)), visitor, city) == expected


def test_optional_visits_are_unsure(make_example: MakeExample) -> None:
    example = make_example(TEXT, event(TEXT, TOLD, optional=True))
    assert label(example, "Rutte", "Bern") == (0, False)
    assert label(example, "Merkel", "Bern") == (None, True)


def test_without_gold_every_pair_is_a_sure_no(make_example: MakeExample) -> None:
    example = make_example(TEXT)
    labeller = Labeller(example, Names())
    assert {labeller.label(pair) for pair in candidates(example.scene)} == {(None, True)}


def test_an_annotated_place_tells_the_visit_wherever_it_stands(make_example: MakeExample) -> None:
    known = {"place": [span(TEXT, "Genève")]}
    example = make_example(TEXT, event(TEXT, TOLD), arguments=[known])
    assert label(example, "Hij", "Genève") == (0, True)


def test_the_annotated_place_decides_between_stays_of_one_sentence(
    make_example: MakeExample,
) -> None:
    text = "Rutte was in Bern en weer in Genève."
    stays = [event(text, text), event(text, text, start="2022-05", end="2022-05")]
    known = [{"place": [span(text, city)]} for city in ("Bern", "Genève")]
    example = make_example(text, *stays, arguments=known)
    assert label(example, "Rutte", "Bern") == (0, True)
    assert label(example, "Rutte", "Genève") == (1, True)


def test_evidence_counts_in_the_text_as_given(make_example: MakeExample) -> None:
    title = "Titel.\n"
    example = make_example(title + TEXT, event(TEXT, "Hij kent Genève goed."))
    example.scene.doc._.offsets = [*[-1] * len(title), *range(len(TEXT))]
    assert example.source(0, len(title)) is None
    assert label(example, "Rutte", "Bern") == (None, False)
    assert label(example, "Hij", "Genève") == (0, True)


def date_class(example: Example) -> str | None:
    """The class of an article's first date beside its first gold event."""
    found = Labeller(example, Names()).date(
        0, example.scene.dates[0], gold_interval(example.gold[0])
    )
    return None if found is None else CLASSES["date"][found]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (day("2022-10-01"), "no"),
        (day("2022-09-11"), "no"),
        (day("2022-09-13"), "inside"),
        (day("2022-09-12"), "start"),
        (day("2022-09-14"), "end"),
        (day("2022-09-12", "2022-09-14"), "both"),
        (day("2022-09-12", "2022-09-30"), "start"),
    ],
)
def test_dates_open_close_or_fill_the_stay(
    make_example: MakeExample, value: DateValue, expected: str
) -> None:
    marks = MARKS | {"12 september": ("dates", "date", value)}
    example = make_example(TOLD, event(TOLD, TOLD, end="2022-09-14"), marks=marks)
    assert date_class(example) == expected


def test_a_day_of_a_month_is_inside(make_example: MakeExample) -> None:
    assert date_class(make_example(TOLD, event(TOLD, TOLD, start="2022-09", end=None))) == "inside"


def test_an_undated_visit_has_no_dates(make_example: MakeExample) -> None:
    assert date_class(make_example(TOLD, event(TOLD, TOLD, start=None, end=None))) == "no"


def test_a_fitting_date_beside_the_annotated_ones_cannot_be_told(make_example: MakeExample) -> None:
    text = "Het was 12 september. Rutte was die dag in Bern."
    gold = event(text, text)
    beside, named = ({"date": [span(text, words)]} for words in ("die dag", "12 september"))
    assert date_class(make_example(text, gold, arguments=[beside])) is None
    assert date_class(make_example(text, gold, arguments=[named])) == "both"
    elsewhen = gold.model_copy(update={"start": "2022-05", "end": "2022-05"})
    assert date_class(make_example(text, elsewhen, arguments=[beside])) == "no"


def toy(
    make: MakeExample, guest: str, host: str, city: str, status: str = "completed", **fields: Any
) -> Example:
    """A guest meets a host in the host's city; another date is idle."""
    told = f"{guest} sprak op 12 september in {city} met {host} bij de NATO."
    text = f"{told} Op 1 mei was het stil."
    home = MARKS[city][2]
    values = {
        "visitor": MARKS[guest][2].name,
        "country": home.country,
        "places": [home.name],
        "counterparts": [MARKS[host][2].name],
        "organisations": ["NATO"],
        "status": status,
    }
    return make(text, event(text, told, **(values | fields)), doc_id=f"{guest}-{city}")


@pytest.fixture
def toys(make_example: MakeExample) -> list[Example]:
    return [
        toy(make_example, "Rutte", "Santokhi", "Paramaribo"),
        toy(make_example, "Merkel", "Cassis", "Bern", "planned"),
        toy(make_example, "Santokhi", "Merkel", "Berlijn", "cancelled"),
        toy(make_example, "Rutte", "Merkel", "Berlijn", "uncertain"),
    ]


def labels_of(table: Table, group: str) -> list[int]:
    return [
        label for label, other in zip(table.labels, table.groups, strict=True) if other == group
    ]


def test_every_article_teaches_every_decision(toys: list[Example]) -> None:
    tables = build_tables(toys, Names())
    ids = {example.doc_id for example in toys}
    assert set(tables) == set(ABOUT_MENTIONS)
    for name, table in tables.items():
        rows = np.array(table.rows)
        assert rows.shape == (len(table.labels), len(table.features))
        assert np.isfinite(rows).all()
        assert set(table.labels) <= set(range(len(CLASSES[name])))
        assert set(table.groups) == ids


def test_the_labels_are_those_of_the_gold(toys: list[Example]) -> None:
    tables = build_tables(toys, Names())
    for example in toys:
        (gold,) = example.gold
        found = {name: labels_of(table, example.doc_id) for name, table in tables.items()}
        # The guest goes there, the host does not.
        assert found["visit"] == [1, 0]
        assert found["date"] == [CLASSES["date"].index(name) for name in ("both", "no")]
        assert found["status"] == [STATUSES.index(gold.status)]
        assert found["participant"] == [CLASSES["participant"].index("counterpart")]
        assert found["place"] == found["organisation"] == [1]


def test_places_persons_and_bodies_are_named_in_the_gold_or_not(
    make_example: MakeExample, toys: list[Example]
) -> None:
    text = (
        "In Zwitserland was Rutte met Merkel in Bern en niet in Genève, "
        "bij Cassis van de OVSE en zonder Santokhi van de NATO."
    )
    named = {
        "delegation": ["Merkel, Angela"],
        "counterparts": ["ignazio cassis"],
        "organisations": ["OSCE"],
    }
    example = make_example(text, event(text, text, **named), doc_id="named")
    tables = build_tables([*toys, example], Names())
    assert labels_of(tables["place"], "named") == [1, 0]
    # Rutte's three candidates (the country is one) see the same persons and bodies.
    expected = [CLASSES["participant"].index(x) for x in ("delegation", "counterpart", "none")]
    assert labels_of(tables["participant"], "named") == expected * 3
    assert labels_of(tables["organisation"], "named") == [1, 0] * 3


def test_an_optional_visit_only_teaches_dates_that_are_not_its_own(
    make_example: MakeExample, toys: list[Example]
) -> None:
    text = "Rutte kan op 1 mei in Bern zijn, of op 12 september."
    example = make_example(text, event(text, text, optional=True), doc_id="optional")
    tables = build_tables([*toys, example], Names())
    found = {name: labels_of(table, "optional") for name, table in tables.items()}
    assert found == {name: [0] if name == "date" else [] for name in ABOUT_MENTIONS}


def test_an_empty_article_teaches_nothing(make_example: MakeExample, toys: list[Example]) -> None:
    empty = make_example("", doc_id="empty")
    for table in build_tables([*toys, empty], Names()).values():
        assert "empty" not in table.groups


def test_the_status_does_not_see_the_gold_dates_of_its_own_article(
    make_example: MakeExample, toys: list[Example]
) -> None:
    first, *others = toys
    undated = toy(make_example, "Rutte", "Santokhi", "Paramaribo", start=None, end=None)
    assert undated.doc_id == first.doc_id
    one, other = (build_tables([x, *others], Names()) for x in (first, undated))
    index = one["status"].groups.index(first.doc_id)
    np.testing.assert_array_equal(one["status"].rows[index], other["status"].rows[index])
    assert labels_of(one["date"], first.doc_id) != labels_of(other["date"], first.doc_id)


def softened(labels: Sequence[int], classes: int, sure: float) -> np.ndarray:
    """Probabilities `[labels, classes]` that favour each label."""
    rows = np.full((len(labels), classes), (1 - sure) / (classes - 1))
    rows[np.arange(len(labels)), labels] = sure
    return rows


def voices(right: str, labels: Sequence[int], classes: int) -> tuple[np.ndarray, np.ndarray]:
    """What trees and reader say of each question: one is always right, one guesses."""
    rng = np.random.default_rng(7)
    truth = softened(labels, classes, 0.8)
    guess = softened(rng.integers(0, classes, len(labels)).tolist(), classes, 0.8)
    return (truth, guess) if right == "trees" else (guess, truth)


COUNT = 200
LABELS = {name: [i % len(CLASSES[name]) for i in range(COUNT)] for name in MIXED}


def columns(right: str) -> Columns:
    found = Columns()
    for name in MIXED:
        trees, reader = voices(right, LABELS[name], len(CLASSES[name]))
        for label, one, other in zip(LABELS[name], trees, reader, strict=True):
            if len(CLASSES[name]) > 2:
                found.add(name, [*np.log(one), *np.log(other)], label)
            else:
                found.add(name, [log_odds(one[1]), log_odds(other[1])], label)
    return found


@pytest.mark.parametrize("right", ["trees", "reader"])
def test_who_is_always_right_weighs_more(right: str) -> None:
    for mixing in weigh(columns(right)).values():
        weights = np.array(mixing.weights)
        half = weights.shape[1] // 2
        trees, reader = (np.abs(w).sum() for w in (weights[:, :half], weights[:, half:]))
        better, worse = (trees, reader) if right == "trees" else (reader, trees)
        assert better > 3 * worse


@pytest.mark.parametrize("right", ["trees", "reader"])
def test_mixed_answers_of_yes_and_no_agree_with_who_is_right(right: str) -> None:
    mixing = weigh(columns(right))["place"]
    trees, reader = voices(right, LABELS["place"], 2)
    for label, one, other in zip(LABELS["place"], trees, reader, strict=True):
        assert round(mixing.yes(float(one[1]), log_odds(other[1]))) == label


@pytest.mark.parametrize("right", ["trees", "reader"])
def test_mixed_classes_agree_with_who_is_right(right: str) -> None:
    mixing = weigh(columns(right))["status"]
    trees, reader = voices(right, LABELS["status"], len(CLASSES["status"]))
    for label, one, other in zip(LABELS["status"], trees, reader, strict=True):
        assert int(mixing.classes(one, np.log(other)).argmax()) == label


def asking(dates: Mapping[int, np.ndarray] | None = None) -> VisitModel:
    return replace(fixed_model(), reader=Says(2.0, dates=dates))


def asked(example: Example, dates: Mapping[int, np.ndarray] | None = None) -> Questions:
    found = Questions()
    ask(found, example, asking(dates), Names())
    return found


def test_trees_and_reader_are_asked_about_dates(make_example: MakeExample) -> None:
    example = make_example(TOLD, event(TOLD, TOLD))
    (near,) = example.scene.dates
    logs = np.log(softened([4], 5, 0.9)[0])
    found = asked(example, {near.start: logs}).tables["date_read"]
    assert found.labels == [4]
    (row,) = found.rows
    said = [row[found.features.index(f"read={role}")] for role in CLASSES["date"]]
    np.testing.assert_allclose(said, logs, rtol=1e-5)


def test_trees_and_reader_are_asked_what_the_gold_can_tell(make_example: MakeExample) -> None:
    example = make_example(TEXT, event(TEXT, TOLD, status="planned"))
    found = asked(example)
    claims = Judge(example.scene, asking(), None).claims
    pairs = [claim.pair for claim in claims if claim.reading]
    assert 0 < len(pairs) < len(candidates(example.scene))
    sure = [x for x in map(Labeller(example, Names()).label, pairs) if x[1]]
    visits = found.tables["visit_read"]
    assert sorted(visits.labels) == sorted(int(index is not None) for index, _ in sure)
    assert {float(row[visits.features.index("read")]) for row in visits.rows} == {2.0}
    assert found.columns.labels["place"] == [1]
    assert found.columns.labels["status"] == [STATUSES.index(Status.PLANNED)]
    assert [len(row) for row in found.columns.rows["status"]] == [2 * len(STATUSES)]


@pytest.mark.parametrize("optional", [True, False])
def test_optional_visits_are_not_weighed(make_example: MakeExample, optional: bool) -> None:
    example = make_example(TOLD, event(TOLD, TOLD, optional=optional))
    near = {date.start: np.log(softened([4], 5, 0.9)[0]) for date in example.scene.dates}
    found = asked(example, near)
    assert [len(t.rows) for t in found.tables.values()] == [int(not optional)] * 2
    assert [len(rows) for rows in found.columns.rows.values()] == [int(not optional)] * len(MIXED)


def test_an_empty_article_asks_nothing(make_example: MakeExample) -> None:
    found = asked(make_example(""))
    assert not any(table.rows for table in found.tables.values())
    assert not any(found.columns.rows.values())


@pytest.mark.parametrize("right", ["trees", "read"])
def test_what_hears_both_learns_who_is_right(right: str) -> None:
    rng = np.random.default_rng(3)
    table = Table()
    for i in range(600):
        label = i % 2
        row = {"trees": float(rng.normal()), "read": float(rng.normal())}
        row[right] = label + float(rng.normal(0, 0.1))
        table.add(row, label, f"a{i % 10}")
    found = hear({"visit_read": table}, lambda group: group != "a0")["visit_read"]
    unheard = [i for i, group in enumerate(table.groups) if group == "a0"]
    rows = [dict(zip(table.features, table.rows[i], strict=True)) for i in unheard]
    answers = found.predict(rows).argmax(1).tolist()
    assert answers == [table.labels[i] for i in unheard]


EMPTY = Scene(spacy.blank("xx")(""))


def judged(confidences: Sequence[tuple[float, bool]]) -> tuple[Example, list[ScoredEvent]]:
    """An article and predictions for it, each right or wrong, one a visitor."""
    gold = [event("x", "x", visitor=f"V{i}") for i in range(len(confidences))]
    predicted = [
        visit.model_copy(update={"confidence": score, "country": "CH" if right else "DE"})
        for visit, (score, right) in zip(gold, confidences, strict=True)
    ]
    return Example("a1", "nl", EMPTY, None, tuple(gold), ({},) * len(gold)), predicted


def calibrated(example: Example, predicted: Sequence[ScoredEvent]) -> Calibration:
    return calibrate([example], {"a1": predicted}, Names())


UNIT = st.floats(0, 1)
JUDGED = st.lists(st.tuples(UNIT, st.booleans()), min_size=1, max_size=12)


@given(JUDGED, st.lists(UNIT, min_size=2, max_size=5).map(sorted))
def test_calibration_rises_and_is_never_certain(
    confidences: list[tuple[float, bool]], scores: list[float]
) -> None:
    calibration = calibrated(*judged(confidences))
    found = [calibration(score) for score in scores]
    assert found == sorted(found)
    assert 0.01 <= found[0] <= found[-1] <= 0.99


def test_calibration_gives_the_share_of_right_events() -> None:
    low, high = [(0.2, i % 4 == 0) for i in range(40)], [(0.8, i % 4 != 0) for i in range(40)]
    found = calibrated(*judged(low + high))
    assert (found(0.0), found(0.2)) == (0.25, 0.25)
    assert (found(0.8), found(1.0)) == (0.75, 0.75)
    assert found(0.5) == pytest.approx(0.5)


def test_events_that_answer_an_optional_one_do_not_count() -> None:
    example, predicted = judged([(0.8, True), (0.8, False)])
    excused = event("x", "x", visitor="V1", country="DE", optional=True)
    lenient = replace(example, gold=(*example.gold, excused))
    assert calibrated(example, predicted)(0.8) == 0.5
    assert calibrated(lenient, predicted)(0.8) == 0.99


def table(name: str, rng: np.random.Generator) -> Table:
    """Rows of three numbers that tell the class; the last class is in one article alone."""
    found = Table()
    last = len(CLASSES[name]) - 1
    for i in range(600):
        label = i % (last + 1)
        values = rng.normal(label, 0.4, 3)
        group = "rare" if label == last > 1 else "common"
        row = dict(zip("abc", map(float, values), strict=True))
        found.add(row, label, group, np.array([label, 90 + i % 7], np.uint32))
    return found


@pytest.fixture(scope="module")
def fitted() -> VisitModel:
    rng = np.random.default_rng(7)
    tables = {name: table(name, rng) for name in DECISIONS}
    calibration = Calibration((0.0, 0.5, 1.0), (0.01, 0.4, 0.9))
    common = "common".__eq__
    model = fit(tables, common, THRESHOLDS, calibration)
    about = {
        name: Learned(tables[name], CLASSES[name], common)
        for name in (*ABOUT_READINGS, *ABOUT_STAYS, *ABOUT_OPINIONS)
    }
    return replace(model, **about, mixing=weigh(columns("reader")))


@pytest.fixture(scope="module")
def loaded(fitted: VisitModel, tmp_path_factory: pytest.TempPathFactory) -> VisitModel:
    folder = tmp_path_factory.mktemp("model")
    reader = folder / "reader"
    reader.mkdir()
    for name in ("lower.onnx", "upper.onnx", "tokenizer.json"):
        (reader / name).touch()
    export(fitted, folder / "new" / "trees")
    return load_model(folder / "new" / "trees", reader)


@pytest.mark.parametrize("heavy", ["a", "b"])
def test_articles_that_count_more_decide_where_articles_disagree(heavy: str) -> None:
    disputed = Table()
    for group, label in (("a", 0), ("b", 1)) * 40:
        disputed.add({"x": 1.0}, label, group)
    found = Learned(disputed, CLASSES["visit"], lambda _: True, {heavy: 4.0})
    (answer,) = found.predict([{"x": 1.0}])
    assert answer[int(heavy == "b")] > 0.7
    (even,) = Learned(disputed, CLASSES["visit"], lambda _: True).predict([{"x": 1.0}])
    assert even[0] == pytest.approx(0.5, abs=0.01)


def questions(count: int) -> list[Mapping[str, float]]:
    rng = np.random.default_rng(8)
    # The order of the columns differs from the one of the training.
    return [dict(zip("cab", map(float, row), strict=True)) for row in rng.normal(1, 2, (count, 3))]


def worded(model: VisitModel, name: str) -> list[Mapping[str, float]]:
    """The same questions with what the words, those of the classes in turn, say of them."""
    return [
        {**row, **model.wording.columns(name, np.array([i % len(CLASSES[name]), 90], np.uint32))}
        for i, row in enumerate(questions(50))
    ]


@pytest.mark.parametrize("name", DECISIONS)
def test_a_written_decision_answers_as_the_fitted_one(
    fitted: VisitModel, loaded: VisitModel, name: str
) -> None:
    one, other = getattr(fitted, name), getattr(loaded, name)
    expected = one.predict(worded(fitted, name))
    assert other.classes == one.classes == CLASSES[name]
    assert len(set(expected.argmax(1).tolist())) > 1
    np.testing.assert_allclose(other.predict(worded(loaded, name)), expected, atol=1e-5)
    assert other.predict([]).shape == one.predict([]).shape == (0, len(CLASSES[name]))


@pytest.mark.parametrize("name", ["date", "date_read", "status", "participant"])
def test_a_class_of_articles_left_out_is_never_the_answer(
    fitted: VisitModel, loaded: VisitModel, name: str
) -> None:
    for model in (fitted, loaded):
        found = getattr(model, name).predict(worded(model, name))
        assert found[:, -1].max() < 1e-6
        np.testing.assert_allclose(found.sum(1), 1, atol=1e-5)


def test_thresholds_calibration_and_mixing_are_written(
    fitted: VisitModel, loaded: VisitModel
) -> None:
    assert loaded.thresholds == fitted.thresholds == THRESHOLDS
    assert loaded.calibration == fitted.calibration
    assert loaded.mixing == fitted.mixing
    assert loaded.reader is not None


def test_confidence_comes_from_other_articles() -> None:
    right, wrong = judged([(0.8, True)] * 4), judged([(0.8, False)] * 4)
    pairs = [wrong, *[right] * (FOLDS - 1)]
    examples = [replace(example, doc_id=f"d{i}") for i, (example, _) in enumerate(pairs)]
    examples = [
        replace(x, gold=tuple(g.model_copy(update={"doc_id": x.doc_id}) for g in x.gold))
        for x in examples
    ]
    predicted = {f"d{i}": events for i, (_, events) in enumerate(pairs)}
    found = cross_calibrated(examples, predicted, Names())
    assert {event.confidence for event in found["d0"]} == {0.99}
    assert {event.confidence for event in found["d1"]} == {0.75}
