import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from pipeline.events.assembly import extract_events
from pipeline.events.hearing import DATE_ROLES, Claim
from pipeline.events.judge import Judge
from pipeline.events.model import Mixing, VisitModel, log_odds, probability
from pipeline.events.reader import Reading, Readings
from pipeline.events.scene import Scene
from pipeline.schema import Status, VisitEvent
from tests.events.conftest import Marks, day, person, place
from tests.events.test_assembly import Fixed, fixed_model

CLASSES = 5
PROBABILITIES = st.floats(0, 1)
LOGS = st.floats(-20, 20)
WEIGHTS = st.floats(0.01, 3)
BIASES = st.floats(-3, 3)
EVEN = np.full(CLASSES, math.log(1 / CLASSES), np.float32)

TEXT = "Rutte landde vroeg. Het regende in Bern op 12 september 2022."
MARKS: Marks = {
    "Rutte": ("persons", "NAME", person("Mark Rutte", "NL", "wd:Q57792")),
    "Bern": ("places", "CITY", place("Bern", "CH")),
    "12 september 2022": ("dates", "date", day("2022-09-12")),
}


class Says:
    """A reader that gives one answer to every doubt."""

    def __init__(
        self,
        visit: float,
        place: float = 5.0,
        status: np.ndarray = EVEN,
        dates: Mapping[int, np.ndarray] | None = None,
    ) -> None:
        self._reading = Reading(visit, place, status, dates or {})
        self.asked: list[set[tuple[str, int]]] = []
        self.days: list[date | None] = []

    def read(
        self, scene: Scene, doubts: Collection[tuple[str, int]], today: date | None
    ) -> Readings:
        self.asked.append(set(doubts))
        self.days.append(today)
        return dict.fromkeys(doubts, self._reading)


def mixing(trees: float, reader: float) -> dict[str, Mixing]:
    binary = Mixing(((trees, reader),), (0.0,))
    classes = weighed(trees, reader)
    return {"place": binary, "status": classes}


def weighed(trees: float, reader: float, bias: Sequence[float] = (0.0,) * CLASSES) -> Mixing:
    """A mixing of classes where each hears only of itself."""
    rows = np.concatenate([trees * np.eye(CLASSES), reader * np.eye(CLASSES)], axis=1)
    return Mixing(tuple(map(tuple, rows.tolist())), tuple(bias))


def mixed_model(reader: Says | None, trees: float = 0.5, weight: float = 1.0) -> VisitModel:
    """Both voices are heard in all decisions, as loud as told."""
    mixed = mixing(trees, weight)

    def visit(row: Mapping[str, float]) -> list[float]:
        yes = mixed["place"].yes(probability(row["trees"]), row["read"])
        return [1 - yes, yes]

    def dates(row: Mapping[str, float]) -> list[float]:
        said = np.exp([row[f"trees={role}"] for role in DATE_ROLES])
        read = np.array([row[f"read={role}"] for role in DATE_ROLES])
        return list(mixed["status"].classes(said, read))

    return replace(
        fixed_model(),
        reader=reader,
        mixing=mixed,
        visit_read=Fixed(["no", "yes"], visit),
        date_read=Fixed(DATE_ROLES, dates),
    )


def judge(doc: Doc, model: VisitModel) -> Judge:
    return Judge(Scene(doc), model, doc._.article_date)


def claims(doc: Doc, model: VisitModel) -> list[Claim]:
    return judge(doc, model).claims


def events(doc: Doc, model: VisitModel) -> list[VisitEvent]:
    return extract_events(judge(doc, model), "a1")


@given(PROBABILITIES)
def test_log_odds_are_finite_and_symmetric(probability: float) -> None:
    assert math.isfinite(log_odds(probability))
    assert log_odds(probability) == pytest.approx(-log_odds(1 - probability), abs=1e-6)


@given(st.floats(0.001, 0.999))
def test_log_odds_give_the_probability_back(probability: float) -> None:
    assert 1 / (1 + math.exp(-log_odds(probability))) == pytest.approx(probability)


@given(st.tuples(PROBABILITIES, PROBABILITIES).map(sorted))
def test_log_odds_rise_with_the_probability(pair: list[float]) -> None:
    assert log_odds(pair[0]) <= log_odds(pair[1])


@given(WEIGHTS, WEIGHTS, BIASES, PROBABILITIES, LOGS)
def test_yes_is_a_probability(a: float, b: float, bias: float, trees: float, reader: float) -> None:
    assert 0 < Mixing(((a, b),), (bias,)).yes(trees, reader) < 1


