"""Cuts a scene into passages of subwords and marks in them what the reader is asked about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

import numpy as np

from pipeline.events import dating
from pipeline.events.scene import Mention, Scene
from pipeline.mentions.subwords import BOS, EOS, IntArray, Subwords

# Subwords of a passage without its first and last sign.
ROOM = 508
# A later passage of a long text opens with the text's first subwords: they name its subject.
LEAD = 64
OVERLAP = 220
RECENT = timedelta(days=3)
REGIONS = ("BODY", "TITLE", "HEADING", "CAPTION", "ITEM", "LEAD")


class Mark(IntEnum):
    """What a subword belongs to, as seen from the person who is asked about."""

    NONE = 0
    ASKED_BY_NAME = 1
    ASKED = 2
    COMPATRIOT = 3
    FOREIGNER = 4
    PERSON = 5
    PLACE_AT_HOME = 6
    PLACE_ABROAD = 7
    HOME_ADJECTIVE = 8
    FOREIGN_ADJECTIVE = 9
    PAST = 10
    RECENT = 11
    FUTURE = 12
    DATE = 13
    BODY = 14
    PLACE = 15
    ADJECTIVE = 16


@dataclass(frozen=True, slots=True)
class Located:
    """A mention with its subwords `[first, last)` of a passage."""

    mention: Mention
    first: int
    last: int


@dataclass(frozen=True)
class Passage:
    """Subwords of a text, `n` of them, with the mentions that lie in it as a whole.

    Attributes:
        ids: `[n]`, from the start sign to the end sign.
        regions: `[n]`, indices of `REGIONS`.
        persons: mentions of persons whom the linker knows by any key.
        places: mentions of places with a country.
        dates: mentions of calendar dates.
        bodies: mentions of organisations and summits.
    """

    ids: IntArray
    regions: IntArray
    persons: tuple[Located, ...]
    places: tuple[Located, ...]
    dates: tuple[Located, ...]
    bodies: tuple[Located, ...]

    def asked(self, key: str) -> list[Located]:
        """The mentions of one person."""
        return [x for x in self.persons if x.mention.key == key]


def asked_dates(scene: Scene) -> list[Mention]:
    """The dates that a passage shows: those with a calendar interval."""
    return [m for m in scene.dates if dating.interval_of(m) is not None]


def passages(scene: Scene, subwords: Subwords) -> Iterator[Passage]:
    """Yield the passages of a scene; neighbours overlap."""
    count = len(subwords.ids)
    regions = _regions(scene, subwords)
    persons = [m for m in scene.persons if m.key]
    places = [m for m in scene.places if m.country]
    dates = asked_dates(scene)
    bodies = [m for m in scene.organisations if m.entity]
    for chosen in _cuts(count):
        position = np.full(count, -1, np.int64)
        position[chosen] = np.arange(1, len(chosen) + 1)

        def inside(
            mentions: Sequence[Mention], position: IntArray = position
        ) -> tuple[Located, ...]:
            return tuple(_located(mentions, subwords, position))

        yield Passage(
            ids=np.concatenate([[BOS], subwords.ids[chosen], [EOS]]),
            regions=np.concatenate([[0], regions[chosen], [0]]),
            persons=inside(persons),
            places=inside(places),
            dates=inside(dates),
            bodies=inside(bodies),
        )


def _cuts(count: int) -> Iterator[IntArray]:
    """Yield the indices of the subwords of each passage."""
    yield np.arange(min(count, ROOM))
    start, size = ROOM - OVERLAP, ROOM - LEAD
    while start + OVERLAP < count:
        yield np.concatenate([np.arange(LEAD), np.arange(start, min(count, start + size))])
        start += size - OVERLAP


def _located(
    mentions: Sequence[Mention], subwords: Subwords, position: IntArray
) -> Iterator[Located]:
    for mention in mentions:
        covered = subwords.covered(mention.start, mention.end)
        if covered is None:
            continue
        first, last = int(position[covered[0]]), int(position[covered[1] - 1]) + 1
        if 0 < first < last:
            yield Located(mention, first, last)


def _regions(scene: Scene, subwords: Subwords) -> IntArray:
    regions = np.zeros(len(subwords.ids), np.int64)
    for start, end, label in scene.regions:
        regions[(subwords.starts >= start) & (subwords.starts < end)] = REGIONS.index(label)
    return regions


def homes(scene: Scene) -> dict[str, str]:
    """The country of each person, where one is known."""
    found: dict[str, str] = {}
    for mention in scene.persons:
        if mention.key and mention.entity and mention.entity.country:
            found.setdefault(mention.key, mention.entity.country)
    return found


def marks(passage: Passage, key: str, countries: Mapping[str, str], today: date | None) -> IntArray:
    """Mark the mentions of a passage for the question where one person goes.

    Args:
        passage: `n` subwords.
        key: the person who is asked about.
        countries: of persons, see `homes`.
        today: the day of the article.

    Returns:
        Values of `Mark`, `[n]`.
    """
    found = np.zeros(len(passage.ids), np.int64)
    home = countries.get(key)
    for body in passage.bodies:
        found[body.first : body.last] = Mark.BODY
    for told in passage.dates:
        found[told.first : told.last] = _date_mark(told.mention, today)
    for place in passage.places:
        found[place.first : place.last] = _place_mark(place.mention, home)
    others = [person for person in passage.persons if person.mention.key != key]
    for person in others:
        entity = person.mention.entity
        found[person.first : person.last] = _person_mark(entity.country if entity else None, home)
    for person in passage.asked(key):
        named = person.mention.form in ("NAME", "SURNAME")
        found[person.first : person.last] = Mark.ASKED_BY_NAME if named else Mark.ASKED
    return found


def _date_mark(mention: Mention, today: date | None) -> Mark:
    value = dating.interval_of(mention)
    if today is None or value is None or value.start is None or value.end is None:
        return Mark.DATE
    if value.start > today:
        return Mark.FUTURE
    return Mark.PAST if today - value.end > RECENT else Mark.RECENT


def _place_mark(mention: Mention, home: str | None) -> Mark:
    adjective = mention.form in ("ADJECTIVE", "COMPOUND", "NOMINAL")
    if home is None:
        return Mark.ADJECTIVE if adjective else Mark.PLACE
    if mention.country == home:
        return Mark.HOME_ADJECTIVE if adjective else Mark.PLACE_AT_HOME
    return Mark.FOREIGN_ADJECTIVE if adjective else Mark.PLACE_ABROAD


def _person_mark(country: str | None, home: str | None) -> Mark:
    if country is None or home is None:
        return Mark.PERSON
    return Mark.COMPATRIOT if country == home else Mark.FOREIGNER
