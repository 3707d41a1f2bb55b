"""Contracts as this package sees them: by shape.

Every worker's contracts package carries a `define` module of its own, and a worker calls contracts of many packages;
so nothing here asks for a class of one particular `define`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar, cast

Input = TypeVar("Input")
This = TypeVar("This", contravariant=True)
InputContra = TypeVar("InputContra", contravariant=True)
OutputCo = TypeVar("OutputCo", covariant=True)

SearchValue = str | bool | int | float | datetime | Sequence[str]


class RetryOptions(Protocol):
    @property
    def initial_interval(self) -> timedelta: ...
    @property
    def backoff(self) -> float: ...
    @property
    def maximum_interval(self) -> timedelta | None: ...
    @property
    def attempts(self) -> int | None: ...
    @property
    def non_retryable(self) -> Sequence[str]: ...


class ActivityOptions(Protocol):
    @property
    def start_to_close(self) -> timedelta: ...
    @property
    def schedule_to_close(self) -> timedelta | None: ...
    @property
    def schedule_to_start(self) -> timedelta | None: ...
    @property
    def heartbeat(self) -> timedelta | None: ...
    @property
    def retry(self) -> RetryOptions | None: ...
    @property
    def priority(self) -> int | None: ...
    @property
    def fairness_key(self) -> str | None: ...


class ActivityContract(Protocol[Input, OutputCo]):
    """What `@managed_activity` makes."""

    @property
    def name(self) -> str: ...
    @property
    def task_queue(self) -> str: ...
    @property
    def options(self) -> ActivityOptions: ...
    @property
    def body(self) -> Callable[[Input], Awaitable[OutputCo] | OutputCo]: ...
    @property
    def input(self) -> type[Input]: ...
    @property
    def output(self) -> type[OutputCo]: ...


class WorkflowContract(Protocol[This, InputContra, OutputCo]):
    """A class under `@managed_workflow`, or one that carries it out.

    It is the class object that has this shape: its `run`, reached without an instance, takes the instance first. So one
    parameter tells the class, its input and its output.
    """

    def run(self, this: This, value: InputContra, /) -> Coroutine[Any, Any, OutputCo]: ...


class WorkflowOptions(Protocol):
    @property
    def execution_timeout(self) -> timedelta | None: ...
    @property
    def run_timeout(self) -> timedelta | None: ...
    @property
    def task_timeout(self) -> timedelta | None: ...
    @property
    def id_reuse(self) -> str | None: ...
    @property
    def id_conflict(self) -> str | None: ...
    @property
    def retry(self) -> RetryOptions | None: ...
    @property
    def priority(self) -> int | None: ...
    @property
    def fairness_key(self) -> str | None: ...
    @property
    def memo(self) -> Mapping[str, Any]: ...
    @property
    def search_attributes(self) -> Mapping[str, SearchValue]: ...


class Handler(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def method(self) -> Callable[..., Any]: ...
    @property
    def input(self) -> type: ...
    @property
    def output(self) -> type: ...


class DeclaredWorkflow(Protocol):
    """What `@managed_workflow` leaves on the class."""

    @property
    def name(self) -> str: ...
    @property
    def task_queue(self) -> str: ...
    @property
    def options(self) -> WorkflowOptions: ...
    @property
    def contract(self) -> type: ...
    @property
    def input(self) -> type: ...
    @property
    def output(self) -> type: ...
    def handlers(self, kind: Any, /) -> Sequence[Handler]: ...


def workflow_of(contract: object) -> DeclaredWorkflow:
    """The contract a class declares; raises TypeError when it declares none."""
    declared = getattr(contract, "__dict__", {}).get("__managed_workflow__")
    if declared is None:
        raise TypeError(f"{contract!r} is not a workflow contract: @managed_workflow is missing")
    return cast("DeclaredWorkflow", declared)


def handler_of(declared: DeclaredWorkflow, kind: str, method: Callable[..., Any]) -> Handler:
    """The signal, query or update that a contract's method declares; raises TypeError when it is none."""
    wanted = getattr(method, "__name__", repr(method))
    for handler in declared.handlers(kind):
        if handler.method.__name__ == wanted:
            return handler
    raise TypeError(f"{declared.name}.{wanted} is not a {kind} of the contract {declared.name}")
