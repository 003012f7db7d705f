"""Places: inflection, adjectives, compounds, nouns, ambiguity."""

import pytest
import spacy
from spacy.tokens import Span

from pipeline.linking.component import VisitLinker
from tests.linking.conftest import Read, places


@pytest.mark.parametrize(
    ("lang", "surface", "name", "country"),
    [
        ("hu", "Moszkvában", "Moscow", "RU"),
        ("hu", "Párizsba", "Paris", "FR"),
        ("hu", "Varsóba", "Warsaw", "PL"),
        ("hu", "Hágában", "The Hague", "NL"),
        ("hu", "Athénba", "Athens", "GR"),
        ("hu", "Németországból", "Germany", "DE"),
        ("nl", "Wit-Rusland", "Belarus", "BY"),
        ("nl", "Wit -Rusland", "Belarus", "BY"),
        ("nl", "Washington", "Washington, D.C.", "US"),
        ("de", "Frankreichs", "France", "FR"),
        ("de", "Kiew", "Kyiv", "UA"),
        ("de", "Singapur", "Singapore", "SG"),
        ("de", "Kosovo", "Kosovo", "XK"),
        ("hu", "Vatikánba", "Vatican City", "VA"),
        ("hu", "Horgosra", "Horgoš", "RS"),
        ("hu", "Kjongdzsuban", "Gyeongju", "KR"),
        ("de", "Assisi", "Assisi", "IT"),
        ("nl", "Schiermonnikoog", "Schiermonnikoog", "NL"),
    ],
)
def test_names_in_each_language(
    read: Read, lang: str, surface: str, name: str, country: str
) -> None:
    doc = read(lang, f"Gisteren was {surface} ver weg.", {surface: "LOC"})
    entity = doc.spans["places"][0]._.entity
    assert (entity.name, entity.country) == (name, country)


@pytest.mark.parametrize(
    ("lang", "text", "surface", "country"),
    [
        ("nl", "Hij reisde naar de Sovjet-Unie.", "Sovjet-Unie", "RU"),
        ("nl", "Hij reisde in 1969 naar Tsjechoslowakije.", "Tsjechoslowakije", "CZ"),
        ("de", "Er fuhr in die DDR.", "DDR", "DE"),
        ("de", "Er war in der Bundesrepublik.", "Bundesrepublik", "DE"),
        ("de", "Er flog nach Südvietnam.", "Südvietnam", "VN"),
        ("hu", "Jugoszláviába utazott.", "Jugoszláviába", "RS"),
        ("hu", "Az NDK-ba utazott.", "NDK-ba", "DE"),
        ("nl", "Hij bezocht de Dominicaanse Republiek.", "Dominicaanse Republiek", "DO"),
    ],
)
def test_former_states_are_in_the_country_of_today(
    read: Read, lang: str, text: str, surface: str, country: str
) -> None:
    doc = read(lang, text)
    assert places(doc) == {surface: country}


@pytest.mark.parametrize("island", ["Bonaire", "Saba", "Sint Eustatius"])
def test_an_island_is_in_the_country_of_its_town(read: Read, island: str) -> None:
    doc = read("nl", f"Hij bezocht {island}. Kralendijk ligt vlakbij.", {island: "LOC"})
    assert places(doc)[island] == "BQ"


def test_a_country_is_itself_rather_than_a_former_state(read: Read) -> None:
    doc = read("de", "Der deutsche Kanzler kam.")
    assert doc.spans["places"][0]._.entity.name == "Germany"


