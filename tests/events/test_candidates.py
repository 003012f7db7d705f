from collections.abc import Callable

import pytest
from hypothesis import given
from spacy.tokens import Doc

from pipeline.events.candidates import SENTENCES_BACK, candidates
from pipeline.events.scene import Scene
from tests.events.conftest import Marks, day, person, place
from tests.events.test_sites import docs

MARKS: Marks = {
    "Cassis": ("persons", "NAME", person("Ignazio Cassis", "CH", "wd:Q1")),
    "Amherd": ("persons", "NAME", person("Viola Amherd", "CH", "wd:Q4")),
    "Rutte": ("persons", "NAME", person("Mark Rutte", "NL", "wd:Q57792")),
    "Akufo": ("persons", "NAME", person("Nana Akufo-Addo", "GH", "wd:Q5")),
    "Bern": ("places", "CITY", place("Bern", "CH")),
    "Parijs": ("places", "CITY", place("Paris", "FR")),
    "Ghana": ("places", "COUNTRY", place("Ghana", "GH", "sovereign country")),
    "Togolese": ("places", "ADJECTIVE", place("Togo", "TG", "sovereign country")),
    "1 mei": ("dates", "date", day("2022-05-01")),
    "2 juni": ("dates", "date", day("2022-06-02")),
    "3 juli": ("dates", "date", day("2022-07-03")),
}
MakeDoc = Callable[..., Doc]
Pairs = dict[tuple[str, str], tuple[int, bool]]


def scene(make: MakeDoc, text: str) -> Scene:
    return Scene(make(text, {words: mark for words, mark in MARKS.items() if words in text}))


def pairs(found: Scene) -> Pairs:
    """Anchor of each pair of words, and whether they are far apart."""
    return {
        (p.visitor.span.text, p.place.span.text): (p.anchor, p.topic) for p in candidates(found)
    }


@pytest.mark.parametrize(
    ("home", "country", "at_home"),
    [("CH", "CH", True), ("CH", "FR", False), ("VA", "IT", True), ("IT", "VA", False)],
)
def test_a_pope_is_at_home_in_rome(
    make_doc: MakeDoc, home: str, country: str, at_home: bool
) -> None:
    doc = make_doc(
        "Leo ging naar Rome.",
        {
            "Leo": ("persons", "NAME", person("Leo XIV", home)),
            "Rome": ("places", "CITY", place("Rome", country)),
        },
    )
    (pair,) = candidates(Scene(doc))
    assert pair.at_home is at_home


@pytest.mark.parametrize(("seat", "visits"), [("wd:Q239", 0), ("wd:Q60", 1), (None, 1)])
def test_who_serves_a_body_does_not_visit_its_seat(
    make_doc: MakeDoc, seat: str | None, visits: int
) -> None:
    official = person("Kaja Kallas", "EE").model_copy(update={"seat": seat})
    town = place("Brussels", "BE").model_copy(update={"id": "wd:Q239"})
    doc = make_doc(
        "Kallas sprak in Brussel.",
        {"Kallas": ("persons", "NAME", official), "Brussel": ("places", "CITY", town)},
    )
    assert len(candidates(Scene(doc))) == visits


@given(docs())
def test_every_pair_of_any_text_is_there_once_and_in_order(doc: Doc) -> None:
    found = candidates(Scene(doc))
    keys = [(p.place.start, p.visitor.start) for p in found]
    assert keys == sorted(set(keys))
    assert all(p.country and p.visitor.key for p in found)


@given(docs())
def test_no_place_in_an_entry_is_paired_with_persons_outside(doc: Doc) -> None:
    told = Scene(doc)
    for pair in candidates(told):
        if pair.place.paragraph in told.dated_paragraphs and not pair.topic:
            assert pair.visitor.paragraph == pair.place.paragraph


@pytest.mark.parametrize(
    ("row", "guest", "paired"),
    [
        ("Ook Rutte was er.", "Rutte", True),
        ("Ook Akufo, de president van Ghana, was er.", "Akufo", True),
        ("Ook de Togolese vriend Akufo was er.", "Akufo", True),
        ("Rutte was in Parijs.", "Rutte", False),
        ("Rutte was in Ghana.", "Rutte", False),
    ],
)
def test_a_guest_in_a_list_far_below_the_city_is_paired_with_it(
    make_doc: MakeDoc, row: str, guest: str, paired: bool
) -> None:
    found = scene(
        make_doc, f"Cassis en Amherd zijn in Bern. {'Het regende. ' * SENTENCES_BACK}{row}"
    )
    assert guest not in {m.span.text for m in found.topics}
    expected = (SENTENCES_BACK + 1, True) if paired else None
    assert pairs(found).get((guest, "Bern")) == expected


@pytest.mark.parametrize(("dates", "count"), [(1, 0), (2, 0), (3, 3)])
def test_three_dated_paragraphs_make_a_chronology(
    make_doc: MakeDoc, dates: int, count: int
) -> None:
    opened = [f"{words} was een dag." for words in ("1 mei", "2 juni", "3 juli")[:dates]]
    found = scene(make_doc, "\n".join([*opened, "Op 9 mei niet."]))
    assert len(found.dated_paragraphs) == count


def test_a_date_inside_a_paragraph_opens_no_entry(make_doc: MakeDoc) -> None:
    text = "1 mei was vrij.\n2 juni ook.\nDe dag van 3 juli was het niet."
    assert scene(make_doc, text).dated_paragraphs == frozenset()


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("3 juli was het stil.", None),
        ("Op een dag, 3 juli, was het stil.", (1, False)),
    ],
)
def test_entries_of_a_chronology_keep_to_themselves(
    make_doc: MakeDoc, last: str, expected: tuple[int, bool] | None
) -> None:
    first = "1 mei waren Rutte en Cassis in Bern."
    found = pairs(scene(make_doc, f"{first}\n2 juni kwam Akufo.\n{last}"))
    assert found["Rutte", "Bern"] == (0, False)
    assert found.get(("Akufo", "Bern")) == expected


def test_a_place_above_the_entries_of_a_chronology_holds_for_each(make_doc: MakeDoc) -> None:
    text = "Gasten van Bern.\n1 mei: Rutte.\n2 juni: Akufo in Parijs.\n3 juli: Cassis."
    found = pairs(scene(make_doc, text))
    assert {who for who, where in found if where == "Bern"} >= {"Rutte", "Cassis"}
    assert found["Cassis", "Bern"] == (3, True)
    assert found["Akufo", "Parijs"] == (2, False)
    assert ("Cassis", "Parijs") not in found
