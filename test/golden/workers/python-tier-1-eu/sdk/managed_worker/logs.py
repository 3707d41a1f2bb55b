"""One line per event, with the ids of the workflow or activity it happened in, and never a payload."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Literal

from temporalio import activity, workflow

LogFormat = Literal["json", "text"]

_standard = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    def __init__(self, fixed: dict[str, Any]) -> None:
        super().__init__()
        self._fixed = fixed

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.fields(record), default=str, ensure_ascii=False)

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
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
        return line


class TextFormatter(JsonFormatter):
    """For people: time, level, message, then the other fields as `name=value`."""

    def format(self, record: logging.LogRecord) -> str:
        fields = self.fields(record)
        error = fields.pop("error", None)
        head = " ".join(str(fields.pop(name)) for name in ("time", "level", "message"))
        rest = [f"{name}={json.dumps(value, default=str, ensure_ascii=False)}" for name, value in fields.items()]
        return "\n".join([" ".join([head, *rest]), *([str(error)] if error else [])])


def write_logs(level: str, log_format: LogFormat, **fixed: Any) -> None:
    """Sends every logger of the process to stdout; `fixed` stands on each line."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(TextFormatter(fixed) if log_format == "text" else JsonFormatter(fixed))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # The ids are fields of the line already.
    workflow.logger.workflow_info_on_message = False
    activity.logger.activity_info_on_message = False