@pytest.mark.parametrize(
    ("lang", "text", "surface", "label", "name"),
    [
        ("hu", "Ez volt a kijevi út.", "kijevi", "ADJECTIVE", "Kyiv"),
        ("de", "Am Pekinger Flughafen wartete man.", "Pekinger", "ADJECTIVE", "Beijing"),
        ("nl", "Het was een Congolese zaak.", "Congolese", "ADJECTIVE", None),
        ("de", "Die China-Reise war kurz.", "China-Reise", "COMPOUND", "China"),
        ("nl", "De Damascusreis was kort.", "Damascusreis", "COMPOUND", "Damascus"),
        (
            "nl",
            "Hij bleef in de Congolese hoofdstad.",
            "Congolese hoofdstad",
            "NOMINAL",
            "Kinshasa",
        ),
        ("hu", "Az ukrán fővárosban járt.", "ukrán fővárosban", "NOMINAL", "Kyiv"),
        ("de", "Er blieb in Simbabwes Hauptstadt.", "Simbabwes Hauptstadt", "NOMINAL", "Harare"),
    ],
)
def test_words_that_stand_for_a_place(
    read: Read, lang: str, text: str, surface: str, label: str, name: str | None
) -> None:
    doc = read(lang, text)
    found = {s.text: (s.label_, s._.entity.name) for s in doc.spans["places"]}
    assert found[surface] == (label, name or "Democratic Republic of the Congo")


@pytest.mark.parametrize(
    ("lang", "text", "surface", "name"),
    [
        (
            "de",
            "Kiew empfängt viele Gäste aus der Ukraine-Gruppe. Vor Kiew stauen sich die Züge. "
            "Österreichs Kanzler kam am Samstag in die Hauptstadt.",
            "Hauptstadt",
            "Kyiv",
        ),
        (
            "nl",
            "In India begon de reis. India en Japan tekenden in Mumbai een verdrag.\n\n"
            "In de hoofdstad wachtte de premier.",
            "hoofdstad",
            "New Delhi",
        ),
        (
            "hu",
            "Vietnam vendége volt. Vietnam mellett Japán is beruház.\n\nA fővárosban vacsorázott.",
            "fővárosban",
            "Hanoi",
        ),
    ],
)
def test_the_capital_is_that_of_the_country_told_of_most(
    read: Read, lang: str, text: str, surface: str, name: str
) -> None:
    doc = read(lang, text)
    assert (surface, name) in {(s.text, s._.entity.name) for s in doc.spans["places"]}


def test_a_capital_is_nowhere_where_no_country_is_told(read: Read) -> None:
    assert not read("de", "In der Hauptstadt regnete es.").spans["places"]


@pytest.mark.parametrize(
    ("lang", "text", "names", "towns"),
    [
        (
            "nl",
            "Hij bezocht de hoofdsteden van Estland, Letland en Litouwen, zei Rusland.",
            ["Tallinn", "Riga", "Vilnius"],
            ["Russia"],
        ),
        (
            "de",
            "Sie flog in die Hauptstädte Estlands, Lettlands und Finnlands. Polen folgt.",
            ["Tallinn", "Riga", "Helsinki"],
            ["Poland"],
        ),
        (
            "hu",
            "Észtország, Lettország és Litvánia fővárosába látogatott, nem Oroszországba.",
            ["Tallinn", "Riga", "Vilnius"],
            ["Russia"],
        ),
        ("hu", "A lengyel, a cseh és a szlovák fővárosban járt.", ["Warsaw", "Prague"], []),
        ("nl", "Hij kent de Franse en de Duitse hoofdstad.", ["Paris", "Berlin"], []),
        ("nl", "De hoofdstad van Iran en Rusland.", ["Tehran"], ["Russia"]),
    ],
)
def test_countries_in_a_row_stand_for_their_capitals(
    read: Read, lang: str, text: str, names: list[str], towns: list[str]
) -> None:
    doc = read(lang, text)
    assert {s._.entity.name for s in doc.spans["places"]} >= {*names, *towns}


@pytest.mark.parametrize(
    ("lang", "text", "surface", "name"),
    [
        ("nl", "Hij sprak op een Bishkek-vergadering.", "Bishkek-vergadering", "Bishkek"),
        ("de", "Nach den Genf-Gesprächen kam er.", "Genf-Gesprächen", "Geneva"),
        ("de", "Der Helsinki-Gipfel war kurz.", "Helsinki-Gipfel", "Helsinki"),
    ],
)
def test_people_meet_in_the_town_that_their_meeting_is_called_after(
    read: Read, lang: str, text: str, surface: str, name: str
) -> None:
    doc = read(lang, text)
    found = {s.text: (s.label_, s._.entity.name) for s in doc.spans["places"]}
    assert found[surface] == ("COMPOUND", name)


