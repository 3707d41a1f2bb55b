"""What a workflow's body calls: activities, children and itself, by contract."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Generic, NoReturn, TypedDict, TypeVar, Unpack, cast, overload

from temporalio import workflow
from temporalio.common import Priority, RawValue, RetryPolicy, WorkflowIDReusePolicy

from .contracts import (
    ActivityContract,
    ActivityOptions,
    DeclaredWorkflow,
    RetryOptions,
    SearchValue,
    WorkflowContract,
    handler_of,
    workflow_of,
)
from .options import id_reuse_policy, priority_of, retry_policy, search_attribute_updates, search_attributes
from .payloads import receive, sendable

Input = TypeVar("Input")
Output = TypeVar("Output")
Contract = TypeVar("Contract")
ContractT = TypeVar("ContractT")


class CallOptions(TypedDict, total=False):
    """What one call may have other than its contract says."""

    start_to_close: timedelta
    schedule_to_close: timedelta
    schedule_to_start: timedelta
    heartbeat: timedelta
    retry: RetryOptions
    task_queue: str
    activity_id: str
    cancellation: workflow.ActivityCancellationType
    priority: Priority
    summary: str


class LocalCallOptions(TypedDict, total=False):
    """What one local call may have other than its contract says."""

    start_to_close: timedelta
    schedule_to_close: timedelta
    retry: RetryOptions
    local_retry_threshold: timedelta
    activity_id: str
    cancellation: workflow.ActivityCancellationType
    summary: str


class ChildOptions(TypedDict, total=False):
    """What one child may have other than its contract says."""

    task_queue: str
    execution_timeout: timedelta
    run_timeout: timedelta
    task_timeout: timedelta
    id_reuse: WorkflowIDReusePolicy
    retry: RetryPolicy
    cancellation: workflow.ChildWorkflowCancellationType
    parent_close: workflow.ParentClosePolicy
    priority: Priority
    summary: str


class ContinueOptions(TypedDict, total=False):
    """What the next run may have other than this one."""

    run_timeout: timedelta
    task_timeout: timedelta
    retry: RetryPolicy


async def call(activity: ActivityContract[Input, Output], value: Input, /, **overrides: Unpack[CallOptions]) -> Output:
    """Runs an activity with the queue, timeouts and retries of its contract, and gives back its output."""
    given, options = dict(overrides), activity.options
    result = await workflow.execute_activity(
        activity.name,
        sendable(value, activity.input, f"input of activity {activity.name}"),
        result_type=RawValue,
        task_queue=cast("str", given.get("task_queue", activity.task_queue)),
        schedule_to_start_timeout=cast("Any", given.get("schedule_to_start", options.schedule_to_start)),
        heartbeat_timeout=cast("Any", given.get("heartbeat", options.heartbeat)),
        priority=cast("Priority", given.get("priority", priority_of(options))),
        **_common_call_options(given, options),
    )
    return receive(result, activity.output, f"output of activity {activity.name}")


async def call_local(
    activity: ActivityContract[Input, Output], value: Input, /, **overrides: Unpack[LocalCallOptions]
) -> Output:
    """Runs an activity in the very worker that runs this workflow: for milliseconds, without queue or heartbeat."""
    given, options = dict(overrides), activity.options
    result = await workflow.execute_local_activity(
        activity.name,
        sendable(value, activity.input, f"input of activity {activity.name}"),
        result_type=RawValue,
        local_retry_threshold=cast("Any", given.get("local_retry_threshold")),
        **_common_call_options(given, options),
    )
    return receive(result, activity.output, f"output of activity {activity.name}")


async def start_child(
    child: WorkflowContract[Contract, Input, Output], value: Input, /, *, id: str, **overrides: Unpack[ChildOptions]
) -> ChildHandle[Contract, Output]:
    """Starts a child workflow; this workflow's own contract included."""
    declared, given = workflow_of(child), dict(overrides)
    options = declared.options
    handle = await workflow.start_child_workflow(
        declared.name,
        sendable(value, declared.input, f"input of workflow {declared.name}"),
        id=id,
        result_type=RawValue,
        task_queue=cast("str", given.get("task_queue", declared.task_queue)),
        execution_timeout=cast("Any", given.get("execution_timeout", options.execution_timeout)),
        run_timeout=cast("Any", given.get("run_timeout", options.run_timeout)),
        task_timeout=cast("Any", given.get("task_timeout", options.task_timeout)),
        id_reuse_policy=cast("Any", given.get("id_reuse", id_reuse_policy(options.id_reuse))),
        retry_policy=cast("Any", given.get("retry", retry_policy(options.retry))),
        cancellation_type=cast(
            "Any", given.get("cancellation", workflow.ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
        ),
        parent_close_policy=cast("Any", given.get("parent_close", workflow.ParentClosePolicy.TERMINATE)),
        priority=cast("Any", given.get("priority", priority_of(options))),
        memo=options.memo or None,
        search_attributes=search_attributes(options.search_attributes),
        static_summary=cast("Any", given.get("summary")),
    )
    return ChildHandle(declared, handle)


async def execute_child(
    child: WorkflowContract[Contract, Input, Output], value: Input, /, *, id: str, **overrides: Unpack[ChildOptions]
) -> Output:
    """Runs a child workflow to its end and gives back its output."""
    handle = await start_child(child, value, id=id, **overrides)
    return await handle.result()


def continue_as_new(
    contract: WorkflowContract[Any, Input, Any], value: Input, /, **overrides: Unpack[ContinueOptions]
) -> NoReturn:
    """Ends this run and begins the next with `value`: the way to loop for ever."""
    declared, given = workflow_of(contract), dict(overrides)
    official: Any = workflow.continue_as_new
    official(
        sendable(value, declared.input, f"input of workflow {declared.name}"),
        workflow=declared.name,
        task_queue=declared.task_queue,
        run_timeout=cast("Any", given.get("run_timeout")),
        task_timeout=cast("Any", given.get("task_timeout")),
        retry_policy=cast("Any", given.get("retry")),
    )
    raise AssertionError("continue_as_new does not return")


def external(
    contract: WorkflowContract[Contract, Any, Any], /, *, id: str, run_id: str | None = None
) -> ExternalHandle[Contract]:
    """Another running workflow, to signal or to cancel."""
    return ExternalHandle(workflow_of(contract), workflow.get_external_workflow_handle(id, run_id=run_id))


def upsert_search_attributes(values: Mapping[str, SearchValue], /) -> None:
    """Changes what this run can be searched by; text is a keyword. They are not encrypted."""
    cast("Any", workflow).upsert_search_attributes(search_attribute_updates(values))


class ExternalHandle(Generic[ContractT]):
    """A workflow somewhere else. `temporal` is the official handle, for all else."""

    def __init__(self, declared: DeclaredWorkflow, temporal: workflow.ExternalWorkflowHandle[Any]) -> None:
        self._declared = declared
        self.temporal = temporal

    @overload
    async def signal(self, signal: Callable[[ContractT], Awaitable[None] | None], /) -> None: ...
    @overload
    async def signal(self, signal: Callable[[ContractT, Input], Awaitable[None] | None], value: Input, /) -> None: ...
    async def signal(self, signal: Callable[..., Any], *values: Any) -> None:
        handler = handler_of(self._declared, "signal", signal)
        what = f"signal {handler.name} of {self._declared.name}"
        await self.temporal.signal(handler.name, args=[sendable(value, handler.input, what) for value in values])

    async def cancel(self) -> None:
        await self.temporal.cancel()


class ChildHandle(Generic[ContractT, Output]):
    """A child that has started. `temporal` is the official handle, for all else."""

    def __init__(self, declared: DeclaredWorkflow, temporal: workflow.ChildWorkflowHandle[Any, Any]) -> None:
        self._declared = declared
        self.temporal = temporal

    @property
    def id(self) -> str:
        return self.temporal.id

    async def result(self) -> Output:
        what = f"output of workflow {self._declared.name}"
        return cast("Output", receive(await self.temporal, self._declared.output, what))

    @overload
    async def signal(self, signal: Callable[[ContractT], Awaitable[None] | None], /) -> None: ...
    @overload
    async def signal(self, signal: Callable[[ContractT, Input], Awaitable[None] | None], value: Input, /) -> None: ...
    async def signal(self, signal: Callable[..., Any], *values: Any) -> None:
        handler = handler_of(self._declared, "signal", signal)
        what = f"signal {handler.name} of {self._declared.name}"
        await self.temporal.signal(handler.name, args=[sendable(value, handler.input, what) for value in values])

    def cancel(self, reason: str | None = None) -> None:
        self.temporal.cancel(reason)


def _common_call_options(given: dict[str, object], options: ActivityOptions) -> dict[str, Any]:
    return {
        "start_to_close_timeout": given.get("start_to_close", options.start_to_close),
        "schedule_to_close_timeout": given.get("schedule_to_close", options.schedule_to_close),
        "retry_policy": retry_policy(cast("RetryOptions | None", given.get("retry", options.retry))),
        "activity_id": given.get("activity_id"),
        "cancellation_type": given.get("cancellation", workflow.ActivityCancellationType.TRY_CANCEL),
        "summary": given.get("summary"),
    }
