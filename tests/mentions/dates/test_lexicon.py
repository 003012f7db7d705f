import re

import pytest

from pipeline.mentions.dates.grammar import grammar
from pipeline.mentions.dates.lexicon import NUMBER, OTHER, SCAN, expand, load

LANGUAGES = ("nl", "de", "hu")


def test_expand_lists_alternatives() -> None:
    assert list(expand("di{e,es}")) == ["die", "dies"]
    assert list(expand("a{,b}{c,d}")) == ["ac", "ad", "abc", "abd"]
    assert list(expand("plain")) == ["plain"]


def test_scan_covers_every_character() -> None:
    text = "Am 3. Mai '24,\n\tübermorgen – 5€ ½ _x ２"
    assert "".join(SCAN.findall(text)) == text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_with_the_same_meanings_share_a_code(lang: str) -> None:
    lexicon = load(lang)
    assert all(len(code) == 1 for code in lexicon.codes.values())
    assert lexicon.code("xyzzy") == OTHER
    assert lexicon.code("123456") == NUMBER
    assert lexicon.codes["1999"] == lexicon.codes["2001"] != lexicon.codes["999"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_twelve_months_and_seven_weekdays(lang: str) -> None:
    atoms = load(lang).atoms.values()
    assert {meaning["month"] for meaning in atoms if "month" in meaning} == set(range(1, 13))
    assert {meaning["weekday"] for meaning in atoms if "weekday" in meaning} == set(range(1, 8))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_can_be_triggered_or_never_matches(lang: str) -> None:
    for rule in grammar(lang).rules:
        assert isinstance(rule.pattern, re.Pattern)
        assert not rule.pattern.fullmatch("")


def test_unknown_language_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        load("qq")


def test_one_spelling_inherits_the_lower_case_meanings() -> None:
    lexicon = load("de")
    assert "weekday_abbr" in lexicon.meaning("Mo")
    assert lexicon.meaning("mo") == {}
    assert "relative_day" in lexicon.meaning("Morgen")
