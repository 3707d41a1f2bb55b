"""Tests against a real server on this machine: no download, no time skipping."""

from __future__ import annotations

import concurrent.futures
import os
import shutil
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from .client import ManagedClient
from .contracts import workflow_of
from .implementation import implementation_mark, official_activity
from .payloads import data_converter
from .worker import sandbox


def temporal_binary() -> str:
    """Where the `temporal` binary is; raises RuntimeError saying what to install when there is none."""
    named = os.environ.get("TEMPORAL_CLI")
    if named and not os.access(named, os.X_OK):
        raise RuntimeError(f"TEMPORAL_CLI is {named}, which cannot be run. Point it at a temporal binary, or unset it.")
    found = named or shutil.which("temporal")
    if not found:
        raise RuntimeError(
            "These tests need the `temporal` command: install it (https://docs.temporal.io/cli) so that it is on PATH, "
            "or set TEMPORAL_CLI to where it is."
        )
    return found


@asynccontextmanager
async def local_temporal() -> AsyncGenerator[Client]:
    """A server of its own, in memory, for as long as the block lasts."""
    environments: Any = WorkflowEnvironment
    async with await environments.start_local(
        dev_server_existing_path=temporal_binary(), data_converter=data_converter
    ) as environment:
        yield environment.client


@asynccontextmanager
async def serving(client: Client, *bodies: Callable[..., Any]) -> AsyncGenerator[ManagedClient]:
    """Workers for exactly these bodies, each on the queue of its contract; gives a typed client.

    A body for a test is made as any other: `implements(contract)(function)`.
    """
    runner = sandbox(_passthrough_modules(bodies))
    async with AsyncExitStack() as stack:
        executor = stack.enter_context(concurrent.futures.ThreadPoolExecutor(10))
        for queue, (workflows, activities) in _by_queue(bodies).items():
            worker = Worker(
                client,
                task_queue=queue,
                workflows=workflows,
                activities=activities,
                activity_executor=executor,
                workflow_runner=runner,
            )
            await stack.enter_async_context(worker)
        yield ManagedClient(client)


def _passthrough_modules(bodies: tuple[Callable[..., Any], ...]) -> tuple[str, ...]:
    """As `config` has it: the SDK and modules of contracts, but none that holds a workflow's body."""
    contracts: list[Any] = [getattr(body, implementation_mark, body) for body in bodies]
    holding = {getattr(contract, "body", contract).__module__ for contract in contracts}
    return ("managed_worker", *sorted(holding - {body.__module__ for body in bodies if isinstance(body, type)}))


def _by_queue(bodies: tuple[Callable[..., Any], ...]) -> dict[str, tuple[list[type], list[Callable[..., Any]]]]:
    queues: dict[str, tuple[list[type], list[Callable[..., Any]]]] = {}
    functions: list[Callable[..., Any]] = []
    for body in bodies:
        contract: Any = getattr(body, implementation_mark, body)
        if isinstance(body, type):
            queues.setdefault(workflow_of(contract).task_queue, ([], []))[0].append(body)
        else:
            function = official_activity(body)[1]
            functions.append(function)
            queues.setdefault(contract.task_queue, ([], []))[1].append(function)
    # As in the worker process: a workflow may call any of the activities locally.
    return {queue: (workflows, functions if workflows else own) for queue, (workflows, own) in queues.items()}
