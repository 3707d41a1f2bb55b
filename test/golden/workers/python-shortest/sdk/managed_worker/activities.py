"""What an activity's body calls. Cancellation arrives as `asyncio.CancelledError` in an async body and as
`temporalio.exceptions.CancelledError` in a plain one; the rest of the official SDK is in `temporalio.activity`.
"""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel
from pydantic_core import to_json
from temporalio import activity

from .payloads import parse

Details = TypeVar("Details", bound=BaseModel)


def heartbeat(details: BaseModel | None = None) -> None:
    """Says that the body is alive and, with `details`, how far it has come."""
    if details is None:
        activity.heartbeat()
    else:
        activity.heartbeat(details)


def last_heartbeat(details: type[Details]) -> Details | None:
    """How far the attempt before this one had come; None on the first, or when it never said."""
    reported = activity.info().heartbeat_details
    if not reported:
        return None
    parsed: Details = parse(to_json(reported[0]), details, f"heartbeat of activity {activity.info().activity_type}")
    return parsed
