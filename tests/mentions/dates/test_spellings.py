import pytest

from tests.mentions.dates.helpers import spans_and_values

CASES = [
    ("de", "Sie kam am 17.06.2024 an.", [("17.06.2024", "2024-06-17")]),
    ("nl", "Zij kwam op 17-6-'24 aan.", [("17-6-'24", "2024-06-17")]),
    ("hu", "Ott volt 2024. június 17-én.", [("2024. június 17-én", "2024-06-17")]),
    ("nl", "Het begon 17 juni jl. in Breda.", [("17 juni jl.", "2024-06-17")]),
    ("de", "am 3. und 4. März", [("3. und 4. März", "2024-03-03/2024-03-04")]),
    ("nl", "van 28–30 juni", [("28–30 juni", "2024-06-28/2024-06-30")]),
    (
        "de",
        "vom 29. Juni bis 2. Juli",
        [("29. Juni bis 2. Juli", "2024-06-29/2024-07-02")],
    ),
    ("hu", "június 28–30. között", [("június 28–30. között", "2024-06-28/2024-06-30")]),
    (
        "hu",
        "október 17-től 19-ig",
        [("október 17-től 19-ig", "2024-10-17/2024-10-19")],
    ),
    (
        "nl",
        "van 5 tot en met 7 november 2023",
        [("5 tot en met 7 november 2023", "2023-11-05/2023-11-07")],
    ),
    (
        "de",
        "am 4., 11. und 18. März 2024",
        [("4.", "2024-03-04"), ("11.", "2024-03-11"), ("18. März 2024", "2024-03-18")],
    ),
    (
        "nl",
        "van 30 december 2023 tot 2 januari",
        [("30 december 2023 tot 2 januari", "2023-12-30/2024-01-02")],
    ),
    ("de", "im Jänner 2019", [("Jänner 2019", "2019-01")]),
    ("hu", "2019-től Szegeden élt", [("2019-től", "2019")]),
    ("hu", "a kilencvenes években", [("a kilencvenes években", "1990/1999")]),
    ("de", "in den 60er Jahren", [("den 60er Jahren", "1960/1969")]),
    ("nl", "in de jaren tachtig", [("de jaren tachtig", "1980/1989")]),
    ("nl", "in de zestiger jaren", [("de zestiger jaren", "1960/1969")]),
    ("nl", "al vijftig jaar bevriend", [("vijftig jaar", "P50Y")]),
    ("nl", "het eerste kwartaal van 2009", [("het eerste kwartaal van 2009", "2009-01/2009-03")]),
    ("de", "im Sommer 2005", [("Sommer 2005", "2005")]),
    ("hu", "1998 és 2002 között", [("1998 és 2002", "1998/2002")]),
    ("nl", "op november 23, 2023", [("november 23, 2023", "2023-11-23")]),
    ("de", "am 2024-05-03", [("2024-05-03", "2024-05-03")]),
    ("de", "Karfreitag 2024", [("Karfreitag 2024", "2024-03-29")]),
    ("hu", "2024 húsvétján", [("2024 húsvétján", "2024-03-31")]),
    ("nl", "zes november 1995", [("zes november 1995", "1995-11-06")]),
    ("hu", "május elsején", [("május elsején", "2024-05-01")]),
]

WORDS = [
    ("nl", "in het paasweekend van 2024", [("paasweekend van 2024", "2024-03-30/2024-03-31")]),
    ("nl", "op tweede pinksterdag 2023", [("tweede pinksterdag 2023", "2023-05-29")]),
    (
        "nl",
        "eergisteravond en hedenochtend",
        [("eergisteravond", "2024-06-17"), ("hedenochtend", "2024-06-19")],
    ),
    ("de", "Zu Wochenbeginn war er in Rom.", [("Wochenbeginn", "2024-06-17/2024-06-23")]),
    ("de", "Zum Monatsende", [("Monatsende", "2024-06")]),
    ("de", "bis Jahresende 2023", [("Jahresende 2023", "2023")]),
    (
        "de",
        "in der ersten Juniwoche 2024",
        [("der ersten Juniwoche 2024", "2024-05-27/2024-06-02")],
    ),
    ("de", "am Pfingstwochenende 2024", [("Pfingstwochenende 2024", "2024-05-18/2024-05-19")]),
    ("de", "im Spätsommer 2005", [("Spätsommer 2005", "2005")]),
    ("hu", "2024 nagyszombatján", [("2024 nagyszombatján", "2024-03-30")]),
    ("hu", "2005 kora őszén", [("2005 kora őszén", "2005")]),
]