@given(
    WEIGHTS,
    WEIGHTS,
    BIASES,
    st.tuples(PROBABILITIES, PROBABILITIES).map(sorted),
    st.tuples(LOGS, LOGS).map(sorted),
)
def test_yes_rises_with_both_voices(
    a: float, b: float, bias: float, trees: list[float], reader: list[float]
) -> None:
    mix = Mixing(((a, b),), (bias,))
    assert mix.yes(trees[0], reader[0]) <= mix.yes(trees[1], reader[0])
    assert mix.yes(trees[0], reader[0]) <= mix.yes(trees[0], reader[1])


@given(st.floats(0.001, 0.999))
def test_a_voice_without_weight_is_not_heard(probability: float) -> None:
    assert Mixing(((1.0, 0.0),), (0.0,)).yes(probability, 9.0) == pytest.approx(probability)
    assert Mixing(((0.0, 1.0),), (0.0,)).yes(0.9, log_odds(probability)) == pytest.approx(
        probability
    )


def test_extreme_answers_do_not_overflow() -> None:
    mix = Mixing(((1.0, 1.0),), (0.0,))
    assert mix.yes(1.0, 1e6) == pytest.approx(1)
    assert mix.yes(0.0, -1e6) == pytest.approx(0)
    found = weighed(1, 1).classes(np.array([1.0, 0, 0, 0, 0]), np.array([0, -1e6, -1e6, -1e6, 0]))
    assert np.isfinite(found).all()


def distribution(scores: Sequence[float]) -> np.ndarray:
    powers = np.exp(np.array(scores) - max(scores))
    return powers / powers.sum()


DISTRIBUTIONS = st.lists(st.floats(-8, 8), min_size=CLASSES, max_size=CLASSES).map(distribution)


@given(
    st.lists(st.floats(-3, 3), min_size=2 * CLASSES * CLASSES, max_size=2 * CLASSES * CLASSES),
    st.lists(BIASES, min_size=CLASSES, max_size=CLASSES),
    DISTRIBUTIONS,
    DISTRIBUTIONS,
)
def test_classes_sum_to_one(
    weights: list[float], bias: list[float], trees: np.ndarray, reader: np.ndarray
) -> None:
    rows = np.array(weights).reshape(CLASSES, 2 * CLASSES).tolist()
    found = Mixing(tuple(map(tuple, rows)), tuple(bias)).classes(trees, np.log(reader))
    assert found.shape == (CLASSES,)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1, abs=1e-5)


@given(
    WEIGHTS,
    WEIGHTS,
    st.lists(BIASES, min_size=CLASSES, max_size=CLASSES),
    DISTRIBUTIONS,
    DISTRIBUTIONS,
    st.integers(0, CLASSES - 1),
    st.floats(1, 4),
)
def test_a_class_rises_with_both_voices(
    a: float,
    b: float,
    bias: list[float],
    trees: np.ndarray,
    reader: np.ndarray,
    index: int,
    factor: float,
) -> None:
    mix = weighed(a, b, bias)
    logs = np.log(reader)
    before = mix.classes(trees, logs)[index]
    raised, louder = trees.copy(), logs.copy()
    raised[index] *= factor
    louder[index] += math.log(factor)
    assert mix.classes(raised, logs)[index] >= before - 1e-6
    assert mix.classes(trees, louder)[index] >= before - 1e-6


@given(DISTRIBUTIONS)
def test_trees_alone_keep_their_classes(trees: np.ndarray) -> None:
    found = weighed(1.0, 0.0).classes(trees, EVEN)
    np.testing.assert_allclose(found, trees, atol=1e-3)


def test_without_a_reader_the_trees_decide_alone(make_doc: Callable[..., Doc]) -> None:
    doc = make_doc(TEXT, MARKS)
    plain, mixed = claims(doc, fixed_model()), claims(doc, mixed_model(None))
    assert plain
    assert mixed == plain
    assert all(claim.reading is None for claim in mixed)

    text = "Rutte was in Bern."
    near = make_doc(text, {words: MARKS[words] for words in ("Rutte", "Bern")})
    assert events(near, mixed_model(None)) == events(near, fixed_model()) != []


def test_a_reader_that_is_not_mixed_in_changes_nothing(make_doc: Callable[..., Doc]) -> None:
    doc = make_doc(TEXT, MARKS)
    unmixed = replace(fixed_model(), reader=Says(9.0))
    wanted = [(c.pair, pytest.approx(c.visit), c.place) for c in claims(doc, fixed_model())]
    assert [(c.pair, c.visit, c.place) for c in claims(doc, unmixed)] == wanted


def test_a_reader_that_says_yes_makes_a_visit(make_doc: Callable[..., Doc]) -> None:
    doc = make_doc(TEXT, MARKS)
    assert events(doc, fixed_model()) == []
    (event,) = events(doc, mixed_model(Says(5.0)))
    assert (event.visitor, event.country, event.places) == ("Mark Rutte", "CH", ("Bern",))
    assert event.start == "2022-09-12"
    assert event.confidence > 0.5


