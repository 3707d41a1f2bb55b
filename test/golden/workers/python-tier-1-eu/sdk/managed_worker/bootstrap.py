"""One worker process from start to drained: read config, load what it lists, poll, stop without losing work."""

from __future__ import annotations

import asyncio
import atexit
import importlib
import logging
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import Any, NoReturn

from temporalio.client import Client, ClientConnectConfig
from temporalio.worker import Worker

from .config import WorkerDocument, choose_worker, read_workers
from .connecting import connect_patiently
from .errors import StartError
from .health import port_of, serve_health
from .logs import write_json_logs
from .metrics import Poll, free_port, metrics_runtime
from .readiness import Readiness, first_polls
from .registry import Served, check_complete, load, read_generated
from .settings import Settings, connection, read_settings
from .token_file import renew_token
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
    stop, readiness = asyncio.Event(), Readiness()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    custom = importlib.import_module(f"{package}.customise")
    metrics_port = settings.metrics_port or free_port()
    options = custom.client(_options(settings, document, metrics_port))
    # Before the connection, so that a worker that still waits for Temporal is alive and says what it waits for.
    health = await _serve_health(settings.health_port, lambda: "draining" if stop.is_set() else readiness.reason)
    ports = {"healthPort": port_of(health), "metricsPort": metrics_port}
    where = {"namespace": options.get("namespace"), "address": settings.address}
    logger.info("worker starting", extra={**where, **ports})
    async with health:
        client = await _unless(stop, connect_patiently(options, readiness.waits_for))
        if client is not None:
            workers = make_workers(
                client,
                document,
                served,
                settings=settings,
                passthrough_modules=passthrough_modules,
                customise=custom.worker,
            )
            async with _renewing_token(client, settings):
                await _poll_until(stop, workers, announce=_announce(readiness, workers, metrics_port))
    logger.info("worker stopped")


@asynccontextmanager
async def _renewing_token(client: Client, settings: Settings) -> AsyncGenerator[None]:
    if settings.token_file is None:
        yield
        return
    renewing = asyncio.create_task(renew_token(client, settings.token_file))
    try:
        yield
    finally:
        renewing.cancel()


async def _unless(stop: asyncio.Event, connecting: Coroutine[Any, Any, Client]) -> Client | None:
    """What it connects to; None when `stop` comes first."""
    trying, stopping = asyncio.create_task(connecting), asyncio.create_task(stop.wait())
    await asyncio.wait([trying, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if trying.done():
        return trying.result()
    trying.cancel()
    return None


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


async def _announce(readiness: Readiness, workers: list[Worker], metrics_port: int) -> None:
    """Waits for the first poll of every SDK worker; only then is the worker ready."""
    wanted = {poll for worker in workers for poll in _polls_of(worker)}
    await first_polls(wanted, metrics_port, readiness.waits_for)
    logger.info("worker ready", extra={"taskQueues": sorted({queue for _, queue in wanted})})


def _polls_of(worker: Worker) -> Iterator[Poll]:
    config: dict[str, Any] = {**worker.config(active_config=True)}
    if config.get("workflows"):
        yield "workflows", worker.task_queue
    if config.get("activities") and not config.get("no_remote_activities"):
        yield "activities", worker.task_queue


def _options(settings: Settings, document: WorkerDocument, metrics_port: int) -> ClientConnectConfig:
    config = connection(settings, settings.namespace or document.spec.namespace)
    try:
        config["runtime"] = metrics_runtime(metrics_port, document.metadata)
    except (RuntimeError, ValueError) as error:
        raise StartError(
            f"metrics cannot be served on port {metrics_port}: {error}", "Set METRICS_PORT to a free port."
        ) from error
    return config


async def _serve_health(port: int, unready: Callable[[], str | None]) -> asyncio.Server:
    try:
        return await serve_health(port, unready)
    except OSError as error:
        raise StartError(f"port {port} is taken: {error.strerror}", "Set HEALTH_PORT to a free port.") from error
