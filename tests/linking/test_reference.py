"""Titles, inhabitants and pronouns."""

import pytest
from spacy.tokens import Doc

from tests.linking.conftest import Read, persons


@pytest.mark.parametrize(
    ("lang", "text", "surface", "day", "name"),
    [
        ("nl", "De Franse president vertrok.", "Franse president", "2021-05-26", "Emmanuel Macron"),
        ("de", "Gestern kam Russlands Präsident.", "Russlands Präsident", "2010-05-01", None),
        ("de", "Der Kremlchef kam gestern.", "Kremlchef", "2016-05-01", "Vladimir Putin"),
        ("hu", "Az orosz államfővel beszélt.", "orosz államfővel", "2010-03-01", None),
        ("hu", "A NATO főtitkára eljött.", "NATO főtitkára", "2019-05-01", "Jens Stoltenberg"),
        ("nl", "De VN-chef kwam aan.", "VN-chef", "2022-04-23", "António Guterres"),
        ("de", "Der Papst kam an.", "Papst", "2008-05-01", "Benedict XVI"),
        ("nl", "De dalai lama kwam aan.", "dalai lama", "2008-05-01", "14th Dalai Lama"),
        ("de", "Der Dalai Lama kam an.", "Dalai Lama", "2008-05-01", "14th Dalai Lama"),
        ("hu", "A dalai lámát fogadták.", "dalai lámát", "2008-05-01", "14th Dalai Lama"),
    ],
)
def test_titles_by_office_country_and_date(
    read: Read, lang: str, text: str, surface: str, day: str, name: str | None
) -> None:
    found = persons(read(lang, text, {}, day))
    assert found[surface] == (name or "Dmitry Medvedev")


def test_a_title_prefers_a_person_of_the_article(read: Read) -> None:
    doc = read(
        "de",
        "Der estnische Minister Jaan Näidis flog nach Riga. Der Minister bleibt zwei Tage.",
        {"Jaan Näidis": "PER", "Riga": "LOC"},
    )
    entities = [span._.entity for span in doc.spans["persons"]]
    assert [entity.name for entity in entities] == ["Jaan Näidis", "Jaan Näidis"]
    assert entities[0].country == "EE"


def test_a_title_without_date_or_person_stays_unresolved(read: Read) -> None:
    assert persons(read("nl", "De Franse president vertrok.")) == {}


def test_a_former_holder_is_not_the_holder(read: Read) -> None:
    assert persons(read("nl", "De voormalige Franse president vertrok.", {}, "2021-05-26")) == {}


def test_two_titles_share_a_noun(read: Read) -> None:
    doc = read(
        "hu", "A francia és a lengyel elnök Berlinbe ment.", {"Berlinbe": "LOC"}, "2023-06-12"
    )
    assert persons(doc) == {"francia": "Emmanuel Macron", "lengyel elnök": "Andrzej Duda"}


def test_colleague_in_another_country(read: Read) -> None:
    doc = read(
        "nl",
        "Sergej Lavrov vloog naar Ankara en sprak met zijn Turkse ambtgenoot.",
        {"Sergej Lavrov": "PER", "Ankara": "LOC"},
        "2021-06-30",
    )
    assert persons(doc)["Turkse ambtgenoot"] == "Mevlüt Çavuşoğlu"


def test_pronoun_follows_gender(read: Read) -> None:
    doc = read(
        "de",
        "Angela Merkel traf in Paris Emmanuel Macron. Danach flog sie nach Rom.",
        {"Angela Merkel": "PER", "Paris": "LOC", "Emmanuel Macron": "PER", "Rom": "LOC"},
        "2018-05-01",
    )
    assert persons(doc)["sie"] == "Angela Merkel"


def test_relative_pronoun_is_the_name_before_it(read: Read) -> None:
    doc = read(
        "hu",
        "Angela Merkel fogadta Donald Tuskot, aki másnap hazautazott.",
        {"Angela Merkel": "PER", "Donald Tuskot": "PER"},
        "2011-05-01",
    )
    assert persons(doc)["aki"] == "Donald Tusk"


