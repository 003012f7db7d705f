"""The articles behind the events, for their languages, their words, and those without events."""

from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import ArticleRejectedError
from pipeline.ingest import read_articles
from pipeline.language import Router
from pipeline.language.registry import letters
from pipeline.schema import Article, Reject
from pipeline.scoring.records import ScoreInputError
from pipeline.settings import Settings


def load_articles(path: Path) -> dict[str, Article]:
    """Read all articles of a file, folder or glob, by id, as `visits run` would read them.

    Raises:
        ScoreInputError: there is no article.
    """
    items = list(read_articles([str(path)], Settings.load().read, letters()))
    found = {item.id: item for item in items if isinstance(item, Article)}
    if not found:
        reasons = [f"{item.id}: {item.reason}" for item in items if isinstance(item, Reject)]
        raise ScoreInputError(reasons[0] if reasons else f"{path}: no articles")
    return found


def article_languages(articles: Iterable[Article]) -> dict[str, str | None]:
    """Return the language of each article by id; `None` where neither record nor text tells."""
    router = Router(Settings.load().language)
    return {article.id: _route(router, article) for article in articles}


def _route(router: Router, article: Article) -> str | None:
    try:
        return router.route(article)
    except ArticleRejectedError:
        return None