def test_a_meeting_about_a_country_is_not_there(read: Read) -> None:
    doc = read("de", "Die Libyen-Konferenz begann spät.")
    assert not doc.spans["places"]


@pytest.mark.parametrize(
    ("lang", "text", "marked", "name"),
    [
        ("nl", "19 juni, Vietnam-Na een dag kwam hij.", "Vietnam-Na", "Vietnam"),
        ("nl", "9 mei, Kazachstan-Een kort bezoek.", "Kazachstan-Een", "Kazakhstan"),
        ("de", "3. Mai, Österreich-Der Minister kam.", None, "Austria"),
        ("hu", "Május 3., Ausztria-A miniszter jött.", "Ausztria-A", "Austria"),
    ],
)
def test_a_country_is_known_before_a_dash_that_lost_its_spaces(
    read: Read, lang: str, text: str, marked: str | None, name: str
) -> None:
    doc = read(lang, text, {marked: "LOC"} if marked else None)
    assert [s._.entity.name for s in doc.spans["places"]] == [name]


@pytest.mark.parametrize(
    ("lang", "text", "name", "town"),
    [
        ("de", "Er sprach in Frankfurt.", "Frankfurt", "Frankfurt am Main"),
        ("nl", "Hij sprak in Frankfurt.", "Frankfurt", "Frankfurt am Main"),
        ("de", "Er fuhr nach Freiburg.", "Freiburg", "Freiburg"),
        ("de", "Er fuhr nach Halle.", "Halle", "Halle (Saale)"),
        ("de", "Er fuhr nach Halle in Belgien.", "Halle", "Halle"),
        ("de", "In der Schweiz fuhr er nach Freiburg.", "Freiburg", "Fribourg"),
    ],
)
def test_of_towns_that_are_called_alike_the_largest_is_meant(
    read: Read, lang: str, text: str, name: str, town: str
) -> None:
    doc = read(lang, text, {name: "LOC"})
    found = {s.text: s._.entity.name for s in doc.spans["places"]}
    assert found[name] == town


@pytest.mark.parametrize(
    ("lang", "text", "marked", "whole", "town"),
    [
        ("nl", "Hij was in Bergen op Zoom.", ["Bergen", "Zoom"], "Bergen op Zoom",
         "Bergen op Zoom"),
        ("nl", "Hij was in Wijk bij Duurstede.", ["Wijk", "Duurstede"], "Wijk bij Duurstede",
         "Wijk bij Duurstede"),
        ("nl", "Hij bezocht de Dominicaanse Republiek.", ["Dominicaanse", "Republiek"],
         "Dominicaanse Republiek", "Dominican Republic"),
        ("de", "Er war in Bergen auf Rügen.", ["Bergen", "Rügen"], "Bergen auf Rügen",
         "Bergen auf Rügen"),
        ("de", "Sie war in Bergen am Meer.", ["Bergen"], "Bergen", "Bergen"),
    ],
)  # fmt: skip
def test_a_long_name_is_whole_where_only_parts_are_marked(
    read: Read, lang: str, text: str, marked: list[str], whole: str, town: str
) -> None:
    doc = read(lang, text, dict.fromkeys(marked, "LOC"))
    assert [(s.text, s._.entity.name) for s in doc.spans["places"]] == [(whole, town)]


@pytest.mark.parametrize(
    ("lang", "name", "country"),
    [
        ("de", "Nord Koreaes", "KP"),
        ("de", "Süd-Tirol", "IT"),
        ("de", "Nord Kambaramba", None),
        ("nl", "Noord Kambaramba", None),
    ],
)
def test_a_point_of_the_compass_is_no_region_of_that_name(
    read: Read, lang: str, name: str, country: str | None
) -> None:
    assert places(read(lang, f"Es war {name}.", {name: "LOC"})) == {name: country}
    point = name.split(" ")[0].split("-")[0]
    assert places(read(lang, f"Es war {point}.", {point: "LOC"})) == {}


