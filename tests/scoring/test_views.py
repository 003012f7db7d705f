import spacy
from spacy.tokens import Span

from pipeline.errors import ArticleRejectedError
from pipeline.schema import Article, Entity, Reject
from pipeline.scoring import DocView, Mention, views
from pipeline.scoring.views import doc_view


def test_an_empty_doc_shows_nothing():
    view = doc_view(spacy.blank("nl")(""))
    assert (view.persons, view.countries, view.places, view.mentions) == (set(), set(), set(), ())


def test_a_doc_shows_its_names_and_what_they_stand_for():
    doc = spacy.blank("nl")("Bezoek\nRutte reist naar Paramaribo")
    # The title is not part of the article's text.
    doc._.offsets = [-1] * 7 + list(range(len(doc.text) - 7))
    person, place, title = Span(doc, 2, 3, "PER"), Span(doc, 5, 6, "LOC"), Span(doc, 0, 1, "MISC")
    doc.ents = [title, person, place]
    person._.entity = Entity(kind="person", id=None, name="Mark Rutte", country="NL")
    place._.entity = Entity(kind="place", id=None, name="Paramaribo", country="SR")
    doc.spans["persons"] = [person]
    doc.spans["places"] = [place]
    view = doc_view(doc)
    assert view.persons == {"Mark Rutte"}
    assert view.countries == {"SR"}
    assert view.places == {"Paramaribo"}
    assert view.organisations == set()
    assert Mention(0, 5, "PER", "Rutte") in view.mentions
    assert Mention(17, 27, "LOC", "Paramaribo") in view.mentions
    assert Mention(0, 0, "MISC", "Bezoek") in view.mentions


def test_a_mention_that_stands_for_nothing_is_still_a_mention():
    doc = spacy.blank("hu")("Valaki érkezett")
    doc.spans["persons"] = [Span(doc, 0, 1, "NAME")]
    view = doc_view(doc)
    assert view.persons == set()
    assert view.mentions == (Mention(0, 6, "PER", "Valaki"),)


class Stub:
    """Stands for the pipeline: finds every word to be a person, and refuses English."""

    def doc(self, article):
        if article.lang == "en":
            raise ArticleRejectedError(Reject(id=article.id, stage="language", reason="English"))
        doc = spacy.blank("nl")(article.text)
        doc.ents = [Span(doc, i, i + 1, "PER") for i in range(len(doc))]
        return doc


def test_articles_are_analysed_and_rejected_ones_show_nothing(monkeypatch):
    monkeypatch.setattr(views, "load", Stub)
    found = views.analyse([Article(id="a", text="Rutte"), Article(id="b", text="x", lang="en")])
    assert found["a"].mentions == (Mention(0, 5, "PER", "Rutte"),)
    assert found["b"] == DocView()


def test_without_articles_no_pipeline_is_loaded(monkeypatch):
    monkeypatch.setattr(views, "load", None)
    assert views.analyse([]) == {}
