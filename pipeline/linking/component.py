"""The spaCy component `visit_linker`: names, titles, pronouns, places, bodies -> entities."""

import re
from collections import Counter
from datetime import date
from functools import lru_cache

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.document import register_extensions
from pipeline.linking.clauses import (
    BORDER,
    apposition,
    beside,
    joined,
    noun_follows,
    opens_clause,
    plural_verb,
)
from pipeline.linking.forms import base_forms, folded_stems
from pipeline.linking.knowledge import (
    TOP_OFFICES,
    KnowledgeBase,
    Place,
    default_knowledge_base,
    in_top_office,
)
from pipeline.linking.lexicon import Lexicon, Pronoun, load_lexicon
from pipeline.linking.names import Name, NameFinder
from pipeline.linking.organisations import OrganisationLinker
from pipeline.linking.people import Individual, NameLinker, Setting
from pipeline.linking.phrases import PhraseTable
from pipeline.linking.places import PlaceLinker, PlaceMention, home_countries
from pipeline.linking.reference import Layout, Reference, ReferenceResolver, agrees
from pipeline.linking.text import Word, fold, words
from pipeline.linking.titles import Title, TitleFinder
from pipeline.linking.towns import TownFinder
from pipeline.schema import ArticleDate, Entity

_PARAGRAPH = re.compile(r"\n\s*")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”“»')]*\s+(?=[\"„“«(]?\w)|\n+")
_DOUBTFUL = 0.5
_TIGHT_DASH = re.compile(r"(?<=[^\W\d_])[-–](?=[A-ZÀ-ÞŐŰ])")
_LARGE_TOWN = 5.8


