from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from pipeline.events.candidates import Candidate, candidates
from pipeline.events.features import Features
from pipeline.events.hearing import (
    DATE_ROLES,
    Claim,
    Trees,
    TreesOfDates,
    date_row,
    visit_rows,
)
from pipeline.events.model import log_odds, logs
from pipeline.events.reader import Reading
from pipeline.events.scene import Scene
from tests.events.conftest import Marks, person, place

TEXT = "Rutte en Merkel waren in Bern. Rutte reisde door naar Parijs."
MARKS: Marks = {
    "Rutte": ("persons", "NAME", person("Mark Rutte", "NL", "wd:Q57792")),
    "Merkel": ("persons", "NAME", person("Angela Merkel", "DE", "wd:Q567")),
    "Bern": ("places", "CITY", place("Bern", "CH")),
    "Parijs": ("places", "CITY", place("Paris", "FR")),
}
SHARES = st.lists(st.floats(0.001, 1), min_size=5, max_size=5).map(
    lambda shares: np.array(shares, np.float32) / sum(shares)
)


def reading(visit: float, **dates: float) -> Reading:
    logs = np.log(np.full(5, 0.2, np.float32))
    known = {int(k[1:]): np.log(np.array([1 - p, 0, 0, 0, p]) + 1e-9) for k, p in dates.items()}
    return Reading(visit, 1.5, logs, known)


@pytest.fixture
def pairs(make_doc: Callable[..., Doc]) -> dict[tuple[str, str], Candidate]:
    found = candidates(Scene(make_doc(TEXT, MARKS)))
    return {(c.visitor.span.text, c.place.span.text): c for c in found}


def rows(
    pairs: dict[tuple[str, str], Candidate],
    said: dict[tuple[str, str], Reading],
    row: bool = False,
) -> dict:
    read = [(Claim(pairs[key], 0.7, 0.9, 0.7, r), r, {"seen": 1.0}) for key, r in said.items()]
    alone = {key[1]: number for number, key in enumerate(pairs)}
    numbers = {c.place.start: 0 if row else alone[c.place.span.text] for c in pairs.values()}
    return dict(zip(said, visit_rows(read, numbers), strict=True))


def test_a_claim_is_seen_beside_the_visitors_other_places_and_the_other_guests(
    pairs: dict[tuple[str, str], Candidate],
) -> None:
    bern, paris, merkel = ("Rutte", "Bern"), ("Rutte", "Parijs"), ("Merkel", "Bern")
    found = rows(pairs, {bern: reading(2.0), paris: reading(3.0), merkel: reading(-1.0)})
    row = found[bern]
    assert (row["seen"], row["read"], row["read_place"]) == (1.0, 2.0, 1.5)
    assert row["trees"] == pytest.approx(log_odds(0.7))
    assert row["trees_place"] == pytest.approx(log_odds(0.9))
    assert (row["read_most"], row["read_rank"], row["read_country"]) == (3.0, 1.0, 2.0)
    assert row["read_here"] == -1.0
    assert found[paris]["read_rank"] == 0.0
    assert found[paris]["read_here"] < -10
    assert set(found[bern]) == set(found[merkel])


def test_a_claim_knows_how_surely_a_date_belongs_to_it(
    pairs: dict[tuple[str, str], Candidate],
) -> None:
    key = ("Rutte", "Bern")
    assert rows(pairs, {key: reading(1.0)})[key]["read_date"] == -1.0
    found = rows(pairs, {key: reading(1.0, d3=0.2, d9=0.8)})[key]
    assert found["read_date"] == pytest.approx(0.8, abs=1e-4)


def test_a_claim_is_seen_beside_the_countries_that_stand_in_a_row_with_it(
    pairs: dict[tuple[str, str], Candidate],
) -> None:
    bern, paris, merkel = ("Rutte", "Bern"), ("Rutte", "Parijs"), ("Merkel", "Bern")
    said = {bern: reading(2.0), paris: reading(3.0), merkel: reading(-1.0)}
    found = rows(pairs, said, row=True)
    assert (found[bern]["row_countries"], found[bern]["row_read_most"]) == (2.0, 3.0)
    assert found[bern]["row_trees_least"] == pytest.approx(log_odds(0.7))
    assert (found[paris]["row_read_least"], found[merkel]["row_countries"]) == (2.0, 1.0)
    alone = rows(pairs, said)
    assert (alone[bern]["row_countries"], alone[bern]["row_read_most"]) == (1.0, -20.0)


def test_no_claims_make_no_rows() -> None:
    assert visit_rows([], {}) == []


def test_a_date_is_seen_beside_the_other_dates() -> None:
    trees = {3: logs(np.array([0.1, 0, 0, 0, 0.9])), 9: logs(np.array([0.6, 0, 0.4, 0, 0]))}
    said = reading(1.0, d3=0.3, d9=0.7)
    row = date_row(3, {"seen": 1.0}, trees, said, 0.0)
    assert (row["seen"], row["dates"], row["placed"], row["read_visit"]) == (1.0, 2.0, 0.0, 1.0)
    assert np.exp(row["trees=both"]) == pytest.approx(0.9)
    assert np.exp(row["trees_rival=no"]) == pytest.approx(0.6)
    assert np.exp(row["trees_rival=start"]) == pytest.approx(0.4)
    assert (row["trees_rank"], row["read_rank"]) == (0.0, 1.0)


def test_a_date_alone_has_no_rival() -> None:
    said = reading(1.0, d3=0.3)
    alone = date_row(3, {}, {3: logs(np.full(5, 0.2))}, said, 0.95)
    beside = date_row(3, {}, {3: logs(np.full(5, 0.2)), 7: logs(np.full(5, 0.2))}, said, 0.95)
    assert alone["trees_rank"] == 0.0
    assert alone["trees_rival=no"] > beside["trees_rival=no"]
    assert alone["placed"] == 0.95
    assert set(alone) == set(beside)


@given(st.floats(0.001, 0.999))
def test_unlearned_visits_are_what_the_trees_say(share: float) -> None:
    row: Features = {"trees": log_odds(share), "read": 9.0}
    assert Trees().predict([row])[0, 1] == pytest.approx(share, abs=1e-5)


@given(SHARES)
def test_unlearned_dates_are_what_the_trees_say(shares: np.ndarray) -> None:
    row = date_row(3, {}, {3: logs(shares)}, reading(1.0, d3=0.5), 0.0)
    decision = TreesOfDates()
    assert decision.classes == list(DATE_ROLES)
    np.testing.assert_allclose(decision.predict([row])[0], shares, atol=2e-4)
    assert decision.predict([]).shape == (0, len(DATE_ROLES))
