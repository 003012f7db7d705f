"""Names of persons: inflected, transcribed, cut, bare, unknown."""

from datetime import date

import pytest

from pipeline.linking.knowledge import KnowledgeBase
from pipeline.linking.lexicon import load_lexicon
from pipeline.linking.names import Name
from pipeline.linking.people import NameLinker, Setting
from pipeline.linking.titles import Title
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
        ("hu", "Tegnap António Guterresszel", "António Guterres"),
        ("hu", "Tegnap Guterresszel", "António Guterres"),
        ("hu", "Tegnap Ivica Dačićcsal", "Ivica Dačić"),
        ("nl", "Gisteren Kassym-Jomart Tokajev", "Kassym-Jomart Tokayev"),
        ("hu", "Tegnap Andrej Plenkoviccsal", "Andrej Plenković"),
        ("hu", "Tegnap Zoran Milanoviccsal", "Zoran Milanović"),
    ],
)
def test_forms_of_known_names(read: Read, lang: str, text: str, name: str) -> None:
    surface = text.split(" ", 1)[1] if not text.startswith("Poetins") else "Vladimir Poetin"
    surface = surface.removeprefix("kam ")
    doc = read(lang, f"{text} sprak.", {surface: "PER"}, "2023-03-01")
    assert persons(doc)[surface] == name


@pytest.mark.parametrize(
    ("lang", "text", "surface"),
    [
        ("nl", "Toen landde Xi in Moskou.", "Xi"),
        ("nl", "Xi Jinping vertrok. Xi's bezoek is voorbij.", "Xi's"),
        ("de", "Xi Jinping reiste ab. Xis Besuch ist vorbei.", "Xis"),
    ],
)
def test_family_names_of_two_letters(read: Read, lang: str, text: str, surface: str) -> None:
    names = {surface: "PER"} | ({"Xi Jinping": "PER"} if "Jinping" in text else {})
    assert persons(read(lang, text, names, "2024-05-01"))[surface] == "Xi Jinping"


def test_a_genitive_stem_of_two_letters_needs_the_name_in_the_article(read: Read) -> None:
    doc = read("de", "Gestern kam Lis an.", {"Lis": "PER"}, "2024-05-01")
    assert persons(doc) == {"Lis": "Lis"}


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


@pytest.mark.parametrize(
    ("surface", "name"),
    [
        ("Jussi Haatainennel", "Jussi Haatainen"),
        ("Ante Gotovićcsal", "Ante Gotović"),
        ("Veldon Pamukot", "Veldon Pamuk"),
    ],
)
def test_an_unknown_inflected_name_loses_its_ending(read: Read, surface: str, name: str) -> None:
    doc = read("hu", f"Tegnap {surface} találkozott.", {surface: "PER"})
    assert persons(doc)[surface] == name


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


@pytest.mark.parametrize(
    ("lang", "text", "first_name", "name"),
    [
        ("nl", "Gisteren kwam koning Filip.", "Filip", "Philippe of Belgium"),
        ("nl", "De Belgische koning Filip landde.", "Filip", "Philippe of Belgium"),
        ("nl", "Gisteren kwam koningin Máxima.", "Máxima", "Máxima of the Netherlands"),
        ("nl", "Gisteren kwam prins William.", "William", "William, Prince of Wales"),
        ("de", "Gestern kam König Philippe.", "Philippe", "Philippe of Belgium"),
        ("de", "Gestern kam Königin Mathilde.", "Mathilde", "Mathilde of Belgium"),
        ("de", "Gestern kam Prinz William.", "William", "William, Prince of Wales"),
        ("hu", "Tegnap Károly király érkezett.", "Károly", "Charles III"),
        ("hu", "Tegnap Károly királyt fogadták.", "Károly", "Charles III"),
        ("hu", "Tegnap Fülöp belga király érkezett.", "Fülöp", "Philippe of Belgium"),
        ("hu", "Tegnap Katalin hercegné érkezett.", "Katalin", "Catherine, Princess of Wales"),
    ],
)
def test_crowned_heads_go_by_title_and_first_name(
    read: Read, lang: str, text: str, first_name: str, name: str
) -> None:
    assert set(persons(read(lang, text, {first_name: "PER"}, "2023-03-01")).values()) == {name}


