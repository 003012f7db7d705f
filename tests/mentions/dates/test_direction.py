import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mentions.dates import find_dates, intervals, resolve
from pipeline.mentions.dates.component import create_date_finder, load_directions
from pipeline.mentions.dates.direction import Learned, Turn, direction_words
from pipeline.mentions.dates.lexicon import load
from pipeline.mentions.dates.tense import Direction
from pipeline.resources import resource_dir
from pipeline.words import Linear
from tests.mentions.dates.helpers import article_day

SHIPPED = resource_dir("models") / "visit-dates"


class Always:
    """Answers the same of everything, and remembers what was asked."""

    def __init__(self, answer: Direction) -> None:
        self.answer = answer
        self.asked: list[tuple[Turn, list[int]]] = []

    def __call__(self, text: str, lang: str, sentence: re.Pattern[str], turn: Turn) -> Direction:
        self.asked.append((turn, direction_words(text, lang, sentence, turn).tolist()))
        return self.answer


def starts(text: str, lang: str, directions: Always | Learned | None) -> list[str]:
    found = resolve(find_dates(text, lang), text, lang, article_day(), directions)
    return [str(result.value.start) for result in found]


BOTH = [
    ("nl", "Hij is zondag in Bern.", "2024-06-16", "2024-06-23"),
    ("de", "In Bern, Montag.", "2024-06-17", "2024-06-24"),
    ("hu", "Hétfőn Bernben.", "2024-06-17", "2024-06-24"),
    ("nl", "In februari is hij in Bern.", "2024-02-01", "2025-02-01"),
    ("de", "Am 3. Dezember in Bern.", "2023-12-03", "2024-12-03"),
    ("hu", "Március 3-án Bernben.", "2024-03-03", "2025-03-03"),
]


@pytest.mark.parametrize(("lang", "text", "before", "after"), BOTH)
def test_weekdays_and_months_lie_where_the_direction_says(
    lang: str, text: str, before: str, after: str
) -> None:
    past, future = Always("past"), Always("future")
    assert starts(text, lang, past) == [before]
    assert starts(text, lang, future) == [after]
    ((turn, _),) = past.asked
    assert (str(turn.before.start), str(turn.after.start)) == (before, after)
    assert starts(text, lang, None) == [before if turn.rule == "past" else after]


SETTLED = [
    ("nl", "Hij komt komende maandag."),
    ("nl", "Hij kwam vorige week maandag."),
    ("de", "Am 3. Mai 2023 kam er."),
    ("de", "Er bleibt bis Freitag."),
    ("hu", "Tavaly májusban járt ott."),
    ("nl", "Hij is woensdag in Bern."),
    ("de", "Im Juni in Bern."),
    ("hu", "Tegnap érkezett."),
]


@pytest.mark.parametrize(("lang", "text"), SETTLED)
def test_nobody_is_asked_where_the_words_settle_it(lang: str, text: str) -> None:
    directions = Always("past")
    assert starts(text, lang, directions) == starts(text, lang, None)
    assert not directions.asked


def test_nobody_is_asked_without_the_article_s_day() -> None:
    text, directions = "Hij is zondag in Bern. In februari ook.", Always("past")
    resolve(find_dates(text, "nl"), text, "nl", None, directions)
    assert not directions.asked


def words(text: str, lang: str = "nl") -> list[list[int]]:
    directions = Always("past")
    starts(text, lang, directions)
    return [found for _, found in directions.asked]


def test_the_sentence_counts_and_not_the_one_after() -> None:
    (told,) = words("Hij sprak zondag in Bern. Ja.")
    assert [told] == words("Hij sprak zondag in Bern. Zij zal zwijgen.")
    assert [told] != words("Hij spreekt zondag in Bern. Ja.")
    assert [told] != words("Zij zal zwijgen. Hij sprak zondag in Bern. Ja.")
    assert [told] != words("Hij sprak maandag in Bern. Ja.")


@given(st.sampled_from(["nl", "de", "hu"]), st.text(max_size=60), st.text(max_size=60))
def test_any_text_has_words(lang: str, before: str, after: str) -> None:
    day = article_day(date(2024, 6, 19)).value
    assert day.start is not None
    readings = [intervals.day(date(2024, 6, 17)), intervals.day(date(2024, 6, 24))]
    text = f"{before} X {after}"
    at = len(before) + 1
    turn = Turn(
        "weekday", at, at + 1, intervals.day(day.start), readings[0], readings[1], None, "past"
    )
    found = direction_words(text, lang, load(lang).tense.sentence, turn)
    assert found.dtype == np.uint32
    assert len(found) == len(set(found.tolist())) > 0


def test_a_kind_without_a_model_follows_the_rules() -> None:
    always = Linear(np.zeros((8, 1), np.float16), (1.0,))
    learned = Learned({"month": always}, frozenset({"nl"}))
    text = "Hij zal zondag in Bern zijn, en in februari in Wenen."
    assert starts(text, "nl", learned) == ["2024-06-23", "2024-02-01"]


def test_a_language_that_the_model_was_not_taught_follows_the_rules() -> None:
    always = Linear(np.zeros((8, 1), np.float16), (1.0,))
    models = {"weekday": always, "month": always}
    text = "Er wird am Sonntag in Bern sein."
    assert starts(text, "de", Learned(models, frozenset({"nl"}))) == ["2024-06-23"]
    assert starts(text, "de", Learned(models, frozenset({"nl", "de"}))) == ["2024-06-16"]


# Verbs that the lexicons of tense do not list.
UNLISTED = [
    ("de", "Danach stieß am Montag der König dazu.", "2024-06-17"),
    ("de", "Am Rande des Treffens warb er am Montag um Geld.", "2024-06-17"),
    ("nl", "De bondskanselier verliet Biarritz maandagmiddag.", "2024-06-17"),
    ("nl", "Hij drong maandag in Washington aan op haast.", "2024-06-17"),
    ("hu", "Hétfőn délelőtt ebédelt a kormányfővel.", "2024-06-17"),
]


@pytest.mark.parametrize(("lang", "text", "day"), UNLISTED)
def test_the_shipped_model_knows_verbs_that_no_list_has(lang: str, text: str, day: str) -> None:
    assert starts(text, lang, None) != [day]
    assert starts(text, lang, load_directions(SHIPPED)) == [day]


def test_the_component_reads_a_model_of_models_a_folder_or_none() -> None:
    nlp = spacy.blank("nl")
    assert create_date_finder(nlp, "dates", "visit-dates").directions
    assert create_date_finder(nlp, "dates", str(SHIPPED)).directions
    assert create_date_finder(nlp, "dates", "").directions is None
    with pytest.raises(FileNotFoundError):
        create_date_finder(nlp, "dates", "no-such-model")
    with pytest.raises(FileNotFoundError):
        load_directions(Path("nowhere"))
