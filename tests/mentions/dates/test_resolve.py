from datetime import date

import pytest

from pipeline.mentions.article_date import article_date
from pipeline.mentions.dates import find_dates, resolve
from pipeline.schema import ArticleDate, DateValue
from tests.mentions.dates.helpers import dates_in, spans_and_values

RELATIVE = [
    ("nl", "Hij kwam gisteravond aan.", "2024-06-18"),
    ("nl", "Zij vertrekt overmorgen.", "2024-06-21"),
    ("nl", "Hij sprak vanochtend.", "2024-06-19"),
    ("nl", "Hij kwam afgelopen maandag.", "2024-06-17"),
    ("nl", "Zij komt volgende week vrijdag.", "2024-06-28"),
    ("nl", "Hij vertrok vrijdag.", "2024-06-14"),
    ("nl", "Hij vertrekt vrijdag.", "2024-06-21"),
    ("nl", "Vorige maand was hij er.", "2024-05"),
    ("nl", "Deze week komt hij.", "2024-06-17/2024-06-23"),
    ("nl", "Zij was er in september.", "2023-09"),
    ("nl", "Zij was er september vorig jaar.", "2023-09"),
    ("nl", "Drie jaar geleden was hij er.", "2021"),
    ("nl", "Dat gebeurt dinsdag over anderhalve week.", "2024-07-02"),
    ("de", "Er wurde am Freitag empfangen.", "2024-06-14"),
    ("de", "Er wird am Freitag empfangen.", "2024-06-21"),
    ("de", "Am kommenden Dienstag reist sie ab.", "2024-06-25"),
    ("de", "Heuer war er schon da.", "2024"),
    ("de", "Vorgestern traf er ein.", "2024-06-17"),
    ("de", "Die für November geplante Reise wurde abgesagt.", "2024-11"),
    ("de", "Er kam Mittwochabend an.", "2024-06-19"),
    ("de", "Er bleibt bis Freitag.", "2024-06-21"),
    ("de", "Ende nächsten Jahres kommt sie.", "2025"),
    ("hu", "Pénteken érkezett Bécsbe.", "2024-06-14"),
    ("hu", "Pénteken utazik Bécsbe.", "2024-06-21"),
    ("hu", "Múlt héten szerdán járt ott.", "2024-06-12"),
    ("hu", "Jövő kedden indul.", "2024-06-25"),
    ("hu", "Tavaly szeptemberben járt ott.", "2023-09"),
    ("hu", "Két napja Szegeden van.", "2024-06-17"),
    ("hu", "Jövő év elején utazik.", "2025"),
    ("hu", "Tegnapelőtt érkezett.", "2024-06-17"),
]


@pytest.mark.parametrize(("lang", "text", "value"), RELATIVE)
def test_relative_words_count_from_the_article(lang: str, text: str, value: str) -> None:
    assert [found for _, found in spans_and_values(text, lang)] == [value]


@pytest.mark.parametrize(
    ("lang", "text"),
    [("nl", "Hij komt morgen."), ("de", "Sie kam am Freitag."), ("hu", "Tavaly járt ott.")],
)
def test_relative_words_mean_nothing_without_an_article_date(lang: str, text: str) -> None:
    assert [result.value.start for result in dates_in(text, lang, None)] == [None]


def test_relative_words_resolve_no_finer_than_the_article_date() -> None:
    value = DateValue(kind="date", start=date(2024, 6, 1), end=date(2024, 6, 30), precision="month")
    month = ArticleDate(value=value, source="dateline")
    text = "Gisteren vertrok hij; vorige maand kwam hij, vorig jaar ook; vrijdag rust hij."
    found = [r.value.iso() for r in resolve(find_dates(text, "nl"), text, "nl", month)]
    assert found == [
        ("2024-06", "2024-06"),
        ("2024-05", "2024-05"),
        ("2023", "2023"),
        None,
    ]


def test_weekdays_lie_in_the_week_that_a_caption_tells() -> None:
    text = "Donderdag landde hij in Peking. Foto: de gast in Moskou, dinsdag 14 mei 2024."
    day = article_date(text, None, None, "nl")
    found = [r.value.iso() for r in resolve(find_dates(text, "nl"), text, "nl", day)]
    assert found[0] == ("2024-05-16", "2024-05-16")


def test_weekday_beside_a_day_settles_the_year() -> None:
    assert spans_and_values("dinsdag 14 mei", "nl", date(2022, 1, 10)) == [
        ("dinsdag 14 mei", "2024-05-14")
    ] or spans_and_values("dinsdag 14 mei", "nl", date(2022, 1, 10)) == [
        ("dinsdag 14 mei", "2019-05-14")
    ]
    assert spans_and_values("május 7-én, kedden", "hu", date(2024, 1, 10)) == [
        ("május 7-én, kedden", "2024-05-07")
    ]


