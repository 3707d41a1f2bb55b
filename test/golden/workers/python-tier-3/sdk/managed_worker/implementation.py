"""`@implements`: joins a body to its contract, and to the official SDK."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar, cast, overload

from temporalio import activity, workflow
from temporalio.common import RawValue

from .contracts import ActivityContract, DeclaredWorkflow, WorkflowContract, workflow_of
from .payloads import InvalidPayload, receive, sendable

Input = TypeVar("Input")
Output = TypeVar("Output")
InputCo = TypeVar("InputCo", covariant=True)
OutputContra = TypeVar("OutputContra", contravariant=True)
This = TypeVar("This")

implementation_mark = "__managed_implementation__"


class ImplementsActivity(Protocol[Input, Output]):
    @overload
    def __call__(
        self, body: Callable[[Input], Coroutine[Any, Any, Output]], /
    ) -> Callable[[Input], Coroutine[Any, Any, Output]]: ...
    @overload
    def __call__(self, body: Callable[[Input], Output], /) -> Callable[[Input], Output]: ...


class ImplementsWorkflow(Protocol[InputCo, OutputContra]):
    def __call__(self, body: WorkflowContract[This, InputCo, OutputContra], /) -> type[This]: ...


@overload
def implements(contract: ActivityContract[Input, Output], /) -> ImplementsActivity[Input, Output]: ...
@overload
def implements(contract: WorkflowContract[Any, Input, Output], /) -> ImplementsWorkflow[Input, Output]: ...
def implements(contract: Any, /) -> Any:
    """Says which contract a function or a class carries out.

    A function stays the function it is, to be called in tests; a class becomes a workflow of the official SDK. What
    differs from the contract is an error on import.
    """

    def join(body: Any) -> Any:
        if isinstance(contract, type):
            bind_workflow(workflow_of(contract), body)
        setattr(body, implementation_mark, contract)
        return body

    return join


def bind_workflow(declared: DeclaredWorkflow, body: type) -> None:
    """Makes `body` the official SDK's workflow of that contract; raises TypeError naming what is missing."""
    missing = _missing_handlers(declared, body)
    if missing:
        raise TypeError(f"{body.__qualname__} does not carry out the contract {declared.name}: {'; '.join(missing)}")
    for name, member in list(vars(body).items()):
        definition = getattr(member, "__temporal_signal_definition", None)
        if definition is not None and definition.name is not None:
            setattr(body, name, _forgiving_signal(declared.name, member, definition))
    workflow.defn(name=declared.name)(body)


def official_activity(implementation: object) -> tuple[str, Callable[..., Any]]:
    """The name and the official SDK's activity of a body under `@implements` or of a contract that carries its body."""
    contract: Any = getattr(implementation, implementation_mark, implementation)
    body: Any = contract.body if implementation is contract else implementation
    declared = cast("ActivityContract[Any, Any]", contract)
    received, sent = f"input of activity {declared.name}", f"output of activity {declared.name}"

    # The SDK retries what fails to decode for ever; a raw value is decoded here, where failing can be final.
    async def run_async(payload: RawValue) -> Any:
        return sendable(await body(receive(payload, declared.input, received)), declared.output, sent)

    def run_in_thread(payload: RawValue) -> Any:
        return sendable(body(receive(payload, declared.input, received)), declared.output, sent)

    run: Callable[..., Any] = run_async if inspect.iscoroutinefunction(body) else run_in_thread
    run.__name__, run.__qualname__, run.__module__ = body.__name__, body.__qualname__, body.__module__
    return declared.name, activity.defn(name=declared.name)(run)


def _missing_handlers(declared: DeclaredWorkflow, body: type) -> list[str]:
    members = [getattr(body, name) for name in dir(body)]
    present = {
        "signal": {found.name for m in members if (found := getattr(m, "__temporal_signal_definition", None))},
        "query": {found.name for m in members if (found := getattr(m, "__temporal_query_definition", None))},
        "update": {found.name for m in members if (found := getattr(m, "_defn", None))},
    }
    missing = [
        f"@workflow.{kind} {handler.name} is missing"
        for kind, names in present.items()
        for handler in declared.handlers(kind)
        if handler.name not in names
    ]
    if not hasattr(getattr(body, "run", None), "__temporal_workflow_run"):
        missing.insert(0, "@workflow.run is missing on run")
    return missing


def _forgiving_signal(workflow_name: str, handler: Callable[..., Any], definition: Any) -> Callable[..., Any]:
    """A signal handler that drops what breaks the contract: a sender's mistake must not stop the workflow."""
    expected = (definition.arg_types or [None])[0]
    if expected is None:
        return handler
    dropped = f"signal {definition.name} of {workflow_name}"

    # Name and annotations stay the handler's: they are the contract when the body carries it.
    @functools.wraps(handler)
    async def receive_signal(self: Any, value: Any) -> None:
        try:
            parsed = receive(value, expected, dropped) if isinstance(value, RawValue) else value
        except InvalidPayload as error:
            workflow.logger.warning("signal dropped", extra={"reason": error.message, "signal": definition.name})
            _count_dropped(definition.name)
            return
        result = handler(self, parsed)
        if inspect.isawaitable(result):
            await result

    replaced = dataclasses.replace(definition, fn=receive_signal, arg_types=[RawValue])
    setattr(receive_signal, "__temporal_signal_definition", replaced)
    return receive_signal


def _count_dropped(signal: str) -> None:
    meter = workflow.metric_meter()
    counter = meter.create_counter("managed_signals_dropped", "Signals that broke their contract")
    counter.add(1, {"signal": signal})
