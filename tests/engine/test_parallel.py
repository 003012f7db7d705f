import os
from collections import Counter
from collections.abc import Iterator

import pytest

from pipeline.engine import Pipeline, Result, stream
from pipeline.engine.parallel import Answer, Chunk, _Pool
from pipeline.errors import SettingsError
from pipeline.schema import Article, Reject
from pipeline.settings import EngineSettings, Settings
from tests.conftest import DUTCH, ENGLISH, GERMAN

ARTICLES = [
    Article(id=str(number), text=(DUTCH, GERMAN, ENGLISH)[number % 3]) for number in range(50)
]


def work_or_die(chunk: Chunk) -> Answer:
    if any(item.id == "13" for item in chunk):
        os._exit(1)
    return [Result(None, lang=item.id) for item in chunk], Counter(chunks=1)


def test_many_processes_give_what_one_gives_in_the_same_order(settings: Settings) -> None:
    unreadable = Reject(id="file", stage="read", reason="broken")
    seconds: Counter[str] = Counter()
    items = [unreadable, *ARTICLES, unreadable]
    results = list(stream(items, settings.with_workers(2), seconds=seconds))
    assert results == list(Pipeline(settings).stream(items))
    assert seconds["visit_sentences"] > 0


def test_a_process_that_dies_costs_the_article_that_killed_it() -> None:
    with _Pool(EngineSettings(batch_size=4, workers=2), work_or_die) as pool:
        results = [result for answer, _ in pool.map(iter(ARTICLES)) for result in answer]
    expected = [article.id for article in ARTICLES]
    expected[13] = ""
    assert [result.lang or "" for result in results] == expected
    (reject,) = results[13].rejects
    assert (reject.id, reject.stage) == ("13", "engine")


def test_articles_are_not_read_far_ahead() -> None:
    read = 0

    def articles() -> Iterator[Article]:
        nonlocal read
        for number in range(1000):
            read += 1
            yield Article(id=f"a{number}", text="x")

    with _Pool(EngineSettings(batch_size=4, workers=2), work_or_die) as pool:
        next(pool.map(articles()))
    assert read <= 4 * 2 * 3 + 4


def test_stages_that_cannot_be_loaded_end_the_run(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"nlp": "no such file"}).with_workers(2)
    with pytest.raises(SettingsError, match="no such file"):
        list(stream(ARTICLES, nowhere))


def test_nothing_is_loaded_where_nothing_can_be_read(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"nlp": "no such file"})
    rejects = [Reject(id="file", stage="read", reason="broken")]
    assert [result.rejects for result in stream(rejects, nowhere)] == [tuple(rejects)]
