"""The stages of one article, in order, and what happens where one of them fails."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

import pipeline.document  # noqa: F401  registers doc._.lang and its like
from pipeline.errors import ArticleRejectedError, SettingsError
from pipeline.ingest import Cleaner
from pipeline.language import Router
from pipeline.schema import Article, Reject, VisitEvent
from pipeline.settings import Settings


@dataclass(frozen=True)
class Result:
    """What came of one article, or of one input that was none (`article` is `None`).

    An article with events may have rejects too: what was left out of it.
    """

    article: Article | None
    lang: str | None = None
    events: tuple[VisitEvent, ...] = ()
    rejects: tuple[Reject, ...] = ()


class Pipeline:
    """Turns articles into visit events.

    Attributes:
        nlp: the spaCy pipeline of the settings.
        seconds: time spent by stage, in seconds, since the pipeline was made.

    Args:
        settings: see `configs/default.toml`.
        lang: code of the language of every article; `None` finds out.
    """

    def __init__(self, settings: Settings, lang: str | None = None):
        self.settings = settings
        self.seconds: Counter[str] = Counter()
        with self._timed("load"):
            self.nlp = _load_nlp(settings.nlp_path())
            self.nlp.max_length = max(self.nlp.max_length, 2 * settings.read.max_chars)
            self._router = Router(settings.language, lang)
        self._cleaners: dict[str, Cleaner] = {}

    @classmethod
    def load(
        cls, config: Settings | str | Path | None = None, lang: str | None = None
    ) -> "Pipeline":
        """Return a pipeline with the given settings, a TOML file's, or the default ones.

        Raises:
            SettingsError: the settings cannot be read or are wrong, or a model is missing.
        """
        settings = config if isinstance(config, Settings) else Settings.load(config)
        return cls(settings, lang)

    def extract(self, article: Article) -> list[VisitEvent]:
        """Return the visits that `article` tells of.

        Raises:
            ArticleRejectedError: the article cannot be read; a stage that failed is its cause.
        """
        return list(self.doc(article)._.visits)

    def doc(self, article: Article) -> Doc:
        """Return the article with all that the stages found, as `pipeline.document` describes.

        Raises:
            ArticleRejectedError: as for `extract`.
        """
        doc = self._start(article)
        for name, component in self.nlp.pipeline:
            try:
                with self._timed(name):
                    doc = component(doc)
            except Exception as error:
                raise _failed(article, name, error) from error
        return doc

    def stream(self, items: Iterable[Article | Reject]) -> Iterator[Result]:
        """Yield a result for each item, in order; never raises for a single article.

        Takes articles by the batch, so that stages which gain from batches can. A `Reject` among
        the items passes through.
        """
        queue = iter(items)
        while batch := list(islice(queue, self.settings.engine.batch_size)):
            # Without a zone, the vocabulary keeps every word of every article.
            with self.nlp.memory_zone():
                results = list(self._batch(batch))
            yield from results

    def _batch(self, items: Sequence[Article | Reject]) -> Iterator[Result]:
        outcomes: list[Doc | Result] = [self._started(item) for item in items]
        for name, _ in self.nlp.pipeline:
            waiting = [number for number, item in enumerate(outcomes) if isinstance(item, Doc)]
            docs = [cast(Doc, outcomes[number]) for number in waiting]
            with self._timed(name):
                done = self._apply(name, docs)
            for number, outcome in zip(waiting, done, strict=True):
                outcomes[number] = outcome
        for outcome in outcomes:
            if isinstance(outcome, Doc):
                lang, events = outcome._.lang, tuple(outcome._.visits)
                yield Result(outcome._.article, lang, events)
            else:
                yield outcome

    def _started(self, item: Article | Reject) -> Doc | Result:
        if isinstance(item, Reject):
            return Result(None, rejects=(item,))
        try:
            return self._start(item)
        except ArticleRejectedError as error:
            return Result(item, rejects=(error.reject,))

    def _start(self, article: Article) -> Doc:
        """Find the language, clean the text, cut it into tokens."""
        stage = "language"
        try:
            with self._timed(stage):
                lang = self._router.route(article)
            stage = "clean"
            with self._timed(stage):
                cleaner = self._cleaners.get(lang) or Cleaner(lang)
                self._cleaners[lang] = cleaner
                clean = cleaner.clean(article)
            if not clean.text:
                reject = Reject(id=article.id, stage=stage, reason="no running text in it")
                raise ArticleRejectedError(reject)
            stage = "tokens"
            with self._timed(stage):
                doc = self.nlp.make_doc(clean.text)
        except ArticleRejectedError:
            raise
        except Exception as error:
            raise _failed(article, stage, error) from error
        doc._.lang = lang
        doc._.article = article
        doc._.offsets = clean.offsets
        spans = (
            doc.char_span(r.start, r.end, r.label, alignment_mode="expand") for r in clean.regions
        )
        doc.spans["regions"] = [span for span in spans if isinstance(span, Span)]
        return doc

    def _apply(self, name: str, docs: Sequence[Doc]) -> list[Doc | Result]:
        """Run one component over docs; where the batch fails, one by one."""
        component = self.nlp.get_pipe(name)
        pipe = getattr(component, "pipe", None)
        if pipe is not None and len(docs) > 1:
            try:
                return list(pipe(docs, batch_size=len(docs)))
            except Exception:
                # Which article it was shows when each goes alone.
                docs = [self._again(doc, name) for doc in docs]
        outcomes: list[Doc | Result] = []
        for doc in docs:
            try:
                outcomes.append(component(doc))
            except Exception as error:
                article = doc._.article
                outcomes.append(Result(article, rejects=(_failed(article, name, error).reject,)))
        return outcomes

    def _again(self, doc: Doc, until: str) -> Doc:
        """Return the doc as it was before the component `until`, which may have half changed it."""
        fresh = self._start(doc._.article)
        for name, component in self.nlp.pipeline:
            if name == until:
                break
            fresh = component(fresh)
        return fresh

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - start  # type: ignore[assignment]


def _load_nlp(path: Path) -> Language:
    try:
        return spacy.util.load_model_from_config(spacy.util.load_config(path), auto_fill=True)
    except (ValueError, OSError, ImportError) as error:
        # spaCy's messages go on for paragraphs; the first sentence has the cause.
        cause = str(error).strip().split("\n")[0].split(". ")[0]
        raise SettingsError(f"cannot load the stages of {path}: {cause}") from error


def _failed(article: Article, stage: str, error: Exception) -> ArticleRejectedError:
    reason = f"{type(error).__name__}: {error}"[:300]
    return ArticleRejectedError(Reject(id=article.id, stage=stage, reason=reason))
