"""Numbers that describe a candidate, its dates and its companions, for the learned decisions.

Every function returns a flat `dict` of floats whose keys do not depend on the text, so that a
model can name the features that it was trained on. What is unknown is `MISSING`.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pipeline.events.candidates import Candidate
from pipeline.events.scene import Mention, Scene
from pipeline.schema import DateValue

MISSING = -9.0
RELATION_REACH = 30
Features = dict[str, float]
FloatArray = NDArray[np.float32]

PERSON_FORMS = ("NAME", "SURNAME", "TITLE", "PRONOUN", "POSSESSIVE")
PLACE_FORMS = ("COUNTRY", "REGION", "CITY", "SITE", "ADJECTIVE", "COMPOUND", "NOMINAL")
ORGANISATION_FORMS = ("ORG", "SUMMIT", "EVENT")
REGIONS = ("TITLE", "HEADING", "CAPTION", "ITEM", "LEAD")
PRECISIONS = ("year", "month", "week", "day")
CUE_GROUPS = (
    "triggers.travel",
    "triggers.visit",
    "triggers.attend",
    "triggers.meet",
    "triggers.host",
    "triggers.stay",
    "triggers.depart",
    "triggers.presence",
    "status.planned",
    "status.cancelled",
    "status.uncertain",
    "status.ongoing",
    "status.completed",
    "negative.remote",
    "negative.invitation",
    "negative.sports",
    "negative.metaphor_or_other",
    "negative.troops_goods",
    "negative.origin",
    "delegation.with",
    "counterpart.words",
    "summit.nouns",
)
STRONG_TRIGGERS = CUE_GROUPS[:6]
FAR = 400.0
RELATION_GROUPS = (
    "place_prepositions.to",
    "place_prepositions.at",
    "place_prepositions.from",
    "place_prepositions.adjective",
    "person_prepositions.agent",
    "person_prepositions.with",
    "person_prepositions.of",
    "person_prepositions.to",
    "person_prepositions.object",
)


def _nearest_cues(scene: Scene, prefix: str, mention: Mention) -> Features:
    """Characters from a mention to the nearest strong trigger of each group in its sentence."""
    low, high = scene.sentence_bounds(mention.sentence)
    nearest = dict.fromkeys(STRONG_TRIGGERS, FAR)
    after = FAR
    for cue in scene.cues_in(low, high):
        if cue.group in nearest:
            gap = float(max(cue.start - mention.end, mention.start - cue.end, 0))
            nearest[cue.group] = min(nearest[cue.group], gap)
            if cue.start >= mention.end:
                after = min(after, gap)
    found = {f"{prefix}~{group}": gap for group, gap in nearest.items()}
    return found | {f"{prefix}~any": min(nearest.values()), f"{prefix}~after": after}


def _one_hot(prefix: str, value: str, values: Iterable[str]) -> Features:
    return {f"{prefix}={name}": float(value == name) for name in values}


def _cue_features(scene: Scene, prefix: str, start: int, end: int) -> Features:
    found = {cue.group for cue in scene.cues_in(start, end)}
    return {f"{prefix}:{group}": float(group in found) for group in CUE_GROUPS}


def _relation_features(scene: Scene, prefix: str, mention: Mention) -> Features:
    """Prepositions shortly before a mention in its clause, or case endings on its own words."""
    low, _ = scene.clause_bounds(mention.start)
    reach = max(low, mention.start - RELATION_REACH)
    groups = {cue.group for cue in scene.cues_in(reach, mention.end)}
    return {f"{prefix}:{group}": float(group in groups) for group in RELATION_GROUPS}


def visit_features(scene: Scene, candidate: Candidate) -> Features:
    """Describe a candidate: does this person visit this place?"""
    x, y = candidate.visitor, candidate.place
    low, high = min(x.start, y.start), max(x.end, y.end)
    near = [m for m in scene.persons if m.sentence == y.sentence]
    between = [m for m in scene.persons if low < m.start < high and m.key != x.key]
    places_between = [m for m in scene.places if low < m.start < high and m.key != y.key]
    home = x.entity.country if x.entity else None
    hosts = [m for m in near if m.entity and m.entity.country == candidate.country and m is not x]
    in_sentence = [m for m in scene.persons if m.sentence == x.sentence]
    anchor_low, anchor_high = scene.sentence_bounds(candidate.anchor)
    clause = scene.clause_bounds(y.start)
    visitor_clause = scene.clause_bounds(x.start)
    region = scene.region_at(y.start)
    row = scene.coordinations.get(x.start)
    entry = y.paragraph in scene.dated_paragraphs
    listed = entry or region == "ITEM"
    subjects = {m.key for m in scene.persons if m.paragraph == y.paragraph and m.key != x.key}
    features: Features = {
        "sentence_distance": MISSING if listed else float(y.sentence - x.sentence),
        "same_sentence": float(y.sentence == x.sentence),
        "same_paragraph": float(y.paragraph == x.paragraph),
        # In a list the subject stands above it, however far.
        "char_distance": MISSING if listed else float(min(600, high - low)),
        "listed": float(listed),
        "dated_entry": float(entry),
        "dated_entries": float(min(3, len(scene.dated_paragraphs))),
        "listed_topic": float(listed and scene.is_topic(x)),
        "listed_others": float(min(4, len(subjects))) if listed else MISSING,
        "entry_start": float(y.start - scene.paragraph_start(y.paragraph)) if listed else MISSING,
        "row_size": float(min(8, sum(g == row for g in scene.coordinations.values()))),
        "visitor_first": float(x.start < y.start),
        "breaks": float(min(8, scene.breaks_between(x.start, y.start))),
        "persons_between": float(min(6, len(between))),
        "places_between": float(min(6, len(places_between))),
        "persons_in_sentence": float(min(6, len({m.key for m in near}))),
        "first_person": float(bool(in_sentence) and in_sentence[0].start == x.start),
        "person_rank": float([m.key for m in in_sentence].index(x.key)) if in_sentence else MISSING,
        "visitor_score": x.score,
        "place_score": y.score,
        "country_inferred": float(y.inferred),
        "visitor_known": float(bool(x.entity and x.entity.id)),
        "home_known": float(home is not None),
        "domestic": float(candidate.at_home),
        "host_present": float(bool(hosts)),
        "host_first": float(bool(hosts) and min(m.start for m in hosts) < x.start),
        "visitor_count": float(min(4, scene.person_counts[x.key])),
        "visitor_share": scene.person_counts[x.key] / max(1, len(scene.persons)),
        "is_topic": float(scene.is_topic(x)),
        "country_count": float(min(4, scene.country_counts[candidate.country])),
        "home_of_topic": float(
            any(m.entity and m.entity.country == candidate.country for m in scene.topics[:1])
        ),
        "hosts_in_text": float(
            min(
                4,
                len(
                    {
                        m.key
                        for m in scene.persons
                        if m.entity and m.entity.country == candidate.country and m.key != x.key
                    }
                ),
            )
        ),
        "topic_pair": float(candidate.topic),
        "dateline": float(y.start - scene.sentence_bounds(y.sentence)[0] < 3 and y.sentence < 3),
        "filed": float((y.start, y.end) in scene.filed),
        "country_elsewhere": float(candidate.country in scene.told_countries),
        "filed_places": float(min(4, len(scene.filed))),
        "place_known": float(bool(y.entity and y.entity.id)),
        "country_home_of_visitors": float(
            sum(m.entity is not None and m.entity.country == candidate.country for m in near)
        ),
        "country_sentences": float(
            min(4, len({m.sentence for m in scene.places if m.country == candidate.country}))
        ),
        "pair_sentences": float(_shared_sentences(scene, x.key, candidate.country)),
        "trigger_pairs": float(_trigger_pairs(scene, x.key, candidate.country)),
        "place_position": y.start / max(1, len(scene.text)),
        "place_starts_sentence": float(y.start - scene.sentence_bounds(y.sentence)[0] < 3),
        "dates_in_sentence": float(
            min(4, sum(m.sentence == candidate.anchor for m in scene.dates))
        ),
        "quoted": float(_inside_quotes(scene, y.start)),
        "country_in_sentence": float(
            sum(m.sentence == y.sentence and m.key != y.key for m in scene.places)
        ),
    }
    features |= _one_hot("form", x.form, PERSON_FORMS) | _one_hot("place", y.form, PLACE_FORMS)
    features |= _one_hot("region", region, REGIONS)
    features |= _cue_features(scene, "sentence", anchor_low, anchor_high)
    features |= _cue_features(scene, "clause", *clause)
    features |= _cue_features(scene, "visitor_clause", *visitor_clause)
    features |= _cue_features(scene, "between", x.end if x.start < y.start else y.end, high)
    features |= _relation_features(scene, "place", y) | _relation_features(scene, "visitor", x)
    features |= _nearest_cues(scene, "place", y) | _nearest_cues(scene, "visitor", x)
    return features


def _shared_sentences(scene: Scene, key: str, country: str) -> int:
    """In how many sentences (at most 4) a person stands beside a country's places."""
    return min(4, len(scene.sentences_of_person(key) & scene.sentences_of_country(country)))