def test_heading_with_a_year_holds_for_the_list_below() -> None:
    text = "Een overzicht:\n\n2022\n\n28-29 juni, Asjchabad.\n\n2023\n\n9 november, Astana."
    assert spans_and_values(text, "nl") == [
        ("2022", "2022"),
        ("28-29 juni", "2022-06-28/2022-06-29"),
        ("2023", "2023"),
        ("9 november", "2023-11-09"),
    ]


def test_days_under_a_month_open_their_lines() -> None:
    text = "Dagboek van een reis.\n\nJanuari 2006\n- 3: Lima.\n- 6-7: Quito.\n\nDaarna niets."
    assert spans_and_values(text, "nl")[1:] == [
        ("3", "2006-01-03"),
        ("6-7", "2006-01-06/2006-01-07"),
    ]


def test_days_with_a_full_stop_open_the_lines_below_a_month() -> None:
    text = "Krónika\n\n1990\nAugusztus\n6. Cheney Dzsiddában.\n21–23. Heath Bagdadban.\nVége."
    assert spans_and_values(text, "hu", None)[2:] == [
        ("6.", "1990-08-06"),
        ("21–23.", "1990-08-21/1990-08-23"),
    ]


def test_days_go_on_from_the_entry_before() -> None:
    text = "Wege\n\n8. März 2007: Graz, danach in Linz und wieder daheim.\n22.: Moskau.\n3.: Rom."
    assert spans_and_values(text, "de", None) == [
        ("8. März 2007", "2007-03-08"),
        ("22.", "2007-03-22"),
        ("3.", ""),
    ]


def test_days_before_a_name_open_the_lines_below_a_month() -> None:
    text = "De reizen van 2008\n\nJANUARI\n8 Graz\n17/18 Linz, op 24 mei Wels\nfebruari 9 doden"
    assert spans_and_values(text, "nl", None)[1:5] == [
        ("JANUARI", "2008-01"),
        ("8", "2008-01-08"),
        ("17/18", "2008-01-17/2008-01-18"),
        ("24 mei", "2008-05-24"),
    ]
    assert spans_and_values("In de stad zijn er\n8 Graz\n", "nl", None) == []


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("nl", "De reizen van 2008\n\n8 mei Graz\n3 juni Linz", ["2008-05-08", "2008-06-03"]),
        ("de", "Die Kämpfe im Jahr 1941\n\nAm 8. Mai begann es.", ["1941-05-08"]),
        ("hu", "Útjaim 2008-ban\n\nMájus 8-án Grazban járt.", ["2008-05-08"]),
    ],
)
def test_a_heading_may_end_with_its_year(lang: str, text: str, values: list[str]) -> None:
    assert [value for _, value in spans_and_values(text, lang, None)][1:] == values


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("nl", "1990\njan. 14-16  Bagdad\nmrt. 3: Graz", ["1990-01-14/1990-01-16", "1990-03-03"]),
        ("hu", "Útjai\n\n* 1980 *\nV. 2–5. Graz\nV. 30. – VI. 2. Linz",
         ["1980-05-02/1980-05-05", "1980-05-30/1980-06-02"]),
        ("de", "Chronik\n\nMÄRZ 2022\n25./26. Linz", ["2022-03-25/2022-03-26"]),
    ],
)  # fmt: skip
def test_lists_write_days_in_many_ways(lang: str, text: str, values: list[str]) -> None:
    assert [value for _, value in spans_and_values(text, lang, None)][1:] == values


@pytest.mark.parametrize(
    ("lang", "text", "span", "value"),
    [
        ("de", "2018 – 29. August: Messe im Dom.", "2018 – 29. August", "2018-08-29"),
        ("nl", "1995 - 3 mei: Graz.", "1995 - 3 mei", "1995-05-03"),
        ("nl", "Hij is van 6 tot 9/11 in Graz.", "6 tot 9/11", "2024-11-06/2024-11-09"),
        ("de", "Er war im Mai in Graz, am 9. den Tag über.", "9.", "2024-05-09"),
    ],
)
def test_years_and_days_side_by_side(lang: str, text: str, span: str, value: str) -> None:
    assert (span, value) in spans_and_values(text, lang, date(2024, 11, 3))


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("nl", "Het begon. 2009 - 23 maart: Graz. - 25 maart: Linz. 2010 - van 21 tot 23 juli: "
         "Wels. - 27 augustus: Enns. 2015 - april: Steyr.",
         ["2009-03-23", "2009-03-25", "2010", "2010-07-21/2010-07-23", "2010-08-27", "2015-04"]),
        ("de", "Reisen: 2005 18. bis 21. August: Graz. 2006 25. Mai: Linz. 9. September: Wels.",
         ["2005", "2005-08-18/2005-08-21", "2006", "2006-05-25", "2006-09-09"]),
        ("hu", "Útjai: 2023 – Március 29–31.: Graz. Június 2.: Linz. 2024 – Otthon. Május 3.: X",
         ["2023", "2023-03-29/2023-03-31", "2023-06-02", "2024", "2024-05-03"]),
        ("de", "Das war 2012. 2013 kam er am 3. Mai. Nun kommt er am 5. Juni.",
         ["2012", "2013", "2013-05-03", "2015-06-05"]),
    ],
)  # fmt: skip
def test_years_head_rows_of_days_in_texts_without_lines(
    lang: str, text: str, values: list[str]
) -> None:
    assert [value for _, value in spans_and_values(text, lang, date(2015, 5, 28))] == values


