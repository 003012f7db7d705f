"""Articles as crawls give them."""

import pytest

from pipeline.schema import Article
from pipeline.training.crawled import crawled, load_openings, shifted

TEXTS = {
    "nl": "De minister kwam aan in Oslo. Hij sprak er met de koning. Morgen vertrekt hij.",
    "de": "Der Minister kam in Oslo an. Er sprach dort mit dem König. Morgen reist er ab.",
    "hu": "A miniszter Oslóba érkezett. Ott a királlyal beszélt. Holnap utazik el.",
}
MANY = range(240)


def articles(lang: str, text: str | None = None) -> list[Article]:
    return [
        Article(id=f"{lang}-{number}", text=text or TEXTS[lang], title="Op reis", lang=lang)
        for number in MANY
    ]


@pytest.mark.parametrize("lang", sorted(TEXTS))
def test_lines_stand_before_the_text_and_name_no_country_that_is_told(lang: str) -> None:
    openings = load_openings()[lang]
    told = set(openings.cities) - {"KE"}
    lines = set()
    for article in articles(lang):
        changed, by = crawled(article, told)
        if by:
            lines.add(changed.text[:by])
            assert changed.text[by:] == article.text
    cities = [line for line in lines if "nairobi" in line.casefold()]
    assert len(cities) > len(lines) / 2
    assert not any("oslo" in line.casefold() for line in lines)
    elsewhere = {name for country, names in openings.cities.items() for name in names} - {"Nairobi"}
    assert not any(f" {name} " in f" {line} " for name in elsewhere for line in lines)


def test_every_way_of_crawling_is_met_and_always_the_same() -> None:
    first = [crawled(article, {"NO"}) for article in articles("nl")]
    assert first == [crawled(article, {"NO"}) for article in articles("nl")]
    texts = [article.text for article, by in first if not by]
    assert sum("\n" in text for text in texts) > 20
    assert sum(article.title is None for article, _ in first) > 20
    assert sum(text == TEXTS["nl"] for text in texts) > 60


def test_line_breaks_and_spaces_keep_the_length_of_the_text() -> None:
    text = f"{TEXTS['de']}\n\n{TEXTS['de']}"
    for article in articles("de", text):
        changed, by = crawled(article, {"NO"})
        assert len(changed.text) == by + len(text)
        assert changed.text[by:].split() == text.split()


@pytest.mark.parametrize(
    "text",
    [
        "BERLIJN (ANP) - De koning is er.",
        "Praag: de koning is er.",
        "Van onze redactie\nHij is er.",
    ],
)
def test_a_text_with_a_line_of_its_own_gets_no_other(text: str) -> None:
    assert all(crawled(article, set())[1] == 0 for article in articles("nl", text))


def test_a_language_without_lines_gets_none() -> None:
    assert all(
        crawled(article.model_copy(update={"lang": None}), set())[1] == 0
        for article in articles("nl")
    )


def test_an_article_that_was_everywhere_gets_no_line() -> None:
    everywhere = set(load_openings()["nl"].cities)
    assert all(crawled(article, everywhere)[1] == 0 for article in articles("nl"))


def test_spans_of_events_move_along() -> None:
    event = {"visitor": "X", "evidence": [[0, 4]], "mentions": {"place": [[1, 2]], "date": []}}
    moved = shifted(event, 10)
    assert moved["evidence"] == [[10, 14]]
    assert moved["mentions"] == {"place": [[11, 12]], "date": []}
    assert event["evidence"] == [[0, 4]]