def _trigger_pairs(scene: Scene, key: str, country: str) -> int:
    """In how many of these sentences a travel or visit word stands, too."""
    shared = scene.sentences_of_person(key) & scene.sentences_of_country(country)
    return min(4, len(shared & scene.travel_sentences))


def _inside_quotes(scene: Scene, char: int) -> bool:
    low, _ = scene.sentence_bounds(scene.sentence_at(char))
    before = scene.text[low:char]
    opened = sum(before.count(mark) for mark in '„“”"‘’»«')
    return opened % 2 == 1


def date_features(
    scene: Scene,
    candidate: Candidate,
    mention: Mention,
    article: date | None,
) -> Features:
    """Describe a date mention beside a candidate: does the visit happen then?"""
    value = mention.date
    assert value is not None
    x, y = candidate.visitor, candidate.place
    nearest = candidate.nearest(mention)
    low, high = sorted((mention.start, nearest.start))
    others = [m for m in scene.dates if low < m.start < high and m.start != mention.start]
    places = [m for m in scene.places if low < m.start < high and m.key != y.key]
    same = [m for m in scene.dates if m.sentence == candidate.anchor]
    anchor_low, anchor_high = scene.sentence_bounds(candidate.anchor)
    clause = scene.clause_bounds(mention.start)
    features: Features = {
        "d_distance": float(mention.sentence - candidate.anchor),
        "d_same_sentence": float(mention.sentence == candidate.anchor),
        "d_place_sentence": float(mention.sentence == y.sentence),
        "d_visitor_sentence": float(mention.sentence == x.sentence),
        "d_same_paragraph": float(mention.paragraph == scene.paragraph_at(anchor_low)),
        "d_chars": float(min(600, abs(mention.start - nearest.start))),
        "d_before": float(mention.start < nearest.start),
        "d_breaks": float(min(8, scene.breaks_between(mention.start, nearest.start))),
        "d_place_breaks": float(min(8, scene.breaks_between(mention.start, y.start))),
        "d_dates_between": float(min(4, len(others))),
        "d_places_between": float(min(4, len(places))),
        "d_dates_in_anchor": float(min(5, len(same))),
        "d_rank_in_anchor": float(
            sum(m.start < mention.start for m in same)
            if mention.sentence == candidate.anchor
            else MISSING
        ),
        "d_reference": float(value.reference),
        "d_range": float(value.kind == "range"),
        "d_from": float(value.bound == "from"),
        "d_until": float(value.bound == "until"),
        "d_region_same": float(scene.region_at(mention.start) == scene.region_at(y.start)),
        "d_first": float(bool(scene.dates) and scene.dates[0].start == mention.start),
        "d_starts_sentence": float(mention.start - scene.sentence_bounds(mention.sentence)[0] < 6),
        "d_topic": float(candidate.topic),
        "d_days_from_article": _days(value.start, article),
    }
    features |= _one_hot("d_precision", value.precision or "", PRECISIONS)
    features |= _one_hot("d_region", scene.region_at(mention.start), REGIONS)
    features |= _cue_features(scene, "d_clause", *clause)
    features |= _cue_features(scene, "d_anchor", anchor_low, anchor_high)
    return features


