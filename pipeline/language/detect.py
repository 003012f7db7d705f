"""Language detection: a fast detector decides clear cases, langdetect the others.

Source of the figures: `benchmarks/language.py`.
"""

import importlib.resources
from collections.abc import Sequence
from typing import NamedTuple

from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pipeline.settings import LanguageSettings


class Guess(NamedTuple):
    """A language (ISO 639-1) and how sure the detector is, in [0, 1]."""

    lang: str
    probability: float


class Detector:
    """Tells a closed set of languages apart; gives the same answer for the same text.

    Args:
        settings: sample size, margin, seed and the languages that we only tell apart from ours.
        codes: the languages that we read.
    """

    def __init__(self, settings: LanguageSettings, codes: Sequence[str]):
        self._settings = settings
        known = sorted({*codes, *settings.neighbours})
        self._fast = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._fast.set_languages(known)
        profiles = importlib.resources.files("langdetect") / "profiles"
        self._slow = DetectorFactory()
        self._slow.load_json_profile([(profiles / code).read_text("utf-8") for code in known])
        # langdetect draws random numbers.
        self._slow.set_seed(settings.seed)

    def detect(self, text: str) -> Guess | None:
        """Return the most likely language, or `None` where the text is too short to tell."""
        sample = self.sample(text)
        if sum(char.isalpha() for char in sample) < self._settings.min_letters:
            return None
        return self.fast(sample) or self.slow(sample)

    def sample(self, text: str) -> str:
        """Return the longest lines of `text`: running text, not menus, up to the sample size."""
        size = self._settings.sample_chars
        lines = sorted(text.splitlines(), key=len, reverse=True)
        taken: list[str] = []
        for line in lines:
            taken.append(line[:size])
            size -= len(line)
            if size <= 0:
                break
        return "\n".join(taken)

    def fast(self, sample: str) -> Guess | None:
        """Return the fast detector's answer where its lead is clear, else `None`."""
        (lang, first), (_, second) = self._fast.rank(sample)[:2]
        return Guess(lang, first) if first - second >= self._settings.margin else None

    def slow(self, sample: str) -> Guess | None:
        """Return langdetect's answer, or `None` where it is not sure either."""
        detector = self._slow.create()
        detector.append(sample)
        try:
            best = detector.get_probabilities()[0]
        except (LangDetectException, IndexError):
            return None
        return Guess(best.lang, best.prob) if best.prob >= self._settings.min_probability else None