class LanguageLinker:
    """Everything that linking needs for one language."""

    def __init__(self, kb: KnowledgeBase, lang: str) -> None:
        self.kb = kb
        self.lexicon: Lexicon = load_lexicon(lang)
        self.places = PlaceLinker(kb, self.lexicon)
        self.towns = TownFinder(kb, self.lexicon, self.places)
        self.finder = NameFinder(kb, self.lexicon)
        self.names = NameLinker(kb, self.lexicon)
        self.organisations = OrganisationLinker(kb, self.lexicon)
        self.titles = TitleFinder(self.lexicon, kb.bodies())
        self._inhabitants = PhraseTable(kb.adjectives(lang, "person"))
        self._adjectives = PhraseTable(kb.adjectives(lang))

    def relabelled(
        self, surface: str, ent: tuple[int, int, str, float]
    ) -> tuple[int, int, str, float]:
        """Return a name's mark with the label that its words tell, where they tell one.

        One word marked PER may be a well-known place, one marked LOC somebody known by one name,
        and several marked ORG somebody's full name.
        """
        start, end, label, score = ent
        # The less sure NER is of a person, the smaller a town may be.
        least = _LARGE_TOWN if score > _DOUBTFUL else 0.0
        if label == "PER" and " " not in surface and self.places.well_known(surface, least):
            return start, end, "LOC", score
        if label == ("ORG" if " " in surface else "LOC") and self._is_person(surface):
            return start, end, "PER", score
        return ent

    def _is_person(self, surface: str) -> bool:
        """Whether a name is somebody's full one, and no place's."""
        forms = {fold(form) for form in base_forms(surface, self.lexicon.lang)}
        return any(map(self.kb.persons_named, forms)) and not any(map(self.kb.has_place, forms))

    def parted(
        self, surface: str, ent: tuple[int, int, str, float]
    ) -> list[tuple[int, int, str, float]]:
        """Return the marks of two names that run together.

        "China-Poetin" is an entry of a crawled list and nobody's name, "in Bamako Malis Präsident"
        is a city beside its country.
        """
        start, end, label, score = ent
        city, _, country = surface.rpartition(" ")
        if label == "LOC" and city and self._holds(country, city):
            after = end - len(country)
            return [(start, start + len(city), label, score), (after, end, label, score)]
        for dash in _TIGHT_DASH.finditer(surface):
            country, person = surface[: dash.start()], surface[dash.end() :]
            named = self._meant(country)
            known = self.kb.persons_surnamed(fold(person.split(" ")[-1]))
            if (
                named is not None
                and named.kind == "country"
                and known
                and not self.kb.has_place(fold(surface))
            ):
                after = start + dash.end()
                return [(start, start + dash.start(), "LOC", score), (after, end, "PER", score)]
        return [ent]

    def _holds(self, country: str, city: str) -> bool:
        """Whether one name is a country's and the other a town's in it, and both no name at all."""
        if self.kb.has_place(fold(f"{city} {country}")):
            return False
        whole, part = self._meant(country), self._meant(city)
        return (
            whole is not None
            and part is not None
            and whole.kind == "country"
            and part.kind != "country"
            and part.country == whole.country
        )

    def _meant(self, name: str) -> Place | None:
        """Return the place that a name means before any other."""
        return next((place for place, _ in self.places.lookup(name)), None)

    def inhabitant(self, tokens: list[Word], position: int) -> tuple[int, str] | None:
        """Return `(end, country)` of a word for an inhabitant ("de Fin", "a finn")."""
        lexicon = self.lexicon
        if not lexicon.demonym_persons:
            return self._bare_adjective(tokens, position)
        if not tokens[position].capital or position == 0:
            return None
        hit = self._inhabitants.longest(tokens, position, lambda w: _inhabitant_forms(w, lexicon))
        if hit is None:
            return None
        near = tokens[max(0, position - 2) : position]
        if not any(word.key in lexicon.articles for word in near):
            return None
        several = near[-1].key in lexicon.determiners.get("masculine", frozenset())
        if several and tokens[hit[0] - 1].key.endswith(lexicon.inhabitant_plurals):
            return None
        # "De Italiaanse" is a woman, "de Italiaanse hoofdstad" nobody.
        adjective = self._adjectives.longest(tokens, position) is not None
        return None if adjective and not self._ends_phrase(tokens, hit[0]) else hit

    def _ends_phrase(self, tokens: list[Word], end: int) -> bool:
        """Whether the noun that an adjective before `end` may go with is missing."""
        if end == len(tokens) or not tokens[end].joins:
            return True
        lexicon = self.lexicon
        return tokens[end].key in lexicon.finite | lexicon.prepositions | lexicon.place_before

    def _bare_adjective(self, tokens: list[Word], position: int) -> tuple[int, str] | None:
        """Return a country's adjective that stands for a person: nothing follows it."""
        hit = self._adjectives.longest(
            tokens, position, lambda w: folded_stems(w.text, self.lexicon.lang)
        )
        if hit is None or position == 0 or tokens[position - 1].key not in self.lexicon.articles:
            return None
        after = tokens[hit[0]] if hit[0] < len(tokens) else None
        bent = tokens[hit[0] - 1].key not in self._adjectives
        alone = after is None or not after.joins or after.key in self.lexicon.conjunctions
        return hit if alone or bent else None


def _inhabitant_forms(word: Word, lexicon: Lexicon) -> list[str]:
    """Return the masculine singular that a word for an inhabitant may be made from."""
    forms = list(folded_stems(word.text, lexicon.lang))
    for ending in lexicon.inhabitant_endings:
        if word.key.endswith(ending):
            stem = word.key[: -len(ending)]
            forms += [stem, f"{stem}e"]
    return forms