@pytest.mark.parametrize(
    ("text", "word", "relative"),
    [
        ("Emmanuel Macron, der Kiew besuchte, flog heim.", "der", True),
        ("Emmanuel Macron, der dreitägige Trauer anordnete, flog heim.", "der", True),
        ("Emmanuel Macron, der im Mai in Rom war, flog heim.", "der", True),
        ("Emmanuel Macron, der Erzbischof von Canterbury, kam.", "der", False),
        ("Er sprach mit Emmanuel Macron, dem neuen Ministerpräsidenten von Bayern.", "dem", False),
        ("In Rom war Emmanuel Macron, die Kanzlerin fehlte.", "die", False),
    ],
)
def test_an_article_behind_a_comma_is_no_pronoun(
    read: Read, text: str, word: str, relative: bool
) -> None:
    doc = read("de", text, {"Emmanuel Macron": "PER"})
    assert (persons(doc).get(word) == "Emmanuel Macron") is relative


@pytest.mark.parametrize(
    ("lang", "text", "word", "name"),
    [
        ("de", "Olaf Scholz kam. Er traf Emmanuel Macron und seine Schwester.", "seine", "Macron"),
        ("nl", "Olaf Scholz kwam. Hij sprak Emmanuel Macron en zijn zus.", "zijn", "Macron"),
        ("de", "Olaf Scholz empfing Emmanuel Macron und dessen Schwester.", "dessen", "Macron"),
        ("nl", "Olaf Scholz ontving Emmanuel Macron, wiens vliegtuig wachtte.", "wiens", "Macron"),
        ("nl", "Olaf Scholz ontving Emmanuel Macron. Diens zus kwam ook.", "Diens", "Macron"),
        (
            "de",
            "Olaf Scholz und Emmanuel Macron lobten das Amt, dessen Ort fehlt.",
            "dessen",
            "",
        ),
    ],
)
def test_a_possessive_right_behind_a_name_is_of_that_person(
    read: Read, lang: str, text: str, word: str, name: str
) -> None:
    marked = {"Olaf Scholz": "PER", "Emmanuel Macron": "PER"}
    assert persons(read(lang, text, marked)).get(word, "").rpartition(" ")[2] == name


@pytest.mark.parametrize(
    ("lang", "text", "bare"),
    [
        ("de", "Wladimir Putin flog heim. Putins Sprecher Dmitri Peskow sagt, er reise.", "er"),
        ("nl", "Vladimir Poetin is ziek. Poetins gezant Dmitri Peskov zei dat hij gaat.", "hij"),
        ("hu", "Vlagyimir Putyin beteg. Putyin szóvivője, Dmitrij Peszkov elment. Ő utazik.", "Ő"),
    ],
)
def test_whose_somebody_is_is_not_the_subject(read: Read, lang: str, text: str, bare: str) -> None:
    names = ("Wladimir Putin", "Vladimir Poetin", "Vlagyimir Putyin")
    names += ("Dmitri Peskow", "Dmitri Peskov", "Dmitrij Peszkov")
    doc = read(lang, text, {name: "PER" for name in names if name in text})
    assert persons(doc)[bare] == "Dmitry Peskov"


@pytest.mark.parametrize(
    ("lang", "text", "surface", "name"),
    [
        (
            "hu",
            "Novák Katalin köztársasági elnök Kijevbe ment. Emmanuel Macron francia elnök üzent. "
            "Este az államfő hazautazott.",
            "államfő",
            "Katalin Novák",
        ),
        (
            "de",
            "Präsident Emmanuel Macron kam nach Rom. Er sah die Delegation des Bundespräsidenten.",
            "Bundespräsidenten",
            "Frank-Walter Steinmeier",
        ),
    ],
)
def test_a_title_of_the_own_country_is_no_foreigners(
    read: Read, lang: str, text: str, surface: str, name: str
) -> None:
    people = ("Novák Katalin", "Emmanuel Macron")
    doc = read(lang, text, {person: "PER" for person in people if person in text}, "2023-05-10")
    assert persons(doc)[surface] == name


@pytest.mark.parametrize(
    ("lang", "text", "surface", "name"),
    [
        (
            "nl",
            "Oud-premier Mark Rutte zag Emmanuel Macron. De oud-premier reisde door.",
            "oud-premier",
            "Mark Rutte",
        ),
        (
            "de",
            "Angela Merkel sprach in Rom. Emmanuel Macron kam. Die frühere Kanzlerin blieb.",
            "Kanzlerin",
            "Angela Merkel",
        ),
        (
            "hu",
            "Angela Merkel és Emmanuel Macron Rómában járt. A volt kancellár ott maradt.",
            "kancellár",
            "Angela Merkel",
        ),
        ("de", "Emmanuel Macron kam. Die frühere Kanzlerin blieb fort.", "Kanzlerin", None),
    ],
)
def test_a_former_title_is_of_who_held_it(
    read: Read, lang: str, text: str, surface: str, name: str | None
) -> None:
    people = ("Mark Rutte", "Angela Merkel", "Emmanuel Macron")
    doc = read(lang, text, {person: "PER" for person in people if person in text}, "2025-03-10")
    assert persons(doc).get(surface) == name