def test_a_reader_that_says_no_takes_a_visit_away(make_doc: Callable[..., Doc]) -> None:
    doc = make_doc("Rutte was in Bern.", {words: MARKS[words] for words in ("Rutte", "Bern")})
    assert len(events(doc, fixed_model())) == 1
    assert events(doc, mixed_model(Says(-5.0))) == []


def test_a_reader_can_tell_that_a_city_is_no_destination(make_doc: Callable[..., Doc]) -> None:
    doc = make_doc("Rutte was in Bern.", {words: MARKS[words] for words in ("Rutte", "Bern")})
    model = mixed_model(Says(5.0, place=-20.0), trees=0.1)
    assert [event.places for event in events(doc, model)] == [()]


@pytest.mark.parametrize("status", list(Status))
def test_a_reader_tells_the_status(make_doc: Callable[..., Doc], status: Status) -> None:
    logs = np.full(CLASSES, -9.0, np.float32)
    logs[list(Status).index(status)] = 0.0
    doc = make_doc(TEXT, MARKS)
    (event,) = events(doc, mixed_model(Says(5.0, status=logs)))
    assert event.status == status


NO_DATE, INSIDE, STARTS, ENDS, BOTH = range(CLASSES)


@pytest.mark.parametrize(("role", "dated"), [(NO_DATE, False), (INSIDE, True), (BOTH, True)])
def test_a_reader_tells_whether_a_date_belongs_to_a_visit(
    make_doc: Callable[..., Doc], role: int, dated: bool
) -> None:
    logs = np.full(CLASSES, -9.0, np.float32)
    logs[role] = 0.0
    doc = make_doc(TEXT, MARKS)
    reader = Says(5.0, dates={TEXT.index("12"): logs})
    (event,) = events(doc, mixed_model(reader))
    assert (event.start == "2022-09-12") == dated


def test_a_reader_tells_which_date_ends_a_stay(make_doc: Callable[..., Doc]) -> None:
    text = "Rutte was in Bern op 12 september 2022 en 14 september 2022."
    marks = MARKS | {"14 september 2022": ("dates", "date", day("2022-09-14"))}
    first, second = text.index("12"), text.index("14")
    doc = make_doc(text, marks)

    def told(*roles: int) -> tuple[str | None, str | None]:
        dates = {}
        for start, role in zip((first, second), roles, strict=True):
            dates[start] = np.full(CLASSES, -9.0, np.float32)
            dates[start][role] = 0.0
        (event,) = events(doc, mixed_model(Says(5.0, dates=dates)))
        return event.start, event.end

    assert told(STARTS, ENDS) == ("2022-09-12", "2022-09-14")
    assert told(BOTH, NO_DATE) == ("2022-09-12", "2022-09-12")
    assert told(NO_DATE, BOTH) == ("2022-09-14", "2022-09-14")


def test_nobody_whom_the_trees_rule_out_is_asked_about(make_doc: Callable[..., Doc]) -> None:
    reader = Says(9.0)
    never = Fixed(["no", "yes"], lambda _: [0.999, 0.001])
    model = replace(mixed_model(reader), visit=never)
    assert events(make_doc(TEXT, MARKS), model) == []
    assert reader.asked == [set()]


def test_the_reader_hears_who_is_in_question_and_the_day(make_doc: Callable[..., Doc]) -> None:
    reader = Says(5.0)
    claims(make_doc(TEXT, MARKS, published="2022-09-13"), mixed_model(reader))
    assert reader.asked == [{("wd:Q57792", TEXT.index("Bern"))}]
    assert reader.days == [date(2022, 9, 13)]


def test_the_reader_is_not_asked_of_guests_far_from_where_the_text_is_set(
    make_doc: Callable[..., Doc],
) -> None:
    text = (
        "Rutte was in Bern. Rutte at er vis. Rutte sliep goed. Rutte belde naar huis. "
        "Later sprak Merkel, en weer Rutte."
    )
    marks = {**{w: MARKS[w] for w in ("Bern",)}, "Rutte": MARKS["Rutte"]}
    marks["Merkel"] = ("persons", "NAME", person("Angela Merkel", "DE", "wd:Q567"))
    reader = Says(5.0)
    found = claims(make_doc(text, marks), mixed_model(reader))
    far = [c for c in found if c.pair.visitor.span.text == "Merkel"]
    assert [(c.pair.topic, c.reading) for c in far] == [(True, None)]
    assert {key for key, _ in reader.asked[0]} == {"wd:Q57792"}
