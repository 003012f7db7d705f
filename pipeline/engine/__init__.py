"""How articles go through the stages: `Pipeline` in one process, `stream` in one or many."""

from pipeline.engine.parallel import stream
from pipeline.engine.pipeline import Pipeline, Result

__all__ = ["Pipeline", "Result", "stream"]