class VisitLinker:
    """Links what the article names to the knowledge base and resolves who is meant.

    Reads `doc.ents` (PER, LOC, ORG, MISC with `span._.score`), `doc._.lang` and
    `doc._.article_date`; writes `doc.spans["persons"]`, `["places"]`, `["organisations"]`.
    Docs in a language without linking data are left as they are.
    """

    def __init__(self, kb: KnowledgeBase | None = None) -> None:
        self._kb = kb or default_knowledge_base()
        self._linker = lru_cache(maxsize=8)(lambda lang: LanguageLinker(self._kb, lang))

    def __call__(self, doc: Doc) -> Doc:
        """Add the three span groups to a doc."""
        try:
            linker = self._linker(doc._.lang)
        except FileNotFoundError:
            return doc
        text = doc.text
        tokens = words(text)
        ents = [(e.start_char, e.end_char, e.label_, float(e._.score)) for e in doc.ents]
        on = _day(doc)
        ents = [
            linker.relabelled(text[part[0] : part[1]], part)
            for e in ents
            if fold(text[e[0] : e[1]]) not in linker.lexicon.sources
            for part in linker.parted(text[e[0] : e[1]], e)
        ]
        ents = linker.towns.marked(text, tokens, ents)
        names = linker.finder.find(text, tokens, ents, on)
        dates = [(span.start_char, span.end_char) for span in doc.spans.get("dates", ())]
        people = [(name.start, name.end) for name in names]
        places = linker.places.find(text, tokens, ents, people, dates)
        layout = _layout(doc, text, on)
        organisations = linker.organisations.find(text, tokens, ents)
        for mention in organisations:
            day = layout.dates.get(layout.sentence(mention.start), on)
            linker.organisations.of_year(mention, day, text, places)
        references = _persons(linker, text, tokens, names, places, layout, on)
        doc.spans["places"] = _spans(
            doc, [(m.start, m.end, m.label, _place(m, linker.places), m.score) for m in places]
        )
        doc.spans["organisations"] = _spans(
            doc,
            [
                (
                    m.start,
                    m.end,
                    m.label,
                    Entity(kind="organisation", id=m.id, name=m.name),
                    m.score,
                )
                for m in organisations
            ],
        )
        doc.spans["persons"] = _spans(
            doc,
            [
                (r.start, r.end, r.label, _person(r.individual, linker.kb, day), r.score)
                for r in references
                for day in (layout.dates.get(layout.sentence(r.start), on),)
            ],
        )
        return doc


def _day(doc: Doc) -> date | None:
    """Return the article's date, else the latest day that its text names."""
    found: ArticleDate | None = doc._.article_date
    if found is not None and found.value.start is not None:
        return found.value.start
    days: list[date | None] = [
        s._.date.end for s in doc.spans.get("dates", ()) if s._.date is not None
    ]
    return max((day for day in days if day is not None), default=None)


def _layout(doc: Doc, text: str, on: date | None) -> Layout:
    # An array, as asking `doc.has_annotation` and `doc.sents` takes longer than the rest here.
    marks = doc.to_array("SENT_START")
    sentences = [doc[int(i)].idx for i in np.flatnonzero(marks == 1)]
    if len(sentences) < 2:
        sentences = [0, *(m.end() for m in _SENTENCE.finditer(text))]
    paragraphs = [0, *(m.end() for m in _PARAGRAPH.finditer(text))]
    clauses = [0, *(m.end() for m in BORDER.finditer(text))]
    layout = Layout(sentences or [0], paragraphs, clauses=clauses)
    for label, marked in (("ITEM", layout.items), ("CAPTION", layout.captions)):
        regions = [span for span in doc.spans.get("regions", ()) if span.label_ == label]
        marked.update(layout.paragraph(span.start_char) for span in regions)
    layout.pass_over_captions()
    for span in doc.spans.get("dates", ()):
        value = span._.date
        if value is None or value.start is None or value.end is None:
            continue
        if layout.paragraph(span.start_char) in layout.captions:
            continue
        # Only another year changes who is in office.
        if on is None or value.end.year != on.year:
            middle = value.start + (value.end - value.start) / 2
            layout.dates.setdefault(layout.sentence(span.start_char), middle)
    return layout


def _persons(
    linker: LanguageLinker,
    text: str,
    tokens: list[Word],
    names: list[Name],
    places: list[PlaceMention],
    layout: Layout,
    on: date | None,
) -> list[Reference]:
    inside = bytearray(len(text) + 1)
    for name in names:
        inside[name.start : name.end] = b"\1" * (name.end - name.start)
    titles = linker.titles.find(text, tokens, places, inside)
    free = _attach(text, tokens, names, titles, linker)
    home = home_countries(linker.lexicon, text, places)[0]
    days = ((name.start, layout.dates.get(layout.sentence(name.start))) for name in names)
    told = {start: day for start, day in days if day is not None}
    countries = {home, *(place.chosen.country for place in places if place.chosen is not None)}
    individuals = linker.names.individuals(names, Setting(on, told, countries))
    resolver = ReferenceResolver(linker.kb, linker.lexicon, individuals, on, layout, places, home)
    return _walk(linker, text, tokens, individuals, free, inside, resolver)


