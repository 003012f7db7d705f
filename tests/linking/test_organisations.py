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
        (
            "nl",
            "Een top van de Collective Security Treaty Organisation begon.",
            "Collective Security Treaty Organisation",
            "Collective Security Treaty Organization",
        ),
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


@pytest.mark.parametrize(
    ("lang", "text", "surface", "name"),
    [
        ("nl", "Ze sprak voor de Veiligheidsraad.", "Veiligheidsraad", "Security Council"),
        ("de", "Kreisky flog 1975 zur KSZE nach Helsinki.", "KSZE", "Security and Co-operation"),
        ("nl", "Mitterrand kwam naar de EEG-top.", "EEG-top", "European Council"),
        ("hu", "Kádár a KGST tagja volt.", "KGST", "Comecon"),
        ("de", "Er fuhr zum D8-Gipfel.", "D8-Gipfel", "D-8 Organization"),
        ("nl", "Zij reist naar de APEC-top.", "APEC-top", "Asia-Pacific Economic Cooperation"),
    ],
)
def test_bodies_have_one_name(read: Read, lang: str, text: str, surface: str, name: str) -> None:
    assert name in organisations(read(lang, text))[surface]


@pytest.mark.parametrize(
    ("lang", "text", "surface", "name"),
    [
        ("hu", "Ott volt az uniós csúcson is.", "uniós csúcson", "European Council"),
        ("hu", "Felszólalt a püspöki szinóduson is.", "püspöki szinóduson", "Synod of Bishops"),
        ("nl", "Kok leidde de eurotop in Amsterdam.", "eurotop", "European Council"),
    ],
)
def test_a_meeting_needs_no_capital(
    read: Read, lang: str, text: str, surface: str, name: str
) -> None:
    assert organisations(read(lang, text))[surface] == name


@pytest.mark.parametrize(
    ("lang", "text", "surface", "year"),
    [
        ("nl", "Hij was op de VN-klimaatconferentie in Glasgow.", "VN-klimaatconferentie", 2021),
        ("hu", "Felszólalt a bakui klímacsúcson.", "bakui klímacsúcson", 2024),
        ("de", "Er kam zur Weltklimakonferenz COP28 und blieb.", "Weltklimakonferenz", 2023),
        ("de", "Nach Glasgow, sagte er, fährt er zur Weltklimakonferenz.", "", 2025),
    ],
)
def test_a_climate_summit_is_that_of_its_town_or_number(
    read: Read, lang: str, text: str, surface: str, year: int
) -> None:
    names = {"Glasgow": "LOC"} if "Glasgow" in text else {}
    found = organisations(read(lang, text, names, "2025-11-01"))
    wanted = f"{year} United Nations Climate Change Conference"
    assert (found[surface] if surface else next(iter(found.values()))) == wanted


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("nl", "Sjojgoe leidt de Russische Veiligheidsraad.", "Russische Veiligheidsraad"),
        ("nl", "Ze sprak met de Christelijke Unie.", "Christelijke Unie"),
        ("de", "Er führt Irans Sicherheitsrat.", ""),
        ("hu", "Patrusev, a Biztonsági Tanács titkára ott járt.", ""),
    ],
)
def test_another_body_of_the_same_name(read: Read, lang: str, text: str, name: str) -> None:
    found = organisations(read(lang, text, {name: "ORG"} if name else {}))
    assert found == ({name: name} if name else {})
