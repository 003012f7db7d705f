from collections.abc import Iterator
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

import pipeline
from pipeline.document import source_span
from pipeline.engine import Pipeline
from pipeline.errors import ArticleRejectedError, SettingsError
from pipeline.schema import Article, Reject
from pipeline.settings import Settings
from tests.conftest import DUTCH, ENGLISH, GERMAN, HUNGARIAN, NLP


@Language.component("fails_on_german")
def fails_on_german(doc: Doc) -> Doc:
    if doc._.lang == "de":
        raise RuntimeError("no German today")
    return doc


class BatchComponent:
    """Fails for a whole batch after it has marked the first docs of it."""

    def __call__(self, doc: Doc) -> Doc:
        doc.user_data["times"] = doc.user_data.get("times", 0) + 1
        return fails_on_german(doc)

    def pipe(self, docs: Iterator[Doc], batch_size: int) -> Iterator[Doc]:
        for doc in docs:
            yield self(doc)


@Language.factory("batch_fails_on_german")
def make_batch_component(nlp: Language, name: str) -> BatchComponent:
    return BatchComponent()


def with_component(folder: Path, factory: str) -> Pipeline:
    text = NLP.replace('["visit_sentences"]', f'["visit_sentences", "{factory}"]')
    text += f'\n[components.{factory}]\nfactory = "{factory}"\n'
    (folder / "failing.cfg").write_text(text)
    (folder / "failing.toml").write_text('nlp = "failing.cfg"\n')
    return Pipeline.load(folder / "failing.toml")


ARTICLES = [
    Article(id=str(number), text=text)
    for number, text in enumerate([DUTCH, GERMAN, HUNGARIAN, ENGLISH, DUTCH])
]


def test_a_doc_carries_what_the_first_stages_found(settings: Settings) -> None:
    text = f"Advertentie\n\n{DUTCH}"
    article = Article(id="1", text=text, title="Naar Lissabon")
    doc = Pipeline(settings).doc(article)
    assert doc.text == f"Naar Lissabon\n\n{DUTCH}"
    assert doc._.lang == "nl"
    assert doc._.article is article
    assert [(span.label_, span.text) for span in doc.spans["regions"]] == [
        ("TITLE", "Naar Lissabon"),
        ("LEAD", DUTCH),
    ]
    start = doc.text.index("Lissabon,")
    found = source_span(doc, start, start + 8)
    assert found is not None
    assert text[slice(*found)] == "Lissabon"
    assert source_span(doc, 0, 5) is None
    assert len(list(doc.sents)) == 3


def test_the_package_loads_a_pipeline_from_a_file(config: Path) -> None:
    assert pipeline.load(config).extract(ARTICLES[0]) == []


def test_an_unreadable_article_raises(settings: Settings) -> None:
    visits = Pipeline(settings)
    with pytest.raises(ArticleRejectedError, match="looks like en"):
        visits.extract(ARTICLES[3])
    with pytest.raises(ArticleRejectedError, match="clean: no running text"):
        visits.extract(Article(id="x", text="Advertentie", lang="nl"))


def test_results_come_in_order_and_rejects_pass_through(settings: Settings) -> None:
    unreadable = Reject(id="file", stage="read", reason="broken")
    results = list(Pipeline(settings).stream([ARTICLES[0], unreadable, *ARTICLES[1:]]))
    assert [result.article.id if result.article else None for result in results] == [
        "0",
        None,
        "1",
        "2",
        "3",
        "4",
    ]
    assert [result.lang for result in results] == ["nl", None, "de", "hu", None, "nl"]
    assert results[1].rejects == (unreadable,)
    assert results[4].rejects[0].stage == "language"


@pytest.mark.parametrize("factory", ["fails_on_german", "batch_fails_on_german"])
def test_a_failing_stage_costs_one_article(tmp_path: Path, factory: str) -> None:
    visits = with_component(tmp_path, factory)
    results = list(visits.stream(ARTICLES))
    assert [bool(result.rejects) for result in results] == [False, True, False, True, False]
    (reject,) = results[1].rejects
    assert (reject.id, reject.stage) == ("1", factory)
    assert reject.reason == "RuntimeError: no German today"


def test_a_failing_stage_is_the_cause_of_the_error(tmp_path: Path) -> None:
    visits = with_component(tmp_path, "fails_on_german")
    with pytest.raises(ArticleRejectedError) as caught:
        visits.extract(ARTICLES[1])
    assert isinstance(caught.value.__cause__, RuntimeError)


def test_a_batch_that_fails_is_done_again_from_before_the_stage(tmp_path: Path) -> None:
    visits = with_component(tmp_path, "batch_fails_on_german")
    docs = [visits._start(article) for article in ARTICLES[:2]]
    outcomes = visits._apply("batch_fails_on_german", docs)
    assert isinstance(outcomes[0], Doc)
    assert outcomes[0].user_data["times"] == 1


def test_batches_do_not_change_results(settings: Settings) -> None:
    small = settings.model_copy(
        update={"engine": settings.engine.model_copy(update={"batch_size": 2})}
    )
    assert list(Pipeline(small).stream(ARTICLES)) == list(Pipeline(settings).stream(ARTICLES))


def test_time_is_kept_by_stage(settings: Settings) -> None:
    visits = Pipeline(settings)
    list(visits.stream(ARTICLES))
    assert set(visits.seconds) == {"load", "language", "clean", "tokens", "visit_sentences"}
    assert all(value > 0 for value in visits.seconds.values())


@pytest.mark.parametrize(
    ("cfg", "message"),
    [
        (NLP.replace('factory = "visit_sentences"', 'factory = "no_such_stage"'), "no_such_stage"),
        ("[nlp", "cannot load the stages"),
    ],
)
def test_stages_that_cannot_be_loaded_are_one_clear_error(
    tmp_path: Path, cfg: str, message: str
) -> None:
    (tmp_path / "bad.cfg").write_text(cfg)
    (tmp_path / "bad.toml").write_text('nlp = "bad.cfg"\n')
    with pytest.raises(SettingsError, match=message):
        Pipeline.load(tmp_path / "bad.toml")


def test_a_stream_leaves_nothing_in_the_vocabulary(settings: Settings) -> None:
    visits = Pipeline(settings)
    list(visits.stream(ARTICLES))
    before = len(visits.nlp.vocab.strings)
    new = [Article(id=str(n), text=f"{DUTCH} Woord{n}.", lang="nl") for n in range(50)]
    list(visits.stream(new))
    assert len(visits.nlp.vocab.strings) == before


def test_docs_outlive_a_stream(settings: Settings) -> None:
    visits = Pipeline(settings)
    stream = visits.stream(ARTICLES * 10)
    next(stream)
    doc = visits.doc(Article(id="x", text=f"{DUTCH} Zeldzaamwoord."))
    list(stream)
    assert doc[-2].text == "Zeldzaamwoord"
    assert doc.text.endswith("Zeldzaamwoord.")