def test_a_list_of_parts_has_no_months() -> None:
    assert spans_and_values("Teile\n\nI. 3 Bilder und V. 5 Akte", "hu", date(2024, 5, 1)) == []


def test_numbered_lines_behind_a_dated_one_are_no_days() -> None:
    text = "Beschlüsse\n\nGraz, den Rat betreffend\n8. März 2007\n1. Der Rat tagt.\n2. Er ruht."
    assert spans_and_values(text, "de", None) == [("8. März 2007", "2007-03-08")]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nl", "Agenda.\n\n1999. In mei vloog zij naar Skopje. Oktober: naar Kosovo."),
        (
            "de",
            "Chronik.\n\n1999: Sie war im Mai in Skopje. Das Amt ruft. Im Oktober ruft Pristina.",
        ),
        (
            "hu",
            "Napló.\n\n1999: májusban Szkopjéba repült. Nem várta senki. Októberben Pristina jön.",
        ),
    ],
)
@pytest.mark.parametrize("day", [None, date(2009, 3, 2)])
def test_a_year_before_a_line_holds_for_all_of_it(lang: str, text: str, day: date | None) -> None:
    values = [value for _, value in spans_and_values(text, lang, day)]
    assert values == ["1999", "1999-05", "1999-10"]


@pytest.mark.parametrize("day", [None, date(2009, 3, 2)])
def test_a_year_before_a_line_holds_for_what_was_planned_then(day: date | None) -> None:
    text = "Wege.\n\n1997 — Besuch in Graz, angesagt auf Juni.\n2003 • Januar Linz • 17. April Rom"
    assert [value for _, value in spans_and_values(text, "de", day)] == [
        "1997",
        "1997-06",
        "2003",
        "2003-01",
        "2003-04-17",
    ]


def test_a_heading_s_year_holds_for_what_was_planned_then() -> None:
    text = "Chronik\n\n1994\nEr sagt seinen für den 8. September vorgesehenen Besuch ab.\n\nEnde."
    assert spans_and_values(text, "de", None)[1] == ("8. September", "1994-09-08")


def test_the_only_year_of_an_undated_text_holds_for_its_entries() -> None:
    text = "2019-ben utazott.\n\nMárcius 11.: Praia.\nMájus 6-8.: Luanda.\nDecemberben otthon."
    assert [value for _, value in spans_and_values(text, "hu", None)] == [
        "2019",
        "2019-03-11",
        "2019-05-06/2019-05-08",
        "2019-12",
    ]


@pytest.mark.parametrize(
    "lead",
    ["Négyszer utazott.", "2011 óta miniszter.", "2018-ban kétszer, 2019-ben négyszer ment."],
)
def test_entries_have_no_year_where_not_just_one_was_told(lead: str) -> None:
    found = dict(spans_and_values(f"{lead}\n\nMárcius 11.: Praia.", "hu", None))
    assert found["Március 11."] == "XXXX-03-11"


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("de", "Es war Herbst 1971. Er flog viel. Am 27. September war er dort.", "1971-09-27"),
        ("nl", "In mei 1989 begon het. Zij zag er veel. In juni was ze in Praag.", "1989-06"),
        ("hu", "1921 márciusában indult. Sokat látott. Június 10-én Bécsben volt.", "1921-06-10"),
        ("nl", "In mei 1989 begon het. Zij ziet er veel. In juni zal zij gaan.", ""),
        ("nl", "Van 1989 tot 2004 zag zij veel. In juni was ze in Praag.", ""),
    ],
)  # fmt: skip
def test_an_undated_story_goes_on_in_its_year(lang: str, text: str, value: str) -> None:
    assert dates_in(text, lang, day=None)[-1].value.iso() == ((value, value) if value else None)


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("de", "Er kam am 20. Juni, einem Freitag, nach Wien.", "2014-06-20"),
        ("nl", "Hij kwam op 20 juni, een vrijdag, naar Praag.", "2014-06-20"),
        ("hu", "Június 20-án, egy pénteki napon érkezett.", "2014-06-20"),
    ],
)
def test_a_weekday_beside_its_day_is_that_day(lang: str, text: str, value: str) -> None:
    assert dates_in(text, lang, date(2014, 7, 20))[-1].value.iso() == (value, value)


def test_numbers_that_open_lines_elsewhere_are_no_days() -> None:
    assert spans_and_values("Drie punten.\n\n- 3: Lima.\n- 7: Quito.", "nl") == []


