"""Which language an article is in, and whether we read that language."""

from pipeline.language.detect import Detector, Guess
from pipeline.language.registry import Language, languages, letters
from pipeline.language.route import Router

__all__ = ["Detector", "Guess", "Language", "Router", "languages", "letters"]
