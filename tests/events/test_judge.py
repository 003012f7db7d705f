"""Dates and bodies that belong to a visit by where they stand."""

from collections.abc import Callable

import numpy as np
import pytest
from spacy.tokens import Doc

from pipeline.events.candidates import candidates
from pipeline.events.dating import Told
from pipeline.events.judge import Visit, apart, bodies_near, dates_near, opening_date, trusted
from pipeline.events.scene import Scene
from pipeline.schema import DateValue, Entity
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


def test_an_entry_hears_its_own_dates_and_those_of_headings(make_doc: Callable[..., Doc]) -> None:
    scene = Scene(make_doc(TEXT, MARKS))
    (pair,) = [p for p in candidates(scene) if p.place.span.text == "Riga"]
    assert [m.span.text for m in dates_near(scene, pair)] == ["3 april", "5 april"]


def test_what_a_caption_dates_is_in_the_caption(make_doc: Callable[..., Doc]) -> None:
    told = "Rutte kwam op 12 maart naar Wenen.", "Op 3 april in Riga: Rutte."
    text = "\n".join([*told, "Daarna ging Rutte naar Oslo."])
    marks = {k: MARKS[k] for k in ("12 maart", "Wenen", "3 april", "Riga", "Oslo")}
    doc = make_doc(text, {**marks, "Rutte.": MARKS["Rutte"], "Daarna ging Rutte": MARKS["Rutte"]})
    start = text.index("Op 3 april")
    doc.spans["regions"] = [doc.char_span(start, text.index("\nDaarna"), "CAPTION")]
    scene = Scene(doc)
    near = {
        p.place.span.text: [m.span.text for m in dates_near(scene, p)] for p in candidates(scene)
    }
    assert near["Oslo"] == ["12 maart"]
    assert "3 april" in near["Riga"]


def test_an_entry_is_not_for_the_body_of_another(make_doc: Callable[..., Doc]) -> None:
    text = TEXT.replace("bezoek aan Wenen", "bezoek aan de OPEC in Wenen")
    body = Entity(kind="organisation", id="wd:Q7795", name="OPEC", country=None)
    scene = Scene(make_doc(text, {**MARKS, "OPEC": ("organisations", "ORG", body)}))
    near = {
        p.place.span.text: [m.span.text for m in bodies_near(scene, p)] for p in candidates(scene)
    }
    assert near["Wenen"] == ["OPEC"]
    assert near["Riga"] == []


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (
            "Rutte was in januari in Parijs, in april in Lyon en Nice.",
            {"Parijs": "januari", "Lyon": "april", "Nice": "april"},
        ),
        ("Rutte was in Parijs in januari en in april in Lyon.", {}),
        ("Rutte was in januari, na april, in Lyon.", {}),
        ("Rutte was in januari in Parijs en Lyon.", {}),
    ],
)
def test_in_a_row_of_dates_and_places_each_place_has_the_date_before_it(
    make_doc: Callable[..., Doc], text: str, own: dict[str, str]
) -> None:
    marks = {
        "Rutte": ("persons", "NAME", person("Mark Rutte", "NL")),
        "januari": ("dates", "date", day("2019-01-01")),
        "april": ("dates", "date", day("2019-04-01")),
        "Parijs": ("places", "CITY", place("Paris", "FR")),
        "Lyon": ("places", "CITY", place("Lyon", "FR")),
        "Nice": ("places", "CITY", place("Nice", "FR")),
    }
    scene = Scene(make_doc(text, {k: v for k, v in marks.items() if k in text}))
    names = {m.start: m.span.text for m in scene.places}
    assert {names[start]: m.span.text for start, m in scene.own_dates.items()} == own


def test_a_date_that_is_trusted_keeps_what_it_seems_to_be() -> None:
    doubted = trusted(np.array([0.8, 0.02, 0.16, 0.01, 0.01], np.float32), 0.9)
    assert doubted.sum() == pytest.approx(1, abs=1e-5)
    assert 1 - doubted[0] == pytest.approx(0.9)
    assert doubted[2] > doubted[3]
    sure = np.array([0.01, 0.0, 0.0, 0.0, 0.99], np.float32)
    assert trusted(sure, 0.9) is sure


def test_a_place_inside_a_date_has_that_date(make_doc: Callable[..., Doc]) -> None:
    marks = {
        "Mei in 2019": ("dates", "date", day("2019-05-01")),
        "Mei": ("places", "CITY", place("Mei", "FR")),
        "april": ("dates", "date", day("2019-04-01")),
        "Lyon": ("places", "CITY", place("Lyon", "FR")),
    }
    scene = Scene(make_doc("Rutte was in Mei in 2019, in april in Lyon.", marks))
    assert [m.span.text for m in scene.own_dates.values()] == ["Mei in 2019", "april"]


def year(number: int) -> DateValue:
    return DateValue.model_validate(
        {
            "kind": "date",
            "start": f"{number}-01-01",
            "end": f"{number}-12-31",
            "precision": "year",
        }
    )


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        ("Rutte was in 1991 en in 1996 in Wenen.", (1991, 1996), [[1991], [1996]]),
        ("Rutte was in 1991, 1993 en 1996 in Wenen.", (1991, 1996), [[1991], [1996]]),
        ("Rutte was in 1991 en in 1996 in Wenen.", (1991,), [[1991]]),
        ("Rutte was in 1991 in Riga, na de reis van 1996 in Wenen.", (1991, 1996), [[1991, 1996]]),
        ("Rutte was in 1991. En in 1996 in Wenen.", (1991, 1996), [[1991, 1996]]),
    ],
)
def test_years_in_a_row_are_visits_of_their_own(
    make_doc: Callable[..., Doc], text: str, told: tuple[int, ...], expected: list[list[int]]
) -> None:
    marks = {str(n): ("dates", "date", year(n)) for n in (1991, 1993, 1996) if str(n) in text}
    marks["Rutte"] = ("persons", "NAME", person("Mark Rutte", "NL"))
    marks["Wenen"] = ("places", "CITY", place("Vienna", "AT"))
    scene = Scene(make_doc(text, marks))
    values = {m.date.start.year: m.date for m in scene.dates if m.date and m.date.start}
    visit = Visit(
        candidate=candidates(scene)[0],
        score=0.9,
        trees=0.9,
        reading=None,
        sure=True,
        place_score=0.9,
        dates=tuple(Told(values[n], 0.9, 0.5, 0.5) for n in told),
        days=None,
        entry=False,
        status=(1.0, 0.0, 0.0, 0.0, 0.0),
    )
    found = [
        [t.value.start.year for t in one.dates if t.value.start] for one in apart(scene, visit)
    ]
    assert found == expected
