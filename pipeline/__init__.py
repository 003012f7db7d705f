"""Visit events from Dutch, German and Hungarian news.

>>> import pipeline
>>> visits = pipeline.load()
>>> article = pipeline.Article(id="1", text="...")
>>> events = visits.extract(article)  # doctest: +SKIP
"""

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.schema import Article, Reject, VisitEvent

if TYPE_CHECKING:
    from pipeline.engine import Pipeline
    from pipeline.settings import Settings

__all__ = ["Article", "Reject", "VisitEvent", "load"]


def load(config: "Settings | str | Path | None" = None, lang: str | None = None) -> "Pipeline":
    """Return a `Pipeline`, which turns an `Article` into a list of `VisitEvent`s.

    Args:
        config: settings, or the path of a TOML file laid over the default ones.
        lang: code of the language of every article; `None` finds out.

    Raises:
        SettingsError: the settings cannot be read or are wrong.
    """
    # Here, as spaCy and the models take seconds to load and the schema alone needs neither.
    from pipeline.engine import Pipeline

    return Pipeline.load(config, lang)