@pytest.mark.parametrize(
    ("lang", "name", "label", "country"),
    [
        ("de", "Stadt Prag", "LOC", "CZ"),
        ("nl", "Provinciale Staten", "LOC", None),
        ("de", "Rocky Mountains", "LOC", None),
    ],
)
def test_the_end_of_a_name_is_no_place_but_behind_a_noun(
    read: Read, lang: str, name: str, label: str, country: str | None
) -> None:
    assert places(read(lang, f"Es war {name}.", {name: label})) == {name: country}


def test_a_body_is_not_where_the_end_of_its_name_is(read: Read) -> None:
    assert places(read("de", "Es war die Arabische Liga.", {"Arabische Liga": "ORG"})) == {}


@pytest.mark.parametrize(
    ("lang", "name", "town"),
    [
        ("nl", "Koeweit-Stad", "Kuwait City"),
        ("nl", "Gazastad", "Gaza"),
        ("de", "Luxemburg-Stadt", "Luxembourg"),
        ("nl", "Quezon-stad", "Quezon City"),
        ("hu", "Gázavárosban", "Gaza"),
        ("de", "Sommerstadt", None),
    ],
)
def test_towns_that_are_called_town(read: Read, lang: str, name: str, town: str | None) -> None:
    doc = read(lang, f"Es war {name}.", {name: "LOC"})
    entity = doc.spans["places"][0]._.entity
    assert entity.type != "country"
    assert (entity.name if entity.id else None) == town


def test_a_compound_does_not_begin_with_an_adjective(read: Read) -> None:
    assert places(read("de", "Dann sprach der Bayer-Chef.")) == {}


def test_a_noun_tells_a_town_from_a_river(read: Read) -> None:
    assert places(read("de", "Man sah die Großstadt Dnipro.")) == {}
    assert places(read("de", "Man sah die Stadt Dnipro.")) == {"Dnipro": "UA"}


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("hu", "Ez a Varsói Szerződés ülése.", ["Varsói Szerződés"]),
        ("hu", "Szó volt a dublini rendeletekről.", []),
        ("hu", "A visegrádi négyek vitáztak.", ["visegrádi"]),
        ("de", "Das Minsker Abkommen hielt nicht.", []),
        ("de", "Es galt der Vertrag von Lissabon.", ["Lissabon"]),
        ("nl", "Het klimaatakkoord van Parijs wankelt.", ["Parijs"]),
    ],
)
def test_nobody_goes_to_a_treaty(read: Read, lang: str, text: str, names: list[str]) -> None:
    assert places(read(lang, text, dict.fromkeys(names, "LOC"))) == {}


def test_a_country_that_agrees_is_still_named(read: Read) -> None:
    assert places(read("nl", "Het Franse akkoord hield.", {})) == {"Franse": "FR"}


def test_two_countries_in_a_row_are_a_list(read: Read) -> None:
    names = {"Nigerbe": "LOC", "Nigériába": "LOC"}
    assert places(read("hu", "Nigerbe, Nigériába utazott.", names)) == {
        "Nigerbe": "NE",
        "Nigériába": "NG",
    }