def _attach(
    text: str,
    tokens: list[Word],
    names: list[Name],
    titles: list[Title],
    linker: LanguageLinker,
) -> list[Title]:
    """Give each name the title beside it; return the titles that stand alone."""
    by_start = {name.start: name for name in names}
    by_end = {name.end: name for name in names}
    free = []
    for title in titles:
        name, comma = _before(text, tokens, title, by_end)
        trailing = linker.lexicon.family_first
        if name is not None and (
            _apart(title, tokens, comma, linker) or _of_another(name, title, tokens, linker)
        ):
            name = None
        if name is not None and trailing and not comma:
            # "Joe Biden amerikai elnök Orbán Viktorral": the title is the first one's.
            name.inflected = False
        else:
            bent = trailing and linker.titles.inflected(tokens[title.core_end - 1])
            behind = _behind(text, tokens, title, by_start, bent, linker)
            name = behind or (name if comma else None)
        if name is None or (name.title is not None and name.title.scope):
            if not (title.unread or title.indefinite):
                free.append(title)
            continue
        hit = None
        end = next((i for i, w in enumerate(tokens) if w.start >= name.end), len(tokens))
        if name.start > tokens[title.core].start and title.office == "Minister":
            hit = linker.titles.ministry(tokens, end)
        if hit is not None:
            title.office = hit[1].office
        name.title = title
        name.titled = _titled(name, [w.text for w in tokens[title.core : title.core_end]], linker)
    return free


def _apart(title: Title, tokens: list[Word], comma: bool, linker: LanguageLinker) -> bool:
    """Whether a title behind a name is somebody else's, or of what no office tells."""
    word = tokens[title.core_end - 1]
    beside = not comma and title.definite and linker.lexicon.family_first
    return title.unread or (beside and not linker.titles.nominative(title, word))


def _of_another(name: Name, title: Title, tokens: list[Word], linker: LanguageLinker) -> bool:
    """Whether a leader whom everybody knows never held the title that stands beside the name.

    "Keir Starmer, de Italiaanse premier en ..." names three guests, and in "toen de president
    Rishi Sunak ontving" the title is the subject: no leader is introduced with an article.
    """
    scope = title.scope if title.scope_mention is not None else ""
    articled = title.first > 0 and tokens[title.first - 1].key in linker.lexicon.articles
    if title.office not in TOP_OFFICES or title.former or not (scope or articled):
        return False
    if name.size == 1 and any(linker.kb.given_name(fold(form)) for form in name.forms):
        # "De Zweedse koning Filip" is a namesake.
        return False
    offices = {title.office, *linker.kb.offices(title.office)}
    one_word = linker.kb.persons_surnamed if name.size == 1 else linker.kb.persons_named
    known = [person for form in name.forms for person in one_word(fold(form))]
    if scope:
        free = any(p.country == scope or p.holds(offices, scope, None) for p in known)
    else:
        free = any(office.name in offices for p in known for office in p.offices)
    return not free and any(in_top_office(person, None) for person in known)


def _before(
    text: str, tokens: list[Word], title: Title, by_end: dict[int, Name]
) -> tuple[Name | None, bool]:
    """Return the name that ends before a title, and whether only a comma parts them."""
    if title.first == 0:
        return None, False
    first = title.left - (1 if title.definite or title.own else 0)
    before = tokens[first - 1] if first else tokens[0]
    gap = text[before.end : tokens[first].start].strip()
    return (by_end.get(before.end) if gap in {"", ","} else None), gap == ","


def _behind(
    text: str,
    tokens: list[Word],
    title: Title,
    by_start: dict[int, Name],
    bent: bool,
    linker: LanguageLinker,
) -> Name | None:
    """Return the name that begins after a title, which is stretched up to it.

    A title that is `bent` stands in apposition only before a comma: "a kancellárt Orbán fogadta".
    """
    for end in dict.fromkeys((title.core_end, title.end)):
        if end >= len(tokens):
            continue
        gap = text[tokens[end - 1].end : tokens[end].start].strip(" \u00a0")
        start = _named(tokens, end, by_start, linker) if gap == "" else tokens[end].start
        found = by_start.get(start) if gap == "," or (gap == "" and not bent) else None
        if found is not None and _of_another(found, title, tokens, linker):
            continue
        if found is not None and not (gap == "," and found.title is not None):
            title.end = end
            return found
    return None