def test_bare_days_take_the_month_before() -> None:
    text = "Vom 2. bis 5. Mai 2023 war er in Graz, danach bis zum 9. in Linz. Am 12. ging er heim."
    assert [value for _, value in spans_and_values(text, "de")] == [
        "2023-05-02/2023-05-05",
        "2023-05-09",
        "2023-05-12",
    ]


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("de", "Am 3. Mai 2023 kam er nach Graz. Tags darauf reiste er ab.", "2023-05-04"),
        ("de", "Am 3. Mai 2023 kam er. Drei Tage zuvor war er in Linz.", "2023-04-30"),
        ("nl", "Op 3 mei 2023 kwam hij. Een week eerder was hij elders.", "2023-04-26"),
        ("nl", "Op 3 mei 2023 kwam hij. Diezelfde dag vertrok hij.", "2023-05-03"),
        ("hu", "2023. május 3-án érkezett. Másnap elutazott.", "2023-05-04"),
        ("hu", "2023. május 3-án érkezett. Két nappal később elutazott.", "2023-05-05"),
    ],
)
def test_anaphora_count_from_the_last_day_told(lang: str, text: str, value: str) -> None:
    assert spans_and_values(text, lang)[-1][1] == value


def test_after_a_day_nobody_knows_the_next_day_is_unknown_too() -> None:
    found = dates_in("Das Bild entstand am 16. Juli. Tags darauf ging es heim.", "de", None)
    assert [result.value.start for result in found] == [None, None]


def test_weekdays_lie_in_the_week_told_before() -> None:
    text = "Volgende week reist zij af. Van dinsdag tot vrijdag is zij in Osaka."
    assert spans_and_values(text, "nl")[1][1].startswith("2024-06-25/") or spans_and_values(
        text.replace(" af. Van", " af, van"), "nl"
    )[1][1].startswith("2024-06-25/")


GOING_ON = [
    ("de", "Am 23. März 2012 war er in León, am 28. Havanna.", ["2012-03-23", "2012-03-28"]),
    ("de", "Vom 2. bis 4. Mai 2023 in Oslo, bis zum 6. Bergen.", ["2023-05-04", "2023-05-06"]),
    ("de", "Am 23. März 2012 sprach er auf dem 28. Parteitag, am 2. Platz.", ["2012-03-23"]),
    ("hu", "Március 23-án érkezett, és 26-ig maradt.", ["2024-03-23", "2024-03-26"]),
    ("hu", "Március 23-án érkezett.\n26-ig maradt.", ["2024-03-23"]),
    ("hu", "2024. május 5-én indult, nyolcadikán hazatért.", ["2024-05-05", "2024-05-08"]),
    ("hu", "2024. január 8-án ott járt, 26-án haza.", ["2024-01-08", "2024-01-26"]),
    ("hu", "2024. január 28-án ott járt, 3-án haza.", ["2024-01-28", "2024-02-03"]),
    (
        "nl",
        "10 en 11 augustus 2007: vrijdag in Bern, zaterdag in Bazel.",
        ["2007-08-10", "2007-08-11"],
    ),
]


@pytest.mark.parametrize(("lang", "text", "days"), GOING_ON)
def test_days_go_on_from_one_that_was_told(lang: str, text: str, days: list[str]) -> None:
    found = [str(result.value.end) for result in dates_in(text, lang)]
    assert found[-len(days) :] == days


def test_a_number_in_words_after_a_hungarian_month_counts_something_else() -> None:
    assert spans_and_values("Márciusban első útján ott járt.", "hu") == [("Márciusban", "2024-03")]


@pytest.mark.parametrize("text", ["A hét végén jött.", "Hétvégén jött."])
def test_the_end_of_a_hungarian_week_is_its_weekend(text: str) -> None:
    assert [value for _, value in spans_and_values(text, "hu")] == ["2024-06-15/2024-06-16"]


def test_weekday_ranges_and_pairs() -> None:
    assert spans_and_values("A hétfőtől szerdáig tartó út véget ért.", "hu")[0] == (
        "hétfőtől szerdáig",
        "2024-06-17/2024-06-19",
    )
    assert spans_and_values("Sie trafen sich am Donnerstag und Freitag.", "de")[0] == (
        "Donnerstag und Freitag",
        "2024-06-13/2024-06-14",
    )


def test_year_of_the_same_sentence_wins() -> None:
    text = "In 1998 was hij twee keer in Parijs, in mei en in november."
    values = [value for _, value in spans_and_values(text, "nl")]
    assert values == ["1998", "1998-05", "1998-11"]


def test_open_ends_are_marked() -> None:
    cases = [
        ("de", "Er bleibt bis Freitag.", "until"),
        ("de", "Er ist seit Montag da.", "from"),
        ("nl", "Hij blijft tot vrijdag.", "until"),
        ("nl", "Hij is er vanaf dinsdag.", "from"),
        ("hu", "Keddtől ott lesz.", "from"),
        ("hu", "Péntekig marad.", "until"),
        ("hu", "Szerda óta ott van.", "from"),
        ("hu", "Szerdán ott lesz.", None),
    ]
    for lang, text, bound in cases:
        assert [result.value.bound for result in dates_in(text, lang)] == [bound], text


def test_lengths_of_visits_stand_beside_their_first_day() -> None:
    found = dates_in("Vanaf dinsdag brengt hij een tweedaags bezoek aan Oslo.", "nl")
    assert [(result.value.kind, result.value.duration) for result in found] == [
        ("date", None),
        ("duration", "P2D"),
    ]
    assert found[0].value.iso() == ("2024-06-25", "2024-06-25")