def test_a_king_of_another_country_is_another(read: Read) -> None:
    doc = read("nl", "De Zweedse koning Filip landde.", {"Filip": "PER"}, "2023-03-01")
    assert doc.spans["persons"][0]._.entity.id is None
    assert doc.spans["persons"][0]._.entity.country == "SE"


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        (
            "Jussi Haatainen finn elnök Kerekes Üstökössel beszélt.",
            ("Jussi Haatainen", "Kerekes Üstökössel"),
            {"Jussi Haatainen": "FI", "Kerekes Üstökös": None},
        ),
        (
            "Tegnap a finn elnök Kerekes Üstökös volt.",
            ("Kerekes Üstökös",),
            {"Kerekes Üstökös": "FI"},
        ),
        (
            "Tegnap a finn elnököt Kerekes Üstökös fogadta.",
            ("Kerekes Üstökös",),
            {"Kerekes Üstökös": None},
        ),
        (
            "Tegnap a finn elnököt, Jussi Haatainent fogadták.",
            ("Jussi Haatainent",),
            {"Jussi Haatainen": "FI"},
        ),
        (
            "Tegnap Kerekes Üstökös, a finn elnök beszélt.",
            ("Kerekes Üstökös",),
            {"Kerekes Üstökös": "FI"},
        ),
    ],
)
def test_a_hungarian_title_belongs_to_the_name_before_it(
    read: Read, text: str, names: tuple[str, ...], expected: dict[str, str | None]
) -> None:
    doc = read("hu", text, dict.fromkeys(names, "PER"))
    named = [span._.entity for span in doc.spans["persons"] if span.label_ == "NAME"]
    assert {entity.name: entity.country for entity in named} == expected


@pytest.mark.parametrize(
    ("lang", "text", "relative", "name"),
    [
        ("nl", "Barack Obama en Michelle landden.", "Michelle", "Michelle Obama"),
        ("de", "Barack Obama und Michelle landeten.", "Michelle", "Michelle Obama"),
        ("hu", "Barack Obama és Michelle megérkezett.", "Michelle", "Michelle Obama"),
        ("nl", "Emmanuel Macron en Brigitte landden.", "Brigitte", "Brigitte Macron"),
        ("nl", "Emmanuel Macron en Michelle landden.", "Michelle", "Michelle"),
        ("nl", "Koning Willem-Alexander en Máxima landden.", "Máxima", "Máxima of the Netherlands"),
        ("de", "König Felipe und Letizia landeten.", "Letizia", "Letizia of Spain"),
    ],
)
def test_a_first_name_beside_a_relative_is_known(
    read: Read, lang: str, text: str, relative: str, name: str
) -> None:
    other = next(
        words
        for words in ("Barack Obama", "Emmanuel Macron", "Willem-Alexander", "Felipe")
        if words in text
    )
    doc = read(lang, text, {other: "PER", relative: "PER"}, "2015-05-01")
    assert persons(doc)[relative] == name


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nl", "Hij sprak met Mark. Rutte bleef thuis."),
        ("de", "Er nannte Mark. Rutte blieb zu Hause."),
        ("hu", "Ott volt Mark. Rutte otthon maradt."),
    ],
)
def test_names_do_not_join_across_a_full_stop(read: Read, lang: str, text: str) -> None:
    assert "Mark. Rutte" not in persons(read(lang, text))
    assert persons(read(lang, text.replace(".", "", 1)))["Mark Rutte"] == "Mark Rutte"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nl", "Toen kwam George W. Bush."),
        ("de", "Heute kam George W. Bush."),
        ("hu", "Tegnap George W. Bush érkezett."),
    ],
)
def test_names_join_after_an_initial(read: Read, lang: str, text: str) -> None:
    assert persons(read(lang, text)) == {"George W. Bush": "George W. Bush"}


@pytest.mark.parametrize(
    ("lang", "name", "country", "person"),
    [
        ("nl", "China-Poetin", "CN", "Vladimir Putin"),
        ("nl", "Wit-Rusland-Poetin", "BY", "Vladimir Putin"),
        ("hu", "Kína-Putyin", "CN", "Vladimir Putin"),
        ("de", "Ungarn-Merkel", "HU", "Angela Merkel"),
    ],
)
def test_a_dash_without_spaces_parts_a_country_from_a_person(
    read: Read, lang: str, name: str, country: str, person: str
) -> None:
    doc = read(lang, f"17 mei, {name} 2024.", {name: "PER"}, day="2024-06-01")
    assert [s._.entity.country for s in doc.spans["places"]] == [country]
    assert [s._.entity.name for s in doc.spans["persons"]] == [person]


