"""One JSON line per event, with the ids of the workflow or activity it happened in, and never a payload."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from temporalio import activity, workflow

_standard = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    def __init__(self, fixed: dict[str, Any]) -> None:
        super().__init__()
        self._fixed = fixed

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": "WARN" if record.levelname == "WARNING" else record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            **self._fixed,
        }
        line |= {
            name: value for name, value in vars(record).items() if name not in _standard and not name.startswith("__")
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def write_json_logs(level: str, **fixed: Any) -> None:
    """Sends every logger of the process to stdout; `fixed` stands on each line."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(fixed))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # The ids are fields of the line already.
    workflow.logger.workflow_info_on_message = False
    activity.logger.activity_info_on_message = False
