"""Routing: the language of an article, or why we do not read it."""

from pipeline.errors import ArticleRejectedError
from pipeline.language.detect import Detector
from pipeline.language.registry import code_of, languages
from pipeline.schema import Article, Reject
from pipeline.settings import LanguageSettings

STAGE = "language"


class Router:
    """Finds the language of each article.

    Args:
        settings: of the detector.
        forced: a code of ours that holds for every article, whatever it says.
    """

    def __init__(self, settings: LanguageSettings, forced: str | None = None):
        self._settings = settings
        self._forced = forced
        self._detector = Detector(settings, tuple(languages()))

    def route(self, article: Article) -> str:
        """Return the code of the article's language: forced, its own word for it, or detected.

        Raises:
            ArticleRejectedError: the language is not one of ours, or the text does not tell.
        """
        if self._forced:
            return self._forced
        if article.lang and (code := code_of(article.lang)):
            return code
        text = f"{article.title or ''}\n{article.text}"
        guess = self._detector.detect(text)
        if guess is None:
            letters = sum(char.isalpha() for char in text)
            raise _rejected(article, f"language unclear ({letters} letters)")
        if guess.lang not in languages():
            sure = f"{guess.lang}, {guess.probability:.2f}"
            routed = ", ".join(languages())
            raise _rejected(article, f"language not among {routed}: looks like {sure}")
        return guess.lang


def _rejected(article: Article, reason: str) -> ArticleRejectedError:
    return ArticleRejectedError(Reject(id=article.id, stage=STAGE, reason=reason))
