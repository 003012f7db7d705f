"""The dates of visits in the entries of a chronology."""

from collections.abc import Callable

import numpy as np
import pytest
from spacy.tokens import Doc

from pipeline.events.candidates import candidates
from pipeline.events.judge import OPENING, opened, opening_date
from pipeline.events.scene import Scene
from tests.events.conftest import day, person, place

TEXT = """Rutte op reis.
12 maart: bezoek aan Wenen. Daarna ging het naar Salzburg.
3 april: gesprekken in Riga en op 5 april in Vilnius.
8 mei: na een week rust, en tot 9 juni, in Oslo."""
MARKS = {
    "Rutte": ("persons", "NAME", person("Mark Rutte", "NL")),
    "12 maart": ("dates", "date", day("2019-03-12")),
    "Wenen": ("places", "CITY", place("Vienna", "AT")),
    "Salzburg": ("places", "CITY", place("Salzburg", "AT")),
    "3 april": ("dates", "date", day("2019-04-03")),
    "Riga": ("places", "CITY", place("Riga", "LV")),
    "5 april": ("dates", "date", day("2019-04-05")),
    "Vilnius": ("places", "CITY", place("Vilnius", "LT")),
    "8 mei": ("dates", "date", day("2019-05-08")),
    "9 juni": ("dates", "date", day("2019-06-09")),
    "Oslo": ("places", "CITY", place("Oslo", "NO")),
}


@pytest.mark.parametrize(
    ("town", "date"),
    [
        ("Wenen", "12 maart"),
        ("Salzburg", "12 maart"),
        ("Riga", "3 april"),
        ("Vilnius", None),
        ("Oslo", None),
    ],
)
def test_an_entry_is_about_its_opening_date_unless_another_stands_before_the_place(
    make_doc: Callable[..., Doc], town: str, date: str | None
) -> None:
    scene = Scene(make_doc(TEXT, MARKS))
    (pair,) = [p for p in candidates(scene) if p.place.span.text == town]
    found = opening_date(scene, pair)
    assert (found.span.text if found else None) == date


def test_two_dated_paragraphs_are_no_chronology(make_doc: Callable[..., Doc]) -> None:
    text = TEXT[: TEXT.index("8 mei")]
    scene = Scene(make_doc(text, {k: v for k, v in MARKS.items() if k in text}))
    assert [opening_date(scene, pair) for pair in candidates(scene)] == [None] * 4


def test_an_opening_date_is_trusted_and_keeps_what_it_seems_to_be() -> None:
    doubted = opened(np.array([0.8, 0.02, 0.16, 0.01, 0.01], np.float32))
    assert doubted.sum() == pytest.approx(1, abs=1e-5)
    assert 1 - doubted[0] == pytest.approx(OPENING)
    assert doubted[2] > doubted[3]
    sure = np.array([0.01, 0.0, 0.0, 0.0, 0.99], np.float32)
    assert opened(sure) is sure
