"""One worker process from start to drained: read config, load what it lists, poll, stop without losing work."""

from __future__ import annotations

import asyncio
import atexit
import importlib
import logging
import os
import signal
import sys
from typing import Any, NoReturn

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Worker

from .config import WorkerDocument, choose_worker, read_workers
from .errors import StartError
from .health import port_of, serve_health
from .logs import write_json_logs
from .metrics import free_port, metrics_runtime, polled_queues
from .registry import Served, check_complete, load, read_generated
from .settings import Settings, connection, read_settings
from .worker import make_workers

logger = logging.getLogger("managed_worker")


def main(package: str) -> NoReturn:
    """Runs the worker of `package` and ends the process: 0 after a graceful stop, 2 when set up wrongly, else 1."""
    write_json_logs("INFO")
    try:
        _start(package)
    except StartError as error:
        logger.error(error.message, extra={"hint": error.hint})
        _leave(2)
    except Exception:
        logger.exception("worker broke")
        _leave(1)
    _leave(0)


def _start(package: str) -> None:
    settings = read_settings()
    workers = read_workers(settings.config_directory)
    document = choose_worker(workers, settings.worker_name, package.replace("_", "-"))
    metadata = document.metadata
    write_json_logs(settings.log_level, worker=metadata.name, owner=metadata.owner, tier=metadata.tier)
    generated = read_generated(package)
    served = load(document, generated)
    check_complete(package, workers)
    asyncio.run(_run(package, settings, document, served=served, passthrough_modules=generated.passthrough_modules))


def _leave(code: int) -> NoReturn:
    """Ends the process without taking the interpreter down, under which threads of the SDK's core may hang or crash."""
    atexit._run_exitfuncs()  # pyright: ignore[reportPrivateUsage]
    sys.stdout.flush()
    os._exit(code)


async def _run(
    package: str,
    settings: Settings,
    document: WorkerDocument,
    *,
    served: Served,
    passthrough_modules: tuple[str, ...],
) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    custom = importlib.import_module(f"{package}.customise")
    metrics_port = settings.metrics_port or free_port()
    client = await _connect(settings, document, metrics_port, custom)
    workers = make_workers(
        client,
        document,
        served,
        settings=settings,
        passthrough_modules=passthrough_modules,
        customise=custom.worker,
    )
    ready = asyncio.Event()
    health = await _serve_health(settings.health_port, lambda: ready.is_set() and not stop.is_set())
    ports = {"healthPort": port_of(health), "metricsPort": metrics_port}
    logger.info("worker starting", extra={"namespace": client.namespace, "address": settings.address, **ports})
    async with health:
        await _poll_until(stop, workers, announce=_announce(ready, document, metrics_port))
    logger.info("worker stopped")


async def _poll_until(stop: asyncio.Event, workers: list[Worker], *, announce: Any) -> None:
    """Runs the workers until `stop` is set or one of them breaks; then all of them drain."""
    running = [asyncio.create_task(worker.run()) for worker in workers]
    stopping, announcing = asyncio.create_task(stop.wait()), asyncio.create_task(announce)
    try:
        await asyncio.wait([*running, stopping], return_when=asyncio.FIRST_COMPLETED)
        logger.info("worker draining")
    finally:
        stop.set()
        announcing.cancel()
        # A worker that broke never says that its shutdown is complete, so it is the runs that are waited for.
        drains = [asyncio.create_task(worker.shutdown()) for worker in workers]
        results = await asyncio.gather(*running, return_exceptions=True)
        for drain in drains:
            drain.cancel()
    for result in results:
        if isinstance(result, BaseException):
            raise result


async def _announce(ready: asyncio.Event, document: WorkerDocument, metrics_port: int) -> None:
    """Waits for the first poll on every queue; only then is the worker ready."""
    wanted = {
        (kind, queue.name)
        for queue in document.spec.task_queues
        for kind, names in (("workflow_task", queue.workflows), ("activity_task", queue.activities))
        if names
    }
    # The SDK tells nobody of a first poll; its own metric is where it shows.
    while not wanted <= await asyncio.to_thread(polled_queues, metrics_port):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    ready.set()
    logger.info("worker ready", extra={"taskQueues": sorted({queue for _, queue in wanted})})


async def _connect(settings: Settings, document: WorkerDocument, metrics_port: int, custom: Any) -> Client:
    namespace = settings.namespace or document.spec.namespace
    config = connection(settings, namespace)
    try:
        config["runtime"] = metrics_runtime(metrics_port, document.metadata)
    except (RuntimeError, ValueError) as error:
        raise StartError(
            f"metrics cannot be served on port {metrics_port}: {error}", "Set METRICS_PORT to a free port."
        ) from error
    try:
        client = await Client.connect(**custom.client(config))
        await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    except (RuntimeError, RPCError) as error:
        if isinstance(error, RPCError) and error.status == RPCStatusCode.NOT_FOUND:
            raise StartError(
                f"there is no namespace {namespace} at {settings.address}", "Set TEMPORAL_NAMESPACE."
            ) from error
        raise StartError(
            f"Temporal does not answer at {settings.address}: {error}", "Set TEMPORAL_ADDRESS, or start `make dev`."
        ) from error
    return client


async def _serve_health(port: int, is_ready: Any) -> asyncio.Server:
    try:
        return await serve_health(port, is_ready)
    except OSError as error:
        raise StartError(f"port {port} is taken: {error.strerror}", "Set HEALTH_PORT to a free port.") from error