@pytest.mark.parametrize(
    ("lang", "text", "surface"),
    [
        ("de", "Emmanuel Macron ist in Rom zu Gast.", "Gast"),
        ("nl", "Emmanuel Macron is in Rome te gast.", "gast"),
        ("hu", "Emmanuel Macron vendégül látta a tudósokat.", "vendégül"),
    ],
)
def test_who_is_received_as_guest_is_no_other(
    read: Read, lang: str, text: str, surface: str
) -> None:
    assert surface not in persons(read(lang, text, {"Emmanuel Macron": "PER"}, "2025-03-10"))


def test_guest_is_not_of_the_country_where_the_text_is(read: Read) -> None:
    doc = read(
        "nl",
        "In Astana ontving Kassym-Jomart Tokajev president Emmanuel Macron. De gast bleef kort.",
        {"Astana": "LOC", "Kassym-Jomart Tokajev": "PER", "Emmanuel Macron": "PER"},
        "2023-11-01",
    )
    assert persons(doc)["gast"] == "Emmanuel Macron"


@pytest.mark.parametrize(
    ("lang", "text", "surface"),
    [
        ("nl", "Emmanuel Macron landde gisteren. In Rome sprak men de baardige gast.", "gast"),
        ("hu", "Emmanuel Macron tegnap megjött. Rómában a pápa várta vendégét.", "vendégét"),
        ("hu", "Emmanuel Macron megjött. Vasárnap Rómában egy egyesület vendége volt.", "vendége"),
    ],
)
def test_a_guest_may_be_described(read: Read, lang: str, text: str, surface: str) -> None:
    assert persons(read(lang, text, {"Emmanuel Macron": "PER"}))[surface] == "Emmanuel Macron"


def test_a_title_of_two_letters_is_written_in_capitals(read: Read) -> None:
    text = "Oberbürgermeister Boris Näidis kam. {} kommt wieder, ist offen."
    marked = {"Boris Näidis": "PER"}
    assert "OB" in persons(read("de", text.format("OB"), marked))
    assert "Ob" not in persons(read("de", text.format("Ob"), marked))


def referred(doc: Doc, surface: str) -> list[str]:
    """Return whom the last mention written so means."""
    found = [s for s in doc.spans["persons"] if s.text == surface]
    return [s._.entity.name for s in found if s.start == found[-1].start]


@pytest.mark.parametrize(
    ("lang", "text", "names", "pronoun", "name"),
    [
        (
            "de",
            "Angela Merkel war in Rom. Theresa May empfing sie zum Essen.",
            ("Angela Merkel", "Theresa May"),
            "sie",
            "Angela Merkel",
        ),
        (
            "de",
            "Olaf Scholz flog nach Rom. Emmanuel Macron traf er nicht.",
            ("Olaf Scholz", "Emmanuel Macron"),
            "er",
            "Olaf Scholz",
        ),
        (
            "nl",
            "Mark Rutte vloog naar Rome, waar Emmanuel Macron hem ontving.",
            ("Mark Rutte", "Emmanuel Macron"),
            "hem",
            "Mark Rutte",
        ),
        (
            "nl",
            "Mark Rutte sprak Emmanuel Macron toen hij in Rome was.",
            ("Mark Rutte", "Emmanuel Macron"),
            "hij",
            "Mark Rutte",
        ),
        (
            "hu",
            "Olaf Scholz Bécsben volt. Donald Tusk Rómába utazott, és vele tartott a lánya.",
            ("Olaf Scholz", "Donald Tusk"),
            "vele",
            "Donald Tusk",
        ),
    ],
)
def test_subject_and_object_of_a_verb_are_two_persons(
    read: Read, lang: str, text: str, names: tuple[str, ...], pronoun: str, name: str
) -> None:
    doc = read(lang, text, dict.fromkeys(names, "PER"), "2019-03-01")
    assert referred(doc, pronoun) == [name]


