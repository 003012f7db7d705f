"""Reads articles with visit events whose mentions carry character spans."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.training.corpora import Label

# In this order the mention whose role comes first is the left one of a linked pair.
ROLES = ("VISITOR", "PLACE", "DATE", "TRIGGER", "COUNTERPART", "ORGANISATION")
STATUSES = ("completed", "ongoing", "planned", "cancelled", "uncertain")


@dataclass(frozen=True)
class VisitLabel(Label):
    """A mention in the events `events` (their numbers in the article); none for a distractor."""

    events: frozenset[int] = frozenset()
    status: str = ""


@dataclass(frozen=True)
class VisitArticle:
    """An article as the encoder sees it, title first, with its mentions."""

    id: str
    lang: str
    text: str
    labels: tuple[VisitLabel, ...]


def with_title(title: str | None, text: str) -> tuple[str, int]:
    """Return the text with its title before it, and by how much that moves the characters."""
    if not title or text.startswith(title):
        return text, 0
    return f"{title}\n\n{text}", len(title) + 2


def read_visits(folder: Path, exclude: frozenset[str] = frozenset()) -> Iterator[VisitArticle]:
    """Yield the articles of `*.articles.jsonl` with the mentions of `*.events.jsonl`.

    Args:
        folder: where the files lie.
        exclude: stems to leave out, such as `nl-a`.
    """
    for path in sorted(folder.glob("*.articles.jsonl")):
        stem = path.name.removesuffix(".articles.jsonl")
        if stem in exclude:
            continue
        events = defaultdict(list)
        for line in (folder / f"{stem}.events.jsonl").read_text("utf-8").splitlines():
            event = json.loads(line)
            events[event["doc_id"]].append(event)
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            text, shift = with_title(record.get("title"), record["text"])
            labels = _labels(events[record["id"]], shift)
            yield VisitArticle(record["id"], record["lang"], text, labels)


def _labels(events: list[dict[str, object]], shift: int) -> tuple[VisitLabel, ...]:
    found: dict[tuple[int, int, str], set[int]] = defaultdict(set)
    statuses: dict[tuple[int, int, str], str] = {}
    for number, event in enumerate(events):
        mentions = event["mentions"]
        assert isinstance(mentions, dict)
        for role, spans in mentions.items():
            for start, end in spans:
                key = (start + shift, end + shift, role.upper())
                found[key].add(number)
                if role in {"visitor", "place", "date", "trigger"}:
                    # A mention of several events takes the first one's status.
                    statuses.setdefault(key, str(event["status"]))
    return tuple(
        VisitLabel(start, end, role, frozenset(numbers), statuses.get((start, end, role), ""))
        for (start, end, role), numbers in sorted(found.items())
    )


_SILVER_ROLES = {"PER": "VISITOR", "LOC": "PLACE", "DATE": "DATE"}


def with_distractors(article: VisitArticle, silver: Iterable[tuple[int, int, str]]) -> VisitArticle:
    """Return the article with names that stand in no event as mentions of none.

    A name that shares a word with a mention may be another mention of the same: it is left out.
    """
    words = {
        word for label in article.labels for word in article.text[label.start : label.end].split()
    }
    labels = list(article.labels)
    for start, end, label in silver:
        role = _SILVER_ROLES.get(label)
        if role is not None and words.isdisjoint(article.text[start:end].split()):
            labels.append(VisitLabel(start, end, role))
    return replace(article, labels=tuple(labels))
