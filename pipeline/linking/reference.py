"""Resolves titles, inhabitants' names and pronouns to the persons of an article."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from pipeline.linking.knowledge import TOP_OFFICES, KnowledgeBase, Person
from pipeline.linking.lexicon import Lexicon, Pronoun
from pipeline.linking.people import Individual
from pipeline.linking.places import PlaceMention
from pipeline.linking.titles import Title

_ANY_GENDER = frozenset({"Leader", "LEADER"})
_RELATIONS = frozenset({"SUCCESSOR", "PREDECESSOR", "SPOUSE", "RELATIVE"})
# Which of a country's ministers "the minister" is, only the article can tell.
_MANY_HOLD = frozenset({"Minister"})
_REACH = 4
# What `_candidates` calls a title and "the guest", which are resolved like pronouns.
_TITLES = frozenset({"title", "guest"})
# Weights of what makes a person the likely meaning of a pronoun, chosen on the training articles.
_DISTANCE = 0.7
_FIRST = 0.6
_NEAREST = 0.4
_OBLIQUE = 0.9
_PARAGRAPH = 0.4
_NO_GENDER = 0.5
_OBJECT = 1.3
_SOLE = 0.5
_SHARE = 0.95
_TOPIC = 0.4
# How often the last three count for a title: it rather means whom the text is about.
_ABOUT = 6.0
_FAR = 6
# Characters from a sentence's start to a pronoun that takes up the sentence before.
_AT_ONCE = 16
# In how many sentences "they" are those named together.
_ROW_REACH = 2
_NEAR = 1
_TWO = 2
# How much of that counts for a title, and what one whom the text has not named yet loses.
_SALIENCE = 0.4
_UNSEEN = -1.5
# What one of the own country gains for a title that mostly means its own holder.
_HOME = 1.0


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
    """A mention so far: whether it is the first of its sentence, of its clause, is oblique.

    A `possessor` ("Putins Sprecher") is neither, and leaves that to who comes next.
    """

    individual: Individual
    position: int
    sentence: int
    first: bool
    leads: bool
    oblique: bool
    possessor: bool


@dataclass(slots=True)
class _Row:
    """Persons whom "and" joins, and the sentence that names them together."""

    members: list[Individual]
    sentence: int
    oblique: bool
    closed: bool = False


@dataclass(slots=True)
class Layout:
    """Where sentences, paragraphs and clauses begin, as offsets; the dates told, by sentence.

    `items` are the paragraphs that are items of a list, `captions` those below pictures.
    """

    sentences: list[int]
    paragraphs: list[int] = field(default_factory=lambda: [0])
    items: set[int] = field(default_factory=set)
    captions: set[int] = field(default_factory=set)
    dates: dict[int, date] = field(default_factory=dict)
    clauses: list[int] = field(default_factory=lambda: [0])

    def pass_over_captions(self) -> None:
        """Count no sentences in captions: the text goes on as if they were not there."""
        first, *rest = self.sentences
        kept = (start for start in rest if self.paragraph(start) not in self.captions)
        self.sentences = [first, *kept]

    def sentence(self, position: int) -> int:
        """Return the index of the sentence that holds a character."""
        return bisect_right(self.sentences, position) - 1

    def paragraph(self, position: int) -> int:
        """Return the index of the paragraph that holds a character."""
        return bisect_right(self.paragraphs, position) - 1

    def in_other_item(self, paragraph: int, position: int) -> bool:
        """Whether a character stands in another item of a list than a paragraph does."""
        other = self.paragraph(position)
        return other != paragraph and paragraph in self.items and other in self.items

    def clause(self, position: int) -> tuple[int, int]:
        """Return what tells the clause that holds a character from others."""
        return self.sentence(position), bisect_right(self.clauses, position)


class ReferenceResolver:
    """Walks through an article and resolves what is no name, in order of the text.

    Args:
        kb: the knowledge base.
        lexicon: the language's data.
        individuals: the persons that the article names; those it only means are added.
        on: the article's date.
        layout: its sentences and paragraphs.
        places: its places, in order.
        home: the country that "the king", "the prime minister" are of.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        lexicon: Lexicon,
        individuals: list[Individual],
        on: date | None,
        layout: Layout,
        places: Sequence[PlaceMention],
        home: str,
    ) -> None:
        self._kb = kb
        self._lexicon = lexicon
        self._individuals = individuals
        self._on = on
        self._layout = layout
        self._places = [m for m in places if m.chosen is not None]
        self._place_starts = [m.start for m in self._places]
        self._home = home
        self._seen: list[_Seen] = []
        self._paragraph = 0
        # How many mentions and rows stand before the caption that the walk is in.
        self._told = 0, 0
        self._rows: list[_Row] = []
        self._counts: Counter[int] = Counter()
        self._topic = individuals[0] if individuals else None

    def enter(self, position: int) -> None:
        """Come to a character; whom a caption within the text named is then no longer meant."""
        paragraph = self._layout.paragraph(position)
        if paragraph == self._paragraph:
            return
        mentions, rows = self._told
        if self._paragraph in self._layout.captions and mentions:
            del self._seen[mentions:]
            del self._rows[rows:]
        self._paragraph, self._told = paragraph, (len(self._seen), len(self._rows))

    def note(
        self,
        individual: Individual,
        position: int,
        oblique: bool = False,
        joined: str = "",
        possessor: bool = False,
    ) -> None:
        """Record a mention, so that later ones may refer to it.

        A comma or "and" that has `joined` it to the one before makes them one row.
        """
        sentence = self._layout.sentence(position)
        if not joined or not self._rows or (self._rows[-1].closed and joined == ","):
            self._rows.append(_Row([individual], sentence, oblique))
        elif individual not in self._rows[-1].members:
            self._rows[-1].members.append(individual)
            self._rows[-1].closed = joined == "and"
        oblique = oblique or possessor or self._rows[-1].oblique
        clause = self._layout.clause(position)
        before = [seen for seen in self._seen[-4:] if not seen.possessor]
        first = not possessor and not any(s.sentence == sentence for s in before)
        leads = not any(self._layout.clause(s.position) == clause for s in before[-1:])
        leads = leads and not oblique
        self._seen.append(_Seen(individual, position, sentence, first, leads, oblique, possessor))
        self._counts[id(individual)] += 1

    def _day(self, position: int) -> date | None:
        """Return the day that a sentence tells of, if it names one, else the article's."""
        return self._layout.dates.get(self._layout.sentence(position), self._on)

    def _scene(self, position: int) -> str:
        """Return the country where the text is: that of the last place named before."""
        index = bisect_right(self._place_starts, position) - 1
        for mention in reversed(self._places[max(0, index - 5) : index + 1]):
            if mention.label != "ADJECTIVE" and mention.chosen is not None:
                return mention.chosen.country
        return ""

    # --- titles

    def title(self, title: Title, position: int) -> tuple[Individual, float] | None:
        """Resolve a title that stands alone."""
        if title.office in _RELATIONS:
            return None
        if title.former:
            return self._former(title, position)
        if title.office == "LEADER" and not title.scope:
            return None
        if title.office == "COUNTERPART_OFFICE":
            return self._colleague(title, position)
        if title.office == "GUEST":
            return self._guest(title, position)
        if title.office == "HOST":
            return self._host(title, position)
        offices = self._kb.offices(title.office)
        found = self._in_article(title, [title.office, *offices], position)
        if found is not None:
            return found
        if title.prefixed:
            return None
        if title.scope:
            found = self._holder(title.office, title.scope, title.gender, position, 0.85)
        elif title.office in self._kb.sole:
            scope = self._kb.sole[title.office]
            found = self._holder(title.office, scope, title.gender, position, 0.9)
        elif title.definite and title.domestic and self._home:
            found = self._holder(title.office, self._home, title.gender, position, 0.55)
        return found or self._unnamed_office(title, position)

    def _holder(
        self, office: str, scope: str, gender: str, position: int, score: float
    ) -> tuple[Individual, float] | None:
        day = self._day(position)
        if day is None or office in _MANY_HOLD:
            return None
        # "De Italiaanse leider" may be a woman.
        told = "" if office in _ANY_GENDER else gender
        for person in self._kb.officeholders(office, scope, day):
            if not told or not person.gender or told == person.gender:
                return self._individual(person), score
        return None

    def _individual(self, person: Person) -> Individual:
        for individual in self._individuals:
            if individual.person is person:
                return individual
        individual = Individual([], person.name, person, person.country, person.gender)
        self._individuals.append(individual)
        return individual

    def _in_article(
        self, title: Title, offices: Sequence[str], position: int
    ) -> tuple[Individual, float] | None:
        best: tuple[float, Individual] | None = None
        ranked = self._candidates(Pronoun(title.gender, False, "title"), position, reach=None)
        own = self._own(title)
        salience = {id(ind): _SALIENCE * (value - ranked[0][0]) for value, ind in ranked}
        for individual in self._individuals:
            if title.gender and individual.gender and title.gender != individual.gender:
                continue
            fit = self._fits(individual, title, offices, position)
            if fit <= 0:
                continue
            fit += salience.get(id(individual), _UNSEEN)
            fit += _HOME if own and individual.country == own else 0.0
            if best is None or fit > best[0]:
                best = fit, individual
        if best is None:
            return None
        if not title.scope and not any(s.individual is best[1] for s in self._seen):
            # Somebody just named, of whom the title may be, rather than one named only later.
            before = self._unnamed_office(title, position)
            if before is not None:
                return before
        return best[1], 0.9 if title.scope else 0.75

    def _own(self, title: Title) -> str:
        """Return the own country, if whoever bears a title most in the article is of it."""
        if not title.domestic or title.scope:
            return ""
        offices = {title.office, *self._kb.offices(title.office)}
        bearers = [one for one in self._individuals if not offices.isdisjoint(one.offices)]
        main = max(bearers, key=lambda one: len(one.names), default=None)
        return self._home if main is not None and main.country == self._home else ""

    def _fits(
        self, individual: Individual, title: Title, offices: Sequence[str], position: int
    ) -> float:
        same = title.office in individual.offices
        related = bool(set(individual.offices) & set(offices))
        person, day = individual.person, self._day(position)
        if title.scope:
            if person is not None and person.holds(offices, title.scope, day):
                return 4.0
            if individual.country == title.scope or title.scope in individual.scopes:
                if same or related:
                    return 3.5 if same else 3.0
                if person is not None and person.holds(offices, title.scope, None):
                    return 2.0 if individual.names else 0.0
            return 0.0
        if title.federal and individual.country not in {"", *self._lexicon.domestic}:
            return 0.0
        if same or related:
            return 3.0 if same else 2.0
        if title.prefixed or person is None:
            return 0.0
        held = [o for o in person.offices if o.name in offices]
        if any(day is None or o.covers(day) for o in held):
            return 2.0
        return 1.0 if held and individual.names and day is None else 0.0

    def _recency(self, individual: Individual, position: int) -> float:
        """Return up to 1.5 for a recent mention before, little for one only after."""
        last = max((s.position for s in self._seen if s.individual is individual), default=-1)
        if last < 0:
            return 0.1 if individual.names else 0.0
        distance = self._layout.sentence(position) - self._layout.sentence(last)
        return 1.5 / (1 + max(distance, 0))

    def _unnamed_office(self, title: Title, position: int) -> tuple[Individual, float] | None:
        """Resolve a title to somebody just named of whom nothing else is known."""
        if not (title.definite or title.scope) or (title.office in TOP_OFFICES and not title.scope):
            return None
        sentence = self._layout.sentence(position)
        candidates = [
            seen
            for seen in self._seen
            if sentence - seen.sentence <= 1
            and seen.individual.person is None
            and not seen.individual.offices
            and seen.individual.country in {"", title.scope}
            and not (title.gender and seen.individual.gender not in {"", title.gender})
        ]
        if not candidates or len({id(seen.individual) for seen in candidates}) > 1:
            return None
        return candidates[-1].individual, 0.5

    def _former(self, title: Title, position: int) -> tuple[Individual, float] | None:
        """Resolve "the former premier": who was named as such, else whose term is over."""
        if not (title.definite or title.own) or title.prefixed:
            return None
        offices = {title.office, *self._kb.offices(title.office)}
        before = [seen.individual for seen in reversed(self._seen)]
        suited = [one for one in before if agrees(title, one) and _is_of(one, title.scope)]
        named = (one for one in suited if _named_former(one, offices))
        over = (one for one in suited if _term_over(one, offices, self._day(position)))
        found = next(named, None) or next(over, None)
        return (found, 0.7) if found is not None else None

    def _colleague(self, title: Title, position: int) -> tuple[Individual, float] | None:
        """Resolve "his Turkish counterpart": the same office in that country."""
        if not title.scope:
            return None
        for seen in reversed(self._seen):
            if seen.individual.country == title.scope:
                return seen.individual, 0.7
        day = self._day(position)
        for seen in reversed(self._seen):
            offices = list(seen.individual.offices)
            if seen.individual.person is not None and day is not None:
                held = [o.name for o in seen.individual.person.offices if o.covers(day)]
                offices += sorted(held, key=lambda office: office not in TOP_OFFICES)
            for office in offices:
                found = self._holder(office, title.scope, title.gender, position, 0.75)
                if found is not None:
                    return found
        return None

    def _guest(self, title: Title, position: int) -> tuple[Individual, float] | None:
        """Resolve "the guest (from Vienna)": not of the country where the text is.

        Who is "zu Gast" or comes "vendégül" is not "the guest".
        """
        if not (title.definite or title.own or title.scope):
            return None
        if title.scope:
            for seen in reversed(self._seen):
                if seen.individual.country == title.scope and agrees(title, seen.individual):
                    return seen.individual, 0.75
            return None
        scene, sentence = self._scene(position), self._layout.sentence(position)
        pronoun = Pronoun(title.gender, False, "guest")
        for _, individual in self._candidates(pronoun, position):
            here = any(s.individual is individual and s.sentence == sentence for s in self._seen)
            if (individual.country == scene and scene) or (here and title.own):
                continue
            return individual, 0.55
        return None

    def _host(self, title: Title, position: int) -> tuple[Individual, float] | None:
        """Resolve "the host": somebody of the country where the text is."""
        scene = self._scene(position)
        for seen in reversed(self._seen):
            if scene and seen.individual.country == scene and agrees(title, seen.individual):
                return seen.individual, 0.55
        for individual in self._individuals:
            if scene and individual.country == scene and agrees(title, individual):
                return individual, 0.45
        return None

    # --- inhabitants and pronouns

    def inhabitant(self, country: str, position: int) -> tuple[Individual, float] | None:
        """Resolve "de Fin", "der Russe": a person of that country whom the text has named."""
        best: tuple[float, Individual] | None = None
        for individual in self._individuals:
            if individual.country != country:
                continue
            last = [s for s in self._seen if s.individual is individual]
            if not last:
                continue
            rank = self._recency(individual, position) + 0.2 * self._counts[id(individual)]
            rank += 1.0 if _leads(individual) else 0.0
            if best is None or rank > best[0]:
                best = rank, individual
        return (best[1], 0.75) if best else None

    def pronoun(
        self,
        pronoun: Pronoun,
        position: int,
        other: Individual | None = None,
        opens: bool = False,
    ) -> list[tuple[Individual, float]]:
        """Resolve a singular pronoun.

        It does not mean `other`. One that `opens` its clause may mean the subject before.
        """
        candidates = [
            (score, individual)
            for score, individual in self._candidates(pronoun, position, opens=opens)
            if individual is not other
        ]
        if not candidates:
            return []
        best, individual = candidates[0]
        margin = best - candidates[1][0] if len(candidates) > 1 else 2.0
        return [(individual, min(0.9, 0.5 + 0.2 * margin))]

    def last(self, pronoun: Pronoun, position: int) -> list[tuple[Individual, float]]:
        """Return whom the text has named last, in this sentence or the one before."""
        sentence = self._layout.sentence(position)
        for seen in reversed(self._seen):
            if sentence - seen.sentence > _NEAR:
                break
            if agrees(pronoun, seen.individual):
                return [(seen.individual, 0.7)]
        return []

    def row(self, position: int) -> list[tuple[Individual, float]]:
        """Return the persons last named together."""
        return self._taken_up(self._rows_near(position, _ROW_REACH), position)

    def pair(self, title: Title, position: int) -> list[tuple[Individual, float]]:
        """Return the two last named together whom a title suits, or who were just named."""
        offices = [title.office, *self._kb.offices(title.office)]
        rows = [row for row in self._rows_near(position, _ROW_REACH) if len(row.members) == _TWO]
        fitting = [
            row
            for row in rows
            if all(
                self._fits(individual, title, offices, position) > 0 for individual in row.members
            )
        ]
        near = [row for row in self._rows_near(position, _NEAR) if row in rows]
        return self._taken_up(fitting or near, position)

    def couple(self, position: int) -> list[tuple[Individual, float]]:
        """Return the man and the woman last named together."""
        rows = [
            row
            for row in self._rows_near(position, _REACH)
            if sorted(individual.gender for individual in row.members) == ["f", "m"]
        ]
        return self._taken_up(rows, position)

    def both(self, pronoun: Pronoun, position: int) -> list[tuple[Individual, float]]:
        """Return the two persons just named together, else the two likeliest."""
        rows = [row for row in self._rows_near(position, _NEAR) if len(row.members) == _TWO]
        if rows:
            return self._taken_up(rows, position)
        likely = [individual for _, individual in self._candidates(pronoun, position)[:_TWO]]
        if len(likely) < _TWO:
            return []
        self._rows.append(_Row(likely, self._layout.sentence(position), False, closed=True))
        return [(individual, 0.6) for individual in likely]

    def _rows_near(self, position: int, reach: int) -> list[_Row]:
        sentence = self._layout.sentence(position)
        return [row for row in self._rows if row.closed and sentence - row.sentence <= reach]

    def _taken_up(self, rows: list[_Row], position: int) -> list[tuple[Individual, float]]:
        """Return who stand in the last row, one of subjects if there is any."""
        if not rows:
            return []
        row = ([row for row in rows if not row.oblique] or rows)[-1]
        row.sentence = self._layout.sentence(position)
        return [(individual, 0.7) for individual in row.members]

    def _sole_before(self, position: int) -> _Seen | None:
        """Return the subject of the sentence before, if that names nobody else.

        Whoever was only just brought up is taken up at once: a word or two into the sentence.
        """
        sentence = self._layout.sentence(position)
        if position - self._layout.sentences[sentence] > _AT_ONCE:
            return None
        before = [seen for seen in self._seen[-3:] if seen.sentence == sentence - 1]
        return before[0] if len(before) == 1 and before[0].leads else None

    def _candidates(
        self, pronoun: Pronoun, position: int, reach: int | None = _REACH, opens: bool = False
    ) -> list[tuple[float, Individual]]:
        """Return whom a pronoun may mean with scores, best first; `reach` in sentences."""
        sentence = self._layout.sentence(position)
        paragraph = self._layout.paragraph(position)
        total = sum(self._counts.values()) or 1
        nearest = next((seen for seen in reversed(self._seen) if seen.leads), None)
        sole = self._sole_before(position) if pronoun.role in {"subject", "title"} else None
        about = _ABOUT if pronoun.role in _TITLES else 1.0
        scores: dict[int, tuple[float, Individual]] = {}
        here = self._seen[self._told[0] :] if paragraph in self._layout.captions else []
        for order, seen in enumerate(here or self._seen):
            individual = seen.individual
            if not agrees(pronoun, individual):
                continue
            distance = sentence - seen.sentence
            if reach is not None and distance > reach:
                continue
            if individual is not self._topic and self._layout.in_other_item(
                paragraph, seen.position
            ):
                continue
            score = -_DISTANCE * min(distance, _FAR) + 0.01 * order
            score += _FIRST if seen.first else 0.0
            score -= _OBLIQUE if seen.oblique else 0.0
            if seen is nearest and distance == 0 and pronoun.role != "object":
                score += _NEAREST
            score += about * _SOLE if seen is sole else 0.0
            score -= 0.0 if self._layout.paragraph(seen.position) == paragraph else _PARAGRAPH
            score -= _NO_GENDER if pronoun.gender and not individual.gender else 0.0
            if distance == 0 and pronoun.role == "object" and not opens:
                score -= _OBJECT
            score += about * _SHARE * self._counts[id(individual)] / total
            score += about * _TOPIC if individual is self._topic else 0.0
            if id(individual) not in scores or scores[id(individual)][0] < score:
                scores[id(individual)] = score, individual
        return sorted(scores.values(), key=lambda pair: -pair[0])


def agrees(word: Pronoun | Title, individual: Individual) -> bool:
    """Whether the gender that a word tells, if any, may be a person's."""
    return word.gender in {"", individual.gender} or not individual.gender


def _is_of(individual: Individual, scope: str) -> bool:
    return not scope or individual.country == scope or scope in individual.scopes


def _named_former(individual: Individual, offices: Set[str]) -> bool:
    """Whether the article names somebody as a former holder of an office."""
    titles = (name.title for name in individual.names)
    return any(title is not None and title.former and title.office in offices for title in titles)


def _term_over(individual: Individual, offices: Set[str], day: date | None) -> bool:
    """Whether somebody held an office before a day and no more."""
    if individual.person is None or day is None:
        return False
    held = [office for office in individual.person.offices if office.name in offices]
    over = any(office.end and office.end < day.isoformat()[: len(office.end)] for office in held)
    return over and not any(office.covers(day) for office in held)


def _leads(individual: Individual) -> bool:
    """Whether the individual is known as a leader, whom "the Finn" rather means."""
    if individual.person is None:
        return False
    return any(
        office.name in TOP_OFFICES and office.name != "Minister of Foreign Affairs"
        for office in individual.person.offices
    )