def test_words_for_now_are_references() -> None:
    found = dates_in("Heute ist er hier, jetzt spricht er.", "de")
    assert [(r.value.reference, r.value.timex) for r in found] == [
        (True, "2024-06-19"),
        (True, "PRESENT_REF"),
    ]


def test_last_days_are_an_interval() -> None:
    found = dates_in("In de afgelopen drie dagen was hij weg.", "nl")
    assert found[0].value.duration == "P3D"
    assert found[0].value.iso() == ("2024-06-16", "2024-06-19")


def test_clock_times_belong_to_the_day_beside_them() -> None:
    found = dates_in("Samstag, 9. Mai 2015, 20.30 Uhr", "de")
    assert found[-1].value.kind == "time"
    assert found[-1].value.timex == "2015-05-09T20:30"


def test_ranges_of_clock_times_keep_their_day() -> None:
    (_, found) = dates_in("Am 9. Mai 2015 von 16 bis 17.30 Uhr", "de")
    assert found.value.timex == "2015-05-09T16:00/2015-05-09T17:30"
    assert found.value.iso() == ("2015-05-09", "2015-05-09")


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("nl", "Komende donderdag en vrijdag is er een top.", "2024-06-20/2024-06-21"),
        ("nl", "Komende dinsdag tot donderdag is hij weg.", "2024-06-25/2024-06-27"),
        ("nl", "Volgende week maandag en dinsdag reist hij.", "2024-06-24/2024-06-25"),
        ("nl", "Afgelopen vrijdag tot zondag was hij weg.", "2024-06-14/2024-06-16"),
        ("de", "Am kommenden Freitag bis Montag ist er weg.", "2024-06-21/2024-06-24"),
        ("de", "Am vergangenen Montag und Dienstag war er da.", "2024-06-17/2024-06-18"),
        ("hu", "A jövő keddtől csütörtökig tartó fórum.", "2024-06-25/2024-06-27"),
        ("hu", "Múlt hétfőtől szerdáig járt ott.", "2024-06-10/2024-06-12"),
    ],
)
def test_a_word_of_direction_holds_for_a_range_of_weekdays(
    lang: str, text: str, value: str
) -> None:
    assert [found for _, found in spans_and_values(text, lang)] == [value]


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        # A story stays in its year, and goes on into the next one.
        ("nl", "In 2019 kwam hij, en in mei sprak hij er.", "2019-05"),
        ("nl", "In november 2022 kwam hij. In januari sprak hij er.", "2023-01"),
        # What only says since when, or what is still to come, is no story's year.
        ("nl", "Hij sprak als eerste sinds 1967 en was op 5 mei in Rome.", "2024-05-05"),
        (
            "nl",
            "Sinds hij eind 2011 aantrad, reisde hij weinig; op 5 mei was hij in Rome.",
            "2024-05-05",
        ),
        (
            "de",
            "Seit seiner Wahl im März 2011 reist er viel. Am 5. Mai war er in Rom.",
            "2024-05-05",
        ),
        (
            "hu",
            "Mióta 2011 végén hivatalba lépett, ritkán utazik. Május 5-én Rómában járt.",
            "2024-05-05",
        ),
        ("de", "Der Plan für 2028 ist offen. Er hatte im Januar in Rom gesprochen.", "2024-01"),
    ],
)
def test_a_year_holds_for_what_follows_in_its_story(lang: str, text: str, value: str) -> None:
    assert spans_and_values(text, lang)[-1][1] == value


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("hu", "A júliusi csúcsot készítették elő.", "2024-07"),
        ("de", "Der Gipfel Mitte Juli war lange geplant.", "2024-07"),
        ("nl", "In november was hij in Rome.", "2023-11"),
    ],
)
def test_a_month_close_by_is_meant_whatever_the_tense(lang: str, text: str, value: str) -> None:
    assert [found for _, found in spans_and_values(text, lang)] == [value]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("nl", "Hij komt maandag over een week.", "2024-07-01"),
        ("nl", "Hij komt zaterdag over veertien dagen.", "2024-07-06"),
        ("de", "Er kommt am Freitag in zwei Wochen.", "2024-07-05"),
    ],
)
def test_weekday_in_some_weeks_counts_from_the_next_one(
    lang: str, text: str, expected: str
) -> None:
    assert [value for _, value in spans_and_values(text, lang)] == [expected]


