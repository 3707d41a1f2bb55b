"""What a contract is made of.

Standard library only: whoever depends on the contracts gets these lines, Pydantic, and nothing else.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, Literal, Protocol, TypeVar, cast, overload

Input = TypeVar("Input")
Output = TypeVar("Output")
Method = TypeVar("Method", bound=Callable[..., Any])
Class = TypeVar("Class", bound=type)

SearchValue = str | bool | int | float | datetime | Sequence[str]
IdReuse = Literal["allow-duplicate", "allow-duplicate-failed-only", "reject-duplicate"]
IdConflict = Literal["fail", "use-existing", "terminate-existing"]
HandlerKind = Literal["signal", "query", "update"]


@dataclass(frozen=True, kw_only=True)
class Retry:
    """How what failed is tried again. Without one, an activity is tried for ever, backing off, and a workflow never."""

    initial_interval: timedelta = timedelta(seconds=1)
    backoff: float = 2.0
    maximum_interval: timedelta | None = None
    attempts: int | None = None
    non_retryable: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class ActivityOptions:
    """What every call of the activity has unless the caller says otherwise."""

    start_to_close: timedelta
    schedule_to_close: timedelta | None = None
    schedule_to_start: timedelta | None = None
    heartbeat: timedelta | None = None
    retry: Retry | None = None
    priority: int | None = None
    fairness_key: str | None = None


@dataclass(frozen=True, kw_only=True)
class WorkflowOptions:
    """What every run of the workflow has unless the caller says otherwise."""

    execution_timeout: timedelta | None = None
    run_timeout: timedelta | None = None
    task_timeout: timedelta | None = None
    id_reuse: IdReuse | None = None
    id_conflict: IdConflict | None = None
    retry: Retry | None = None
    priority: int | None = None
    fairness_key: str | None = None
    memo: Mapping[str, Any] = field(default_factory=dict[str, Any])
    search_attributes: Mapping[str, SearchValue] = field(default_factory=dict[str, SearchValue])


@dataclass(frozen=True, kw_only=True)
class Activity(Generic[Input, Output]):
    """An activity's contract. Awaiting a call of it runs the body, when the decorator stands on one."""

    name: str
    task_queue: str
    worker: str | None
    namespace: str | None
    options: ActivityOptions
    body: Callable[[Input], Awaitable[Output] | Output]

    @property
    def input(self) -> type[Input]:
        return cast("type[Input]", parameter_type(self.body))

    @property
    def output(self) -> type[Output]:
        return cast("type[Output]", return_type(self.body))

    async def __call__(self, value: Input) -> Output:
        result = self.body(value)
        output = await result if inspect.isawaitable(result) else result
        if output is None and self.output is not type(None):
            raise NotImplementedError(f"{self.name} is a contract; call the function marked @implements instead")
        return cast("Output", output)


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """A workflow's contract, kept on its class as `__managed_workflow__`."""

    name: str
    task_queue: str
    worker: str | None
    namespace: str | None
    options: WorkflowOptions
    contract: type

    @property
    def input(self) -> type:
        return parameter_type(vars(self.contract)["run"])

    @property
    def output(self) -> type:
        return return_type(vars(self.contract)["run"])

    def handlers(self, kind: HandlerKind) -> list[Handler]:
        """The signals, queries or updates of the contract."""
        found = (handler_of(member) for member in vars(self.contract).values())
        return [handler for handler in found if handler is not None and handler.kind == kind]


@dataclass(frozen=True, kw_only=True)
class Handler:
    """A signal, query or update by the name callers use."""

    kind: HandlerKind
    name: str
    method: Callable[..., Any]

    @property
    def input(self) -> type:
        return parameter_type(self.method)

    @property
    def output(self) -> type:
        return return_type(self.method)


class ActivityDecorator(Protocol):
    @overload
    def __call__(self, body: Callable[[Input], Coroutine[Any, Any, Output]], /) -> Activity[Input, Output]: ...
    @overload
    def __call__(self, body: Callable[[Input], Output], /) -> Activity[Input, Output]: ...