def _named(
    tokens: list[Word], position: int, by_start: dict[int, Name], linker: LanguageLinker
) -> int:
    """Return where a name behind a title may begin, over degrees and a particle of nobility."""
    lexicon, first = linker.lexicon, position
    while position + 1 < len(tokens) and tokens[position].key in lexicon.honorifics:
        position += 1
    particles = ""
    while position + 1 < len(tokens) and tokens[position].key in lexicon.particles:
        if not tokens[position].joins or tokens[position].start in by_start:
            break
        particles += f"{tokens[position].key} "
        position += 1
    word = tokens[position]
    if particles and not any(
        f" {form}".endswith(f" {particles}{word.key}")
        for person in linker.kb.persons_surnamed(word.key)
        for form in person.forms
    ):
        return tokens[first].start
    return word.start


def _titled(name: Name, core: list[str], linker: LanguageLinker) -> tuple[str, ...]:
    """Return the folded forms of a name with its title, in the order of the language."""
    *first, last = core
    titles = [
        fold(" ".join([*first, word])) for word in (last, *folded_stems(last, linker.lexicon.lang))
    ]
    names = [fold(form) for form in name.forms]
    if linker.lexicon.family_first:
        return tuple(f"{name} {title}" for title in titles for name in names)
    return tuple(f"{title} {name}" for title in titles for name in names)


def _walk(
    linker: LanguageLinker,
    text: str,
    tokens: list[Word],
    individuals: list[Individual],
    titles: list[Title],
    inside: bytearray,
    resolver: ReferenceResolver,
) -> list[Reference]:
    """Go through the text in order and resolve each mention."""
    lexicon = linker.lexicon
    found: list[Reference] = []
    names = sorted(
        ((name, individual) for individual in individuals for name in individual.names),
        key=lambda pair: pair[0].start,
    )
    by_word = {title.first: title for title in titles}
    attached = {name.title.first: name.title for name, _ in names if name.title is not None}
    upcoming = 0
    position = 0
    # Where the last mention of somebody ends, with the title behind it.
    end = 0
    while position < len(tokens):
        word = tokens[position]
        resolver.enter(word.start)
        while upcoming < len(names) and names[upcoming][0].start <= word.start:
            name, individual = names[upcoming]
            label = "NAME" if name.size > 1 or name is individual.names[0] else "SURNAME"
            score = min(name.score, individual.score)
            found.append(Reference(name.start, name.end, label, individual, score))
            left, right = _with_title(name, tokens)
            resolver.note(
                individual,
                name.start,
                _oblique(lexicon, tokens, position, name, individual),
                joined(text, tokens, end, left, lexicon),
                _possessor(lexicon, tokens, position, name, attached),
            )
            end = right
            upcoming += 1
        if inside[word.start]:
            position += 1
            continue
        title = by_word.get(position)
        if title is not None:
            hits = _two(title, tokens, word.start, lexicon, resolver)
            found += [Reference(word.start, tokens[title.end - 1].end, "TITLE", *h) for h in hits]
            hit = None if hits or title.plural else resolver.title(title, word.start)
            if hit is not None:
                bound = joined(text, tokens, end, word.start, lexicon)
                end = tokens[title.end - 1].end
                found.append(Reference(word.start, end, "TITLE", *hit))
                oblique = _after_preposition(lexicon, tokens, position)
                resolver.note(hit[0], word.start, oblique, bound)
            position = title.end
            continue
        pronoun = lexicon.pronouns.get(word.text.casefold())
        inhabitant = linker.inhabitant(tokens, position) if pronoun is None else None
        if pronoun is not None:
            if not (word.key in lexicon.both and _of_noun(tokens, position, inside, lexicon)):
                found += _pronoun(lexicon, text, tokens, position, pronoun, found, resolver)
        elif word.key in lexicon.couples:
            hits = resolver.couple(word.start)
            found += [Reference(word.start, word.end, "TITLE", *hit) for hit in hits]
        elif inhabitant is not None:
            hit = resolver.inhabitant(inhabitant[1], word.start)
            if hit is not None:
                bound = joined(text, tokens, end, word.start, lexicon)
                end = tokens[inhabitant[0] - 1].end
                found.append(Reference(word.start, end, "TITLE", *hit))
                oblique = _after_preposition(lexicon, tokens, position)
                resolver.note(hit[0], word.start, oblique, bound)
        position += 1
    return found


