"""Resolves titles, inhabitants' names and pronouns to the persons of an article."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.linking.knowledge import KnowledgeBase
from pipeline.linking.lexicon import Lexicon, Pronoun
from pipeline.linking.people import Individual
from pipeline.linking.text import Word
from pipeline.linking.titles import Title

_RELATIONS = frozenset({"SUCCESSOR", "PREDECESSOR", "SPOUSE", "RELATIVE"})
_REACH = 3
_DOMESTIC = frozenset(
    ["President", "Prime Minister", "Chancellor", "King", "Queen", "Head of State",
     "Head of Government", "Minister of Foreign Affairs", "Minister of Defence", "Monarch"]
)  # fmt: skip


@dataclass(slots=True)
class Reference:
    """A mention of an individual over characters `[start, end)`."""

    start: int
    end: int
    label: str
    individual: Individual
    score: float


@dataclass(slots=True)
class _Seen:
    individual: Individual
    position: int
    sentence: int
    first: bool
    score: float


@dataclass(slots=True)
class Layout:
    """Where sentences and paragraphs begin, as character offsets."""

    sentences: list[int]
    paragraphs: list[int] = field(default_factory=lambda: [0])

    def sentence(self, position: int) -> int:
        """Return the index of the sentence that holds a character."""
        return bisect_right(self.sentences, position) - 1

    def paragraph(self, position: int) -> int:
        """Return the index of the paragraph that holds a character."""
        return bisect_right(self.paragraphs, position) - 1


class ReferenceResolver:
    """Walks through an article and resolves what is no name, in order of the text."""

    def __init__(
        self,
        kb: KnowledgeBase,
        lexicon: Lexicon,
        individuals: list[Individual],
        on: date | None,
        layout: Layout,
        home: str,
    ) -> None:
        self._kb = kb
        self._lexicon = lexicon
        self._individuals = individuals
        self._on = on
        self._layout = layout
        self._home = home
        self._seen: list[_Seen] = []

    def note(self, individual: Individual, position: int, score: float = 1.0) -> None:
        """Record a mention, so that later ones may refer to it."""
        sentence = self._layout.sentence(position)
        first = not any(s.sentence == sentence for s in self._seen[-4:])
        self._seen.append(_Seen(individual, position, sentence, first, score))

    # --- titles

    def title(self, title: Title, position: int) -> tuple[Individual, float] | None:
        """Resolve a title that stands alone."""
        if title.office in _RELATIONS or title.former:
            return None
        if title.office == "COUNTERPART_OFFICE":
            return self._colleague(title)
        if title.office in {"GUEST", "HOST"}:
            return self._guest(title, position)
        offices = self._kb.offices(title.office)
        found = self._in_article(title, [title.office, *offices], position)
        if found is not None:
            return found
        if title.scope and self._on is not None:
            return self._holder(title.office, title.scope, title.gender, 0.85)
        if title.office == "Pope":
            return self._holder("Pope", "VA", "m", 0.9)
        if not title.scope and title.definite and title.office in _DOMESTIC and self._home:
            return self._holder(title.office, self._home, title.gender, 0.55)
        return None

    def _holder(
        self, office: str, scope: str, gender: str, score: float
    ) -> tuple[Individual, float] | None:
        if self._on is None:
            return None
        for person in self._kb.officeholders(office, scope, self._on):
            if gender and person.gender and gender != person.gender:
                continue
            for individual in self._individuals:
                if individual.person is person:
                    return individual, score
            individual = Individual([], person.name, person, person.country, person.gender)
            self._individuals.append(individual)
            return individual, score
        return None

    def _in_article(
        self, title: Title, offices: Sequence[str], position: int
    ) -> tuple[Individual, float] | None:
        best: tuple[float, Individual] | None = None
        for individual in self._individuals:
            if title.gender and individual.gender and title.gender != individual.gender:
                continue
            fit = self._fits(individual, title, offices)
            if fit <= 0:
                continue
            fit += self._recency(individual, position)
            if best is None or fit > best[0]:
                best = fit, individual
        if best is None:
            return None
        return best[1], 0.9 if title.scope else 0.75

    def _fits(self, individual: Individual, title: Title, offices: Sequence[str]) -> float:
        held = set(individual.offices) & set(offices)
        person = individual.person
        if title.scope:
            of_scope = individual.country == title.scope or title.scope in individual.scopes
            if person is not None and person.holds(offices, title.scope, self._on):
                return 4.0
            return 3.0 if of_scope and held else 0.0
        if held:
            return 2.0
        if person is not None and any(
            office.name in offices and (self._on is None or office.covers(self._on))
            for office in person.offices
        ):
            return 1.5
        return 0.0

    def _recency(self, individual: Individual, position: int) -> float:
        """Return up to 1.5 for a recent mention before, little for one only after."""
        last = max((s.position for s in self._seen if s.individual is individual), default=-1)
        if last < 0:
            return 0.1 if individual.names else 0.0
        distance = self._layout.sentence(position) - self._layout.sentence(last)
        return 1.5 / (1 + max(distance, 0))

    def _colleague(self, title: Title) -> tuple[Individual, float] | None:
        """Resolve "his Turkish counterpart": the same office in that country."""
        if not title.scope:
            return None
        for individual in self._individuals:
            if individual.country == title.scope and individual.names:
                near = [s for s in self._seen if s.individual is individual]
                if near:
                    return individual, 0.7
        for seen in reversed(self._seen):
            offices = list(seen.individual.offices)
            if seen.individual.person is not None and self._on is not None:
                offices += [o.name for o in seen.individual.person.offices if o.covers(self._on)]
            for office in offices:
                found = self._holder(office, title.scope, title.gender, 0.75)
                if found is not None:
                    return found
        return None

    def _guest(self, title: Title, position: int) -> tuple[Individual, float] | None:
        if title.office == "HOST":
            return None
        for seen in reversed(self._seen):
            individual = seen.individual
            if self._layout.sentence(position) - seen.sentence > _REACH:
                break
            if title.scope and individual.country != title.scope:
                continue
            if title.gender and individual.gender and title.gender != individual.gender:
                continue
            if title.scope:
                return individual, 0.75
        candidates = self._candidates(Pronoun(title.gender, False, "subject"), position)
        return (candidates[0][1], 0.5) if candidates and not title.scope else None

    # --- inhabitants and pronouns

    def inhabitant(self, country: str, position: int) -> tuple[Individual, float] | None:
        """Resolve "de Fin", "der Russe": a person of that country whom the text has named."""
        for seen in reversed(self._seen):
            if seen.individual.country == country:
                return seen.individual, 0.75
        return None

    def pronoun(self, pronoun: Pronoun, position: int) -> list[tuple[Individual, float]]:
        """Resolve a pronoun; a plural one ("both") gives two persons."""
        candidates = self._candidates(pronoun, position)
        if pronoun.plural:
            return [(ind, 0.6) for _, ind in candidates[:2]] if len(candidates) >= 2 else []
        if not candidates:
            return []
        best, individual = candidates[0]
        margin = best - candidates[1][0] if len(candidates) > 1 else 2.0
        return [(individual, min(0.9, 0.5 + 0.2 * margin))]

    def _candidates(self, pronoun: Pronoun, position: int) -> list[tuple[float, Individual]]:
        sentence = self._layout.sentence(position)
        paragraph = self._layout.paragraph(position)
        scores: dict[int, tuple[float, Individual]] = {}
        for order, seen in enumerate(self._seen):
            individual = seen.individual
            if pronoun.gender and individual.gender and pronoun.gender != individual.gender:
                continue
            distance = sentence - seen.sentence
            if distance > _REACH:
                continue
            score = 3.0 - distance + (0.9 if seen.first else 0.0) + 0.01 * order
            score -= 0.0 if self._layout.paragraph(seen.position) == paragraph else 0.6
            score -= 0.4 if pronoun.gender and not individual.gender else 0.0
            if distance == 0 and pronoun.role == "object":
                score -= 1.2
            score += 0.15 * min(len(individual.names), 4)
            if id(individual) not in scores or scores[id(individual)][0] < score:
                scores[id(individual)] = score, individual
        return sorted(scores.values(), key=lambda pair: -pair[0])


def is_possessive(words: Sequence[Word], position: int, pronoun: Pronoun) -> bool:
    """Whether a possessive stands before a noun, not as a verb or at a clause's end."""
    return (
        pronoun.role == "possessive"
        and position + 1 < len(words)
        and words[position + 1].joins
        and len(words[position + 1].key) > 2
    )
