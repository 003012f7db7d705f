"""What a sentence or two tell, without an article around them."""

from datetime import date

import pytest

import pipeline
from pipeline.engine import Pipeline
from pipeline.schema import Article

AFTER = {
    "nl": "Het ministerie gaf verder geen toelichting.",
    "de": "Das Ministerium äußerte sich zunächst nicht.",
    "hu": "A minisztérium nem közölt további részleteket.",
}
MODI = "Narendra Modi"


@pytest.fixture(scope="module")
def visits() -> Pipeline:
    return pipeline.load()


def told(visits: Pipeline, lang: str, text: str) -> set[tuple[str, str, str]]:
    article = Article(id="a", lang=lang, text=f"{text} {AFTER[lang]}", published=date(2025, 3, 19))
    return {(e.visitor, e.country, e.status.value) for e in visits.extract(article)}


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("nl", "Narendra Modi is aangekomen in Nairobi voor een tweedaags staatsbezoek.",
         {(MODI, "KE", "ongoing")}),
        ("de", "Narendra Modi ist zu einem zweitägigen Staatsbesuch in Nairobi eingetroffen.",
         {(MODI, "KE", "ongoing")}),
        ("hu", "Narendra Modi kétnapos állami látogatásra Nairobiba érkezett.",
         {(MODI, "KE", "ongoing")}),
        ("nl", "Volgende week reist Giorgia Meloni naar Washington voor een gesprek met Trump.",
         {("Giorgia Meloni", "US", "planned")}),
        ("de", "Kommende Woche reist Giorgia Meloni nach Washington, um mit Trump zu sprechen.",
         {("Giorgia Meloni", "US", "planned")}),
        ("hu", "Jövő héten Giorgia Meloni Washingtonba utazik, hogy Trumppal tárgyaljon.",
         {("Giorgia Meloni", "US", "planned")}),
        ("nl", "In 2019 was Theresa May voor het laatst in Egypte.",
         {("Theresa May", "EG", "completed")}),
        ("de", "2019 war Theresa May zuletzt in Ägypten.", {("Theresa May", "EG", "completed")}),
        ("hu", "Theresa May legutóbb 2019-ben járt Egyiptomban.",
         {("Theresa May", "EG", "completed")}),
        ("nl", "Aan de top in Vilnius namen onder anderen Olaf Scholz en Justin Trudeau deel.",
         {("Olaf Scholz", "LT", "completed"), ("Justin Trudeau", "LT", "completed")}),
        ("de", "Am Gipfel in Vilnius nahmen unter anderem Olaf Scholz und Justin Trudeau teil.",
         {("Olaf Scholz", "LT", "completed"), ("Justin Trudeau", "LT", "completed")}),
        ("hu", "A vilniusi csúcson többek között Olaf Scholz és Justin Trudeau vett részt.",
         {("Olaf Scholz", "LT", "completed"), ("Justin Trudeau", "LT", "completed")}),
    ],
)  # fmt: skip
def test_one_sentence_tells_a_visit(
    visits: Pipeline, lang: str, text: str, expected: set[tuple[str, str, str]]
) -> None:
    assert told(visits, lang, text) == expected


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nl", "Emmanuel Macron sprak telefonisch met Xi Jinping over de oorlog in Oekraïne."),
        ("de", "Emmanuel Macron sprach am Telefon mit Xi Jinping über den Krieg in der Ukraine."),
        ("hu", "Emmanuel Macron telefonon beszélt Hszi Csin-pinggel az ukrajnai háborúról."),
        ("nl", "Ursula von der Leyen stuurde een brief naar Ankara."),
        ("de", "Ursula von der Leyen schickte einen Brief nach Ankara."),
        ("hu", "Ursula von der Leyen levelet küldött Ankarába."),
        ("nl", "Volodymyr Zelensky sprak het Finse parlement via een videoverbinding toe."),
        ("de", "Wolodymyr Selenskyj wandte sich per Videoschalte an das finnische Parlament."),
        ("hu", "Volodimir Zelenszkij videokapcsolaton keresztül szólt a finn parlamenthez."),
        ("nl", "Kaja Kallas riep Georgië op nieuwe verkiezingen te houden."),
        ("de", "Kaja Kallas rief Georgien zu Neuwahlen auf."),
        ("hu", "Kaja Kallas új választásokra szólította fel Grúziát."),
    ],
)
def test_one_sentence_without_a_visit_tells_none(visits: Pipeline, lang: str, text: str) -> None:
    assert told(visits, lang, text) == set()