def managed_activity(
    *,
    task_queue: str,
    start_to_close: timedelta,
    name: str | None = None,
    worker: str | None = None,
    namespace: str | None = None,
    schedule_to_close: timedelta | None = None,
    schedule_to_start: timedelta | None = None,
    heartbeat: timedelta | None = None,
    attempts: int | None = None,
    retry: Retry | None = None,
    priority: int | None = None,
    fairness_key: str | None = None,
) -> ActivityDecorator:
    """Declares an activity: a function of one Pydantic model.

    `worker` and `namespace` default to this service's own. `attempts` is short for `Retry(attempts=...)`.
    """
    if attempts is not None and retry is not None:
        raise TypeError("give attempts or retry, not both: Retry has attempts of its own")
    options = ActivityOptions(
        start_to_close=start_to_close,
        schedule_to_close=schedule_to_close,
        schedule_to_start=schedule_to_start,
        heartbeat=heartbeat,
        retry=retry if attempts is None else Retry(attempts=attempts),
        priority=priority,
        fairness_key=fairness_key,
    )

    def declare(body: Callable[[Any], Any], /) -> Activity[Any, Any]:
        return Activity(
            name=name or body.__name__,
            task_queue=task_queue,
            worker=worker,
            namespace=namespace,
            options=options,
            body=body,
        )

    return declare


def managed_workflow(
    *,
    task_queue: str,
    name: str | None = None,
    worker: str | None = None,
    namespace: str | None = None,
    execution_timeout: timedelta | None = None,
    run_timeout: timedelta | None = None,
    task_timeout: timedelta | None = None,
    id_reuse: IdReuse | None = None,
    id_conflict: IdConflict | None = None,
    retry: Retry | None = None,
    priority: int | None = None,
    fairness_key: str | None = None,
    memo: Mapping[str, Any] | None = None,
    search_attributes: Mapping[str, SearchValue] | None = None,
) -> Callable[[Class], Class]:
    """Declares a workflow: a class whose `run` takes one Pydantic model.

    `worker` and `namespace` default to this service's own. The rest holds for every run that is started.
    """
    options = WorkflowOptions(
        execution_timeout=execution_timeout,
        run_timeout=run_timeout,
        task_timeout=task_timeout,
        id_reuse=id_reuse,
        id_conflict=id_conflict,
        retry=retry,
        priority=priority,
        fairness_key=fairness_key,
        memo=memo or {},
        search_attributes=search_attributes or {},
    )

    def declare(contract: Class) -> Class:
        declared = Workflow(
            name=name or contract.__name__,
            task_queue=task_queue,
            worker=worker,
            namespace=namespace,
            options=options,
            contract=contract,
        )
        cast("Any", contract).__managed_workflow__ = declared
        if has_body(contract):
            # A contract alone must not need the SDK; a body cannot do without it.
            from managed_worker.implementation import bind_workflow

            bind_workflow(declared, contract)
        return contract

    return declare


def signal(method: Method) -> Method:
    """Declares a signal of the workflow: fire and forget, one Pydantic model or nothing."""
    return _declare_handler("signal", method)


def query(method: Method) -> Method:
    """Declares a query of the workflow: reads, never changes."""
    return _declare_handler("query", method)


def update(method: Method) -> Method:
    """Declares an update of the workflow: a change the caller gets an answer to."""
    return _declare_handler("update", method)


def handler_of(member: object) -> Handler | None:
    """What a member of a contract declares, by this module's decorators or by the official SDK's."""
    declared = getattr(member, "__managed_handler__", None)
    if isinstance(declared, Handler):
        return declared
    for kind in ("signal", "query"):
        official = getattr(member, f"__temporal_{kind}_definition", None)
        if official is not None and official.name is not None:
            return Handler(kind=kind, name=official.name, method=official.fn)
    official = getattr(member, "_defn", None)
    if official is not None and getattr(official, "name", None) is not None:
        return Handler(kind="update", name=official.name, method=official.fn)
    return None


def has_body(contract: type) -> bool:
    """Whether the class is its own implementation (its `run` is the official SDK's)."""
    return hasattr(vars(contract).get("run"), "__temporal_workflow_run")


def parameter_type(function: Callable[..., Any]) -> type:
    """The type of the one value a contract's function takes; `NoneType` when it takes none."""
    names = [name for name in inspect.signature(function).parameters if name != "self"]
    if len(names) > 1:
        raise TypeError(f"{function.__qualname__} takes {len(names)} values; a contract takes one Pydantic model")
    return _hints(function).get(names[0], object) if names else type(None)


def return_type(function: Callable[..., Any]) -> type:
    return _hints(function).get("return", type(None))


def _hints(function: Callable[..., Any]) -> dict[str, type]:
    return cast("dict[str, type]", typing.get_type_hints(function))


def _declare_handler(kind: HandlerKind, method: Method) -> Method:
    cast("Any", method).__managed_handler__ = Handler(kind=kind, name=method.__name__, method=method)
    return method
