"""Bodies, summits and events."""

import pytest

from tests.linking.conftest import Read, organisations


@pytest.mark.parametrize(
    ("lang", "text", "surface", "name"),
    [
        ("nl", "Hij was op de NAVO-top.", "NAVO-top", "NATO"),
        ("de", "Er war beim G7-Gipfel.", "G7-Gipfel", "G7"),
        ("hu", "Ott volt a BRICS-csúcson.", "BRICS-csúcson", "BRICS"),
        ("de", "Er sprach vor der Europäischen Kommission.", "Europäischen Kommission", None),
        ("hu", "Ott volt az Európai Bizottság is.", "Európai Bizottság", "European Commission"),
    ],
)
def test_names_and_compounds(
    read: Read, lang: str, text: str, surface: str, name: str | None
) -> None:
    assert organisations(read(lang, text))[surface] == (name or "European Commission")


def test_a_climate_summit_is_that_of_its_year(read: Read) -> None:
    doc = read("nl", "Hij gaat naar de klimaattop.", {}, "2021-11-01")
    assert organisations(doc)["klimaattop"] == "2021 United Nations Climate Change Conference"


def test_unknown_bodies_keep_their_name(read: Read) -> None:
    doc = read("nl", "Ze bezocht Veldtronix in Best.", {"Veldtronix": "ORG"})
    assert organisations(doc) == {"Veldtronix": "Veldtronix"}
    assert doc.spans["organisations"][0]._.entity.id is None


def test_a_short_word_is_no_abbreviation(read: Read) -> None:
    assert organisations(read("de", "Un war nie da, Biden aber schon.", {}, "2022-01-01")) == {}
