"""`/readyz`: late by exactly as long as the first polls are, and not after a shutdown has begun."""

import asyncio
from collections.abc import Generator
from pathlib import Path
from uuid import uuid4

import pytest
from managed_worker.metrics import Polls, count_polls
from managed_worker.readiness import first_polls, is_taken
from managed_worker.testing import temporal_binary
from slow_worker import Process, taken_port, write_worker
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment


@pytest.fixture
def started() -> Generator[list[Process]]:
    processes: list[Process] = []
    yield processes
    for process in processes:
        process.kill()


async def ready(process: Process) -> tuple[int, str]:
    return await asyncio.to_thread(process.answer, "healthPort", "/readyz")


async def test_a_worker_older_than_its_temporal_says_what_it_waits_for_until_it_polls(
    started: list[Process], tmp_path: Path
) -> None:
    taken, port = taken_port()
    taken.close()
    process = Process(write_worker(tmp_path), {"TEMPORAL_ADDRESS": f"127.0.0.1:{port}"})
    started.append(process)
    warning = await asyncio.to_thread(process.line, "Temporal does not answer yet")
    assert warning["level"] == "WARN"
    status, body = await ready(process)
    assert status == 503
    assert body.startswith(f"not ready: waiting for Temporal at 127.0.0.1:{port}, which does not answer: ")
    assert await asyncio.to_thread(process.get, "healthPort", "/livez") == "alive\n"
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=temporal_binary(), ip="127.0.0.1", port=port
    ) as temporal:
        await asyncio.to_thread(process.line, "worker ready")
        assert await ready(process) == (200, "ready\n")
        handle = await temporal.client.start_workflow(
            "Slow", {"seconds": 0, "note": str(tmp_path / "note")}, id=f"slow-{uuid4()}", task_queue="slow"
        )
        assert (await handle.result())["seconds"] == 0
        process.ask_to_stop()
        assert await asyncio.to_thread(process.ended) == 0


async def test_a_stop_while_temporal_is_awaited_is_a_stop(started: list[Process], tmp_path: Path) -> None:
    taken, port = taken_port()
    taken.close()
    process = Process(write_worker(tmp_path), {"TEMPORAL_ADDRESS": f"127.0.0.1:{port}"})
    started.append(process)
    await asyncio.to_thread(process.line, "Temporal does not answer yet")
    process.ask_to_stop()
    assert await asyncio.to_thread(process.ended) == 0
    assert process.lines[-1]["message"] == "worker stopped"


async def test_a_draining_worker_is_not_ready(started: list[Process], temporal: Client, tmp_path: Path) -> None:
    process = Process(write_worker(tmp_path), {"TEMPORAL_ADDRESS": temporal.service_client.config.target_host})
    started.append(process)
    await asyncio.to_thread(process.line, "worker ready")
    note = tmp_path / "note"
    handle = await temporal.start_workflow(
        "Slow", {"seconds": 2, "note": str(note)}, id=f"slow-{uuid4()}", task_queue="slow"
    )
    for _ in range(200):
        if note.exists():
            break
        await asyncio.sleep(0.05)
    process.ask_to_stop()
    await asyncio.to_thread(process.line, "worker draining")
    assert await ready(process) == (503, "not ready: draining\n")
    assert await asyncio.to_thread(process.ended) == 0
    await handle.terminate()


def test_polls_are_counted_by_kind_and_queue() -> None:
    text = """# TYPE temporal_long_request_total counter
temporal_long_request_total{operation="PollWorkflowTaskQueue",task_queue="a",tier="1"} 5
temporal_long_request_total{operation="PollActivityTaskQueue",task_queue="a",tier="1"} 4
temporal_long_request_total{operation="GetWorkflowExecutionHistory",tier="1"} 4
temporal_long_request_failure_total{operation="PollActivityTaskQueue",status_code="UNAVAILABLE",task_queue="a"} 1
temporal_long_request_failure_total{operation="PollActivityTaskQueue",status_code="INTERNAL",task_queue="a"} 2
temporal_num_pollers{poller_type="activity_task",task_queue="b"} 5
"""
    assert count_polls(text) == {("workflows", "a"): Polls(5, 0), ("activities", "a"): Polls(4, 3)}


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (None, None, False),
        (None, Polls(5, 0), False),
        (Polls(5, 0), Polls(5, 0), True),
        (Polls(5, 4), Polls(6, 4), True),
        (Polls(5, 5), Polls(5, 5), False),
        (Polls(5, 5), Polls(6, 5), False),
        (Polls(5, 0), Polls(6, 1), False),
    ],
)
def test_a_poll_is_taken_when_it_lasts(before: Polls | None, now: Polls | None, expected: bool) -> None:
    assert is_taken(before, now) is expected


async def test_what_is_awaited_is_told_and_nothing_once_there_is_nothing() -> None:
    told: list[str] = []
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(first_polls({("workflows", "b"), ("activities", "a")}, 1, told.append), 0.1)
    await first_polls([], 1, told.append)
    assert told == ["the first poll of a (activities), b (workflows)", ""]
