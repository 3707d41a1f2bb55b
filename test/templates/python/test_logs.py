"""Log lines: JSON for machines, text for people, the same fields in both."""

import json
import logging
from typing import Any

import pytest
from managed_worker.logs import JsonFormatter, TextFormatter
from managed_worker.settings import read_settings


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


def test_as_text_it_begins_with_what_people_look_for_and_ends_with_the_error() -> None:
    try:
        raise ValueError("broken")
    except ValueError as error:
        failed = record(queue="a b", exc_info=(type(error), error, error.__traceback__))
    first, *rest = TextFormatter({}).format(failed).split("\n")
    assert first == '2025-01-01T00:00:00.250+00:00 WARN slow by 3 s logger="images" queue="a b"'
    assert rest[-1] == "ValueError: broken"


@pytest.mark.parametrize(("given", "chosen"), [(None, "json"), ("json", "json"), ("text", "text")])
def test_the_environment_chooses_the_format(given: str | None, chosen: str) -> None:
    assert read_settings({} if given is None else {"LOG_FORMAT": given}).log_format == chosen
