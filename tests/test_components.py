from importlib.metadata import entry_points
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.util import load_config

import pipeline
from pipeline.engine import Pipeline
from pipeline.ingest import read_articles
from pipeline.schema import Article, VisitEvent
from pipeline.settings import Settings
from tests.conftest import DUTCH, ROOT

STAGES = (
    "visit_sentences",
    "visit_ner",
    "visit_article_date",
    "visit_dates",
    "visit_linker",
    "visit_events",
)


@pytest.fixture(scope="module")
def visits() -> Pipeline:
    return pipeline.load()


def test_the_stages_are_entry_points_and_the_default_pipeline() -> None:
    points = {point.name: point for point in entry_points(group="spacy_factories")}
    assert set(STAGES) <= set(points)
    assert load_config(Settings.load().nlp_path())["nlp"]["pipeline"] == list(STAGES)
    for name in STAGES:
        points[name].load()
        assert Language.has_factory(name)


def check(event: VisitEvent, article: Article) -> None:
    assert event.doc_id == article.id
    for evidence in event.evidence:
        assert article.text[evidence.start : evidence.end] == evidence.text
    assert len(event.places) == len(event.place_ids)
    assert len(event.counterparts) == len(event.counterpart_ids)
    assert len(event.organisations) == len(event.organisation_ids)
    assert (event.start is None) == (event.end is None)


def test_every_event_rests_on_words_of_its_article(visits: Pipeline) -> None:
    articles = read_articles([str(ROOT / "seeds" / "articles")], visits.settings.read)
    results = list(visits.stream(articles))
    assert not [result for result in results if result.rejects]
    events = [event for result in results for event in result.events]
    assert len({event.event_id for event in events}) == len(events) > 60
    for result in results:
        assert result.article is not None
        for event in result.events:
            check(event, result.article)


def test_real_articles_give_events(visits: Pipeline, real_articles: Path) -> None:
    for result in visits.stream(read_articles([str(real_articles)], visits.settings.read)):
        assert result.article is not None
        assert result.events
        for event in result.events:
            check(event, result.article)


def test_one_article_gives_what_a_batch_gives(visits: Pipeline) -> None:
    articles = list(read_articles([str(ROOT / "seeds" / "articles")], visits.settings.read))[::10]
    for item, result in zip(articles, visits.stream(articles), strict=True):
        assert isinstance(item, Article)
        ours = [event.model_copy(update={"confidence": 0}) for event in visits.extract(item)]
        theirs = [event.model_copy(update={"confidence": 0}) for event in result.events]
        assert ours == theirs


def test_the_stages_work_in_anybodys_pipeline() -> None:
    nlp = spacy.blank("nl")
    for name in STAGES:
        nlp.add_pipe(name)
    doc = nlp("Premier Mark Rutte is maandag 12 september 2022 in Paramaribo aangekomen.")
    (event,) = doc._.visits
    assert (event.visitor, event.country, event.start) == ("Mark Rutte", "SR", "2022-09-12")
    start, end = event.evidence[0].start, event.evidence[0].end
    assert doc.text[start:end] == event.evidence[0].text


@pytest.mark.parametrize("text", ["", " ", "\n", "?", "a" * 20_000, "Putin " * 5, "\u0000" * 99])
def test_odd_texts_are_read_or_rejected_but_never_break(visits: Pipeline, text: str) -> None:
    (result,) = visits.stream([Article(id="odd", text=text, lang="nl")])
    assert {reject.stage for reject in result.rejects} <= {"clean"}


def test_a_headline_alone_is_no_trouble(visits: Pipeline) -> None:
    visits.extract(Article(id="x", text=DUTCH, title=DUTCH, lang="de"))