def test_a_month_is_no_town_of_that_name(linker: VisitLinker) -> None:
    doc = spacy.blank("de")("In Chiang Mai, Juli. Juli liegt in Peru.")
    doc.ents = (Span(doc, 1, 3, "LOC"), Span(doc, 4, 5, "LOC"),
                Span(doc, 6, 7, "LOC"), Span(doc, 9, 10, "LOC"))  # fmt: skip
    doc.spans["dates"] = [Span(doc, 2, 3, "DATE"), Span(doc, 4, 5, "DATE")]
    found = [(span.start, span.text) for span in linker(doc).spans["places"]]
    assert found == [(1, "Chiang Mai"), (6, "Juli"), (9, "Peru")]


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("Tegnap Hargita megyében járt.", "Hargita", {"Hargita megyében": "Harghita"}),
        ("Tegnap Zala vármegyében járt.", "Zala", {"Zala vármegyében": "Zala"}),
        ("Tegnap a Zala megyei Zalaegerszegen járt.", "Zala megyei Zalaegerszegen",
         {"Zala megyei": "Zala", "Zalaegerszegen": "Zalaegerszeg"}),
        ("Tegnap bihari falvakban járt.", "", {"bihari": "Bihor"}),
        ("Tegnap kambarambai falvakban járt.", "", {}),
    ],
)  # fmt: skip
def test_counties_and_their_adjectives(
    read: Read, text: str, name: str, found: dict[str, str]
) -> None:
    doc = read("hu", text, {name: "LOC"} if name else {})
    assert {s.text: s._.entity.name for s in doc.spans["places"]} == found


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("hu", "Vasárnap hazánkba érkezett.", {"hazánkba": "HU"}),
        ("hu", "Országunkban járt.", {"Országunkban": "HU"}),
        ("hu", "Ezt mondta: „Hazánkban járt.”", {}),
        ("de", "Bern, Zürich. Er besucht unser Land.",
         {"Bern": "CH", "Zürich": "CH", "unser Land": "CH"}),
        ("de", "Er besucht unser Land.", {}),
        ("de", "Wien (APA) - Er besucht unser Land.", {"Wien": "AT", "unser Land": "AT"}),
        ("nl", "Gent, Luik. Hij zei: ‘Kom naar ons land.’", {"Gent": "BE", "Luik": "BE"}),
        ("nl", "Gent, Luik. Hij komt naar ons land.",
         {"Gent": "BE", "Luik": "BE", "ons land": "BE"}),
    ],
)  # fmt: skip
def test_our_country_is_where_the_article_is_from(
    read: Read, lang: str, text: str, found: dict[str, str]
) -> None:
    names = {n: "LOC" for n in ("Bern", "Zürich", "Wien", "Gent", "Luik") if n in text}
    assert places(read(lang, text, names)) == found


def test_an_article_tells_a_thing_from_a_town(read: Read) -> None:
    assert places(read("de", "Sie nahmen am Essen teil.", {"Essen": "LOC"})) == {}
    assert places(read("de", "Sie waren in Essen.", {"Essen": "LOC"})) == {"Essen": "DE"}


def test_apposition_decides(read: Read) -> None:
    text = "Het gebeurde in Valencia, Venezuela."
    assert places(read("nl", text, {"Valencia": "LOC", "Venezuela": "LOC"}))["Valencia"] == "VE"
    text = "Het gebeurde in Valencia, Spanje."
    assert places(read("nl", text, {"Valencia": "LOC", "Spanje": "LOC"}))["Valencia"] == "ES"


def test_a_palace_stands_for_its_town(read: Read) -> None:
    doc = read("nl", "Hij at in het Witte Huis.", {"Witte Huis": "LOC"})
    span = doc.spans["places"][0]
    assert (span.label_, span._.entity.name) == ("SITE", "Washington, D.C.")


