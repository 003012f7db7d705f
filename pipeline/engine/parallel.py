"""Articles through one process or through many, in the order in which they came."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context

from pipeline.engine.pipeline import Pipeline, Result
from pipeline.schema import Article, Reject
from pipeline.settings import Settings

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
    with _Pool(settings, lang) as pool:
        for results, spent in pool.map(items):
            if seconds is not None:
                seconds.update(spent)
            yield from results


class _Pool:
    """Processes with a pipeline each, started anew when one of them dies."""

    def __init__(self, settings: Settings, lang: str | None):
        self._settings = settings
        self._lang = lang
        self._executor = self._start()

    def __enter__(self) -> "_Pool":
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(cancel_futures=True)

    def _start(self) -> ProcessPoolExecutor:
        # Not forked: a copy of a process with threads in it (onnxruntime, arrow) may hang.
        return ProcessPoolExecutor(
            self._settings.engine.workers,
            mp_context=get_context("spawn"),
            initializer=_prepare,
            initargs=(self._settings, self._lang),
        )

    def map(self, items: Iterator[Article | Reject]) -> Iterator[Answer]:
        size = self._settings.engine.batch_size
        waiting: deque[tuple[Chunk, Future[Answer]]] = deque()
        while True:
            while len(waiting) < _AHEAD * self._settings.engine.workers:
                chunk = list(islice(items, size))
                if not chunk:
                    break
                waiting.append((chunk, self._executor.submit(_process, chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                yield future.result()
            except BrokenProcessPool:
                unfinished = [chunk for chunk, _ in waiting]
                yield self._one_by_one(chunk)
                waiting = deque((c, self._executor.submit(_process, c)) for c in unfinished)

    def _one_by_one(self, chunk: Chunk) -> Answer:
        """Find the item that kills a process: each goes alone, in new processes after a death."""
        results: list[Result] = []
        seconds: Counter[str] = Counter()
        self._executor = self._start()
        for item in chunk:
            try:
                done, spent = self._executor.submit(_process, [item]).result()
            except BrokenProcessPool:
                reject = Reject(id=item.id, stage="engine", reason="the process died on it")
                done, spent = [Result(None, rejects=(reject,))], Counter()
                self._executor = self._start()
            results.extend(done)
            seconds.update(spent)
        return results, seconds


_pipeline: Pipeline | None = None  # one a process: an initializer has no other place for it


def _prepare(settings: Settings, lang: str | None) -> None:
    global _pipeline
    _pipeline = Pipeline(settings, lang)


def _process(chunk: Chunk) -> Answer:
    assert _pipeline is not None, "the initializer runs first"
    results = list(_pipeline.stream(chunk))
    spent = _pipeline.seconds
    _pipeline.seconds = Counter()
    return results, spent
