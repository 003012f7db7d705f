"""What stands around a pronoun: the little syntax that tells whom it cannot mean."""

import re
from collections.abc import Sequence

from pipeline.linking.lexicon import Lexicon
from pipeline.linking.text import Word

BORDER = re.compile(r"[,;:–—()]|\s-\s")


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


def noun_follows(tokens: Sequence[Word], position: int, lexicon: Lexicon) -> bool:
    """Whether a possessive stands before a noun, not as a verb or at a clause's end."""
    if position + 1 == len(tokens) or not tokens[position + 1].joins:
        return False
    after = tokens[position + 1].key
    phrase = " ".join(word.key for word in tokens[max(0, position - 1) : position + 1])
    verbal = tokens[position].joins and phrase in lexicon.verbal
    return len(after) > 2 and after not in lexicon.no_noun and not verbal
