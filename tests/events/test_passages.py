import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, Span

from pipeline.events.passages import (
    LEAD,
    REGIONS,
    Located,
    Mark,
    Passage,
    homes,
    marks,
    passages,
)
from pipeline.events.scene import Scene
from pipeline.mentions.subwords import BOS, EOS, Subwords
from pipeline.schema import DateValue
from tests.events.conftest import Marks, day, person, place

LONGEST = 510
FIRST_ID = 1000
RUTTE = person("Mark Rutte", "NL", "wd:Q57792")
HOEKSTRA = person("Wopke Hoekstra", "NL", "wd:Q2")
SANTOKHI = person("Chan Santokhi", "SR", "wd:Q1")
NOBODY = person("Jan Jansen")


def cut(text: str, size: int = 3) -> Subwords:
    """Cut words into pieces of `size` characters, each with an id of its own."""
    spans = [match.span() for match in re.finditer(rf"\S{{1,{size}}}", text)]
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    return Subwords(np.arange(FIRST_ID, FIRST_ID + len(spans)), starts, ends)


def read(scene: Scene) -> list[Passage]:
    return list(passages(scene, cut(scene.text)))


def words_scene(count: int, places: list[tuple[int, int]]) -> Scene:
    """A text of `count` words of two pieces each, with place names at some of them."""
    vocab = spacy.blank("xx").vocab
    doc = Doc(vocab, ["woord"] * count, sent_starts=[i == 0 for i in range(count)])
    doc._.lang = "nl"
    spans = [Span(doc, a, min(count, a + n), label="CITY") for a, n in places if a < count]
    for span in spans:
        span._.entity = place("Bern", "CH")
    doc.spans["places"] = spans
    return Scene(doc)