def test_eve_is_the_day_before_what_was_told() -> None:
    text = "Am Dienstag traf er Tusk; er war am Vorabend gekommen."
    assert spans_and_values(text, "de")[1] == ("Vorabend", "2024-06-17")


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("de", "Er reist Anfang der Woche nach Rom.", "2024-06-24/2024-06-30"),
        ("de", "Er wird zu Wochenbeginn in Rom erwartet.", "2024-06-24/2024-06-30"),
        ("nl", "Hij gaat begin van de week naar Rome.", "2024-06-24/2024-06-30"),
        ("hu", "A hét elején Rómába utazik.", "2024-06-24/2024-06-30"),
        ("de", "Er war zu Wochenbeginn in Rom.", "2024-06-17/2024-06-23"),
    ],
)
def test_beginning_of_the_week_lies_ahead_on_its_friday(
    lang: str, text: str, expected: str
) -> None:
    friday = date(2024, 6, 21)
    assert [value for _, value in spans_and_values(text, lang, friday)] == [expected]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("de", "Er war am 10.3.64 in Rom.", "1964-03-10"),
        ("nl", "Hij was op 10-3-'64 in Rome.", "1964-03-10"),
        ("de", "vom 22. 10. bis 29. 10. 63", "1963-10-22/1963-10-29"),
    ],
)
def test_two_digits_are_a_year_of_the_article_s_century(
    lang: str, text: str, expected: str
) -> None:
    assert [value for _, value in spans_and_values(text, lang, date(1964, 3, 12))] == [expected]


@pytest.mark.parametrize(
    ("lang", "text", "days"),
    [
        (
            "de",
            "Am Montag reist sie nach Oslo, am Dienstag nach Riga, am Mittwoch nach Wien und am "
            "Donnerstag heim.",
            ["2024-06-24", "2024-06-25", "2024-06-26", "2024-06-27"],
        ),
        (
            "nl",
            "Dinsdag reist zij naar Oslo; woensdag naar Riga, donderdag en vrijdag naar Wenen.",
            ["2024-06-25", "2024-06-26", "2024-06-28"],
        ),
        ("hu", "Kedden Oslóba utazik, szerdán Rigába.", ["2024-06-25", "2024-06-26"]),
        # Not where the second clause looks back, nor where a tale of the past would pass today.
        ("de", "Am Samstag fliegt er heim, am Montag hatte er es gesagt.", ["2024-06-17"]),
        ("nl", "Maandag was hij in Oslo, en donderdag was hij er ook.", ["2024-06-13"]),
        # Nor after a day that only bounds something, or in another sentence.
        ("nl", "Hij blijft tot maandag en vertrekt dinsdagavond.", ["2024-06-25"]),
        ("nl", "Vrijdag gaat zij naar Oslo. Zondag was zij in Riga.", ["2024-06-16"]),
    ],
)
def test_weekdays_of_a_sentence_follow_one_another(lang: str, text: str, days: list[str]) -> None:
    found = [str(result.value.end) for result in dates_in(text, lang)]
    assert found[-len(days) :] == days


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        (
            "nl",
            "Zij gaat eind volgende week naar Oslo, heeft het hof dinsdag gemeld.",
            "2024-06-18",
        ),
        ("nl", "Van 4 tot 9 juli is zij in Oslo. Dat maakte het hof dinsdag bekend.", "2024-06-18"),
        ("de", "Nächste Woche reist er nach Oslo. Am Dienstag war er in Riga.", "2024-06-18"),
        ("de", "Vorige Woche war er in Oslo. Am Freitag fliegt er nach Riga.", "2024-06-21"),
        ("hu", "Múlt héten Oslóban járt. Pénteken Rigába utazik.", "2024-06-21"),
        # The week holds where the clause looks its way, and a weekend always.
        ("nl", "Volgende week is zij in Oslo. Dinsdag spreekt zij met de koning.", "2024-06-25"),
        ("de", "Vorige Woche war er in Oslo. Am Freitag sprach er mit dem König.", "2024-06-14"),
        (
            "de",
            "Am vergangenen Wochenende kam er. Am Sonntag übergab er die Schlüssel.",
            "2024-06-16",
        ),
        # Days long gone may be told in the present.
        ("nl", "10 tot 14 mei 2023: hij bezoekt Oslo en donderdag Riga.", "2023-05-11"),
    ],
)
def test_a_week_told_holds_the_weekdays_that_look_its_way(lang: str, text: str, value: str) -> None:
    assert spans_and_values(text, lang)[-1][1] == value


def test_a_year_below_dated_items_is_that_year_and_no_day() -> None:
    text = "2003\n12 maart: Oslo\n14 april: Riga\n2004\n8 april: Wenen\n"
    assert [value for _, value in spans_and_values(text, "nl")] == [
        "2003",
        "2003-03-12",
        "2003-04-14",
        "2004",
        "2004-04-08",
    ]


def test_years_below_a_day_alone_are_that_day_of_theirs() -> None:
    text = "Op deze dag:\n\n16 mei\n\n1990: een bezoek aan Oslo.\n2004: een brand in Riga.\n"
    assert [value for _, value in spans_and_values(text, "nl", None)][-2:] == [
        "1990-05-16",
        "2004-05-16",
    ]