def _pronoun(
    lexicon: Lexicon,
    text: str,
    tokens: list[Word],
    position: int,
    pronoun: Pronoun,
    found: list[Reference],
    resolver: ReferenceResolver,
) -> list[Reference]:
    """Resolve the pronoun at a word, given the mentions before it."""
    word = tokens[position]
    if pronoun.role == "relative":
        before = found[-1] if found else None
        if before is None or text[before.end : word.start].strip() != ",":
            return []
        if not agrees(pronoun, before.individual) or apposition(text, tokens, position, lexicon):
            return []
        return [Reference(word.start, word.end, "PRONOUN", before.individual, 0.8)]
    owned = noun_follows(tokens, position, lexicon)
    possessive = pronoun.role == "possessive" and owned
    polite = word.joins and word.text in lexicon.polite
    if polite or (pronoun.role == "possessive" and not owned):
        return []
    # "Haar" is "her" in both senses, and only one who is met is somebody else.
    apart = not (possessive or (owned and word.key in lexicon.needs_noun))
    other = _beside(text, tokens, position, found, lexicon) if apart else None
    opens = apart and opens_clause(text, tokens, position, lexicon)
    label = "POSSESSIVE" if possessive else "PRONOUN"
    plural: bool | None = pronoun.plural
    if word.text.casefold() in lexicon.they and not pronoun.plural:
        plural = plural_verb(tokens, position, lexicon)
    both = word.key in lexicon.both
    row = resolver.both(pronoun, word.start) if both else resolver.row(word.start)
    if plural and other in [individual for individual, _ in row]:
        # "Scholz und Macron empfingen sie": the verb is theirs.
        plural = False
    owner = _owner(lexicon, text, tokens, position, pronoun, found) if possessive else None
    if owner is not None:
        hits = [(owner, 0.8)]
    elif word.key in lexicon.last:
        hits = [] if _behind_comma(text, tokens, position) else resolver.last(pronoun, word.start)
    else:
        hits = row if plural else resolver.pronoun(pronoun, word.start, other, opens)
    if plural is None and not hits:
        hits = row
    if len(hits) == 1 and pronoun.role == "subject":
        resolver.note(hits[0][0], word.start)
    return [Reference(word.start, word.end, label, *hit) for hit in hits]


def _owner(
    lexicon: Lexicon,
    text: str,
    tokens: list[Word],
    position: int,
    pronoun: Pronoun,
    found: list[Reference],
) -> Individual | None:
    """Return whose a possessive is right behind a mention ("X und sein Sohn", "X, dessen Land")."""
    word = tokens[position]
    if not found or pronoun.plural or not agrees(pronoun, found[-1].individual):
        return None
    bound = joined(text, tokens, found[-1].end, word.start, lexicon)
    beside = not text[found[-1].end : word.start].strip(" ,") and word.key in lexicon.last
    return found[-1].individual if bound == "and" or beside else None


def _behind_comma(text: str, tokens: list[Word], position: int) -> bool:
    """Whether a comma stands before a word."""
    return position > 0 and "," in text[tokens[position - 1].end : tokens[position].start]


def _two(
    title: Title, tokens: list[Word], position: int, lexicon: Lexicon, resolver: ReferenceResolver
) -> list[tuple[Individual, float]]:
    """Resolve "the royal couple", "both premiers": the two who were named together."""
    head, first = tokens[title.core_end - 1], max(title.first - 1, 0)
    keys = {head.key, *folded_stems(head.text, lexicon.lang)}
    before = tokens[first].key if tokens[title.first].joins else ""
    if not keys.isdisjoint(lexicon.couples):
        return resolver.couple(position)
    return resolver.pair(title, position) if before in lexicon.two else []


def _of_noun(tokens: list[Word], position: int, inside: bytearray, lexicon: Lexicon) -> bool:
    """Whether "both" stands before a noun ("beide Seiten", "beide landen")."""
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    if after is None or not after.joins or inside[after.start]:
        return False
    if lexicon.noun_capital:
        return after.capital
    return tokens[position].key == "beide"


def _with_title(name: Name, tokens: list[Word]) -> tuple[int, int]:
    """Return where a name begins and ends together with the title beside it."""
    if name.title is None:
        return name.start, name.end
    first, last = tokens[name.title.first].start, tokens[name.title.end - 1].end
    return min(first, name.start), max(last, name.end)