@pytest.mark.parametrize(
    ("lang", "text", "verb"),
    [
        ("nl", "Mark Rutte en zijn gevolg zijn dinsdag in Rome geland.", "zijn"),
        ("nl", "Mark Rutte kwam. „Wij zijn blij”, zei hij.", "zijn"),
        ("de", "Olaf Scholz kam. Er glaubt, Gast zu sein gefällt ihm.", "sein"),
    ],
)
def test_to_be_is_no_possessive(read: Read, lang: str, text: str, verb: str) -> None:
    doc = read(lang, text, {"Mark Rutte" if lang == "nl" else "Olaf Scholz": "PER"}, "2022-03-01")
    at = [s.start_char for s in doc.spans["persons"] if s.text == verb]
    assert text.rindex(verb) not in at


@pytest.mark.parametrize(
    ("lang", "text", "names", "pronoun", "name"),
    [
        (
            "nl",
            "Mark Rutte was maandag in Rome. Rutte sprak er kort. Premier Rutte bleef een dag. "
            "Pedro Sánchez vloog naar Ankara. Daar at hij met vrienden.",
            ("Mark Rutte", "Pedro Sánchez"),
            "hij",
            "Pedro Sánchez",
        ),
        (
            "de",
            "Olaf Scholz war am Montag in Rom. Scholz sprach dort. Scholz blieb einen Tag. "
            "Pedro Sánchez flog nach Ankara. Dort traf er Freunde.",
            ("Olaf Scholz", "Pedro Sánchez"),
            "er",
            "Pedro Sánchez",
        ),
        (
            "hu",
            "Olaf Scholz hétfőn Rómában volt. Scholz beszédet mondott. Scholz egy napot maradt. "
            "Donald Tusk Ankarába repült. Estére ő is hazatért.",
            ("Olaf Scholz", "Donald Tusk"),
            "ő",
            "Donald Tusk",
        ),
    ],
)
def test_a_pronoun_means_the_subject_before_rather_than_the_topic(
    read: Read, lang: str, text: str, names: tuple[str, ...], pronoun: str, name: str
) -> None:
    doc = read(lang, text, dict.fromkeys(names, "PER"), "2022-03-01")
    assert referred(doc, pronoun) == [name]


@pytest.mark.parametrize(
    ("lang", "text", "names", "surface", "expected"),
    [
        (
            "nl",
            "Mark Rutte en Ursula von der Leyen vlogen naar Tunis. Daar spraken zij kort.",
            ("Mark Rutte", "Ursula von der Leyen"),
            "zij",
            ["Mark Rutte", "Ursula von der Leyen"],
        ),
        (
            "nl",
            "Mark Rutte en Ursula von der Leyen vlogen naar Tunis. Daar sprak zij kort.",
            ("Mark Rutte", "Ursula von der Leyen"),
            "zij",
            ["Ursula von der Leyen"],
        ),
        (
            "de",
            "Olaf Scholz und Emmanuel Macron reisten nach Kiew. Sie trafen Donald Tusk.",
            ("Olaf Scholz", "Emmanuel Macron", "Donald Tusk"),
            "Sie",
            ["Olaf Scholz", "Emmanuel Macron"],
        ),
        (
            "de",
            "Olaf Scholz und Emmanuel Macron trafen Donald Tusk. Dann flogen die beiden heim.",
            ("Olaf Scholz", "Emmanuel Macron", "Donald Tusk"),
            "beiden",
            ["Olaf Scholz", "Emmanuel Macron"],
        ),
        (
            "hu",
            "Olaf Scholz és Donald Tusk Kijevben járt. Mindketten másnap utaztak haza.",
            ("Olaf Scholz", "Donald Tusk"),
            "Mindketten",
            ["Olaf Scholz", "Donald Tusk"],
        ),
        (
            "nl",
            "Koning Filip en koningin Mathilde zijn in Oslo. Het koningspaar bezoekt ook Bergen.",
            ("Filip", "Mathilde"),
            "koningspaar",
            ["Philippe of Belgium", "Mathilde of Belgium"],
        ),
        (
            "nl",
            "Mark Rutte en Charles Michel zijn in Parijs. Beide premiers reizen door.",
            ("Mark Rutte", "Charles Michel"),
            "premiers",
            ["Mark Rutte", "Charles Michel"],
        ),
    ],
)
def test_a_plural_means_those_who_were_named_together(
    read: Read, lang: str, text: str, names: tuple[str, ...], surface: str, expected: list[str]
) -> None:
    doc = read(lang, text, dict.fromkeys(names, "PER"), "2018-03-01")
    assert referred(doc, surface) == expected