@pytest.mark.parametrize(
    ("lang", "text", "surface", "name", "country"),
    [
        ("hu", "A miniszter Kishegyesen járt.", "Kishegyesen", "Mali Iđoš", "RS"),
        ("hu", "Az elnök Felcsúton beszélt.", "Felcsúton", "Felcsút", "HU"),
        ("hu", "Egy napot töltött Gyimesfelsőlokon.", "Gyimesfelsőlokon", "Lunca de Sus", "RO"),
        ("hu", "Krasznahorkaváralján koszorúzott.", "Krasznahorkaváralján",
         "Krásnohorské Podhradie", "SK"),
        ("de", "Sie besuchte die Wachau.", "Wachau", "Wachau", "AT"),
        ("de", "Der Präsident flog nach Langkawi.", "Langkawi", "Langkawi", "MY"),
        ("de", "Die Fraktion tagte in Wildbad Kreuth.", "Wildbad Kreuth", "Wildbad Kreuth", "DE"),
        ("de", "Der Papst reiste nach Etzelsbach.", "Etzelsbach", "Etzelsbach", "DE"),
        ("nl", "De koning bezocht Alden Biesen.", "Alden Biesen", "Alden Biesen Castle", "BE"),
        ("nl", "Hij vloog naar Diego Garcia.", "Diego Garcia", "Diego Garcia", "IO"),
        ("nl", "Zij kwam aan in de Achterhoek.", "Achterhoek", "Achterhoek", "NL"),
        ("nl", "De delegatie bezocht de Sinaï.", "Sinaï", "Sinai Peninsula", "EG"),
        ("nl", "Hij landde op het eiland Margarita.", "eiland Margarita", "Margarita Island", "VE"),
        ("de", "Er flog auf die Insel Margarita.", "Insel Margarita", "Margarita Island", "VE"),
        ("hu", "Az elnök Margarita szigetén volt.", "Margarita", "Margarita Island", "VE"),
        ("hu", "A Gázai övezetben járt.", "Gázai", "Gaza Strip", "PS"),
    ],
)  # fmt: skip
def test_islands_regions_sites_and_villages(
    read: Read, lang: str, text: str, surface: str, name: str, country: str
) -> None:
    doc = read(lang, text, {surface: "LOC"})
    entity = doc.spans["places"][0]._.entity
    assert (entity.name, entity.country) == (name, country)


@pytest.mark.parametrize(
    ("lang", "text", "surface", "town"),
    [
        ("nl", "Hij sliep op Huis ten Bosch.", "Huis ten Bosch", "The Hague"),
        ("de", "Er kam in die Villa Borsig.", "Villa Borsig", "Berlin"),
        ("hu", "A gödöllői kastélyban fogadták.", "gödöllői kastélyban", "Gödöllő"),
    ],
)
def test_houses_of_guests_stand_for_their_town(
    read: Read, lang: str, text: str, surface: str, town: str
) -> None:
    doc = read(lang, text, {surface: "LOC"})
    assert doc.spans["places"][0]._.entity.name == town


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("de", "Es war ein Abend im Schönen Saal."),
        ("hu", "Költői estet tartottak, és nem tudni, kinek."),
        ("nl", "Het doel van de reis was onduidelijk. Juist dat viel op."),
    ],
)
def test_common_words_are_no_region(read: Read, lang: str, text: str) -> None:
    assert places(read(lang, text)) == {}


def test_an_unknown_place_keeps_its_base_form(read: Read) -> None:
    doc = read("hu", "Tegnap Kambarambában aludt.", {"Kambarambában": "LOC"})
    entity = doc.spans["places"][0]._.entity
    assert (entity.name, entity.id, entity.country) == ("Kambaramba", None, None)


def test_parts_of_the_world_are_no_destination(read: Read) -> None:
    assert places(read("de", "Er reist durch Afrika.", {"Afrika": "LOC"})) == {}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("hu", "A dél-amerikai–afrikai csúcson volt."),
        ("hu", "Latin-Amerikában járt először."),
        ("nl", "De Zuid-Amerikaanse tournee ging over de Andes."),
        ("de", "Über die Anden und die Alpen flog er nach Lateinamerika."),
    ],
)
@pytest.mark.parametrize("marked", [True, False])
def test_what_is_called_after_a_part_of_the_world_is_not_its_best_known_country(
    read: Read, lang: str, text: str, marked: bool
) -> None:
    names = ("Latin-Amerikában", "Andes", "Anden", "Alpen", "Lateinamerika")
    assert places(read(lang, text, {n: "LOC" for n in names if marked and n in text})) == {}