def marks_of(
    scene: Scene, key: str = RUTTE.id or "", today: date | None = date(2022, 9, 12)
) -> dict[str, list[Mark]]:
    """The marks of each subword, by the word that it belongs to."""
    (passage,) = read(scene)
    values = marks(passage, key, homes(scene), today)
    assert values[0] == values[-1] == Mark.NONE
    found: dict[str, list[Mark]] = {}
    words = [match.group() for match in re.finditer(r"\S+", scene.text)]
    pieces = [word for word in words for _ in range(-(-len(word) // 3))]
    for word, value in zip(pieces, values[1:-1].tolist(), strict=True):
        found.setdefault(word, []).append(Mark(value))
    return found


def test_a_short_text_is_one_passage(make_doc: Callable[..., Doc]) -> None:
    text = "Rutte sprak maandag de NAVO in Bern ."
    bern = place("Bern", "CH")
    doc_marks: Marks = {
        "Rutte": ("persons", "NAME", RUTTE),
        "maandag": ("dates", "date", day("2022-09-12")),
        "NAVO": ("organisations", "ORG", bern.model_copy(update={"kind": "organisation"})),
        "Bern": ("places", "CITY", bern),
    }
    (passage,) = read(Scene(make_doc(text, doc_marks)))
    inner = cut(text).ids
    assert passage.ids.tolist() == [BOS, *inner.tolist(), EOS]
    assert passage.regions.tolist() == [0] * len(passage.ids)
    groups = (passage.persons, passage.dates, passage.bodies, passage.places)
    assert [[x.mention.span.text for x in group] for group in groups] == [
        ["Rutte"],
        ["maandag"],
        ["NAVO"],
        ["Bern"],
    ]
    # "Rut" "te" "spr" "ak" ...: the first sign comes before.
    assert [(x.first, x.last) for x in passage.persons] == [(1, 3)]
    assert [x.mention.span.text for x in passage.asked("wd:Q57792")] == ["Rutte"]
    assert passage.asked("wd:Q1") == []


def test_an_empty_text_is_a_passage_without_mentions(make_doc: Callable[..., Doc]) -> None:
    (passage,) = read(Scene(make_doc("", {})))
    assert passage.ids.tolist() == [BOS, EOS]
    assert (*passage.persons, *passage.places, *passage.dates, *passage.bodies) == ()


def test_what_cannot_be_asked_about_is_left_out(make_doc: Callable[..., Doc]) -> None:
    text = "Hij zei in Ergens dat het twee dagen duurt ."
    nowhere = place("Ergens", "XX").model_copy(update={"country": None})
    doc_marks: Marks = {
        "Hij": ("persons", "PRONOUN", None),
        "Ergens": ("places", "CITY", nowhere),
        "twee dagen": ("dates", "duration", DateValue(kind="duration", duration="P2D")),
    }
    (passage,) = read(Scene(make_doc(text, doc_marks)))
    assert (*passage.persons, *passage.places, *passage.dates) == ()


@pytest.mark.parametrize("count", [254, 255, 256, 400, 1000])
def test_passages_overlap_and_open_with_the_lead(count: int) -> None:
    scene = words_scene(count, [])
    subwords = cut(scene.text).ids
    first, *later = (passage.ids for passage in read(scene))
    assert len(later) == 0 if len(subwords) <= LONGEST - 2 else len(later) > 0
    assert all(len(ids) <= LONGEST for ids in (first, *later))
    assert all((ids[0], ids[-1]) == (BOS, EOS) for ids in (first, *later))
    seen = set(first[1:-1].tolist())
    for ids in later:
        assert ids[1 : LEAD + 1].tolist() == subwords[:LEAD].tolist()
        own = ids[LEAD + 1 : -1]
        assert (np.diff(own) == 1).all()
        assert own[0] in seen
        assert own[-1] not in seen
        seen |= set(own.tolist())
    assert seen == set(subwords.tolist())


@given(
    count=st.integers(1, 900),
    places=st.lists(st.tuples(st.integers(0, 899), st.integers(1, 60)), max_size=30),
)
def test_every_mention_lies_as_a_whole_in_a_passage(
    count: int, places: list[tuple[int, int]]
) -> None:
    scene = words_scene(count, places)
    subwords = cut(scene.text)
    whole: set[tuple[int, int]] = set()
    for passage in passages(scene, subwords):
        assert len(passage.ids) <= LONGEST
        for located in passage.places:
            covered = subwords.covered(located.mention.start, located.mention.end)
            assert covered is not None
            wanted = subwords.ids[slice(*covered)].tolist()
            assert passage.ids[located.first : located.last].tolist() == wanted
            whole.add((located.mention.start, located.mention.end))
    assert whole == {(m.start, m.end) for m in scene.places}


def test_a_mention_beyond_the_subwords_is_in_no_passage() -> None:
    scene = words_scene(100, [(10, 1), (90, 1)])
    full = cut(scene.text)
    short = Subwords(full.ids[:100], full.starts[:100], full.ends[:100])
    found: list[Located] = [x for passage in passages(scene, short) for x in passage.places]
    assert [x.mention.start for x in found] == [scene.places[0].start]


def test_persons_are_marked_as_seen_from_the_asked_one(make_doc: Callable[..., Doc]) -> None:
    text = "Rutte zei dat hij met Hoekstra , Santokhi en Jansen sprak ."
    doc_marks: Marks = {
        "Rutte": ("persons", "NAME", RUTTE),
        "hij": ("persons", "PRONOUN", RUTTE),
        "Hoekstra": ("persons", "SURNAME", HOEKSTRA),
        "Santokhi": ("persons", "NAME", SANTOKHI),
        "Jansen": ("persons", "NAME", NOBODY),
    }
    scene = Scene(make_doc(text, doc_marks))
    found = marks_of(scene)
    assert found["Rutte"] == [Mark.ASKED_BY_NAME] * 2
    assert found["hij"] == [Mark.ASKED]
    assert found["Hoekstra"] == [Mark.COMPATRIOT] * 3
    assert found["Santokhi"] == [Mark.FOREIGNER] * 3
    assert found["Jansen"] == [Mark.PERSON] * 2
    assert found["sprak"] == [Mark.NONE] * 2

    other = marks_of(scene, "wd:Q2")
    assert other["Hoekstra"] == [Mark.ASKED_BY_NAME] * 3
    assert other["Rutte"] == [Mark.COMPATRIOT] * 2

    stateless = marks_of(scene, "jan jansen")
    assert stateless["Jansen"] == [Mark.ASKED_BY_NAME] * 2
    assert {*stateless["Rutte"], *stateless["Santokhi"]} == {Mark.PERSON}


@pytest.mark.parametrize(
    ("form", "named"),
    [("NAME", True), ("SURNAME", True), ("TITLE", False), ("PRONOUN", False)],
)
def test_only_names_count_as_asked_by_name(
    make_doc: Callable[..., Doc], form: str, named: bool
) -> None:
    scene = Scene(make_doc("Premier weg .", {"Premier": ("persons", form, RUTTE)}))
    wanted = Mark.ASKED_BY_NAME if named else Mark.ASKED
    assert set(marks_of(scene)["Premier"]) == {wanted}


@pytest.mark.parametrize(
    ("home", "wanted"),
    [
        ("NL", (Mark.PLACE_AT_HOME, Mark.PLACE_ABROAD, Mark.HOME_ADJECTIVE)),
        ("CH", (Mark.PLACE_ABROAD, Mark.PLACE_AT_HOME, Mark.FOREIGN_ADJECTIVE)),
        (None, (Mark.PLACE, Mark.PLACE, Mark.ADJECTIVE)),
    ],
)
def test_places_are_marked_by_the_home_of_the_asked_one(
    make_doc: Callable[..., Doc], home: str | None, wanted: tuple[Mark, ...]
) -> None:
    text = "Rutte reed van Utrecht naar Bern met Nederlandse kaas ."
    doc_marks: Marks = {
        "Rutte": ("persons", "NAME", person("Mark Rutte", home, "wd:Q57792")),
        "Utrecht": ("places", "CITY", place("Utrecht", "NL")),
        "Bern": ("places", "CITY", place("Bern", "CH")),
        "Nederlandse": ("places", "ADJECTIVE", place("Netherlands", "NL", "country")),
    }
    found = marks_of(Scene(make_doc(text, doc_marks)))
    assert tuple(found[x][0] for x in ("Utrecht", "Bern", "Nederlandse")) == wanted


@pytest.mark.parametrize("form", ["ADJECTIVE", "COMPOUND", "NOMINAL"])
def test_what_qualifies_something_else_is_marked_apart(
    make_doc: Callable[..., Doc], form: str
) -> None:
    doc_marks: Marks = {
        "Rutte": ("persons", "NAME", RUTTE),
        "Zwitserse": ("places", form, place("Switzerland", "CH", "country")),
    }
    found = marks_of(Scene(make_doc("Rutte at Zwitserse kaas .", doc_marks)))
    assert set(found["Zwitserse"]) == {Mark.FOREIGN_ADJECTIVE}


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (day("2022-09-13"), Mark.FUTURE),
        (day("2022-09-12"), Mark.RECENT),
        (day("2022-09-09"), Mark.RECENT),
        (day("2022-09-08"), Mark.PAST),
        (day("2022-09-01", "2022-09-30"), Mark.RECENT),
    ],
)
def test_dates_are_marked_by_their_distance_from_the_article(
    make_doc: Callable[..., Doc], value: DateValue, wanted: Mark
) -> None:
    doc_marks: Marks = {
        "Rutte": ("persons", "NAME", RUTTE),
        "maandag": ("dates", value.kind, value),
    }
    scene = Scene(make_doc("Rutte kwam maandag .", doc_marks))
    assert set(marks_of(scene)["maandag"]) == {wanted}
    assert set(marks_of(scene, today=None)["maandag"]) == {Mark.DATE}


def test_bodies_are_marked_and_names_in_them_stand_out(make_doc: Callable[..., Doc]) -> None:
    summit = place("Bern summit", "CH").model_copy(update={"kind": "organisation"})
    doc_marks: Marks = {
        "Rutte": ("persons", "NAME", RUTTE),
        "top in Bern": ("organisations", "SUMMIT", summit),
        "Bern": ("places", "CITY", place("Bern", "CH")),
    }
    found = marks_of(Scene(make_doc("Rutte gaat naar de top in Bern .", doc_marks)))
    assert (found["top"], found["in"]) == ([Mark.BODY], [Mark.BODY])
    assert found["Bern"] == [Mark.PLACE_ABROAD] * 2


def test_the_home_is_the_first_country_that_is_known(make_doc: Callable[..., Doc]) -> None:
    doc_marks: Marks = {
        "Hij": ("persons", "PRONOUN", person("Mark Rutte", None, "wd:Q57792")),
        "Rutte": ("persons", "NAME", RUTTE),
        "Santokhi": ("persons", "NAME", SANTOKHI),
        "Jansen": ("persons", "NAME", NOBODY),
    }
    scene = Scene(make_doc("Hij was Rutte . Santokhi en Jansen .", doc_marks))
    assert homes(scene) == {"wd:Q57792": "NL", "wd:Q1": "SR"}


def test_subwords_know_the_region_that_they_lie_in(make_doc: Callable[..., Doc]) -> None:
    doc = make_doc("Kop erop\nRutte reist .", {})
    doc.spans["regions"] = [
        doc.char_span(0, 8, label="TITLE"),
        doc.char_span(9, 14, label="NONSENSE"),
        doc.char_span(15, 20, label="LEAD"),
    ]
    (passage,) = read(Scene(doc))
    found = [REGIONS[i] for i in passage.regions]
    assert found == ["BODY", *["TITLE"] * 3, *["BODY"] * 2, *["LEAD"] * 2, "BODY", "BODY"]


def test_later_passages_keep_the_regions_of_the_lead() -> None:
    scene = words_scene(600, [])
    title = scene.doc[0:10]
    title.label_ = "TITLE"
    scene.doc.spans["regions"] = [title]
    found = read(scene)
    assert len(found) > 1
    for passage in found:
        assert np.flatnonzero(passage.regions).tolist() == list(range(1, 21))
