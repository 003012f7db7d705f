"""Judges the candidates of one document: which are visits, when, and how they are told."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.events import dating
from pipeline.events.candidates import Candidate, candidates
from pipeline.events.features import (
    Encoding,
    Features,
    date_features,
    organisation_features,
    participant_features,
    status_features,
    visit_features,
)
from pipeline.events.model import VisitModel
from pipeline.events.scene import Mention, Scene
from pipeline.schema import ArticleDate, DateValue

DATE_SENTENCES_BACK = 4
DATE_SENTENCES_AHEAD = 2
COMPANION_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Visit:
    """A candidate that was judged a visit.

    `dates` are the intervals that belong to it, surest first, `date_score` how sure the first is;
    `days` is a stated length; `entry` tells that a chronology's entry says so;
    `status` holds probabilities in the order of `model.status.classes`.
    """

    candidate: Candidate
    score: float
    dates: tuple[DateValue, ...]
    date_score: float
    days: int | None
    entry: bool
    status: tuple[float, ...]


def dates_near(scene: Scene, candidate: Candidate) -> list[Mention]:
    """The date mentions with a calendar interval around the sentence that tells the visit."""
    low, high = candidate.anchor - DATE_SENTENCES_BACK, candidate.anchor + DATE_SENTENCES_AHEAD
    return [
        mention
        for mention in scene.dates
        if low <= mention.sentence <= high and dating.interval_of(mention) is not None
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
        if m.entity and abs(m.sentence - candidate.anchor) <= COMPANION_SENTENCES
    ]


class Judge:
    """Applies the learned decisions to one document."""

    def __init__(self, scene: Scene, model: VisitModel, article: ArticleDate | None) -> None:
        self.scene = scene
        self.model = model
        self.article = article
        self.encoding = Encoding(scene)
        self._today = dating.article_day(article)

    def visits(self) -> list[Visit]:
        """Return the candidates above the visit threshold, with dates and status."""
        pairs = candidates(self.scene)
        rows = [visit_features(self.scene, self.encoding, pair) for pair in pairs]
        scores = self.model.visit.predict(rows)[:, 1]
        return [
            self._judged(pair, float(score))
            for pair, score in zip(pairs, scores, strict=True)
            if score >= self._threshold(pair)
        ]

    def _threshold(self, pair: Candidate) -> float:
        """Entries of a chronology tell visits of whom the text is about, and in few words.

        The country that opens an entry is where the visit was; what follows is background.
        """
        topic = any(pair.visitor.key == mention.key for mention in self.scene.topics[:1])
        head = pair.country in self.scene.entry_heads.get(pair.place.paragraph, frozenset())
        return self.model.thresholds["entry" if topic and head else "visit"]

    def _judged(self, pair: Candidate, score: float) -> Visit:
        dates, date_score = self._dates(pair)
        days = dating.stated_length(lengths_near(self.scene, pair))
        interval = dating.combine(dates, days)
        row = status_features(self.scene, self.encoding, pair, interval, self._today)
        status = self.model.status.predict([row])[0]
        told = tuple(float(p) for p in status)
        entry = pair.place.paragraph in self.scene.dated_paragraphs
        return Visit(pair, score, tuple(dates), date_score, days, entry, told)

    def _dates(self, pair: Candidate) -> tuple[list[DateValue], float]:
        near = dates_near(self.scene, pair)
        rows = [date_features(self.scene, self.encoding, pair, m, self._today) for m in near]
        scores = self.model.date.predict(rows)[:, 1]
        ranked = sorted(zip(scores, near, strict=True), key=lambda item: -item[0])
        threshold = self.model.thresholds["date"]
        kept = [m.date for score, m in ranked if score >= threshold and m.date is not None]
        return kept, float(ranked[0][0]) if ranked else 0.0

    def companions(self, visits: Sequence[Visit]) -> dict[str, tuple[str, Mention]]:
        """Return `counterpart` or `delegation` with a mention, by person, for one stay."""
        rows: list[Features] = []
        mentions: list[Mention] = []
        for visit in visits:
            for other in others_near(self.scene, visit.candidate):
                rows.append(participant_features(self.scene, self.encoding, visit.candidate, other))
                mentions.append(other)
        found: dict[str, tuple[float, str, Mention]] = {}
        classes = self.model.participant.classes
        for other, row in zip(mentions, self.model.participant.predict(rows), strict=True):
            for name in ("counterpart", "delegation"):
                score = float(row[classes.index(name)])
                best = found.get(other.key)
                if score >= self.model.thresholds[name] and (best is None or score > best[0]):
                    found[other.key] = (score, name, other)
        return {key: (name, mention) for key, (_, name, mention) in found.items()}

    def bodies(self, visits: Sequence[Visit]) -> list[Mention]:
        """Return the bodies and summits that one stay is to or for, each once."""
        rows: list[Features] = []
        mentions: list[Mention] = []
        for visit in visits:
            for body in bodies_near(self.scene, visit.candidate):
                rows.append(organisation_features(self.scene, self.encoding, visit.candidate, body))
                mentions.append(body)
        threshold = self.model.thresholds["organisation"]
        found: dict[str, Mention] = {}
        for body, row in zip(mentions, self.model.organisation.predict(rows), strict=True):
            if row[1] >= threshold:
                found.setdefault(body.key, body)
        return sorted(found.values(), key=lambda m: m.start)