@pytest.mark.parametrize(
    ("lang", "text", "country"),
    [
        ("hu", "Brazília után Kína jön. A dél-amerikai országban bálna úszik.", "BR"),
        ("nl", "Kenia wacht, Japan ook. Dinsdag ziet hij het Oost-Afrikaanse land.", "KE"),
        ("de", "Erst Peru, dann Polen. Im südamerikanischen Land blieb er.", "PE"),
        ("nl", "Japan wacht. Dinsdag ziet hij het Oost-Afrikaanse land.", None),
    ],
)
def test_a_country_is_called_by_its_continent(
    read: Read, lang: str, text: str, country: str | None
) -> None:
    doc = read(lang, text)
    found = [s._.entity.country for s in doc.spans["places"] if s.label_ == "NOMINAL"]
    assert found == ([country] if country else [])


def test_a_republic_s_own_name_is_no_country_of_the_continent(read: Read) -> None:
    found = places(read("nl", "Kenia grenst niet aan de Centraal-Afrikaanse Republiek."))
    assert set(found.values()) == {"KE", "CF"}


def test_a_small_town_s_old_name_needs_its_country(read: Read) -> None:
    text = "Es gab einen Kranz in Bergen."
    assert places(read("de", text, {"Kranz": "LOC"}))["Kranz"] is None
    text = "In Russland sah er Kranz, das Seebad."
    assert places(read("de", text, {"Kranz": "LOC"}))["Kranz"] == "RU"


@pytest.mark.parametrize("name", ["San Basilio de Palenque", "Mont Cenis"])
def test_the_beginning_of_a_name_is_no_town_that_is_seldom_called_so(read: Read, name: str) -> None:
    assert places(read("nl", f"Hij trok naar {name}.", {name: "LOC"}))[name] is None


@pytest.mark.parametrize(
    ("text", "town"),
    [("Pécsett", "Pécs"), ("Kolozsvárott", "Cluj-Napoca"), ("Győrött", "Győr")],
)
def test_old_locatives_of_towns(read: Read, text: str, town: str) -> None:
    doc = read("hu", f"Tegnap {text} tárgyalt.", {text: "LOC"})
    assert [span._.entity.name for span in doc.spans["places"]] == [town]


def test_a_person_is_no_place(read: Read) -> None:
    assert places(read("nl", "Toen sprak François Hollande.", {"François Hollande": "PER"})) == {}


@pytest.mark.parametrize(
    ("lang", "text", "name", "places"),
    [
        ("de", "Er traf in Bamako Malis Präsidenten.", "Bamako Malis", ["Bamako", "Mali"]),
        ("nl", "Hij was in Parijs Frankrijk.", "Parijs Frankrijk", ["Paris", "France"]),
        ("de", "Er flog nach São Paulo Brasiliens.", "São Paulo Brasiliens",
         ["São Paulo", "Brazil"]),
        ("nl", "Hij vloog naar New York City.", "New York City", ["New York City"]),
        ("de", "Sie war in Mexico City.", "Mexico City", ["Mexico City"]),
    ],
)  # fmt: skip
def test_a_city_and_its_country_that_run_together_are_parted(
    read: Read, lang: str, text: str, name: str, places: list[str]
) -> None:
    doc = read(lang, text, {name: "LOC"})
    assert [s._.entity.name for s in doc.spans["places"]] == places


@pytest.mark.parametrize(
    ("lang", "text", "name", "town"),
    [
        ("de", "Er kam in die Großstadt Dnipro.", "Dnipro", True),
        ("nl", "Hij bezocht de stad Dnipro.", "Dnipro", True),
        ("hu", "Dnyipro városába ment.", "Dnyipro", True),
        ("de", "Sie kamen über den Dnipro.", "Dnipro", False),
        ("nl", "Hij bezocht de stad Rijn.", "Rijn", False),
    ],
)
def test_a_town_called_like_a_river_is_one_beside_its_noun(
    read: Read, lang: str, text: str, name: str, town: bool
) -> None:
    assert (name in places(read(lang, text, {name: "LOC"}))) == town


