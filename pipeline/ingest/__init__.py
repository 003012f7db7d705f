"""From files to articles (`read_articles`), from an article to its cleaned text (`Cleaner`)."""

from pipeline.ingest.clean import Cleaner, CleanText, Region
from pipeline.ingest.read import read_articles

__all__ = ["CleanText", "Cleaner", "Region", "read_articles"]
