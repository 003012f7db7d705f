"""Articles through one process or through many, in the order in which they came."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any

from pipeline.engine.pipeline import Pipeline, Result
from pipeline.errors import SettingsError
from pipeline.schema import Article, Reject
from pipeline.settings import EngineSettings, Settings

Chunk = list[Article | Reject]
Answer = tuple[list[Result], Counter[str]]

# Chunks that wait for each process: enough to keep it busy, few enough to need little memory.
_AHEAD = 3


def stream(
    items: Iterable[Article | Reject],
    settings: Settings,
    lang: str | None = None,
    seconds: Counter[str] | None = None,
) -> Iterator[Result]:
    """Yield a result for each item, in order, from `settings.engine.workers` processes.

    An article that kills its process is rejected; the others of its chunk are done again.

    Args:
        items: read lazily, never far ahead of the results.
        settings: of the pipeline of each process.
        lang: code of the language of every article; `None` finds out.
        seconds: where to add the time by stage, summed over the processes.
    """
    items = iter(items)
    first = None
    while not isinstance(first, Article):
        first = next(items, None)
        if first is None:
            return  # the models take seconds to load, and nothing asks for them
        if isinstance(first, Reject):
            yield Result(None, rejects=(first,))
    items = chain([first], items)
    if settings.engine.workers == 1:
        pipeline = Pipeline(settings, lang)
        yield from pipeline.stream(items)
        if seconds is not None:
            seconds.update(pipeline.seconds)
        return
    with _Pool(settings.engine, _process, _prepare, (settings, lang)) as pool:
        for results, spent in pool.map(items):
            if seconds is not None:
                seconds.update(spent)
            yield from results


class _Pool:
    """Processes that work on chunks of items in order, started anew when one of them dies.

    Args:
        settings: how many processes, how many items a chunk.
        work: what to do with a chunk.
        prepare: runs first in each process, with `arguments`.
        arguments: see `prepare`.
    """

    def __init__(
        self,
        settings: EngineSettings,
        work: Callable[[Chunk], Answer],
        prepare: Callable[..., None] | None = None,
        arguments: tuple[Any, ...] = (),
    ):
        self._settings = settings
        self._work = work
        self._prepare = prepare
        self._arguments = arguments
        self._executor = self._start()

    def __enter__(self) -> "_Pool":
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(cancel_futures=True)

    def _start(self) -> ProcessPoolExecutor:
        # Not forked: a copy of a process with threads in it (onnxruntime, arrow) may hang.
        return ProcessPoolExecutor(
            self._settings.workers, get_context("spawn"), self._prepare, self._arguments
        )

    def map(self, items: Iterator[Article | Reject]) -> Iterator[Answer]:
        """Yield the answers for the chunks of `items`, reading few of them ahead."""
        waiting: deque[tuple[Chunk, Future[Answer]]] = deque()
        while True:
            while len(waiting) < _AHEAD * self._settings.workers:
                chunk = list(islice(items, self._settings.batch_size))
                if not chunk:
                    break
                waiting.append((chunk, self._submit(chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                yield future.result()
            except BrokenProcessPool:
                yield self._one_by_one(chunk)
                waiting = deque((later, self._submit(later)) for later, _ in waiting)

    def _submit(self, chunk: Chunk) -> Future[Answer]:
        try:
            return self._executor.submit(self._work, chunk)
        except BrokenProcessPool as error:  # it died after the last answer
            failed: Future[Answer] = Future()
            failed.set_exception(error)
            return failed

    def _one_by_one(self, chunk: Chunk) -> Answer:
        """Find the item that kills a process: each goes alone, in new processes after a death."""
        results: list[Result] = []
        seconds: Counter[str] = Counter()
        self._renew()
        for item in chunk:
            try:
                done, spent = self._executor.submit(self._work, [item]).result()
            except BrokenProcessPool:
                reject = Reject(id=item.id, stage="engine", reason="the process died on it")
                done, spent = [Result(None, rejects=(reject,))], Counter()
                self._renew()
            results.extend(done)
            seconds.update(spent)
        return results, seconds

    def _renew(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._start()


# One a process: an initializer has no other place for it. An error waits for the first chunk, as
# one that escapes from an initializer looks like a death.
_pipeline: Pipeline | SettingsError | None = None


def _prepare(settings: Settings, lang: str | None) -> None:
    global _pipeline
    try:
        _pipeline = Pipeline(settings, lang)
    except SettingsError as error:
        _pipeline = error


def _process(chunk: Chunk) -> Answer:
    assert _pipeline is not None, "the initializer runs first"
    if isinstance(_pipeline, SettingsError):
        raise _pipeline
    results = list(_pipeline.stream(chunk))
    spent = _pipeline.seconds
    _pipeline.seconds = Counter()
    return results, spent
