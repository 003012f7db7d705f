"""Candidate visits: which person mention may be at which place mention."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.events.scene import Mention, Scene

SENTENCES_BACK = 3
SENTENCES_AHEAD = 1
# States within another one: who lives there goes to the other and comes home to it all the time.
_WITHIN = {"VA": "IT", "SM": "IT"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person at one place, as a claim to be judged.

    `visitor` is the mention of the person nearest to the place; `anchor` is the sentence that
    would tell the visit; `topic` says that the person or the place is far from the other and is
    there only because the text is about it.
    """

    visitor: Mention
    place: Mention
    anchor: int
    topic: bool

    @property
    def country(self) -> str:
        """The destination as ISO 3166-1 alpha-2."""
        return self.place.country or ""

    @property
    def at_home(self) -> bool:
        """Whether the destination is the visitor's own country, or all around it."""
        home = self.visitor.entity.country if self.visitor.entity else None
        return home is not None and self.country in (home, _WITHIN.get(home))

    @property
    def at_work(self) -> bool:
        """Whether the place is the seat of the body that the visitor serves."""
        seat = self.visitor.entity.seat if self.visitor.entity else None
        return seat is not None and self.place.entity is not None and seat == self.place.entity.id

    def nearest(self, mention: Mention) -> Mention:
        """The visitor or the place, whichever of the telling sentence is nearer to a mention."""
        telling = [m for m in (self.visitor, self.place) if m.sentence == self.anchor]
        return min(telling or [self.place], key=lambda m: abs(m.start - mention.start))


def nearest(mentions: list[Mention], place: Mention) -> Mention:
    """The mention of one person to judge beside a place: same sentence, then before, nearest."""

    def rank(mention: Mention) -> tuple[bool, bool, bool, int]:
        other = mention.sentence != place.sentence
        weak = mention.form == "POSSESSIVE"
        return other, mention.start > place.start and other, weak, abs(mention.start - place.start)

    return min(mentions, key=rank)


def candidates(scene: Scene) -> list[Candidate]:
    """Return the pairs worth judging, each pair of a person and a place mention once."""
    by_person: dict[str, list[Mention]] = {}
    for person in scene.persons:
        if person.key:
            by_person.setdefault(person.key, []).append(person)
    located = [place for place in scene.places if place.country and not scene.speaks(place)]
    pairs = [*_beside(scene, by_person, located), *_after(scene, by_person, located)]
    pairs += _at_topic_place(scene, located)
    pairs = [
        p
        for p in pairs
        if not p.at_work and (p.topic or not _across_entries(scene, p.visitor, p.place))
    ]
    unique = {(p.visitor.key, p.visitor.start, p.place.start): p for p in reversed(pairs)}
    return sorted(unique.values(), key=lambda p: (p.place.start, p.visitor.start))


def _beside(
    scene: Scene, by_person: dict[str, list[Mention]], located: list[Mention]
) -> Iterator[Candidate]:
    """Pair each place with the nearest mention of each person around it or of the text's topic."""
    topics = {mention.key for mention in scene.topics}
    for place in located:
        for key, known in by_person.items():
            mentions = known
            if scene.captions:
                mentions = [m for m in known if not scene.told_apart(m, place)]
            if not mentions:
                continue
            visitor = nearest(mentions, place)
            distance = place.sentence - visitor.sentence
            near = -SENTENCES_AHEAD <= distance <= SENTENCES_BACK
            if near and not _across_entries(scene, visitor, place):
                yield Candidate(visitor, place, max(place.sentence, visitor.sentence), False)
            elif key in topics:
                yield Candidate(visitor, place, place.sentence, True)


def _across_entries(scene: Scene, visitor: Mention, place: Mention) -> bool:
    """Whether two mentions stand in different entries of a chronology."""
    entries = scene.dated_paragraphs
    apart = visitor.paragraph != place.paragraph
    return apart and (visitor.paragraph in entries or place.paragraph in entries)


def _after(
    scene: Scene, by_person: dict[str, list[Mention]], located: list[Mention]
) -> Iterator[Candidate]:
    """Pair each sentence's first mention of a person with the last place of each country before.

    "He was there until Friday": the place was told some sentences earlier.
    """
    for mentions in by_person.values():
        told: set[int] = set()
        for person in mentions:
            if person.sentence in told or person.form == "POSSESSIVE":
                continue
            told.add(person.sentence)
            last = {
                place.country: place
                for place in located
                if 1 <= person.sentence - place.sentence <= SENTENCES_BACK
                and place.form != "ADJECTIVE"
                and not scene.told_apart(person, place)
            }
            for place in last.values():
                yield Candidate(person, place, person.sentence, False)


def _at_topic_place(scene: Scene, located: list[Mention]) -> Iterator[Candidate]:
    """Pair persons in sentences without a destination with the place that the text is about.

    The guests of a summit stand in a list: "the presidents of Ghana and Togo, X and Y".
    """
    if not located:
        return
    homes = {(person.sentence, person.country) for person in scene.persons}
    placed = {
        place.sentence
        for place in located
        if place.form != "ADJECTIVE" and (place.sentence, place.country) not in homes
    }
    common = {country for country, _ in scene.country_counts.most_common(2)}
    common.add(located[0].country or "")
    first: dict[str, Mention] = {}
    for place in located:
        country = place.country or ""
        if country in common and (
            country not in first or (first[country].form == "COUNTRY" and place.form == "CITY")
        ):
            first[country] = place
    seen: set[tuple[str, int]] = set()
    for person in scene.persons:
        if not person.key or person.sentence in placed or (person.key, person.sentence) in seen:
            continue
        seen.add((person.key, person.sentence))
        for place in first.values():
            if scene.told_apart(person, place):
                continue
            near = -SENTENCES_AHEAD <= place.sentence - person.sentence <= SENTENCES_BACK
            across = _across_entries(scene, person, place)
            # "Earlier guests of the city. March 15: ...": the place stands above the entries.
            if place.paragraph not in scene.dated_paragraphs if across else not near:
                yield Candidate(person, place, person.sentence, True)