@pytest.mark.parametrize("name", ["Hans-Dietrich Genscher", "Frank-Walter Steinmeier"])
def test_a_hyphen_within_a_name_parts_nothing(read: Read, name: str) -> None:
    doc = read("de", f"Gestern sprach {name} lange.", {name: "PER"})
    assert [s.text for s in doc.spans["persons"]] == [name]


def test_a_relative_of_a_royal_named_is_known_by_the_first_name(read: Read) -> None:
    text = (
        "Koning Albert II en koningin Paola kwamen. Boudewijn was er nooit, Boudewijn bleef thuis."
    )
    marked = {"Albert II": "PER", "Paola": "PER", "Boudewijn": "PER"}
    assert persons(read("nl", text, marked))["Boudewijn"] == "Baudouin of Belgium"


@pytest.mark.parametrize(
    ("lang", "text", "marked", "found"),
    [
        (
            "nl",
            "Mark Rutte en Viktor Orbán praatten. Hij zei dat Rutte Orbán ontving.",
            "Rutte Orbán",
            ["Mark Rutte", "Viktor Orbán"],
        ),
        (
            "de",
            "Kim Jong-un wartete auf Wladimir Putin, bevor Kim Putin begleitete.",
            "Kim Putin",
            ["Kim Jong-un", "Vladimir Putin"],
        ),
        (
            "de",
            "Greta Sollinger sah Ferdinand Beermann, ehe Sollinger Beermann verabschiedete.",
            "Sollinger Beermann",
            ["Greta Sollinger", "Ferdinand Beermann"],
        ),
        (
            "hu",
            "Orbán Viktor és Vlagyimir Putyin tárgyalt. Orbán Putyinnak ajándékot adott.",
            "Orbán Putyinnak",
            ["Viktor Orbán", "Vladimir Putin"],
        ),
    ],
)
def test_a_subject_and_an_object_side_by_side_are_two_persons(
    read: Read, lang: str, text: str, marked: str, found: list[str]
) -> None:
    full = {name: "PER" for name in ("Greta Sollinger", "Ferdinand Beermann") if name in text}
    doc = read(lang, text, {**full, marked: "PER"})
    assert [s._.entity.name for s in doc.spans["persons"] if s.start_char >= text.index(marked)][
        :2
    ] == found


def test_a_double_name_is_one_person(read: Read) -> None:
    text = "Hans Martin kam mit Gerda Schulz. Später sprach Martin Schulz."
    names = {"Hans Martin": "PER", "Gerda Schulz": "PER", "Martin Schulz": "PER"}
    assert persons(read("de", text, names))["Martin Schulz"] == "Martin Schulz"


@pytest.mark.parametrize(
    ("lang", "text", "names", "surface", "expected"),
    [
        (
            "hu",
            "Papp Ferenc plébános Rómában járt. Ferenc pápa fogadta.",
            ("Papp Ferenc", "Ferenc pápa"),
            "Ferenc",
            "Pope Francis",
        ),
        (
            "de",
            "Viktor Orbán war in Kiew. Der EU-Ratsvorsitzende Orbán flog nach Moskau.",
            ("Viktor Orbán",),
            "Orbán",
            "Viktor Orbán",
        ),
    ],
)
def test_a_title_joins_a_bare_name_to_whom_it_suits(
    read: Read, lang: str, text: str, names: tuple[str, ...], surface: str, expected: str
) -> None:
    doc = read(lang, text, dict.fromkeys(names, "PER"), "2024-07-01")
    assert persons(doc)[surface] == expected


