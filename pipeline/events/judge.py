"""Judges the candidates of one document: which are visits, when, and how they are told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from pipeline.events import dating
from pipeline.events.candidates import Candidate, candidates
from pipeline.events.dating import Told
from pipeline.events.features import (
    Features,
    date_features,
    organisation_features,
    participant_features,
    status_features,
    visit_features,
)
from pipeline.events.hearing import Claim, date_row, visit_rows
from pipeline.events.model import Classifier, FloatArray, VisitModel, logs
from pipeline.events.reader import Readings
from pipeline.events.scene import Mention, Scene
from pipeline.events.wording import Wording, date_words, other_words, status_words, visit_words
from pipeline.schema import ArticleDate

DATE_SENTENCES_BACK = 4
DATE_SENTENCES_AHEAD = 2
COMPANION_SENTENCES = 2
# How surely a date belongs to a visit by where it stands, on shared/train and training articles:
# 97 in 100 of 1,003 that open an entry of a chronology, 90 in 100 of 171 that stand before their
# place in a row of dates and places. Both are too few among all dates for the trees to learn.
OPENING, OWN = 0.95, 0.88
# "On 30 November and 1 December" opens an entry with both.
_ROW_OF_DATES = 6
# How often visits were within such dates, began, ended, or did both with them.
_SHARES = np.array([0.09, 0.03, 0.04, 0.84], np.float32)
# The reader is not asked about candidates below this.
RULED_OUT = 0.05


@dataclass(frozen=True, slots=True)
class Visit:
    """A candidate that may be a visit.

    `score` is the probability of a visit, `trees` and `reading` what the trees (as a probability)
    and the reader (as log odds, if it was asked) say of it; `sure` tells that it stands by itself;
    `dates` are those that belong to it, surest first; `days`
    is a stated length; `entry` tells that a chronology's entry says so; `place_score` is how sure
    it is that the place, where it lies within a country, is a destination; `status` holds
    probabilities in the order of `model.status.classes`.
    """

    candidate: Candidate
    score: float
    trees: float
    reading: float | None
    sure: bool
    place_score: float
    dates: tuple[Told, ...]
    days: int | None
    entry: bool
    status: tuple[float, ...]

    @property
    def date_score(self) -> float:
        """How sure it is that the surest date belongs to the visit, 0 without dates."""
        return self.dates[0].score if self.dates else 0.0


def dates_near(scene: Scene, candidate: Candidate) -> list[Mention]:
    """The date mentions with a calendar interval around the sentence that tells the visit.

    A chronology's entries have dates of their own; a heading's holds for those below it. What a
    caption dates is in the caption.
    """
    low, high = candidate.anchor - DATE_SENTENCES_BACK, candidate.anchor + DATE_SENTENCES_AHEAD
    entry = candidate.place.paragraph
    return [
        mention
        for mention in scene.dates
        if low <= mention.sentence <= high
        and dating.interval_of(mention) is not None
        and (mention.paragraph == entry or mention.paragraph not in scene.captions)
        and (
            not scene.across_entries(entry, mention) or scene.region_at(mention.start) == "HEADING"
        )
    ]


def lengths_near(scene: Scene, candidate: Candidate) -> list[Mention]:
    """The duration mentions of the sentences that tell the visit."""
    sentences = {candidate.anchor, candidate.place.sentence}
    return [m for m in scene.dates if m.sentence in sentences and m.form == "duration"]


def others_near(scene: Scene, candidate: Candidate) -> list[Mention]:
    """The mentions of other persons around the sentence that tells the visit."""
    return [
        m
        for m in scene.persons
        if m.key
        and m.key != candidate.visitor.key
        and abs(m.sentence - candidate.anchor) <= COMPANION_SENTENCES
    ]


def bodies_near(scene: Scene, candidate: Candidate) -> list[Mention]:
    """The bodies and summits around the sentence that tells the visit."""
    return [
        m
        for m in scene.organisations
        if m.entity
        and abs(m.sentence - candidate.anchor) <= COMPANION_SENTENCES
        and not scene.across_entries(candidate.place.paragraph, m)
    ]


def date_rows(
    scene: Scene, pair: Candidate, article: date | None, wording: Wording
) -> list[tuple[Mention, Features]]:
    """Return the dates near a candidate with what describes them."""
    return [
        (
            mention,
            date_features(scene, pair, mention, article)
            | wording.columns("date", date_words(scene, pair, mention)),
        )
        for mention in dates_near(scene, pair)
    ]


def date_scores(
    described: Sequence[tuple[Mention, Features]], decision: Classifier
) -> list[tuple[Mention, FloatArray]]:
    """Return described dates with the probabilities that a decision gives them."""
    told = decision.predict([row for _, row in described])
    return [(mention, own) for (mention, _), own in zip(described, told, strict=True)]


def told_dates(scored: Sequence[tuple[Mention, FloatArray]], threshold: float) -> list[Told]:
    """Return the dates that belong to a candidate by their probabilities, surest first."""
    found = [
        Told(mention.date, 1 - float(no), float(start + both), float(end + both))
        for mention, (no, _, start, end, both) in scored
        if mention.date is not None and 1 - no >= threshold
    ]
    return sorted(found, key=lambda told: -told.score)


def apart(scene: Scene, visit: Visit) -> list[Visit]:
    """Return a visit once for each of the dates in a row that are told of it."""
    for row in scene.date_rows:
        told = [told for told in visit.dates if any(told.value is value for value in row)]
        if len(told) > 1:
            return [replace(visit, dates=(one,)) for one in told]
    return [visit]


def opening_date(scene: Scene, pair: Candidate) -> Mention | None:
    """Return the date that opens an entry of a chronology, where it is that of what is told.

    It is if no other date stands before the place, nor in sentences after the one it opens.
    """
    opening = scene.openings.get(pair.place.paragraph)
    if (
        opening is None
        or scene.paragraph_at(scene.sentence_bounds(pair.anchor)[0]) != opening.paragraph
    ):
        return None
    first = pair.anchor == opening.sentence
    end = pair.place.start if first else scene.sentence_bounds(pair.anchor)[1]
    others = [m for m in scene.dates if opening.end + _ROW_OF_DATES < m.start < end]
    return None if any(dating.interval_of(m) for m in others) else opening


def placed(scene: Scene, pair: Candidate) -> tuple[Mention | None, float]:
    """Return the date that belongs to a visit by where it stands, and how surely it does."""
    opening = opening_date(scene, pair)
    if opening is not None:
        return opening, OPENING
    return scene.own_dates.get(pair.place.start), OWN


def trusted(told: FloatArray, least: float) -> FloatArray:
    """Return the probabilities of the classes of `date` for one that belongs at least so surely."""
    if told[0] <= 1 - least:
        return told
    found = told[1:] + _SHARES * told[0]
    return np.concatenate([[1 - least], least * found / found.sum()]).astype(np.float32)


class Judge:
    """Applies the learned decisions to one document."""

    def __init__(self, scene: Scene, model: VisitModel, article: ArticleDate | None) -> None:
        self.scene = scene
        self.model = model
        self.article = article
        self.today = dating.article_day(article)

    def visits(self) -> list[Visit]:
        """Return the candidates that are not out of the question, with dates and status.

        Each of several years or months in a row that belong to a candidate makes a visit.
        """
        least = self.model.thresholds["least"]
        judged = (self.judged(claim) for claim in self.claims if claim.visit >= least)
        return [one for visit in judged for one in apart(self.scene, visit)]

    @cached_property
    def claims(self) -> list[Claim]:
        """All candidates with what the trees and the reader say of them."""
        return self.heard()[0]

    def heard(self) -> tuple[list[Claim], dict[int, Features]]:
        """Judge all candidates, the reader included.

        Returns:
            The claims, and what describes those that the reader was asked about, by their numbers.
        """
        pairs = candidates(self.scene)
        rows = [self._described(pair) for pair in pairs]
        found = self._unheard(pairs, rows)
        read = [
            (number, claim, claim.reading)
            for number, claim in enumerate(found)
            if claim.reading is not None
        ]
        questions = dict(
            zip(
                (number for number, *_ in read),
                visit_rows(
                    [(claim, said, rows[number]) for number, claim, said in read],
                    self.scene.place_rows,
                ),
                strict=True,
            )
        )
        visits = self.model.visit_read.predict(list(questions.values()))[:, 1]
        mixing = self.model.mixing.get("place")
        for (number, claim, said), visit in zip(read, visits, strict=True):
            place = mixing.yes(claim.place, said.place) if mixing else claim.place
            found[number] = replace(claim, visit=float(visit), place=place)
        return found, questions

    def _unheard(self, pairs: Sequence[Candidate], rows: Sequence[Features]) -> list[Claim]:
        """Return candidates with what the trees say of them, and with what the reader does."""
        visits = self.model.visit.predict(rows)[:, 1]
        places = self.model.place.predict(rows)[:, 1]
        readings = self._readings(pairs, visits)
        found = []
        for pair, visit, place in zip(pairs, visits, places, strict=True):
            reading = readings.get((pair.visitor.key, pair.place.start))
            reading = reading if self._within_reach(pair) else None
            found.append(Claim(pair, float(visit), float(place), float(visit), reading))
        return found

    def _described(self, pair: Candidate) -> Features:
        words, wording = visit_words(self.scene, pair), self.model.wording
        said = wording.columns("visit", words) | wording.columns("place", words)
        return visit_features(self.scene, pair) | said

    def _readings(self, pairs: Sequence[Candidate], visits: FloatArray) -> Readings:
        """Ask the reader about every candidate that the trees do not rule out."""
        if self.model.reader is None:
            return {}
        doubts = {
            (pair.visitor.key, pair.place.start)
            for pair, score in zip(pairs, visits, strict=True)
            if score >= RULED_OUT and self._within_reach(pair)
        }
        return self.model.reader.read(self.scene, doubts, self.today)

    def _within_reach(self, pair: Candidate) -> bool:
        """Whether the reader can tell: not of a guest who stands far from where the text is set.

        Nothing around the place speaks of such a guest: of 4,890 such pairs in articles new to it,
        its average precision is .24.
        """
        return not pair.topic or self.scene.is_topic(pair.visitor)

    def _threshold(self, claim: Claim) -> float:
        """Entries of a chronology tell visits of whom the text is about, and in few words.

        The country that opens an entry is where the visit was; what follows is background.
        """
        pair = claim.pair
        topic = self.scene.is_topic(pair.visitor)
        head = pair.country in self.scene.entry_heads.get(pair.place.paragraph, frozenset())
        return self.model.thresholds["entry" if topic and head else "visit"]

    def judged(self, claim: Claim) -> Visit:
        """Find the dates and the status of a claim, should it be a visit."""
        pair = claim.pair
        dates = told_dates(self.dates(claim), self.model.thresholds["date"])
        days = dating.stated_length(lengths_near(self.scene, pair))
        interval = dating.combine(dates, days)
        row = status_features(self.scene, pair, interval, self.today)
        row |= self.model.wording.columns("status", status_words(self.scene, pair))
        status = self.model.status.predict([row])[0]
        if claim.reading is not None and self.model.mixing:
            status = self.model.mixing["status"].classes(status, claim.reading.status)
        told = tuple(float(p) for p in status)
        entry = pair.place.paragraph in self.scene.dated_paragraphs
        sure = claim.visit >= self._threshold(claim)
        return Visit(
            candidate=pair,
            score=claim.visit,
            trees=claim.trees,
            reading=claim.reading.visit if claim.reading else None,
            sure=sure,
            place_score=claim.place,
            dates=tuple(dates),
            days=days,
            entry=entry,
            status=told,
        )

    def dates(self, claim: Claim) -> list[tuple[Mention, FloatArray]]:
        """Return the dates near a claim with the probabilities of the classes of `date`."""
        own, least = placed(self.scene, claim.pair)
        scored, questions = self._dates(claim, own, least)
        heard = dict(
            zip(questions, self.model.date_read.predict(list(questions.values())), strict=True)
        )
        told = [(date, heard.get(date.start, trees)) for date, trees in scored]
        return [(date, trusted(said, least) if date is own else said) for date, said in told]

    def date_questions(self, claim: Claim) -> dict[int, Features]:
        """What describes the dates of a claim that the reader was asked about, by their starts."""
        return self._dates(claim, *placed(self.scene, claim.pair))[1]

    def _dates(
        self, claim: Claim, own: Mention | None, least: float
    ) -> tuple[list[tuple[Mention, FloatArray]], dict[int, Features]]:
        """Return the dates near a claim with what the trees say, and the reader's questions.

        `own` belongs to the claim by where it stands, at `least` so surely.
        """
        described = date_rows(self.scene, claim.pair, self.today, self.model.wording)
        scored = date_scores(described, self.model.date)
        if claim.reading is None:
            return scored, {}
        trees = {date.start: logs(told) for date, told in scored}
        return scored, {
            date.start: date_row(
                date.start, row, trees, claim.reading, least if date is own else 0.0
            )
            for date, row in described
            if date.start in claim.reading.dates
        }

    def others(self, visits: Sequence[Visit]) -> dict[str, FloatArray]:
        """Return what the visits of a stay say of other persons, by key.

        Each has probabilities `[mentions, classes]` of the classes of `participant`.
        """
        return self._said("participant", participant_features, others_near, visits)

    def bodies(self, visits: Sequence[Visit]) -> dict[str, FloatArray]:
        """Return what the visits of a stay say of bodies and summits, by key.

        Each has probabilities `[mentions, classes]` of the classes of `organisation`.
        """
        return self._said("organisation", organisation_features, bodies_near, visits)

    def _said(
        self,
        decision: str,
        features: Callable[[Scene, Candidate, Mention], Features],
        near: Callable[[Scene, Candidate], Sequence[Mention]],
        visits: Sequence[Visit],
    ) -> dict[str, FloatArray]:
        """Ask a decision about the mentions near each visit; return its answers by key."""
        asked = [(v.candidate, m) for v in visits for m in near(self.scene, v.candidate)]
        rows = [
            features(self.scene, pair, mention)
            | self.model.wording.columns(decision, other_words(self.scene, pair, mention))
            for pair, mention in asked
        ]
        classifier: Classifier = getattr(self.model, decision)
        found: dict[str, list[FloatArray]] = {}
        for (_, mention), row in zip(asked, classifier.predict(rows), strict=True):
            found.setdefault(mention.key, []).append(row)
        return {key: np.stack(told) for key, told in found.items()}
