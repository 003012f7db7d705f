import pytest

from pipeline.errors import ArticleRejectedError
from pipeline.language import Detector, Router, languages
from pipeline.language.registry import code_of
from pipeline.schema import Article
from pipeline.settings import Settings
from tests.conftest import DUTCH, ENGLISH, GERMAN, HUNGARIAN

SETTINGS = Settings.load().language
AFRIKAANS = (
    "Die minister het Dinsdag in Lissabon aangekom, waar sy twee dae lank met haar Portugese "
    "kollega oor visserye en hawens gaan praat. Woensdag vlieg sy terug huis toe."
)
DANISH = (
    "Udenrigsministeren ankom tirsdag til Lissabon, hvor hun i to dage skal tale med sin "
    "portugisiske kollega om fiskeri og havne. Onsdag rejser hun hjem igen til København."
)


@pytest.fixture(scope="module")
def router() -> Router:
    return Router(SETTINGS)


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(SETTINGS, tuple(languages()))


def test_every_language_has_a_folder_with_its_own_code() -> None:
    assert {"nl", "de", "hu"} <= set(languages())
    assert all(code == language.code for code, language in languages().items())


@pytest.mark.parametrize(("text", "lang"), [(DUTCH, "nl"), (GERMAN, "de"), (HUNGARIAN, "hu")])
def test_our_languages_are_routed(router: Router, text: str, lang: str) -> None:
    assert router.route(Article(id="x", text=text)) == lang


@pytest.mark.parametrize(("text", "lang"), [(ENGLISH, "en"), (AFRIKAANS, "af"), (DANISH, "da")])
def test_another_language_is_rejected_with_the_guess(router: Router, text: str, lang: str) -> None:
    with pytest.raises(ArticleRejectedError) as caught:
        router.route(Article(id="x", text=text))
    assert caught.value.reject.stage == "language"
    assert f"looks like {lang}" in caught.value.reject.reason


@pytest.mark.parametrize("text", ["", "Putin.", "2024 12 31 - 17:00", "Macron - Scholz - Tusk"])
def test_a_text_that_is_too_short_to_tell_is_rejected(router: Router, text: str) -> None:
    with pytest.raises(ArticleRejectedError, match="language unclear"):
        router.route(Article(id="x", text=text))


@pytest.mark.parametrize("said", ["nl", "NL", "nl-BE", "nl_NL", "nld", "Dutch", "Nederlands"])
def test_the_article_is_believed_if_it_names_one_of_ours(router: Router, said: str) -> None:
    assert router.route(Article(id="x", text="Putin.", lang=said)) == "nl"


def test_the_article_is_not_believed_otherwise(router: Router) -> None:
    assert router.route(Article(id="x", text=DUTCH, lang="en")) == "nl"
    assert code_of("klingon") is None


def test_a_forced_language_holds_for_all() -> None:
    assert Router(SETTINGS, "hu").route(Article(id="x", text=DUTCH, lang="nl")) == "hu"


def test_menus_and_teasers_do_not_outweigh_the_text(router: Router) -> None:
    menu = "Home\nNews\nSports\nOur newsletter\nShare this\nTerms of use\nRead more\n" * 5
    assert router.route(Article(id="x", text=f"{menu}{DUTCH}\n{menu}")) == "nl"


def test_the_slow_detector_decides_what_the_fast_one_leaves_open(detector: Detector) -> None:
    doubtful = Detector(SETTINGS.model_copy(update={"margin": 1.0}), tuple(languages()))
    assert doubtful.fast(DUTCH) is None
    guesses = {doubtful.detect(DUTCH) for _ in range(5)}
    assert {guess.lang for guess in guesses if guess} == {"nl"}
    assert len(guesses) == 1
    assert detector.fast(DUTCH) is not None
