"""JSON Schema of the records that go in and come out."""

import json

from pydantic import BaseModel

from pipeline.errors import InputError
from pipeline.schema import Article, Reject, VisitEvent

_RECORDS: dict[str, type[BaseModel]] = {"event": VisitEvent, "article": Article, "reject": Reject}


def json_schema(record: str) -> str:
    """Return the JSON Schema of "event", "article" or "reject" as text.

    Raises:
        InputError: there is no such record.
    """
    if record not in _RECORDS:
        raise InputError(f"no record {record!r}; there are {', '.join(_RECORDS)}")
    schema = _RECORDS[record].model_json_schema(mode="serialization")
    return json.dumps(schema, ensure_ascii=False, indent=2)
