"""The typed client: everything from contracts alone, checked before it is sent, and never without a workflow id."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, TypedDict, TypeVar, Unpack, cast

from temporalio.client import (
    Client,
    ClientConnectConfig,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleHandle,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleState,
    WithStartWorkflowOperation,
)
from temporalio.common import (
    RawValue,
    RetryPolicy,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)

from .contracts import DeclaredWorkflow, SearchValue, WorkflowContract, handler_of, workflow_of
from .handle import Handle, answer_of, arguments_of
from .options import id_conflict_policy, id_reuse_policy, priority_of, retry_policy, search_attributes
from .payloads import ManagedPayloadConverter, data_converter, sendable

Input = TypeVar("Input")
Output = TypeVar("Output")
Argument = TypeVar("Argument")
Answer = TypeVar("Answer")
Contract = TypeVar("Contract")


class RunOptions(TypedDict, total=False):
    """What one run may have other than its contract says."""

    task_queue: str
    execution_timeout: timedelta
    run_timeout: timedelta
    task_timeout: timedelta
    retry: RetryPolicy
    memo: Mapping[str, Any]
    search_attributes: Mapping[str, SearchValue]
    summary: str


class StartOptions(RunOptions, total=False):
    """The same, for a run that begins now."""

    id_reuse: WorkflowIDReusePolicy
    id_conflict: WorkflowIDConflictPolicy
    start_delay: timedelta


async def connect(
    address: str = "localhost:7233", *, namespace: str, options: ClientConnectConfig | None = None
) -> ManagedClient:
    """A client on a connection of its own; `options` are those of the official `Client.connect`."""
    config: ClientConnectConfig = {"data_converter": data_converter, **(options or {})}
    config["target_host"], config["namespace"] = address, namespace
    return ManagedClient(await Client.connect(**config))


class ManagedClient:
    """Starts and reaches workflows by contract. `temporal` is the official client, for all else."""

    def __init__(self, temporal: Client) -> None:
        self.temporal = _with_our_payloads(temporal)
        self._kept: list[asyncio.Task[None]] = []

    def keep(self, task: asyncio.Task[None]) -> None:
        """Lets what serves this client live as long as it does; the event loop ends both."""
        self._kept.append(task)

    async def start(
        self,
        workflow: WorkflowContract[Contract, Input, Output],
        value: Input,
        /,
        *,
        id: str,
        **options: Unpack[StartOptions],
    ) -> Handle[Contract, Output]:
        """Starts a workflow and gives back its handle."""
        declared = workflow_of(workflow)
        return Handle(declared, await self.temporal.start_workflow(**_start(declared, value, id, options)))

    async def execute(
        self,
        workflow: WorkflowContract[Any, Input, Output],
        value: Input,
        /,
        *,
        id: str,
        **options: Unpack[StartOptions],
    ) -> Output:
        """Runs a workflow to its end and gives back its output."""
        handle = await self.start(workflow, value, id=id, **options)
        return await handle.result()

    def handle(
        self, workflow: WorkflowContract[Contract, Any, Output], /, *, id: str, run_id: str | None = None
    ) -> Handle[Contract, Output]:
        """A workflow that was started elsewhere."""
        temporal = self.temporal.get_workflow_handle(id, run_id=run_id, result_type=RawValue)
        return Handle(workflow_of(workflow), temporal)

    async def signal_with_start(
        self,
        workflow: WorkflowContract[Contract, Input, Output],
        value: Input,
        signal: Callable[[Contract, Argument], Awaitable[None] | None],
        argument: Argument,
        /,
        *,
        id: str,
        **options: Unpack[StartOptions],
    ) -> Handle[Contract, Output]:
        """Signals the workflow of that id, starting it first when it does not run."""
        declared = workflow_of(workflow)
        handler = handler_of(declared, "signal", signal)
        given: dict[str, Any] = {"id_conflict": WorkflowIDConflictPolicy.USE_EXISTING, **options}
        started = await self.temporal.start_workflow(
            **_start(declared, value, id, given),
            start_signal=handler.name,
            start_signal_args=arguments_of(declared, handler, (argument,)),
        )
        return Handle(declared, started)

    async def update_with_start(
        self,
        workflow: WorkflowContract[Contract, Input, Any],
        value: Input,
        update: Callable[[Contract, Argument], Awaitable[Answer] | Answer],
        argument: Argument,
        /,
        *,
        id: str,
        update_id: str | None = None,
        **options: Unpack[StartOptions],
    ) -> Answer:
        """Updates the workflow of that id, starting it first when it does not run."""
        declared = workflow_of(workflow)
        handler = handler_of(declared, "update", update)
        given: dict[str, Any] = {"id_conflict": WorkflowIDConflictPolicy.USE_EXISTING, **options}
        answer = await cast("Any", self.temporal).execute_update_with_start_workflow(
            handler.name,
            args=arguments_of(declared, handler, (argument,)),
            id=update_id,
            result_type=RawValue,
            start_workflow_operation=WithStartWorkflowOperation(**_start(declared, value, id, given)),
        )
        return cast("Answer", answer_of(declared, handler, answer))

    async def schedule(
        self,
        workflow: WorkflowContract[Any, Input, Any],
        value: Input,
        /,
        *,
        id: str,
        spec: ScheduleSpec,
        workflow_id: str | None = None,
        overlap: ScheduleOverlapPolicy = ScheduleOverlapPolicy.SKIP,
        catchup_window: timedelta = timedelta(days=365),
        pause_on_failure: bool = False,
        note: str | None = None,
        paused: bool = False,
        **options: Unpack[RunOptions],
    ) -> ScheduleHandle:
        """Starts the workflow again and again; every run's id begins with `workflow_id`, or `id` when there is none."""
        given = _start(workflow_of(workflow), value, workflow_id or id, options)
        for unscheduled in ("id_reuse_policy", "id_conflict_policy", "result_type", "start_delay"):
            del given[unscheduled]
        attributes = given.pop("search_attributes") or TypedSearchAttributes.empty
        return await self.temporal.create_schedule(
            id,
            Schedule(
                action=ScheduleActionStartWorkflow(
                    given.pop("workflow"), given.pop("arg"), typed_search_attributes=attributes, **given
                ),
                spec=spec,
                policy=SchedulePolicy(
                    overlap=overlap, catchup_window=catchup_window, pause_on_failure=pause_on_failure
                ),
                state=ScheduleState(note=note, paused=paused),
            ),
        )