@pytest.mark.parametrize(
    ("lang", "text", "surface"),
    [
        ("de", "Olaf Scholz sprach mit Emmanuel Macron. Beide Seiten lobten das.", "Beide"),
        ("nl", "Mark Rutte sprak met Emmanuel Macron. Beide landen juichten.", "Beide"),
        ("de", "Angela Merkel rief: Kommen Sie nach Rom!", "Sie"),
    ],
)
def test_a_word_that_names_nobody(read: Read, lang: str, text: str, surface: str) -> None:
    names = ("Olaf Scholz", "Emmanuel Macron", "Mark Rutte", "Angela Merkel")
    doc = read(lang, text, {name: "PER" for name in names if name in text}, "2018-03-01")
    assert surface not in persons(doc)


def test_an_inhabitant_may_be_somebody_known_by_title(read: Read) -> None:
    text = "De Oekraïense president was in Brussel. Later sprak de Oekraïner in Berlijn."
    assert persons(read("nl", text, {}, "2023-03-01"))["Oekraïner"] == "Volodymyr Zelenskyy"


def test_a_pronoun_in_an_item_of_a_list_means_nobody_of_another_item(read: Read) -> None:
    text = (
        "Mark Rutte maakt een rondreis.\n- Brazilië. Jair Bolsonaro wacht op hem.\n"
        "- Argentinië. Mauricio Macri ontvangt hem."
    )
    items = (
        "- Brazilië. Jair Bolsonaro wacht op hem.",
        "- Argentinië. Mauricio Macri ontvangt hem.",
    )
    doc = read("nl", text, {}, "2019-03-01", items)
    assert referred(doc, "hem") == ["Mark Rutte"]
    assert referred(read("nl", text, {}, "2019-03-01"), "hem") != ["Mark Rutte"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nl", "Gisteren zat Ruslands minister van Waterstof nog in Lüderitz."),
        ("de", "Gestern saß Russlands Minister für Wasserstoff noch in Lüderitz."),
    ],
)
def test_which_of_a_country_s_ministers_only_the_article_can_tell(
    read: Read, lang: str, text: str
) -> None:
    assert persons(read(lang, text, {}, "2023-05-19")) == {}


@pytest.mark.parametrize(
    ("lang", "text", "surface", "day", "name"),
    [
        ("nl", "De Russische leider kwam.", "Russische leider", "2024-03-20", "Vladimir Putin"),
        ("hu", "A magyar vezető eljött.", "magyar vezető", "1979-03-20", "János Kádár"),
        ("nl", "De Italiaanse leider kwam.", "Italiaanse leider", "2024-03-20", "Giorgia Meloni"),
        ("hu", "A francia vezető eljött.", "francia vezető", "2024-03-20", "Emmanuel Macron"),
        ("hu", "A kínai vezető eljött.", "kínai vezető", "2024-03-20", "Xi Jinping"),
        ("hu", "Az észak-koreai vezető jött.", "észak-koreai vezető", "2019-01-20", "Kim Jong-un"),
        ("hu", "Az indiai vezető eljött.", "indiai vezető", "2024-03-20", "Narendra Modi"),
        (
            "de",
            "Der syrische Machthaber kam.",
            "syrische Machthaber",
            "2018-03-20",
            "Bashar al-Assad",
        ),
    ],
)
def test_whoever_leads_is_who_leads_the_country(
    read: Read, lang: str, text: str, surface: str, day: str, name: str
) -> None:
    assert persons(read(lang, text, {}, day))[surface] == name


def test_a_pronoun_means_nobody_whom_a_caption_before_it_names(read: Read) -> None:
    caption = "Mark Rutte kwam terug."
    text = f"Men hoorde van Viktor Orbán.\n{caption}\nDaarna sliep hij."
    names = {"Viktor Orbán": "PER", "Mark Rutte": "PER"}
    for captions, meant in (((caption,), "Viktor Orbán"), ((), "Mark Rutte")):
        doc = read("nl", text, names, "2019-03-01", captions=captions)
        assert doc.spans["persons"][-1]._.entity.name == meant


def test_a_pronoun_within_a_caption_means_who_stands_there(read: Read) -> None:
    caption = "Mark Rutte met zijn hond."
    text = f"Viktor Orbán kwam aan.\n{caption}\nHij sliep."
    names = {"Viktor Orbán": "PER", "Mark Rutte": "PER"}
    doc = read("nl", text, names, "2019-03-01", captions=(caption,))
    found = [(s.text, s._.entity.name) for s in doc.spans["persons"]]
    assert ("zijn", "Mark Rutte") in found
    assert found[-1] == ("Hij", "Viktor Orbán")
