"""What stands around a pronoun: the little syntax that tells whom it cannot mean."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipeline.linking.lexicon import Lexicon
from pipeline.linking.text import Word

BORDER = re.compile(r"[,;:–—()]|\s-\s")
# The same, and where a sentence ends.
_END = re.compile(rf"{BORDER.pattern}|[.!?]\W*(?:\s|$)|\n")
# "und seine Frau", "en de Armeniër".
_WORDS_BETWEEN = 3


def beside(text: str, tokens: Sequence[Word], position: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a verb at most parts a pronoun from the mention that ends before it.

    "Kickl traf er", "dass Putin ihn empfing", "Lies und er" are of two persons.
    """
    first = position
    while first and tokens[first - 1].start >= end:
        first -= 1
    between = tokens[first:position]
    if len(between) > 1 or any(w.capital or w.key in lexicon.subordinators for w in between):
        return False
    gaps = zip(
        (end, *(w.end for w in between)),
        (*(w.start for w in between), tokens[position].start),
        strict=True,
    )
    return all(text[left:right] == " " for left, right in gaps)


def opens_clause(text: str, tokens: Sequence[Word], position: int, lexicon: Lexicon) -> bool:
    """Whether only conjunctions and prepositions part a word from the clause before it."""
    if position + 1 == len(tokens) or not tokens[position + 1].joins:
        return False
    while position:
        if BORDER.search(text, tokens[position - 1].end, tokens[position].start):
            return True
        if tokens[position - 1].key not in lexicon.conjunctions | lexicon.prepositions:
            return False
        position -= 1
    return True


def apposition(text: str, tokens: Sequence[Word], position: int, lexicon: Lexicon) -> bool:
    """Whether an article and its noun, not a relative clause, begin behind a comma.

    "Söder, der bayerische Regierungschef, kam": no verb ends what stands before the next comma.
    """
    if not lexicon.noun_capital:
        return False
    small = lexicon.prepositions | lexicon.place_before | lexicon.articles | lexicon.possessives
    noun = position + 1
    while noun < len(tokens) and tokens[noun].key.endswith(("e", "en")):
        if tokens[noun].capital or tokens[noun].key in small | lexicon.no_verbs:
            break
        noun += 1
    if noun == len(tokens) or not tokens[noun].capital:
        return False
    border = _END.search(text, tokens[noun].end)
    end = border.start() if border else len(text)
    last = tokens[bisect_left(tokens, end, key=lambda word: word.start) - 1]
    return all(word.joins for word in tokens[position + 1 : noun + 1]) and last.capital


def noun_follows(tokens: Sequence[Word], position: int, lexicon: Lexicon) -> bool:
    """Whether a possessive stands before a noun, not as a verb or at a clause's end."""
    if position + 1 == len(tokens) or not tokens[position + 1].joins:
        return False
    after = tokens[position + 1].key
    phrase = " ".join(word.key for word in tokens[max(0, position - 1) : position + 1])
    verbal = tokens[position].joins and phrase in lexicon.verbal
    return len(after) > 2 and after not in lexicon.no_noun and not verbal


def plural_verb(tokens: Sequence[Word], position: int, lexicon: Lexicon) -> bool | None:
    """Whether the verb of a pronoun is a plural, None where that cannot be told.

    It stands beside the pronoun in a main clause and ends another one.
    """
    last = position
    while last + 1 < len(tokens) and tokens[last + 1].joins:
        last += 1
    before = tokens[position - 1] if position and tokens[position].joins else None
    opening = before is None or before.key in lexicon.conjunctions
    if opening:
        verb = tokens[position + 1] if last > position else None
    elif before is not None and before.key in lexicon.subordinators:
        if any(word.key in lexicon.singular_verbs for word in tokens[position : last + 1]):
            return False
        verb = tokens[last] if last > position else None
    else:
        verb = before
    if verb is None or verb.capital or verb.key in lexicon.no_verbs | lexicon.prepositions:
        return None
    plural = verb.key.endswith(lexicon.plural_endings)
    plural = plural and not verb.key.endswith(lexicon.singular_endings)
    return plural or verb.key in lexicon.plural_verbs


def joined(text: str, tokens: Sequence[Word], left: int, right: int, lexicon: Lexicon) -> str:
    """Return what joins two mentions to one row of persons: a comma, "and" or nothing."""
    first = bisect_left(tokens, left, key=lambda word: word.start)
    last = bisect_left(tokens, right, key=lambda word: word.start)
    between = tokens[first:last]
    if len(between) > _WORDS_BETWEEN:
        return ""
    signs = text[left:right]
    for word in between:
        signs = signs.replace(word.text, "", 1)
    small = lexicon.articles | lexicon.possessives | lexicon.coordinators
    others = [word for word in between if word.key not in small]
    # One word may tell what the second is ("und seine Frau Elke").
    if signs.strip(" ") not in {"", ","} or (others and others != between[2:]):
        return ""
    return "and" if any(w.key in lexicon.coordinators for w in between) else signs.strip(" ")