RANGES = [
    ("hu", "2025.II.28.", [("2025.II.28.", "2025-02-28")]),
    ("hu", "1957. V. 29-én", [("1957. V. 29-én", "1957-05-29")]),
    ("hu", "VI. 12-én Bécsben járt", [("VI. 12-én", "2024-06-12")]),
    ("hu", "2025. február. 28.", [("2025. február. 28.", "2025-02-28")]),
    (
        "hu",
        "június 8-án jött, majd 10–12. között ment",
        [("június 8-án", "2024-06-08"), ("10–12. között", "2024-06-10/2024-06-12")],
    ),
    ("de", "vom 2. bis inklusive 5. März", [("2. bis inklusive 5. März", "2024-03-02/2024-03-05")]),
    ("de", "von 5. bis inkl. 7. Juli", [("5. bis inkl. 7. Juli", "2024-07-05/2024-07-07")]),
    ("de", "vom 2. bis und mit 5. Juli", [("2. bis und mit 5. Juli", "2024-07-02/2024-07-05")]),
    ("de", "am 28./29.6. in Rom", [("28./29.6.", "2024-06-28/2024-06-29")]),
    ("de", "29.6. bis 1.7. in Rom", [("29.6. bis 1.7.", "2024-06-29/2024-07-01")]),
    ("de", "vom 28. bis 30.6.2023", [("28. bis 30.6.2023", "2023-06-28/2023-06-30")]),
]

NIGHTS = [
    (
        "nl",
        "in de nacht van donderdag op vrijdag",
        [("donderdag op vrijdag", "2024-06-20/2024-06-21")],
    ),
    (
        "de",
        "In der Nacht von Donnerstag auf Freitag landet er.",
        [("Donnerstag auf Freitag", "2024-06-20/2024-06-21")],
    ),
    (
        "hu",
        "csütörtökről péntekre virradó éjszaka",
        [("csütörtökről péntekre virradó éjszaka", "2024-06-20/2024-06-21")],
    ),
    ("nl", "In de nacht op maandag kwam hij aan.", [("maandag", "2024-06-17")]),
    ("de", "In der Nacht zum Montag kam er an.", [("Montag", "2024-06-17")]),
    ("hu", "hétfőre virradó éjjel érkezett", [("hétfőre virradó éjjel", "2024-06-17")]),
    (
        "de",
        "in der Nacht vom 3. auf den 4. März 2024",
        [("3. auf den 4. März 2024", "2024-03-03/2024-03-04")],
    ),
    ("de", "am Morgen des 3. März 2024", [("3. März 2024", "2024-03-03")]),
]


@pytest.mark.parametrize(("lang", "text", "expected"), CASES + WORDS + RANGES + NIGHTS)
def test_spelling_is_found_with_its_value(
    lang: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert spans_and_values(text, lang) == expected


NO_DATES = [
    ("hu", "II. János Pál, a IV. kerület és az V. osztály"),
    ("hu", "a 3. és 5. között végzett"),
    ("de", "die so mit dem Do it yourself, so die Dame"),
    ("de", "Das kostete 2000 Euro und 1999 Franken."),
    ("de", "Sieg mit 3:12 und Paragraf 5."),
    ("nl", "De vlucht KL1234 vervoerde 1850 passagiers."),
    ("nl", "een man van 65 jaar oud"),
    ("hu", "Ő egy szó, már nem dél felé tart."),
    ("hu", "Karácsony Gergely főpolgármester"),
    ("hu", "2000 forint és 1500 ember"),
]


@pytest.mark.parametrize(("lang", "text"), NO_DATES)
def test_numbers_and_names_that_are_no_dates(lang: str, text: str) -> None:
    assert spans_and_values(text, lang) == []


def test_day_that_does_not_exist_is_no_date() -> None:
    assert [words for words, _ in spans_and_values("am 31. Februar 2024", "de")] != [
        "31. Februar 2024"
    ]


def test_february_29_needs_a_leap_year() -> None:
    assert spans_and_values("op 29 februari 2024", "nl") == [("29 februari 2024", "2024-02-29")]
    assert all(value != "2023-02-29" for _, value in spans_and_values("op 29 februari 2023", "nl"))


def test_durations_are_iso() -> None:
    assert spans_and_values("een tweedaags bezoek", "nl") == [("tweedaags", "P2D")]
    assert spans_and_values("nach dem dreitägigen Besuch", "de") == [("dreitägigen", "P3D")]
    assert spans_and_values("kétnapos látogatás", "hu") == [("kétnapos", "P2D")]
    assert spans_and_values("zwei Jahre und fünf Monate", "de") == [
        ("zwei Jahre und fünf Monate", "P2Y5M")
    ]
    assert spans_and_values("jarenlang", "nl") == [("jarenlang", "PXY")]


def test_recurring_times_are_sets() -> None:
    assert spans_and_values("jeden Montag", "de") == [("jeden Montag", "XXXX-WXX-1")]
    assert spans_and_values("jaarlijks", "nl") == [("jaarlijks", "P1Y")]
