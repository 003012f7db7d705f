"""Names of persons: inflected, transcribed, cut, bare, unknown."""

import pytest

from tests.linking.conftest import Read, persons


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("nl", "Poetins vertrek. Vladimir Poetin", "Vladimir Putin"),
        ("de", "Gestern kam Wladimir Putin", "Vladimir Putin"),
        ("hu", "Tegnap Vlagyimir Putyinnal", "Vladimir Putin"),
        ("hu", "Tegnap Olaf Scholzcal", "Olaf Scholz"),
        ("hu", "Tegnap Hszi Csin-pinggel", "Xi Jinping"),
        ("hu", "Tegnap Szergej Sojgunak", "Sergei Shoigu"),
        ("nl", "Gisteren Sergej Sjojgoe", "Sergei Shoigu"),
        ("de", "Gestern Sergej Schoigu", "Sergei Shoigu"),
        ("hu", "Tegnap Szijjártó Péterrel", "Péter Szijjártó"),
        ("nl", "Gisteren Kassym-Jomart Tokajev", "Kassym-Jomart Tokayev"),
    ],
)
def test_forms_of_known_names(read: Read, lang: str, text: str, name: str) -> None:
    surface = text.split(" ", 1)[1] if not text.startswith("Poetins") else "Vladimir Poetin"
    surface = surface.removeprefix("kam ")
    doc = read(lang, f"{text} sprak.", {surface: "PER"}, "2023-03-01")
    assert persons(doc)[surface] == name


def test_a_known_name_is_found_though_nothing_marks_it(read: Read) -> None:
    assert persons(read("nl", "Gisteren kwam Mark Rutte aan."))["Mark Rutte"] == "Mark Rutte"


def test_a_name_that_was_cut_is_mended(read: Read) -> None:
    doc = read("nl", "Toen kwam Abdel Fattah al-Sisi.", {"Abdel Fattah": "PER"}, "2020-01-01")
    assert persons(doc) == {"Abdel Fattah al-Sisi": "Abdel Fattah el-Sisi"}


def test_a_surname_marked_as_a_place_is_a_person(read: Read) -> None:
    doc = read(
        "de",
        "Annalena Baerbock reist ab. Baerbock kommt morgen zurück.",
        {"Annalena Baerbock": "PER"},
        "2023-05-01",
    )
    assert [span._.entity.name for span in doc.spans["persons"]] == ["Annalena Baerbock"] * 2
    assert doc.spans["persons"][1].label_ == "SURNAME"


def test_unknown_people_keep_the_base_form_and_order_of_the_article(read: Read) -> None:
    doc = read(
        "hu",
        "Kerekes Üstökös Gaborone felé indult. Másnap Kerekest fogadták.",
        {"Kerekes Üstökös": "PER", "Kerekest": "PER"},
    )
    assert persons(doc) == {"Kerekes Üstökös": "Kerekes Üstökös", "Kerekest": "Kerekes Üstökös"}
    assert doc.spans["persons"][0]._.entity.id is None


def test_an_unknown_inflected_name_loses_its_ending(read: Read) -> None:
    doc = read("hu", "Tegnap Jussi Haatainennel beszélt.", {"Jussi Haatainennel": "PER"})
    assert persons(doc)["Jussi Haatainennel"] == "Jussi Haatainen"


def test_words_run_together_by_a_crawler(read: Read) -> None:
    doc = read("hu", "Tegnap OrbánViktorral egyeztetett.", {"OrbánViktorral": "PER"}, "2019-02-12")
    assert persons(doc)["OrbánViktorral"] == "Viktor Orbán"


def test_title_before_a_name_is_no_part_of_it(read: Read) -> None:
    doc = read(
        "de", "Heute kam König Abdullah II. an.", {"König Abdullah II.": "PER"}, "2023-10-13"
    )
    assert "Abdullah II of Jordan" in persons(doc).values()


def test_two_people_of_one_surname_are_told_apart_by_title(read: Read) -> None:
    doc = read(
        "nl",
        "Bill Clinton en Hillary Clinton kwamen samen. Minister Hillary Clinton bleef.",
        {"Bill Clinton": "PER", "Hillary Clinton": "PER"},
        "2010-05-01",
    )
    assert set(persons(doc).values()) == {"Bill Clinton", "Hillary Clinton"}
