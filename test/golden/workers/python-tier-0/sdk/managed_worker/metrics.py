"""The metrics endpoint: the official SDK's metrics, with the owner and the tier on every series."""

from __future__ import annotations

import logging
import re
import socket
import urllib.request
from dataclasses import dataclass

from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)

from .config import Metadata

# The SDK's own buckets end too low for an alert on a long wait ever to fire.
_waits = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 1800, 3600]
_works = [0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
buckets = {
    "temporal_workflow_task_schedule_to_start_latency": _waits,
    "temporal_activity_schedule_to_start_latency": _waits,
    "temporal_workflow_task_execution_latency": _works,
    "temporal_workflow_task_replay_latency": _works,
    "temporal_activity_execution_latency": _waits,
}
_poll_lines = re.compile(r"^temporal_long_request(_failure)?_total\{(.*)\} (\S+)$", re.MULTILINE)
_kinds = {"PollWorkflowTaskQueue": "workflows", "PollActivityTaskQueue": "activities"}


def metrics_runtime(port: int, metadata: Metadata) -> Runtime:
    """A runtime that serves `/metrics` on `port`; the SDK's own log lines go through Python's logging."""
    return Runtime(
        telemetry=TelemetryConfig(
            metrics=PrometheusConfig(
                bind_address=f"0.0.0.0:{port}",
                counters_total_suffix=True,
                unit_suffix=True,
                durations_as_seconds=True,
                histogram_bucket_overrides=buckets,
            ),
            global_tags={"owner": metadata.owner, "tier": str(metadata.tier), "worker": metadata.name},
            logging=LoggingConfig(
                filter=TelemetryFilter(core_level="WARN", other_level="ERROR"),
                forwarding=LogForwardingConfig(logger=logging.getLogger("temporalio.core")),
            ),
        )
    )


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


Poll = tuple[str, str]
"""What is polled for, `workflows` or `activities`, and the task queue."""


@dataclass(frozen=True)
class Polls:
    """Polls of one kind on one queue since the start. One that is neither failed nor over is held by Temporal."""

    sent: int = 0
    failed: int = 0


def read_polls(port: int) -> dict[Poll, Polls]:
    """What the SDK counts; nothing before the endpoint answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=2) as response:
            return count_polls(response.read().decode())
    except OSError:
        return {}


def count_polls(text: str) -> dict[Poll, Polls]:
    """`temporal_num_pollers` is no help: it counts pollers whose every call fails, too."""
    polls: dict[Poll, Polls] = {}
    for failure, labels, value in _poll_lines.findall(text):
        found = dict(re.findall(r'(\w+)="([^"]*)"', labels))
        kind = _kinds.get(found.get("operation", ""))
        if kind is None:
            continue
        poll, count = (kind, found.get("task_queue", "")), int(float(value))
        known = polls.get(poll, Polls())
        sent, failed = (known.sent, known.failed + count) if failure else (known.sent + count, known.failed)
        polls[poll] = Polls(sent, failed)
    return polls