def _days(value: date | None, article: date | None) -> float:
    if value is None or article is None:
        return MISSING
    return float(max(-800, min(400, (value - article).days)))


def status_features(
    scene: Scene,
    candidate: Candidate,
    interval: DateValue | None,
    article: date | None,
) -> Features:
    """Describe how a visit is told: as done, under way, planned, called off or doubtful."""
    y = candidate.place
    low, high = scene.sentence_bounds(candidate.anchor)
    clause = scene.clause_bounds(y.start)
    start = interval.start if interval else None
    end = interval.end if interval else None
    features: Features = {
        "s_start_days": _days(start, article),
        "s_end_days": _days(end, article),
        "s_started": float(bool(start and article and start <= article)),
        "s_over": float(bool(end and article and end < article)),
        "s_ahead": float(bool(start and article and start > article)),
        "s_around": float(bool(start and end and article and start <= article <= end)),
        "s_dated": float(start is not None),
        "s_article_known": float(article is not None),
        "s_first_sentences": float(candidate.anchor < 4),
        "s_position": low / max(1, len(scene.text)),
        "s_domestic": float(candidate.at_home),
        "s_topic": float(candidate.topic),
    }
    features |= _one_hot("s_precision", (interval.precision or "") if interval else "", PRECISIONS)
    features |= _one_hot("s_region", scene.region_at(y.start), REGIONS)
    features |= _cue_features(scene, "s_clause", *clause)
    features |= _cue_features(scene, "s_sentence", low, high)
    following = min(candidate.anchor + 1, len(scene.sentences) - 1)
    features |= _cue_features(scene, "s_next", *scene.sentence_bounds(following))
    return features