@pytest.mark.parametrize(
    ("lang", "surname", "title", "told", "name"),
    [
        (
            "de",
            "Bush",
            Title(0, 1, 0, 1, "President", "m", "US"),
            "1989-07-01",
            "George H. W. Bush",
        ),
        ("nl", "Bush", Title(0, 1, 0, 1, "President", "m"), "2003-07-01", "George W. Bush"),
        ("hu", "Bush", Title(0, 1, 0, 1, "President", "m", "US"), "", "George W. Bush"),
        ("de", "Obama", Title(0, 1, 0, 1, "President", "m", "US"), "2013-06-01", "Barack Obama"),
        ("hu", "Clinton", Title(0, 1, 0, 1, "President", "m", "US"), "", "Bill Clinton"),
        (
            "de",
            "Schmidt",
            Title(0, 1, 0, 1, "Chancellor", "m", domestic=True),
            "",
            "Helmut Schmidt",
        ),
        (
            "nl",
            "Clinton",
            Title(0, 1, 0, 1, "President", "m", former=True),
            "2010-07-01",
            "Bill Clinton",
        ),
        ("de", "Bush", None, "2003-07-01", "George W. Bush"),
        ("de", "Fischer", Title(0, 1, 0, 1, "Mayor", "m"), "2001-07-01", "Fischer"),
    ],
)
def test_a_title_of_the_past_belongs_to_who_had_it(
    kb: KnowledgeBase, lang: str, surname: str, title: Title | None, told: str, name: str
) -> None:
    words = Name(0, len(surname), surname, [surname], 1.0, title=title)
    days = {0: date.fromisoformat(told)} if told else {}
    linker = NameLinker(kb, load_lexicon(lang))
    (found,) = linker.individuals([words], Setting(date(2022, 5, 1), days))
    assert found.name == name


@pytest.mark.parametrize(
    ("lang", "text", "day", "name"),
    [
        ("de", "Gestern flog Söder nach Rom.", "2022-05-01", "Markus Söder"),
        ("de", "Gestern flog Söder nach Stockholm.", "1977-05-01", "Karin Söder"),
        ("de", "Gestern war Gabriel in Gaza.", "2014-05-01", "Sigmar Gabriel"),
        ("de", "Gestern war Bischof Müller in Rom.", "2020-05-01", "Müller"),
    ],
)
def test_a_bare_surname_is_rather_of_who_is_in_office_here(
    read: Read, lang: str, text: str, day: str, name: str
) -> None:
    surname = name.split()[-1]
    assert persons(read(lang, text, {surname: "PER"}, day))[surname] == name


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        (
            "nl",
            "Justin Trudeau kwam. Pierre Trudeau kwam nooit, maar Trudeau wel.",
            "Justin Trudeau",
        ),
        ("de", "Justin Trudeau ging. Pierre Trudeau blieb, als Trudeau kam.", "Justin Trudeau"),
        (
            "hu",
            "Justin Trudeau ment. Ott Pierre Trudeau maradt, és Trudeau visszatért.",
            "Justin Trudeau",
        ),
        ("de", "Margot Trudeau ging. Pierre Trudeau blieb, als Trudeau kam.", "Pierre Trudeau"),
    ],
)
def test_a_shared_surname_is_rather_of_who_is_in_office(
    read: Read, lang: str, text: str, name: str
) -> None:
    first, last = text.split(".")[0].rsplit(" ", 1)[0], "Pierre Trudeau"
    doc = read(lang, text, {first: "PER", last: "PER"}, "2019-05-01")
    named = [span for span in doc.spans["persons"] if span.text == "Trudeau"]
    assert [span._.entity.name for span in named] == [name]


@pytest.mark.parametrize(
    ("lang", "written", "name"),
    [
        ("hu", "Leonyid Iljics Brezsnyev", "Leonid Brezhnev"),
        ("hu", "Alekszej Nyikolajevics Koszigin", "Alexei Kosygin"),
        ("nl", "Vladimir Vladimirovitsj Poetin", "Vladimir Putin"),
        ("de", "Wladimir Wladimirowitsch Putin", "Vladimir Putin"),
        ("de", "Angela Dorothea Merkel", "Angela Merkel"),
        ("nl", "Diego Armando Maradona", "Diego Maradona"),
        ("hu", "Luiz Inácio Lula", "Luiz Inácio Lula da Silva"),
        ("de", "George Walker Bush", "George W. Bush"),
        ("nl", "James Earl Jones", "James Earl Jones"),
        ("de", "Hans Jürgen Schmidt", "Hans Jürgen Schmidt"),
        ("hu", "Kovács Anna Mária", "Kovács Anna Mária"),
        ("hu", "Jean-Luc Rey", "Jean-Luc Rey"),
    ],
)
def test_a_name_may_have_more_words_than_the_known_one(
    read: Read, lang: str, written: str, name: str
) -> None:
    doc = read(lang, f"Tijdens, damals, akkor {written}.", {written: "PER"}, "2015-03-01")
    assert persons(doc) == {written: name}


