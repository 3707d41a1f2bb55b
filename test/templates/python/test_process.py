"""The worker process: start, refusals to start, probes, metrics, draining."""

import asyncio
import time
from collections.abc import Callable, Generator
from pathlib import Path
from uuid import uuid4

import pytest
import slow_worker
import temporalio.api.workflowservice.v1 as service
from slow_worker import Process, taken_port, write_worker
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.client import Client

mend = "Run `npx gen-temporal-managed-worker config` and commit the result."
Start = Callable[..., Process]


@pytest.fixture
def start(temporal: Client) -> Generator[Start]:
    started: list[Process] = []

    def start(root: Path, **environment: str) -> Process:
        process = Process(root, {"TEMPORAL_ADDRESS": temporal.service_client.config.target_host, **environment})
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()


async def start_slow(temporal: Client, note: Path, seconds: float = 0) -> object:
    return await temporal.start_workflow(
        "Slow", {"seconds": seconds, "note": str(note)}, id=f"slow-{uuid4()}", task_queue="slow"
    )


async def test_it_serves_what_config_lists_and_says_when_it_is_ready(
    start: Start, temporal: Client, tmp_path: Path
) -> None:
    process = start(write_worker(tmp_path))
    ready = await asyncio.to_thread(process.line, "worker ready")
    assert ready["taskQueues"] == ["slow", "slow-activities"]
    assert (ready["worker"], ready["owner"], ready["tier"]) == ("slow-worker", "team-slow", 2)
    handle = await start_slow(temporal, tmp_path / "note")
    assert (await handle.result())["note"] == str(tmp_path / "note")
    assert await asyncio.to_thread(process.get, "healthPort", "/readyz") == "ready\n"
    assert await asyncio.to_thread(process.get, "healthPort", "/livez") == "alive\n"
    metrics = await asyncio.to_thread(process.get, "metricsPort", "/metrics")
    completed = next(line for line in metrics.splitlines() if line.startswith("temporal_workflow_completed_total{"))
    assert 'owner="team-slow"' in completed
    assert 'tier="2"' in completed
    assert 'worker="slow-worker"' in completed
    waits = [
        line
        for line in metrics.splitlines()
        if line.startswith("temporal_activity_schedule_to_start_latency_seconds_bucket")
    ]
    assert any('le="3600"' in line for line in waits)
    process.ask_to_stop()
    assert await asyncio.to_thread(process.ended) == 0


async def test_sigterm_during_an_activity_loses_nothing(start: Start, temporal: Client, tmp_path: Path) -> None:
    process = start(write_worker(tmp_path))
    await asyncio.to_thread(process.line, "worker ready")
    note = tmp_path / "note"
    handle = await start_slow(temporal, note, seconds=2)
    for _ in range(200):
        if note.exists():
            break
        await asyncio.sleep(0.05)
    process.ask_to_stop()
    await asyncio.to_thread(process.line, "worker draining")
    assert await asyncio.to_thread(process.ended) == 0
    # The activity may not be tried again: had its result been lost, the workflow would fail.
    second = start(write_worker(tmp_path))
    await asyncio.to_thread(second.line, "worker ready")
    assert (await handle.result())["seconds"] == 2
    second.ask_to_stop()
    assert await asyncio.to_thread(second.ended) == 0


async def test_sigterm_before_it_is_ready_ends_it_too(start: Start, tmp_path: Path) -> None:
    process = start(write_worker(tmp_path))
    await asyncio.to_thread(process.line, "worker starting")
    process.ask_to_stop()
    assert await asyncio.to_thread(process.ended) == 0
    assert process.lines[-1]["message"] == "worker stopped"


async def test_a_namespace_that_is_not_there_is_named(start: Start, tmp_path: Path) -> None:
    process = start(write_worker(tmp_path), TEMPORAL_NAMESPACE="nowhere")
    assert await asyncio.to_thread(process.ended) == 2
    assert process.lines[-1]["message"].startswith("there is no namespace nowhere at ")


async def test_a_worker_that_breaks_ends_with_its_reason(start: Start, tmp_path: Path) -> None:
    customise = """
def client(config): return config
def worker(config): raise RuntimeError("out of luck")
"""
    process = start(write_worker(tmp_path, customise=customise))
    assert await asyncio.to_thread(process.ended) == 1
    assert process.line("worker broke")["error"].endswith("RuntimeError: out of luck")


