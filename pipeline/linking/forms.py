"""Base forms of inflected names: Hungarian case endings, Dutch and German genitives."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from pipeline.linking.lexicon import Lexicon, load_lexicon
from pipeline.linking.text import fold

_VOWELS = "aáeéiíoóöőuúüűyàâäãèêëìîïòôõùûøåæāēīōū"
# Spelling of the doubled sound -> the sound, for endings that take the sound of the stem.
_DOUBLED = {"ccs": "cs", "ddzs": "dzs", "ggy": "gy", "lly": "ly", "nny": "ny", "ssz": "sz",
            "tty": "ty", "zzs": "zs"}  # fmt: skip
_SOUNDS = ("cs", "sz", "zs")
_HISSING = "çćčsšşxzžż"
_HYPHEN_ENDING = re.compile(r"^(.{2,})[-‐‑](\w{1,6})$")
_MIN_STEM = 2


def _assimilated(word: str, vowel: str) -> Iterator[str]:
    """Take off -val/-vel where its v has become the last sound of the stem."""
    if not word.endswith(f"{vowel}l") or len(word) < _MIN_STEM + 3:
        return
    body = word[:-2]
    written = next((s for s in _SOUNDS if body.endswith(s) and body[-len(s) - 1] in _HISSING), "")
    if written:
        # The sound is written out behind a foreign letter: Guterres + vel -> Guterresszel.
        yield body[: -len(written)]
    for doubled, single in _DOUBLED.items():
        if body.endswith(doubled):
            yield body[: -len(doubled)] + single
            return
    last, before = body[-1], body[-2]
    if last in _VOWELS:
        return
    if last == before:
        yield body[:-1]
    elif (before, last) in {("z", "c"), ("t", "c"), ("h", "s"), ("c", "k"), ("x", "z")}:
        # The letter follows the sound, not the spelling: Scholz + val -> Scholzcal.
        yield body[:-1]


def _stems(word: str, lexicon: Lexicon) -> Iterator[str]:
    for ending in lexicon.cases:
        if ending.startswith("+"):
            yield from _assimilated(word, ending[2])
            continue
        if not word.endswith(ending) or len(word) - len(ending) < _MIN_STEM:
            continue
        stem = word[: -len(ending)]
        short = lexicon.lengthened.get(stem[-1])
        if short:
            yield stem[:-1] + short
        yield stem
    for ending in lexicon.genitives:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_STEM:
            yield word[: -len(ending)]


def word_stems(word: str, lexicon: Lexicon) -> list[str]:
    """Return what a name's last word may be without its ending, without the word itself."""
    hyphen = _HYPHEN_ENDING.match(word)
    found: dict[str, None] = {}
    if hyphen and lexicon.cases and _is_ending(hyphen.group(2), lexicon):
        found[hyphen.group(1)] = None
    for stem in _stems(word, lexicon):
        if any(c in "aeiouáéíóöőúüűy" or c in _VOWELS for c in stem.casefold()):
            found[stem] = None
    found.pop(word, None)
    return list(found)


@lru_cache(maxsize=32768)
def folded_stems(word: str, lang: str) -> tuple[str, ...]:
    """Return the folded `word_stems` of a word."""
    return tuple(fold(stem) for stem in word_stems(word, load_lexicon(lang)))


def _is_ending(part: str, lexicon: Lexicon) -> bool:
    plain = {ending for ending in lexicon.cases if not ending.startswith("+")}
    return part in plain or re.fullmatch(r"[a-z]{1,2}[ae]l", part) is not None


def mend(text: str) -> str:
    """Close the gaps that machine translation leaves at hyphens ("Noord -Korea")."""
    return re.sub(r"(?<=\w)(?: -|- )(?=\w)", "-", " ".join(text.split()))


def base_forms(text: str, lang: str) -> list[str]:
    """Return a name's possible base forms: as it stands, then without its ending.

    Only the last word of a name is inflected.
    """
    lexicon = load_lexicon(lang)
    clean = mend(text).strip(' ,;:"“”„»«()')
    head, gap, last = clean.rpartition(" ")
    return [clean, *(f"{head}{gap}{stem}" for stem in word_stems(last, lexicon))]


def display_name(
    text: str,
    lang: str,
    known: Callable[[str], bool] | None = None,
    inflected: bool = True,
    place: bool = False,
) -> str:
    """Return the base form under which an unknown name is written.

    Args:
        text: the name as the article writes it.
        lang: the article's language.
        known: tells of a folded word or name whether the article or the knowledge base has it
            as a base form; such a form wins.
        inflected: whether the name may carry an ending where it stands (a title after a
            Hungarian name carries the ending itself).
        place: whether it is a place's name, which mostly says where somebody is or goes to.
    """
    forms = base_forms(text, lang)
    if len(forms) == 1 or (not inflected and not _SURE.search(forms[0])):
        return forms[0]
    if known is not None:
        last = [form.rsplit(" ", 1)[-1] for form in forms]
        for form, word in zip(forms[1:], last[1:], strict=True):
            if known(fold(word)) and not known(fold(last[0])):
                return form
        if known(fold(last[0])):
            return forms[0]
    return _likeliest(forms, load_lexicon(lang), place)


_FRONT, _BACK, _EITHER = "öőüű", "aáoóuú", "eéií"

# Endings that a foreign or Hungarian name hardly ever has of its own.
_SURE = re.compile(
    r"(?:nak|nek|val|vel|t[óő]l|b[óő]l|r[óő]l|n[áé]l|hoz|hez|höz|b[ae]n|ként|ért|"
    r"(?:bb|cc|ccs|dd|ff|gg|ggy|kk|ll|lly|mm|nn|nny|pp|rr|ss|ssz|tt|tty|zz|zzs|zc)[ae]l|"
    r"[çćčsšşxzžż](?:cs|sz|zs)[ae]l)$"
)
_ACCUSATIVE = re.compile(r"(?:[^aáeéiíoóöőuúüűtnlr][oeöa]|[óőíúűáé])t$")
# Where, where to and how far: a person's name may end so, an unknown place's seldom does.
_SPOT = re.compile(r"(?:[br][ae]|ig|[^aáeéiíoóöőuúüű][oeö]n)$")
_LONG_SPOT = re.compile(r"[áéóőúű]n$")


def _likeliest(forms: list[str], lexicon: Lexicon, place: bool) -> str:
    word = forms[0].rsplit(" ", 1)[-1]
    if not lexicon.cases:
        return forms[0]
    if place and _LONG_SPOT.search(word):
        # "Kápolnán", but "Dobogókőn": only some vowels are short without the ending.
        return next((form for form in forms[1:] if form[-1] in "ae"), forms[0][:-1])
    ending = _SURE.search(word) or _ACCUSATIVE.search(word) or (place and _SPOT.search(word))
    bent = ending and _harmonic(word)
    hyphen = _HYPHEN_ENDING.match(word)
    if bent or (hyphen and _is_ending(hyphen[2], lexicon)):
        return forms[1]
    return forms[0]


def _harmonic(word: str) -> bool:
    """Whether an ending's vowel agrees with the stem's: not so in "Latarjet", "Mulzet"."""
    vowels = [c for c in word.casefold() if c in _FRONT + _BACK + _EITHER]
    if len(vowels) < 2:
        return True
    stem, ending = vowels[-2:]
    return not (ending in "eöő" and stem in _BACK) and not (ending in _BACK and stem in _FRONT)