def _with_our_payloads(client: Client) -> Client:
    """The same connection and codec; only how values become payloads may not be another's."""
    converter = client.data_converter
    if issubclass(converter.payload_converter_class, ManagedPayloadConverter):
        return client
    config = client.config()
    config["data_converter"] = dataclasses.replace(converter, payload_converter_class=ManagedPayloadConverter)
    return Client(**config)


def _start(declared: DeclaredWorkflow, value: object, id: str, options: Any) -> dict[str, Any]:
    given, contract = dict[str, Any](options), declared.options
    attributes = {**contract.search_attributes, **given.get("search_attributes", {})}
    return {
        "workflow": declared.name,
        "arg": sendable(value, declared.input, f"input of workflow {declared.name}"),
        "id": id,
        "result_type": RawValue,
        "task_queue": given.get("task_queue", declared.task_queue),
        "execution_timeout": given.get("execution_timeout", contract.execution_timeout),
        "run_timeout": given.get("run_timeout", contract.run_timeout),
        "task_timeout": given.get("task_timeout", contract.task_timeout),
        "id_reuse_policy": given.get("id_reuse", id_reuse_policy(contract.id_reuse)),
        "id_conflict_policy": given.get("id_conflict", id_conflict_policy(contract.id_conflict)),
        "retry_policy": given.get("retry", retry_policy(contract.retry)),
        "start_delay": given.get("start_delay"),
        "memo": {**contract.memo, **given.get("memo", {})} or None,
        "search_attributes": search_attributes(attributes),
        "static_summary": given.get("summary"),
        "priority": priority_of(contract),
    }
