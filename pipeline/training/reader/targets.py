"""Questions for the reader with their answers, from articles with gold events."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from tokenizers import Tokenizer

from pipeline.events import dating
from pipeline.events.candidates import Candidate, nearest
from pipeline.events.passages import Located, Passage, asked_dates, homes, marks, passages
from pipeline.events.reader import LIMIT
from pipeline.events.scene import Mention
from pipeline.events.sites import within_country
from pipeline.mentions.subwords import IntArray, split
from pipeline.scoring.names import Names
from pipeline.training.decisions import CLASSES, Example, Labeller, gold_interval

UNKNOWN = -1
COUNTERPART, DELEGATION = 1, 2


@dataclass(frozen=True)
class EventTargets:
    """What the gold says of one event, by first character of the mentions of its text.

    `dates` holds classes of the decision `date`.
    """

    status: int
    places: dict[int, int]
    dates: dict[int, int]
    companions: dict[int, int]
    bodies: dict[int, int]


@dataclass(frozen=True)
class Question:
    """One person in one passage of `n` subwords.

    Attributes:
        passage: the passage.
        marks: `[n]`, see `pipeline.events.passages.marks`.
        asked: the person's mentions.
        others: the mentions of other persons.
        visits: by place of the passage: 1 visited, 0 not, `UNKNOWN`.
        events: by place of the passage: what the gold says of the visit there.
    """

    passage: Passage
    marks: IntArray
    asked: tuple[Located, ...]
    others: tuple[Located, ...]
    visits: tuple[int, ...]
    events: tuple[EventTargets | None, ...]

    @property
    def positive(self) -> bool:
        """Whether the person visits a place of the passage."""
        return 1 in self.visits


@dataclass
class Document:
    """The passages of one article and its questions by passage."""

    doc_id: str
    passages: list[Passage] = field(default_factory=list)
    questions: list[tuple[int, Question]] = field(default_factory=list)


def held_out(doc_id: str, share: int) -> bool:
    """Whether an article is one of every `share` that the reader is not trained on."""
    return share > 0 and zlib.crc32(doc_id.encode()) % share == 0


def read_document(example: Example, names: Names, tokenizer: Tokenizer) -> Document:
    """Cut an article into passages and ask for each of its persons."""
    scene = example.scene
    document = Document(example.doc_id)
    if not scene.sentences:
        return document
    document.passages = list(passages(scene, split(tokenizer, scene.text, LIMIT)))
    countries = homes(scene)
    today = dating.article_day(example.article)
    labeller = Labeller(example, names)
    mentions: dict[str, list[Mention]] = {}
    for person in scene.persons:
        if person.key:
            mentions.setdefault(person.key, []).append(person)
    for key, own in mentions.items():
        answers = dict(_answers(example, labeller, own))
        for number, passage in enumerate(document.passages):
            visits = [answers[x.mention.start] for x in passage.places]
            question = Question(
                passage=passage,
                marks=marks(passage, key, countries, today),
                asked=tuple(passage.asked(key)),
                others=tuple(x for x in passage.persons if x.mention.key != key),
                visits=tuple(visit for visit, _ in visits),
                events=tuple(event for _, event in visits),
            )
            known = any(visit != UNKNOWN for visit in question.visits)
            if known and (question.asked or question.positive):
                document.questions.append((number, question))
    return document


def _answers(
    example: Example, labeller: Labeller, own: Sequence[Mention]
) -> Iterator[tuple[int, tuple[int, EventTargets | None]]]:
    """Yield by place mention of a text whether the person visits it, and the event if so."""
    events: dict[int, EventTargets] = {}
    for place in example.scene.places:
        if not place.country:
            continue
        pair = Candidate(nearest(list(own), place), place, place.sentence, False)
        index, sure = labeller.label(pair)
        if index is not None and index not in events:
            events[index] = _event_targets(example, labeller, index)
        told = events[index] if index is not None and sure else None
        yield place.start, (int(index is not None) if sure else UNKNOWN, told)


def _event_targets(example: Example, labeller: Labeller, index: int) -> EventTargets:
    scene, event = example.scene, example.gold[index]
    interval = gold_interval(event)
    dates = {m.start: labeller.date(index, m, interval) for m in asked_dates(scene)}
    return EventTargets(
        status=CLASSES["status"].index(event.status.value),
        places={
            m.start: int(labeller.among(event.places, m))
            for m in scene.places
            if m.country == event.country and within_country(m)
        },
        dates={start: role for start, role in dates.items() if role is not None},
        companions={
            m.start: COUNTERPART
            if labeller.among(event.counterparts, m)
            else DELEGATION
            if labeller.among(event.delegation, m)
            else 0
            for m in scene.persons
        },
        bodies={m.start: int(labeller.among(event.organisations, m)) for m in scene.organisations},
    )


def spans(mentions: Sequence[Located]) -> IntArray:
    """Return subwords `[mentions, 2]`."""
    return np.array([(x.first, x.last) for x in mentions], np.int64).reshape(-1, 2)
