"""What the endings of titles and the words around them say."""

import pytest

from tests.linking.conftest import Read, persons

_HELD = {
    "nl": ("Premier Mark Rutte sprak. ", "2018-05-02"),
    "de": ("Bundeskanzler Olaf Scholz sprach. ", "2023-05-02"),
    "hu": ("Orbán Viktor miniszterelnök beszélt. ", "2023-05-02"),
}


def _title(read: Read, lang: str, text: str) -> dict[str, str]:
    """Return who is meant in a text behind a sentence that names the head of government."""
    before, day = _HELD[lang]
    doc = read(lang, before + text, {}, day)
    spans = doc.spans["persons"]
    return {span.text: span._.entity.name for span in spans if span.start_char >= len(before)}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nl", "De regeringsleiders gingen uiteen."),
        ("nl", "Zeven premiers van eilanden bleven weg."),
        ("nl", "Er waren koningen, gezanten en collega's."),
        ("de", "Die Staats- und Regierungschefs gingen auseinander."),
        ("de", "Man hörte die Kanzler und die früheren Kanzlerinnen."),
        ("de", "Beide Bundeskanzler schwiegen, die neuen Bundeskanzler auch."),
        ("de", "Man fragte bei den Bundeskanzlern nach."),
        ("hu", "Fogadta a helyi vezetőket, és a kormányfőkkel vacsorázott."),
        ("hu", "Az unió miniszterelnökei hazamentek."),
        ("hu", "A két kormányfő megölelte egymást."),
    ],
)
def test_a_title_of_several_persons_means_none_of_them(read: Read, lang: str, text: str) -> None:
    assert _title(read, lang, text) == {}


@pytest.mark.parametrize(
    ("lang", "text", "surface"),
    [
        ("nl", "Men zag de regeringsleider lachen.", "regeringsleider"),
        ("de", "Man sah den Bundeskanzler lachen.", "Bundeskanzler"),
        ("de", "Zum Abschied des Regierungschefs spielte Musik.", "Regierungschefs"),
        ("hu", "Kormányfőként először járt ott.", "Kormányfőként"),
        ("hu", "A tömeg a kormányfővel énekelt.", "kormányfővel"),
        ("hu", "Vitték a miniszterelnökig.", "miniszterelnökig"),
    ],
)
def test_a_title_with_an_ending_means_one_person(
    read: Read, lang: str, text: str, surface: str
) -> None:
    assert list(_title(read, lang, text)) == [surface]


def test_two_titles_that_share_a_plural_are_two_persons(read: Read) -> None:
    text = "De Franse en Poolse presidenten kwamen."
    assert set(persons(read("nl", text, {}, "2023-05-02"))) == {"Franse", "Poolse presidenten"}


@pytest.mark.parametrize("text", ["A miniszterelnöki palota üres.", "Szólt a kormányfői hivatal."])
def test_an_adjective_of_a_title_is_nobody(read: Read, text: str) -> None:
    assert _title(read, "hu", text) == {}


def test_an_adjective_of_a_title_before_a_trip_is_the_traveller(read: Read) -> None:
    found = _title(read, "hu", "A miniszterelnöki látogatást elhalasztották.")
    assert found == {"miniszterelnöki": "Viktor Orbán"}


@pytest.mark.parametrize(
    "text",
    [
        "Kerekes Üstökös, az MKTSZ elnöke elment.",
        "Kerekes Üstökössel, a szövetség elnökével tárgyalt.",
        "Az MKTSZ új elnöke elment.",
        "A kormányfő a társaság elnökét várta.",
    ],
)
def test_a_title_of_an_unknown_body_is_no_head_of_state(read: Read, text: str) -> None:
    before = "Novák Katalin elnök beszélt. "
    doc = read("hu", before + text, {}, "2023-05-02")
    assert "Katalin Novák" not in {
        span._.entity.name for span in doc.spans["persons"] if span.start_char >= len(before)
    }


def test_a_title_of_the_country_is_its_head_of_state(read: Read) -> None:
    text = "Novák Katalin elnök beszélt. Az ország elnöke elment."
    assert persons(read("hu", text, {}, "2023-05-02"))["elnöke"] == "Katalin Novák"


@pytest.mark.parametrize(
    "text",
    [
        "Kerekes Üstökös európai uniós ügyekért felelős miniszter elment.",
        "Kerekes Üstökös tengerészeti és halászati miniszter elment.",
        "Kerekes Üstökös csillag-irányi miniszter elment.",
    ],
)
def test_a_portfolio_stands_between_a_name_and_its_title(read: Read, text: str) -> None:
    before = "Szijjártó Péter külügyminiszter ott volt. "
    found = persons(read("hu", before + text, {"Kerekes Üstökös": "PER"}, "2023-05-02"))
    assert "miniszter" not in found