def participant_features(scene: Scene, candidate: Candidate, other: Mention) -> Features:
    """Describe another person beside a visit: met there, travelling along, or neither."""
    x, y = candidate.visitor, candidate.place
    country = other.entity.country if other.entity else None
    home = x.entity.country if x.entity else None
    clause = scene.clause_bounds(other.start)
    low, high = sorted((x.start, other.start))
    bounds = scene.sentence_bounds(other.sentence)
    features: Features = {
        "p_host": float(country == candidate.country),
        "p_compatriot": float(country is not None and country == home),
        "p_country_known": float(country is not None),
        "p_home_known": float(home is not None),
        "p_distance": float(other.sentence - candidate.anchor),
        "p_same_sentence": float(other.sentence == candidate.anchor),
        "p_visitor_sentence": float(other.sentence == x.sentence),
        "p_place_sentence": float(other.sentence == y.sentence),
        "p_after_visitor": float(other.start > x.start),
        "p_chars": float(min(600, high - low)),
        "p_breaks": float(min(8, scene.breaks_between(x.start, other.start))),
        "p_persons_between": float(
            sum(low < m.start < high and m.key not in (x.key, other.key) for m in scene.persons)
        ),
        "p_score": other.score,
        "p_domestic": float(candidate.at_home),
    }
    features |= _one_hot("p_form", other.form, PERSON_FORMS)
    features |= _one_hot("p_region", scene.region_at(other.start), REGIONS)
    features |= _relation_features(scene, "p", other)
    features |= _cue_features(scene, "p_clause", *clause)
    features |= _cue_features(scene, "p_sentence", *bounds)
    return features


def organisation_features(scene: Scene, candidate: Candidate, body: Mention) -> Features:
    """Describe a body or summit beside a visit: is the visit to or for it?"""
    x, y = candidate.visitor, candidate.place
    clause = scene.clause_bounds(body.start)
    features: Features = {
        "o_distance": float(body.sentence - candidate.anchor),
        "o_same_sentence": float(body.sentence == candidate.anchor),
        "o_chars_place": float(min(600, abs(body.start - y.start))),
        "o_chars_visitor": float(min(600, abs(body.start - x.start))),
        "o_after_visitor": float(body.start > x.start),
        "o_breaks_place": float(min(8, scene.breaks_between(body.start, y.start))),
        "o_breaks_visitor": float(min(8, scene.breaks_between(body.start, x.start))),
        "o_known": float(bool(body.entity and body.entity.id)),
        "o_score": body.score,
    }
    features |= _one_hot("o_form", body.form, ORGANISATION_FORMS)
    features |= _one_hot("o_region", scene.region_at(body.start), REGIONS)
    features |= _cue_features(scene, "o_clause", *clause)
    features |= _relation_features(scene, "o", body)
    return features