@pytest.mark.parametrize(
    ("lang", "surname", "day", "name"),
    [
        ("nl", "Lukasjenko", "2021-05-18", "Alexander Lukashenko"),
        ("de", "Selensky", "2023-03-01", "Volodymyr Zelenskyy"),
        ("hu", "Plenkovics", "2023-03-01", "Andrej Plenković"),
        ("nl", "Zjaparov", "2021-05-18", "Sadyr Japarov"),
        ("hu", "Asszad", "2015-03-01", "Bashar al-Assad"),
        ("nl", "Duterte", "2021-05-18", "Rodrigo Duterte"),
        ("nl", "Ramaphosa", "2021-05-18", "Cyril Ramaphosa"),
        ("de", "Schoigu", "2021-05-18", "Sergei Shoigu"),
    ],
)
def test_bare_surnames_in_any_spelling(
    read: Read, lang: str, surname: str, day: str, name: str
) -> None:
    doc = read(lang, f"{surname} 5.", {surname: "PER"}, day)
    assert persons(doc)[surname] == name


def test_a_spelling_of_no_table_needs_an_office_at_the_time(read: Read) -> None:
    assert persons(read("nl", "Lukasjenko 5.", {"Lukasjenko": "PER"}, "1985-05-18")) == {
        "Lukasjenko": "Lukasjenko"
    }


def test_a_title_and_its_country_find_another_spelling(read: Read) -> None:
    doc = read("nl", "De Syrische president Asaad sprak.", {"Asaad": "PER"}, "2015-05-18")
    assert persons(doc)["Asaad"] == "Asaad"
    doc = read("nl", "De Oekraïense president Zelenskij sprak.", {"Zelenskij": "PER"}, "2023-05-18")
    assert persons(doc)["Zelenskij"] == "Volodymyr Zelenskyy"


def test_nobody_is_in_the_knowledge_base_twice(kb: KnowledgeBase) -> None:
    numbered = {(person.name, person.country) for person in kb.persons if person.id}
    assert not [
        person.name
        for person in kb.persons
        if not person.id and (person.name, person.country) in numbered
    ]


def test_a_queen_who_stepped_down_is_still_called_by_her_name(read: Read) -> None:
    doc = read("hu", "Margit királynő beszélt.", {"Margit": "PER"}, "2024-05-18")
    assert "Margareta of Romania" not in persons(doc).values()


@pytest.mark.parametrize(
    ("lang", "text", "surname", "name"),
    [
        ("nl", "IAEA-chef Grossi sprak.", "Grossi", "Rafael Grossi"),
        ("nl", "ECB-president Lagarde sprak.", "Lagarde", "Christine Lagarde"),
        ("de", "Bayerns Ministerpräsident Söder sprach.", "Söder", "Markus Söder"),
        ("de", "Ministerpräsident Wüst sprach.", "Wüst", "Hendrik Wüst"),
    ],
)
def test_heads_of_bodies_and_of_federal_states(
    read: Read, lang: str, text: str, surname: str, name: str
) -> None:
    assert persons(read(lang, text, {surname: "PER"}, "2024-03-20"))[surname] == name


def test_a_saint_is_no_leader(read: Read) -> None:
    doc = read(
        "hu",
        "Szent II. János Pál pápa 1991-ben járt itt.",
        {"Szent II. János Pál": "PER"},
        "2023-04-28",
    )
    assert set(persons(doc).values()) == {"John Paul II"}


BRUSSELS, NEW_YORK = "wd:Q239", "wd:Q60"


@pytest.mark.parametrize(
    ("lang", "text", "surface", "day", "seat"),
    [
        ("de", "Frau von der Leyen ist dort.", "von der Leyen", "2023-05-04", BRUSSELS),
        ("de", "Frau von der Leyen war dort.", "von der Leyen", "2015-05-04", None),
        ("nl", "NAVO-chef Piet Jansen sprak.", "Piet Jansen", "2023-05-04", BRUSSELS),
        ("nl", "Voormalig NAVO-chef Piet Jansen sprak.", "Piet Jansen", "2023-05-04", None),
        ("hu", "António Guterres főtitkár beszélt.", "António Guterres", "2019-01-10", NEW_YORK),
        ("nl", "VN-gezant Staffan de Mistura sprak.", "Staffan de Mistura", "2015-05-04", None),
    ],
)  # fmt: skip
def test_who_serves_a_body_works_at_its_seat(
    read: Read, lang: str, text: str, surface: str, day: str, seat: str | None
) -> None:
    doc = read(lang, text, {surface: "PER"}, day)
    assert {span._.entity.seat for span in doc.spans["persons"]} == {seat}
