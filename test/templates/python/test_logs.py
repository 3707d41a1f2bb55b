"""Log lines: JSON, one object each."""

import json
import logging
from typing import Any

from managed_worker.logs import JsonFormatter


def record(**fields: Any) -> logging.LogRecord:
    made = logging.makeLogRecord(
        {"name": "images", "levelname": "WARNING", "msg": "slow by %d s", "args": (3,), "created": 1735689600.25}
    )
    vars(made).update(fields)
    return made


def test_a_line_is_json_with_the_fixed_fields_and_its_own() -> None:
    assert json.loads(JsonFormatter({"worker": "images"}).format(record(queue="a"))) == {
        "time": "2025-01-01T00:00:00.250+00:00",
        "level": "WARN",
        "message": "slow by 3 s",
        "logger": "images",
        "worker": "images",
        "queue": "a",
    }