@pytest.mark.parametrize(
    ("lang", "text", "name", "found"),
    [
        (
            "de",
            "Er betete in der Dresdner Kreuzkapelle.",
            "Dresdner Kreuzkapelle",
            {"Dresdner": ("Dresden", "DE"), "Kreuzkapelle": ("Dresden", "DE")},
        ),
        (
            "de",
            "Sie trafen sich im Wiener Palais Coburg.",
            "Palais Coburg",
            {"Wiener": ("Vienna", "AT"), "Palais Coburg": ("Vienna", "AT")},
        ),
        (
            "nl",
            "Het was de Kalmthoutse Heide.",
            "Kalmthoutse Heide",
            {"Kalmthoutse": ("Kalmthout", "BE"), "Heide": ("Kalmthout", "BE")},
        ),
        (
            "nl",
            "Hij golfde op het Schotse Drumlochty.",
            "Schotse Drumlochty",
            {"Schotse": ("United Kingdom", "GB"), "Drumlochty": ("Drumlochty", "GB")},
        ),
        (
            "hu",
            "A tokiói Szakuragi kertben sétált.",
            "Szakuragi kertben",
            {"tokiói": ("Tokyo", "JP"), "Szakuragi kertben": ("Tokyo", "JP")},
        ),
        (
            "de",
            "Er reiste ins französische Valence.",
            "Valence",
            {"französische": ("France", "FR"), "Valence": ("Valence", "FR")},
        ),
    ],
)
def test_what_is_unknown_is_where_an_adjective_before_it_says(
    read: Read, lang: str, text: str, name: str, found: dict[str, tuple[str, str]]
) -> None:
    doc = read(lang, text, {name: "LOC"})
    entities = {span.text: span._.entity for span in doc.spans["places"]}
    assert {text: (e.name, e.country) for text, e in entities.items()} == found


def test_a_well_known_town_is_not_moved_by_an_adjective(read: Read) -> None:
    doc = read("nl", "Het was de Russische Parijs dagen.", {"Parijs": "LOC"})
    assert places(doc) == {"Russische": "RU", "Parijs": "FR"}


@pytest.mark.parametrize(
    ("lang", "text", "surface", "country"),
    [
        ("de", "Sie sprach im New Yorker Hauptquartier.", "New Yorker", "US"),
        ("nl", "Zij sprak in het New Yorkse hoofdkwartier.", "New Yorkse", "US"),
        ("de", "Der Tel Aviver Bürgermeister kam.", "Tel Aviver", "IL"),
    ],
)
def test_adjectives_of_two_words(
    read: Read, lang: str, text: str, surface: str, country: str
) -> None:
    assert places(read(lang, text)) == {surface: country}


@pytest.mark.parametrize(
    ("lang", "text", "marked", "town"),
    [
        ("de", "Er empfing sie im Schloss Bellevue.", "Bellevue", "Berlin"),
        ("nl", "Hij landde op luchthaven Ben Gurion.", "Ben Gurion", "Tel Aviv"),
        ("hu", "A gép Ferihegyen szállt le.", "Ferihegyen", "Budapest"),
        ("hu", "Dodik Banja Lukában fogadta.", "Lukában", "Banja Luka"),
        ("nl", "De premier landde op Heathrow.", "Heathrow", "London"),
        ("de", "Putin landete auf dem Flughafen Wnukowo.", "Wnukowo", "Moscow"),
        ("de", "Kim fuhr in den Fernen Osten Russlands.", "Russlands", "Russian Far East"),
        ("de", "Kim war im russischen Fernen Osten.", "Fernen Osten", "Russian Far East"),
        ("nl", "Kim was in het Verre Oosten van Rusland.", "Verre Oosten van Rusland",
         "Russian Far East"),
        ("hu", "Oroszország távol-keleti régiójába utazott.", "Oroszország", "Russian Far East"),
        ("de", "Er fuhr in den Süden Russlands.", "Russlands", "Russia"),
        ("hu", "Oroszország legkeletibb régiójába utazott.", "Oroszország", "Russia"),
    ],
)  # fmt: skip
def test_names_are_whole_and_sites_stand_for_their_town(
    read: Read, lang: str, text: str, marked: str, town: str
) -> None:
    doc = read(lang, text, {marked: "LOC"}, day="2024-05-16")
    assert [span._.entity.name for span in doc.spans["places"]] == [town]