async def test_a_bad_signal_is_counted(start: Start, temporal: Client, tmp_path: Path) -> None:
    process = start(write_worker(tmp_path))
    await asyncio.to_thread(process.line, "worker ready")
    handle = await start_slow(temporal, tmp_path / "note", seconds=1)
    await handle.signal("hurry", {"seconds": "secret", "note": ""})
    await handle.result()
    metrics = await asyncio.to_thread(process.get, "metricsPort", "/metrics")
    counted = [line for line in metrics.splitlines() if line.startswith("managed_signals_dropped_total{")]
    assert [
        line.endswith(" 1") and 'signal="hurry"' in line and 'workflow_type="Slow"' in line for line in counted
    ] == [True]
    dropped = process.line("signal dropped")
    assert dropped["reason"] == "signal hurry of Slow: seconds: Input should be a valid number"
    assert dropped["temporal_workflow"]["workflow_type"] == "Slow"
    assert "secret" not in str(process.lines)


async def test_a_versioned_worker_serves_once_its_version_is_current(
    start: Start, temporal: Client, tmp_path: Path
) -> None:
    workers = slow_worker.workers.replace("versioning: none", "versioning: pinned")
    process = start(
        write_worker(tmp_path, workers=workers), TEMPORAL_DEPLOYMENT_NAME="slow", TEMPORAL_WORKER_BUILD_ID="b1"
    )
    await asyncio.to_thread(process.line, "worker ready")
    request = service.SetWorkerDeploymentCurrentVersionRequest(
        namespace=temporal.namespace, deployment_name="slow", build_id="b1", ignore_missing_task_queues=True
    )
    for _ in range(50):
        try:
            await temporal.workflow_service.set_worker_deployment_current_version(request)
            break
        except Exception:
            await asyncio.sleep(0.2)
    handle = await start_slow(temporal, tmp_path / "note")
    assert (await asyncio.wait_for(handle.result(), 20))["note"] == str(tmp_path / "note")
    described = await handle.describe()
    assert described.raw_description.workflow_execution_info.versioning_info.deployment_version.build_id == "b1"
    process.ask_to_stop()
    assert await asyncio.to_thread(process.ended) == 0
    await temporal.workflow_service.set_worker_deployment_current_version(
        service.SetWorkerDeploymentCurrentVersionRequest(
            namespace=temporal.namespace, deployment_name="slow", build_id="", ignore_missing_task_queues=True
        )
    )


@pytest.mark.parametrize(
    ("replaced", "message"),
    [
        (
            {"workers": slow_worker.workers.replace("[Slow]", "[Slow, Other]")},
            "config lists the workflow Other, which no code declares",
        ),
        (
            {"workers": slow_worker.workers.replace("[block, pause]", "[block]")},
            "activity pause is declared but missing from config/workers.yaml",
        ),
        (
            {"activities": slow_worker.activities + slow_worker.short_form},
            "activity hidden is declared but missing from config/workers.yaml",
        ),
        (
            {"workers": slow_worker.workers.replace("name: slow,", "name: fast,")},
            "workflow Slow is declared for the task queue slow, config says fast",
        ),
        (
            {"generated": slow_worker.generated.replace("workflows:SlowWorkflow", "workflows:Gone")},
            "workflow Slow is not at slow_worker.workflows:Gone: "
            "module 'slow_worker.workflows' has no attribute 'Gone'",
        ),
        (
            {
                "generated": slow_worker.generated.replace(
                    '"pause": "slow_worker.activities:pausing"', '"pause": "slow_worker.activities:blocking"'
                )
            },
            "activity pause is not what slow_worker.activities:blocking carries out",
        ),
        (
            {"generated": ""},
            "slow_worker/generated.py is missing or old: module 'slow_worker.generated' has no attribute 'WORKFLOWS'",
        ),
    ],
)
async def test_what_does_not_match_stops_the_start_and_says_what_mends_it(
    start: Start, tmp_path: Path, replaced: dict[str, str], message: str
) -> None:
    process = start(write_worker(tmp_path, **replaced))
    assert await asyncio.to_thread(process.ended) == 2
    assert process.line(message)["hint"] == mend


async def test_config_must_be_there_and_readable(start: Start, tmp_path: Path) -> None:
    root = write_worker(tmp_path)
    for text, message in [
        (None, "cannot be read: No such file or directory"),
        ("a: [", "is not YAML"),
        ("kind: Worker", "does not hold Worker documents: metadata: Field required; spec: Field required"),
        ("kind: Workflow", "holds no Worker document"),
    ]:
        path = root / "config" / "workers.yaml"
        path.unlink() if text is None else path.write_text(text)
        process = start(root)
        assert await asyncio.to_thread(process.ended) == 2
        assert message in process.lines[-1]["message"]
        assert process.lines[-1]["hint"] == mend