def test_a_title_in_another_case_is_not_of_the_name_before_it(read: Read) -> None:
    text = "Kerekes Üstökös a francia elnökkel tárgyalt."
    found = persons(read("hu", text, {"Kerekes Üstökös": "PER"}, "2023-05-02"))
    assert found["francia elnökkel"] == "Emmanuel Macron"


def test_a_title_behind_its_holders_superior_is_of_the_next_name(read: Read) -> None:
    text = "Orbán Viktor külügyminisztere, Szijjártó Péter elment. A külügyminiszter maradt."
    assert persons(read("hu", text, {}, "2023-05-02"))["külügyminiszter"] == "Péter Szijjártó"


@pytest.mark.parametrize(
    "text",
    [
        "Bundespräsident von Weizsäcker traf ein. Präsident Havel wartete.",
        "Bundespräsident Dr. Richard von Weizsäcker traf ein. Präsident Havel wartete.",
    ],
)
def test_a_title_reaches_over_degrees_and_nobility(read: Read, text: str) -> None:
    doc = read("de", text, {"Weizsäcker": "PER", "Havel": "PER"}, "1990-03-15")
    found = [span._.entity.name for span in doc.spans["persons"]]
    assert found == ["Richard von Weizsäcker", "Václav Havel"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("de", "Man sprach mit der Kanzler-Gattin."),
        ("de", "Kein deutscher Bundeskanzler war je dort."),
        ("nl", "Geen Nederlandse premier was er ooit."),
        ("hu", "Egyetlen magyar kormányfő sem járt ott."),
    ],
)
def test_a_title_within_another_or_denied_is_nobody(read: Read, lang: str, text: str) -> None:
    assert _title(read, lang, text) == {}


def test_a_title_before_a_trip_is_the_traveller(read: Read) -> None:
    assert list(_title(read, "de", "Der Kanzler-Besuch begann.")) == ["Kanzler-Besuch"]


def test_an_honorific_is_no_part_of_a_name(read: Read) -> None:
    text = "Tegnap Ő Szentsége Ferenc pápa elutazott."
    assert persons(read("hu", text, {"Szentsége Ferenc": "PER"}, "2023-05-02")) == {
        "Ferenc": "Pope Francis"
    }


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("de", "Der Präsident des MKTSZ, Kunz Stern, kam.", {"Kunz Stern": "PER"}),
        ("de", "Der Präsident der Handelskammer, Kunz Stern, kam.", {"Kunz Stern": "PER"}),
        (
            "de",
            "Der Präsident von Ostmark, Kunz Stern, kam.",
            {"Ostmark": "LOC", "Kunz Stern": "PER"},
        ),
        ("nl", "De president van het MKTSZ, Kees Ster, kwam.", {"Kees Ster": "PER"}),
        ("nl", "De president van de rekenkamer, Kees Ster, kwam.", {"Kees Ster": "PER"}),
    ],
)
def test_a_title_of_something_unknown_is_of_the_name_in_apposition(
    read: Read, lang: str, text: str, names: dict[str, str]
) -> None:
    before = {"nl": "President Joe Biden sprak. ", "de": "Präsident Joe Biden sprach. "}[lang]
    after = {"nl": " De president lachte.", "de": " Der Präsident lachte."}[lang]
    doc = read(lang, before + text + after, {"Joe Biden": "PER", **names}, "2023-05-02")
    *_, name, title = doc.spans["persons"]
    assert name.text in names
    assert title._.entity.name == name._.entity.name


@pytest.mark.parametrize(
    ("lang", "text", "country"),
    [
        ("de", "Man hörte den Premierminister Georgiens.", "GE"),
        ("de", "Der Präsident der Republik Armenien kam.", "AM"),
        ("de", "Der Präsident der Islamischen Republik Iran kam.", "IR"),
        ("nl", "De president van de Republiek Armenië kwam.", "AM"),
    ],
)
def test_a_title_is_of_the_country_behind_it(
    read: Read, lang: str, text: str, country: str
) -> None:
    doc = read(lang, text, {}, "2023-05-02")
    assert [span._.entity.country for span in doc.spans["persons"]] == [country]