@pytest.mark.parametrize(
    ("lang", "text", "days"),
    [
        (
            "de",
            "Programm:\nMontag, 22. Juli: Oslo\nDonnerstag: Riga\nSamstag: Wien\n",
            ["2024-07-22", "2024-07-25", "2024-07-27"],
        ),
        (
            "hu",
            "Program:\nMárcius 11., hétfő: Oslo\nSzerda: Riga\nCsütörtök: Bécs\n",
            ["2024-03-11", "2024-03-13", "2024-03-14"],
        ),
        ("nl", "Programma:\n22 juli: Oslo\n24-26 juli: Riga\nVrijdag: Wenen\n", ["2024-07-26"]),
    ],
)
def test_weekdays_that_open_items_follow_the_date_of_the_item_before(
    lang: str, text: str, days: list[str]
) -> None:
    found = [str(result.value.end) for result in dates_in(text, lang)]
    assert found[-len(days) :] == days


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        (
            "de",
            f"1984: Oslo, {'und andere Städte im Norden' * 3}; Wien; Bern (10. Oktober)\n",
            "1984-10-10",
        ),
        (
            "nl",
            f"1984: Oslo, {'en andere steden' * 5}; Riga (3 mei); Wenen (10 oktober)\n",
            "1984-10-10",
        ),
        # In a sentence a semicolon parts a year from what comes after.
        ("nl", "Hij was er in 2016; zijn opvolger reist er in juli heen.", "2024-07"),
    ],
)
def test_a_year_that_opens_a_line_holds_beyond_semicolons(lang: str, text: str, value: str) -> None:
    assert spans_and_values(text, lang)[-1][1] == value


def test_a_day_within_a_trip_that_was_told_is_of_that_trip() -> None:
    text = "Van 27 november tot 2 december 2022 is zij weg. Op 30 november is zij in Oslo."
    assert spans_and_values(text, "nl")[-1][1] == "2022-11-30"


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        (
            "nl",
            "In februari 2019 was zij in Oslo, in oktober van dat jaar in Riga. Het volgende jaar "
            "kwam zij weer.",
            ["2019-02", "2019-10", "2020"],
        ),
        (
            "de",
            "Am 3. Juni 2012 war er in Oslo. Im August desselben Jahres kam er nach Riga, im Mai "
            "des Folgejahres nach Wien. Im Jahr darauf blieb er daheim.",
            ["2012-06-03", "2012-08", "2013-05", "2014"],
        ),
        ("de", "2015 war er in Oslo. Im selben Jahr flog er nach Riga.", ["2015", "2015"]),
        (
            "hu",
            "2015 februárjában Oslóban járt. Az év májusában Rigában, a következő év júniusában "
            "Bécsben volt.",
            ["2015-02", "2015-05", "2016-06"],
        ),
        ("hu", "2012-ben megválasztották. Ugyanabban az évben Oslóban járt.", ["2012", "2012"]),
        # Years from now on stay as they are.
        ("nl", "Hij was er in 2015. Volgend jaar komt hij weer.", ["2015", "2025"]),
        ("hu", "2015-ben itt járt. A következő évben Rigába utazik.", ["2015", "2025"]),
        ("hu", "Az év végén jön.", ["2024"]),
        ("de", "In der Woche darauf fliegt er heim.", ["2024-06-24/2024-06-30"]),
    ],
)
def test_years_count_from_the_year_told(lang: str, text: str, values: list[str]) -> None:
    assert [value for _, value in spans_and_values(text, lang)] == values


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("nl", "Vorig jaar, in mei, was hij in Oslo.", "2023-05"),
        ("de", "Im Vorjahr war sie im Mai nach Oslo gereist.", "2023-05"),
        ("hu", "Tavaly januárban Oslóban, májusban Rigában járt.", "2023-05"),
        ("nl", "Vorig jaar was hij in Oslo. In mei sprak hij in Riga.", "2024-05"),
        ("nl", "De ruzie van vorig jaar is bijgelegd, in juli komt hij.", "2024-07"),
    ],
)
def test_last_year_holds_in_its_sentence(lang: str, text: str, value: str) -> None:
    assert spans_and_values(text, lang)[-1][1] == value