@pytest.mark.parametrize(
    ("environment", "message", "hint"),
    [
        (
            {"WORKER_NAME": "other"},
            "there is no worker other in config; it has slow-worker",
            "Set WORKER_NAME to one of slow-worker.",
        ),
        (
            {"TEMPORAL_DEPLOYMENT_NAME": "slow"},
            "only one of TEMPORAL_DEPLOYMENT_NAME and TEMPORAL_WORKER_BUILD_ID is set",
            "Set both to run versioned, or neither.",
        ),
        (
            {"HEALTH_PORT": "http"},
            "HEALTH_PORT is 'http', which is no port",
            "Set HEALTH_PORT to 0 (any free port) or up to 65535.",
        ),
        (
            {"METRICS_PORT": "70000"},
            "METRICS_PORT is '70000', which is no port",
            "Set METRICS_PORT to 0 (any free port) or up to 65535.",
        ),
        (
            {"TEMPORAL_API_KEY": "secret", "TEMPORAL_TLS": "false"},
            "TEMPORAL_API_KEY is set and TEMPORAL_TLS is false: a key goes out encrypted or not at all",
            "Unset TEMPORAL_TLS, or set it to true.",
        ),
        (
            {"TEMPORAL_API_KEY": "secret", "TEMPORAL_TOKEN_FILE": "/no/token"},
            "TEMPORAL_API_KEY and TEMPORAL_TOKEN_FILE are both set",
            "Unset one of them.",
        ),
        (
            {"TEMPORAL_TOKEN_FILE": "/no/token"},
            "TEMPORAL_TOKEN_FILE is '/no/token', and the file cannot be read: No such file or directory",
            "Set TEMPORAL_TOKEN_FILE to a file that holds a token.",
        ),
        (
            {"TEMPORAL_TLS_CA_FILE": "/no/ca.crt", "TEMPORAL_TLS": "false"},
            "TEMPORAL_TLS_CA_FILE is set and TEMPORAL_TLS is false",
            "Unset one of them.",
        ),
        (
            {"TEMPORAL_TLS_CA_FILE": "/no/ca.crt"},
            "TEMPORAL_TLS_CA_FILE is '/no/ca.crt', and the file cannot be read: No such file or directory",
            "Mend the file, or unset TEMPORAL_TLS_CA_FILE.",
        ),
        (
            {"TEMPORAL_TLS_CA_FILE": __file__},
            f"TEMPORAL_TLS_CA_FILE is '{__file__}', and the file holds no PEM certificate",
            "Mend the file, or unset TEMPORAL_TLS_CA_FILE.",
        ),
        (
            {"TEMPORAL_PAYLOAD_LIMIT": "2Mi"},
            "TEMPORAL_PAYLOAD_LIMIT is '2Mi'",
            "Set TEMPORAL_PAYLOAD_LIMIT to a number of bytes.",
        ),
        ({"TEMPORAL_TLS": "yes"}, "TEMPORAL_TLS is 'yes'", "Set TEMPORAL_TLS to true or false."),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'loud'", "Set LOG_LEVEL to debug, info, warn or error."),
    ],
)
async def test_a_setting_that_cannot_be_used_stops_the_start(
    start: Start, tmp_path: Path, environment: dict[str, str], message: str, hint: str
) -> None:
    process = start(write_worker(tmp_path), **environment)
    assert await asyncio.to_thread(process.ended) == 2
    assert process.line(message)["hint"] == hint


async def test_a_taken_port_is_named(start: Start, tmp_path: Path) -> None:
    taken, port = taken_port()
    with taken:
        root = write_worker(tmp_path)
        health, metrics = start(root, HEALTH_PORT=str(port)), start(root, METRICS_PORT=str(port))
        assert await asyncio.to_thread(health.ended) == 2
        assert await asyncio.to_thread(metrics.ended) == 2
    assert health.lines[-1]["message"].startswith(f"port {port} is taken")
    assert metrics.lines[-1]["message"].startswith(f"metrics cannot be served on port {port}")


async def test_a_server_that_does_not_answer_is_named(start: Start, tmp_path: Path) -> None:
    taken, port = taken_port()
    taken.close()
    process = start(write_worker(tmp_path), TEMPORAL_ADDRESS=f"127.0.0.1:{port}")
    began = time.monotonic()
    assert await asyncio.to_thread(process.ended) == 2
    assert process.lines[-1]["message"].startswith(f"Temporal does not answer at 127.0.0.1:{port}")
    assert time.monotonic() - began < 30


async def test_the_official_options_can_be_customised(start: Start, temporal: Client, tmp_path: Path) -> None:
    customise = """
def client(config): return config
def worker(config): return {**config, "identity": "custom-identity"}
"""
    process = start(write_worker(tmp_path, customise=customise))
    await asyncio.to_thread(process.line, "worker ready")
    described = await temporal.workflow_service.describe_task_queue(
        service.DescribeTaskQueueRequest(
            namespace=temporal.namespace,
            task_queue=TaskQueue(name="slow-activities"),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        )
    )
    assert {poller.identity for poller in described.pollers} >= {"custom-identity"}