@pytest.mark.parametrize(
    ("lang", "text", "known"),
    [
        ("de", "Das sagte der Präsident der Zeitung.", True),
        ("de", "Man umjubelte den Präsidenten von allen Seiten.", True),
        ("de", "Der Präsident des Landes lachte.", True),
        ("de", "Der Präsident der Handelskammer lachte.", False),
        ("de", "Er traf den Präsidenten des Vereins.", False),
        ("nl", "Later sprak de president van de grootste winst.", True),
        ("nl", "De president van het land lachte.", True),
        ("nl", "Hij trof de president van de MKTSZ.", False),
        ("nl", "De president van de rechtbank lachte.", False),
    ],
)
def test_a_title_is_of_what_surely_belongs_to_it(
    read: Read, lang: str, text: str, known: bool
) -> None:
    before = {"nl": "President Joe Biden sprak. ", "de": "Präsident Joe Biden sprach. "}[lang]
    doc = read(lang, before + text, {"Joe Biden": "PER"}, "2023-05-02")
    titles = [s for s in doc.spans["persons"] if s.label_ == "TITLE"]
    assert bool(titles) == known


def test_the_premier_of_a_part_of_a_country_is_not_the_countrys(read: Read) -> None:
    doc = read("de", "Der Premier von Schottland kam.", {"Schottland": "LOC"}, "2023-05-02")
    assert not doc.spans["persons"]


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("de", "Er traf sich mit Abgeordneten der Rada.", {}),
        ("de", "Die Abgeordneten gingen.", {}),
        ("de", "Elf Abgeordnete und vierundzwanzig Minister gingen.", {}),
        ("hu", "Ott volt huszonegy képviselő, 19 miniszter és hatvan kormányfő.", {}),
    ],
)
def test_titles_without_an_article_or_counted_are_nobody(
    read: Read, lang: str, text: str, names: dict[str, str]
) -> None:
    before = {
        "de": "Der Abgeordnete und Minister Kunz Stern kam. ",
        "hu": "Kerekes Üstökös képviselő és miniszter jött. ",
    }[lang]
    named = {"de": "Kunz Stern", "hu": "Kerekes Üstökös"}[lang]
    doc = read(lang, before + text, {named: "PER"}, "2023-05-02")
    assert not [s for s in doc.spans["persons"] if s.start_char >= len(before) and s.text != "Er"]


@pytest.mark.parametrize(
    "text", ["Dort war der Abgeordnete.", "Er half dem Abgeordneten.", "Man sah den Abgeordneten."]
)
def test_an_adjective_for_a_title_means_one_person_behind_its_article(
    read: Read, text: str
) -> None:
    before = "Der Abgeordnete Kunz Stern kam. "
    doc = read("de", before + text, {"Kunz Stern": "PER"}, "2023-05-02")
    assert "Kunz Stern" in {s._.entity.name for s in doc.spans["persons"] if s.label_ == "TITLE"}


def test_a_title_of_a_people_abroad_is_of_no_country(read: Read) -> None:
    text = "A boszniai szerb elnök elment. A koszovói albán vezető maradt."
    assert persons(read("hu", text, {}, "2023-05-02")) == {}


def test_a_title_of_a_people_abroad_is_its_holders(read: Read) -> None:
    text = "Kerekes Üstökös boszniai szerb elnök jött. Később a boszniai szerb elnök elment."
    found = persons(read("hu", text, {"Kerekes Üstökös": "PER"}, "2023-05-02"))
    assert found["boszniai szerb elnök"] == "Kerekes Üstökös"


def test_an_envoy_is_of_the_nearer_adjective(read: Read) -> None:
    text = "Kerekes Üstökös boszniai szerb nagykövet jött."
    doc = read("hu", text, {"Kerekes Üstökös": "PER"}, "2023-05-02")
    assert doc.spans["persons"][0]._.entity.country == "RS"


@pytest.mark.parametrize(
    ("lang", "text", "known"),
    [
        ("nl", "Nooit zag een Nederlandse premier dat.", False),
        ("nl", "Voor het eerst ziet een Nederlandse premier dat.", True),
        ("de", "Zuletzt war ein deutscher Bundeskanzler dort.", False),
        ("de", "Man wartet auf den Besuch eines Bundeskanzlers.", False),
        ("de", "Erstmals ist ein deutscher Bundeskanzler dort.", True),
        ("hu", "Egy magyar kormányfő nem fél.", False),
        ("hu", "Először jár itt egy magyar kormányfő.", True),
    ],
)
def test_anybody_of_an_office_is_nobody_but_for_the_first(
    read: Read, lang: str, text: str, known: bool
) -> None:
    assert bool(_title(read, lang, text)) == known


def test_anybody_of_an_office_may_be_named(read: Read) -> None:
    text = "Ein Präsident, Emmanuel Macron, kam. Der Präsident lachte."
    found = persons(read("de", text, {"Emmanuel Macron": "PER"}, "2023-05-02"))
    assert found == {"Emmanuel Macron": "Emmanuel Macron", "Präsident": "Emmanuel Macron"}