def _beside(
    text: str, tokens: list[Word], position: int, found: list[Reference], lexicon: Lexicon
) -> Individual | None:
    """Return somebody other than a pronoun means, as they are subject and object of one verb."""
    if not found or found[-1].label in {"PRONOUN", "POSSESSIVE"}:
        return None
    parted = not beside(text, tokens, position, found[-1].end, lexicon)
    return None if parted else found[-1].individual


def _after_preposition(lexicon: Lexicon, tokens: list[Word], position: int) -> bool:
    """Whether a preposition stands before a mention, over an article and adjectives."""
    for back in range(1, 4):
        if position - back < 0 or not tokens[position - back + 1].joins:
            return False
        if tokens[position - back].key in lexicon.prepositions:
            return True
    return False


def _oblique(
    lexicon: Lexicon, tokens: list[Word], position: int, name: Name, individual: Individual
) -> bool:
    """Whether a name is no subject: after a preposition, or with a case ending."""
    if not lexicon.cases:
        first = name.title.first if name.title is not None else position
        return _after_preposition(lexicon, tokens, min(first, position))
    known = {
        word
        for form in (individual.person.forms if individual.person else ())
        for word in form.split()
    }
    known |= set(fold(individual.display).split())
    if individual.person is not None:
        known.update(individual.person.surnames)
    return name.inflected and fold(name.text).split()[-1] not in known


def _possessor(
    lexicon: Lexicon, tokens: list[Word], position: int, name: Name, titles: dict[int, Title]
) -> bool:
    """Whether a name tells whose the person behind it is ("Putins Sprecher Peskow")."""
    while position < len(tokens) and tokens[position].start < name.end:
        position += 1
    title = titles.get(position)
    if title is None or title is name.title or not tokens[position].joins:
        return False
    possessed = lexicon.title_endings.get("possessed")
    if possessed is not None:
        return possessed.fullmatch(title.ending) is not None
    return name.text.casefold().endswith(lexicon.genitives)


def _place(mention: PlaceMention, linker: PlaceLinker) -> Entity:
    place: Place | None = mention.chosen
    if place is None or mention.part:
        country = place.country if place is not None else None
        name = linker.display(mention.text)
        return Entity(kind="place", id=None, name=name, country=country, type=None)
    ident = place.id if place.id.startswith(("wd:", "gn:")) else None
    country = place.country if len(place.country) == 2 else None
    return Entity(
        kind="place", id=ident, name=place.name, country=country, type=place.feature or place.kind
    )


def _person(individual: Individual, kb: KnowledgeBase, on: date | None) -> Entity:
    country = individual.country if len(individual.country) == 2 else None
    return Entity(
        kind="person",
        id=individual.id,
        name=individual.name,
        country=country if country and country.isupper() else None,
        type=individual.offices[0] if individual.offices else None,
        seat=_seat(individual, kb, on),
    )


def _seat(individual: Individual, kb: KnowledgeBase, on: date | None) -> str | None:
    """Return the town where somebody works who then serves a body, as known or as the text says."""
    titles = [name.title for name in individual.names if name.title is not None]
    told = [(title.office, title.scope) for title in titles if not title.former]
    terms = individual.person.offices if individual.person is not None else ()
    held = [(term.name, term.scope) for term in terms if on is not None and term.covers(on)]
    return next(filter(None, (kb.seat(office, scope) for office, scope in (*held, *told))), None)


def _spans(doc: Doc, rows: list[tuple[int, int, str, Entity, float]]) -> list[Span]:
    spans = []
    seen: Counter[tuple[int, int, str]] = Counter()
    for start, end, label, entity, score in rows:
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None:
            # Several persons behind one word ("both", "Orbán–Trump") are told apart by the id.
            seen[span.start, span.end, label] += 1
            number = seen[span.start, span.end, label]
            if number > 1:
                span = Span(doc, span.start, span.end, label, span_id=str(number))
            span._.entity, span._.score = entity, round(score, 4)
            spans.append(span)
    return spans


@Language.factory("visit_linker")
def make_visit_linker(nlp: Language, name: str) -> VisitLinker:
    """Create the component with the package's knowledge base."""
    register_extensions()
    return VisitLinker()
