"""The spaCy component `visit_linker`: names, titles, pronouns, places, bodies -> entities."""

import re
from datetime import date
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.document import register_extensions
from pipeline.linking.knowledge import KnowledgeBase, Place, default_knowledge_base
from pipeline.linking.lexicon import Lexicon, load_lexicon
from pipeline.linking.names import Name, NameFinder
from pipeline.linking.organisations import OrganisationLinker
from pipeline.linking.people import Individual, NameLinker
from pipeline.linking.places import PlaceLinker, PlaceMention
from pipeline.linking.reference import Layout, Reference, ReferenceResolver, is_possessive
from pipeline.linking.text import Word, words
from pipeline.linking.titles import Title, TitleFinder
from pipeline.schema import Entity

_PARAGRAPH = re.compile(r"\n\s*")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”“»')]*\s+(?=[\"„“«(]?\w)|\n+")
_APPOSITION = re.compile(r"^,\s(?:\S+\s){0,1}$|^\s?$")


class LanguageLinker:
    """Everything that linking needs for one language."""

    def __init__(self, kb: KnowledgeBase, lang: str) -> None:
        self.kb = kb
        self.lexicon: Lexicon = load_lexicon(lang)
        self.places = PlaceLinker(kb, self.lexicon)
        self.finder = NameFinder(kb, self.lexicon)
        self.names = NameLinker(kb, self.lexicon)
        self.organisations = OrganisationLinker(kb, self.lexicon)
        self.titles = TitleFinder(self.lexicon, kb.bodies())


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
        names = linker.finder.find(text, tokens, ents, on)
        places = linker.places.find(text, tokens, ents, [(n.start, n.end) for n in names])
        organisations = linker.organisations.find(tokens)
        references = _persons(linker, doc, tokens, names, places, on)
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
                    Entity(
                        kind="organisation", id=m.organisation.id or None, name=m.organisation.name
                    ),
                    m.score,
                )
                for m in organisations
            ],
        )
        doc.spans["persons"] = _spans(
            doc, [(r.start, r.end, r.label, _person(r.individual), r.score) for r in references]
        )
        return doc


def _day(doc: Doc) -> date | None:
    found = doc._.article_date if Doc.has_extension("article_date") else None
    return found.value.start if found is not None else None


def _layout(doc: Doc, text: str) -> Layout:
    if doc.has_annotation("SENT_START"):
        sentences = [sent.start_char for sent in doc.sents]
    else:
        sentences = [0, *(m.end() for m in _SENTENCE.finditer(text))]
    return Layout(sentences or [0], [0, *(m.end() for m in _PARAGRAPH.finditer(text))])


def _persons(
    linker: LanguageLinker,
    doc: Doc,
    tokens: list[Word],
    names: list[Name],
    places: list[PlaceMention],
    on: date | None,
) -> list[Reference]:
    text = doc.text
    inside = bytearray(len(text) + 1)
    for name in names:
        inside[name.start : name.end] = b"\1" * (name.end - name.start)
    titles = linker.titles.find(tokens, places, inside)
    free = _attach(text, tokens, names, titles, linker)
    individuals = linker.names.individuals(names, on)
    home = _home(linker.lexicon, places)
    resolver = ReferenceResolver(
        linker.kb, linker.lexicon, individuals, on, _layout(doc, text), home
    )
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
        name = None
        if title.end < len(tokens):
            following = tokens[title.end]
            gap = text[tokens[title.end - 1].end : following.start]
            if gap.strip(" \u00a0") in {"", ","}:
                name = by_start.get(following.start)
                if name is not None and gap.strip() == "," and name.title is not None:
                    name = None
        if name is None and title.first > 0:
            first = title.first - (1 if title.definite or title.own else 0)
            before = tokens[first - 1] if first else tokens[0]
            gap = text[before.end : tokens[first].start]
            comma = gap.strip() == ","
            if comma or (gap.strip() == "" and linker.lexicon.family_first):
                name = by_end.get(before.end)
                if name is not None and not comma:
                    name.inflected = False
        if name is None or (name.title is not None and name.title.scope):
            free.append(title)
            continue
        hit = None
        end = next((i for i, w in enumerate(tokens) if w.start >= name.end), len(tokens))
        if name.start > tokens[title.core].start and title.office == "Minister":
            hit = linker.titles.ministry(tokens, end)
        if hit is not None:
            title.office = hit[1].office
        name.title = title
    return free


