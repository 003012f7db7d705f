"""What a run leaves behind: `events.jsonl`, `rejects.jsonl`, `run.json`; and tables to look at."""

from pipeline.export.run import RunWriter
from pipeline.export.table import events_table

__all__ = ["RunWriter", "events_table"]