@pytest.mark.parametrize("verb", ["overleden", "thuisgekomen", "bijeengekomen"])
def test_more_dutch_participles_tell_of_the_past(verb: str) -> None:
    assert spans_and_values(f"Zij is zondag {verb}.", "nl")[-1][1] == "2024-06-16"


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("nl", "Volgend jaar, op 12 mei, komt zij.", "2025-05-12"),
        ("de", "Im nächsten Jahr findet das Treffen am 12. Mai statt.", "2025-05-12"),
        ("hu", "Jövőre, május 12-én érkezik.", "2025-05-12"),
        # Not for what somebody else does.
        ("hu", "Ő jövőre utazik, a miniszter októberben érkezik.", "2024-10"),
        ("nl", "De ruzie van vorig jaar is bijgelegd, in juli komt hij.", "2024-07"),
    ],
)
def test_next_year_holds_in_its_clause(lang: str, text: str, value: str) -> None:
    assert spans_and_values(text, lang)[-1][1] == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Sie war in der Vorwoche in Oslo.", ["2024-06-10/2024-06-16"]),
        ("Am Freitag der Vorwoche war sie in Oslo.", ["2024-06-14"]),
        # What the week before was told of says nothing of the next weekday.
        (
            "In der Vorwoche war er in Oslo. Am Montag kam er.",
            ["2024-06-10/2024-06-16", "2024-06-17"],
        ),
        ("Am 13. Juli d. J. kommt er.", ["2024-07-13"]),
    ],
)
def test_the_week_before_and_this_year_in_german(text: str, values: list[str]) -> None:
    assert [value for _, value in spans_and_values(text, "de")] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Jövő hó 3-án utazik.", ["2024-07", "2024-07-03"]),
        ("A múlt hónapban Oslóban járt, e hó 5-én Rigában.", ["2024-05", "2024-06", "2024-06-05"]),
        ("A hétvége után Oslóba megy.", []),
        ("A hétvégén Oslóba megy.", ["2024-06-22/2024-06-23"]),
    ],
)
def test_hungarian_months_and_weekends(text: str, values: list[str]) -> None:
    assert [value for _, value in spans_and_values(text, "hu")] == values


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("nl", "Zij gaat in de week van 1 juli naar Oslo.", ("week van 1 juli", "2024-07-01/07")),
        ("de", "Sie reist in der Woche vom 1. Juli.", ("Woche vom 1. Juli", "2024-07-01/07")),
        ("hu", "A július 1-jei héten Oslóba megy.", ("július 1-jei héten", "2024-07-01/07")),
        ("de", "Am Wochenende des 6. Juli.", ("Wochenende des 6. Juli", "2024-07-06/07")),
        (
            "nl",
            "In het weekend van 6 en 7 juli vliegt zij.",
            ("het weekend van 6 en 7 juli", "2024-07-06/07"),
        ),
        # A length is no week, nor is an hour.
        ("nl", "Twee weken vanaf 1 juli is zij weg.", ("1 juli", "2024-07-01")),
        ("hu", "Július 1-én hét órakor jön.", ("Július 1-én hét órakor", "2024-07-01")),
    ],
)
def test_a_day_may_name_its_week(lang: str, text: str, found: tuple[str, str]) -> None:
    start, _, end = found[1].partition("/")
    value = f"{start}/{start[:8]}{end}" if end else start
    assert (found[0], value) in spans_and_values(text, lang)


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        (
            "nl",
            "Van 3 tot 5 juni was zij in Oslo. De tweede dag sprak zij. Op de laatste dag vloog "
            "zij terug.",
            ["2024-06-03/2024-06-05", "2024-06-04", "2024-06-05"],
        ),
        (
            "de",
            "Vom 3. bis 5. Juni war sie in Oslo, am ersten Tag beim König.",
            ["2024-06-03/2024-06-05", "2024-06-03"],
        ),
        (
            "hu",
            "Június 3. és 5. között Oslóban járt, az utolsó napon a királynál.",
            ["2024-06-03/2024-06-05", "2024-06-05"],
        ),
        # Without such days before it in the line, it is no date, least of all the day before.
        ("nl", "Zij kwam op 3 juni. Het was de laatste dag van haar reis.", ["2024-06-03"]),
        (
            "de",
            "Vom 3. bis 5. Juni ist Messe.\n\nAm zweiten Tag kam sie.",
            ["2024-06-03/2024-06-05"],
        ),
    ],
)
def test_days_of_a_trip_are_counted(lang: str, text: str, values: list[str]) -> None:
    assert [value for _, value in spans_and_values(text, lang)] == values


@pytest.mark.parametrize(
    ("lang", "title", "day"),
    [
        ("nl", "De agenda van de koning, 24 tot en met 30 juni", "maandag"),
        ("de", "Termine des Präsidenten vom 24. bis 30. Juni", "Montag"),
        ("hu", "Heti előzetes, 2024. június 24–30.", "Hétfő"),
    ],
)
def test_weekdays_lie_in_the_days_that_close_a_title(lang: str, title: str, day: str) -> None:
    assert spans_and_values(f"{title}\n{day}: Oslo", lang, None)[-1][1] == (
        "2024-06-24" if "2024" in title else "XXXX-WXX-1"
    )
    assert spans_and_values(f"{title}\n{day}: Oslo", lang)[-1] == (day, "2024-06-24")


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("nl", "Op 30 november 2023 en 1 december 2023 was hij er.", ["2023-11-30/2023-12-01"]),
        ("de", "Am 30. November und 1. Dezember war er da.", ["2023-11-30/2023-12-01"]),
        ("hu", "November 30-án és december 1-jén ott volt.", ["2023-11-30/2023-12-01"]),
        ("nl", "Op 5 mei en 9 mei was hij er.", ["2024-05-05", "2024-05-09"]),
        ("de", "Am 31. Dezember und 1. Januar war er da.", ["2023-12-31/2024-01-01"]),
        ("de", "Am 30. Februar und 1. März war er da.", ["2024-02", "2024-03-01"]),
    ],
)
def test_neighbouring_days_are_one_range(lang: str, text: str, expected: list[str]) -> None:
    assert [value for _, value in spans_and_values(text, lang)] == expected