def _home(lexicon: Lexicon, places: list[PlaceMention]) -> str:
    """Return which of the language's own countries an article is at home in."""
    counts = dict.fromkeys(lexicon.domestic, 0)
    for mention in places:
        if mention.chosen is not None and mention.chosen.country in counts:
            counts[mention.chosen.country] += 1
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else lexicon.domestic[0]


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
    upcoming = 0
    position = 0
    while position < len(tokens):
        word = tokens[position]
        while upcoming < len(names) and names[upcoming][0].start <= word.start:
            name, individual = names[upcoming]
            label = "NAME" if name.size > 1 or name is individual.names[0] else "SURNAME"
            score = min(name.score, individual.score)
            found.append(Reference(name.start, name.end, label, individual, score))
            resolver.note(individual, name.start)
            upcoming += 1
        if inside[word.start]:
            position += 1
            continue
        title = by_word.get(position)
        if title is not None:
            hit = resolver.title(title, word.start)
            if hit is not None:
                end = tokens[title.end - 1].end
                found.append(Reference(word.start, end, "TITLE", *hit))
                resolver.note(hit[0], word.start, hit[1])
            position = title.end
            continue
        pronoun = lexicon.pronouns.get(word.text.casefold())
        if pronoun is not None:
            possessive = is_possessive(tokens, position, pronoun)
            if pronoun.role != "possessive" or possessive:
                hits = resolver.pronoun(pronoun, word.start)
                label = "POSSESSIVE" if possessive else "PRONOUN"
                found += [Reference(word.start, word.end, label, *hit) for hit in hits]
                if len(hits) == 1 and pronoun.role == "subject":
                    resolver.note(hits[0][0], word.start, hits[0][1])
        elif lexicon.demonym_persons and word.capital and position:
            country = linker.kb.adjective(word.key, lexicon.lang, "person")
            if country and tokens[position - 1].key in lexicon.articles:
                hit = resolver.inhabitant(country, word.start)
                if hit is not None:
                    found.append(Reference(word.start, word.end, "TITLE", *hit))
                    resolver.note(hit[0], word.start, hit[1])
        position += 1
    return found


def _place(mention: PlaceMention, linker: PlaceLinker) -> Entity:
    place: Place | None = mention.chosen
    if place is None:
        return Entity(kind="place", id=None, name=linker.display(mention.text), type=None)
    ident = place.id if place.id.startswith(("wd:", "gn:")) else None
    country = place.country if len(place.country) == 2 else None
    return Entity(
        kind="place", id=ident, name=place.name, country=country, type=place.feature or place.kind
    )


def _person(individual: Individual) -> Entity:
    country = individual.country if len(individual.country) == 2 else None
    return Entity(
        kind="person",
        id=individual.id,
        name=individual.name,
        country=country if country and country.isupper() else None,
        type=individual.offices[0] if individual.offices else None,
    )


def _spans(doc: Doc, rows: list[tuple[int, int, str, Entity, float]]) -> list[Span]:
    spans = []
    seen: set[tuple[int, int, str]] = set()
    for start, end, label, entity, score in rows:
        # Two persons behind one word ("both") are told apart by the span's id.
        ident = "2" if (start, end, label) in seen else ""
        seen.add((start, end, label))
        span = doc.char_span(start, end, label=label, span_id=ident, alignment_mode="expand")
        if span is not None:
            span._.entity, span._.score = entity, round(score, 4)
            spans.append(span)
    return spans


@Language.factory("visit_linker")
def make_visit_linker(nlp: Language, name: str) -> VisitLinker:
    """Create the component with the package's knowledge base."""
    register_extensions()
    return VisitLinker()
