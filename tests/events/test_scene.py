from collections.abc import Callable

from spacy.tokens import Doc

from pipeline.events.candidates import candidates
from pipeline.events.scene import Scene
from tests.events.conftest import day, person, place

TEXT = "Rutte landde maandag in Paramaribo. Daarna reed hij naar Santigron, zei Santokhi.\nEinde."
MARKS = {
    "Rutte": ("persons", "NAME", person("Mark Rutte", "NL")),
    "hij": ("persons", "PRONOUN", person("Mark Rutte", "NL")),
    "Santokhi": ("persons", "NAME", person("Chan Santokhi", "SR")),
    "Paramaribo": ("places", "CITY", place("Paramaribo", "SR")),
    "Santigron": ("places", "CITY", place("Santigron", "XX").model_copy(update={"country": None})),
    "maandag": ("dates", "date", day("2022-09-12")),
}


def test_mentions_know_their_sentence_and_paragraph(make_doc: Callable[..., Doc]) -> None:
    scene = Scene(make_doc(TEXT, MARKS))
    assert [m.sentence for m in scene.persons] == [0, 1, 1]
    assert {m.paragraph for m in scene.persons} == {0}
    assert scene.paragraph_at(len(TEXT) - 1) == 1
    assert scene.sentence_bounds(0) == (0, TEXT.index(".") + 1)


def test_unknown_place_takes_the_country_told_before_it(make_doc: Callable[..., Doc]) -> None:
    known, unknown = Scene(make_doc(TEXT, MARKS)).places
    assert (known.country, known.inferred) == ("SR", False)
    assert (unknown.country, unknown.inferred) == ("SR", True)


def test_unknown_place_stays_without_country_where_nothing_tells_one(
    make_doc: Callable[..., Doc],
) -> None:
    marks = {key: value for key, value in MARKS.items() if key != "Paramaribo"}
    assert [m.country for m in Scene(make_doc(TEXT, marks)).places] == [None]


def test_clause_ends_at_commas(make_doc: Callable[..., Doc]) -> None:
    scene = Scene(make_doc(TEXT, MARKS))
    start, end = scene.clause_bounds(TEXT.index("hij"))
    assert TEXT[start:end].strip() == "Daarna reed hij naar Santigron"


def test_cues_are_found_inside_bounds(make_doc: Callable[..., Doc]) -> None:
    scene = Scene(make_doc(TEXT, MARKS))
    groups = {cue.group for cue in scene.cues_in(*scene.sentence_bounds(0))}
    assert "triggers.travel" in groups
    assert scene.cues_in(len(TEXT), len(TEXT)) == []


def test_every_nearby_pair_is_a_candidate_once(make_doc: Callable[..., Doc]) -> None:
    pairs = list(candidates(Scene(make_doc(TEXT, MARKS))))
    told = {(p.visitor.entity.name, p.place.start, p.anchor) for p in pairs if p.visitor.entity}
    assert len(told) == len(pairs)
    assert ("Mark Rutte", TEXT.index("Paramaribo"), 0) in told
    assert ("Mark Rutte", TEXT.index("Santigron"), 1) in told


def test_empty_doc_has_no_candidates(make_doc: Callable[..., Doc]) -> None:
    assert list(candidates(Scene(make_doc("", {})))) == []


def test_a_place_is_where_a_text_was_filed_before_a_mark_on_one_of_its_first_lines(
    make_doc: Callable[..., Doc],
) -> None:
    def filed(text: str) -> bool:
        scene = Scene(make_doc(text, {"Praag": ("places", "CITY", place("Prague", "CZ"))}))
        return bool(scene.filed)

    assert filed("PRAAG (ANP) - Hij kwam aan.".replace("PRAAG", "Praag"))
    assert filed("Praag: hij kwam aan.")
    assert filed("Door Jan Jansen, Praag\n\nHij kwam aan.")
    assert not filed("Praag is een stad. Hij kwam aan.")
    assert not filed("Hij is er.\nZij ook.\nWij ook.\nPraag: hij kwam aan.")


def test_a_place_that_speaks_is_no_destination(make_doc: Callable[..., Doc]) -> None:
    text = "Volgens Kiev was Rutte in Lviv."
    marks = {
        "Rutte": ("persons", "NAME", person("Mark Rutte", "NL")),
        "Kiev": ("places", "CITY", place("Kyiv", "UA")),
        "Lviv": ("places", "CITY", place("Lviv", "UA")),
    }
    scene = Scene(make_doc(text, marks))
    assert [scene.speaks(m) for m in scene.places] == [True, False]
    assert {p.place.span.text for p in candidates(scene)} == {"Lviv"}
    behind = make_doc(
        "Kijev szerint jött.", {"Kijev": ("places", "CITY", place("Kyiv", "UA"))}, lang="hu"
    )
    assert Scene(behind).speaks(Scene(behind).places[0])


def test_places_in_a_row_have_one_number(make_doc: Callable[..., Doc]) -> None:
    text = "Hij ging naar Bern, Wenen en Parijs. Wie naar Rome gaat, komt in Milaan."
    names = ("Bern", "Wenen", "Parijs", "Rome", "Milaan")
    marks = {name: ("places", "CITY", place(name, "XX")) for name in names}
    scene = Scene(make_doc(text, marks))
    rows = [scene.place_rows[m.start] for m in scene.places]
    assert rows[0] == rows[1] == rows[2]
    assert len(set(rows)) == 3


def test_who_stands_in_a_caption_with_a_place_is_told_apart(make_doc: Callable[..., Doc]) -> None:
    text = "Rutte kwam naar Bern.\nPoetin in Rome.\nHet regende in Wenen."
    marks = {
        "Rutte": ("persons", "NAME", person("Mark Rutte", "NL")),
        "Poetin": ("persons", "NAME", person("Vladimir Putin", "RU")),
        "Bern": ("places", "CITY", place("Bern", "CH")),
        "Rome": ("places", "CITY", place("Rome", "IT")),
        "Wenen": ("places", "CITY", place("Vienna", "AT")),
    }

    def told(captioned: bool) -> set[tuple[str, str]]:
        doc = make_doc(text, marks)
        start = text.index("Poetin")
        caption = doc.char_span(start, start + len("Poetin in Rome."), "CAPTION")
        doc.spans["regions"] = [caption] if captioned else []
        return {(p.visitor.span.text, p.place.span.text) for p in candidates(Scene(doc))}

    apart = {("Rutte", "Rome"), ("Poetin", "Bern"), ("Poetin", "Wenen")}
    assert apart <= told(captioned=False)
    assert told(captioned=True) == told(captioned=False) - apart
