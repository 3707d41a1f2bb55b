"""One workflow that has been started, by its contract."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar, cast, overload

from temporalio.client import WorkflowHandle
from temporalio.common import RawValue

from .contracts import DeclaredWorkflow, Handler, handler_of
from .payloads import receive, sendable

Output = TypeVar("Output")
Argument = TypeVar("Argument")
Answer = TypeVar("Answer")
ContractT = TypeVar("ContractT")


class Handle(Generic[ContractT, Output]):
    """One workflow, by its contract. `temporal` is the official handle, for all else."""

    def __init__(self, declared: DeclaredWorkflow, temporal: WorkflowHandle[Any, Any]) -> None:
        self._declared = declared
        self.temporal = temporal

    @property
    def id(self) -> str:
        return self.temporal.id

    async def result(self) -> Output:
        """Waits for the end; follows runs that continue as new."""
        what = f"output of workflow {self._declared.name}"
        return cast("Output", receive(await self.temporal.result(), self._declared.output, what))

    @overload
    async def signal(self, signal: Callable[[ContractT], Awaitable[None] | None], /) -> None: ...
    @overload
    async def signal(
        self, signal: Callable[[ContractT, Argument], Awaitable[None] | None], argument: Argument, /
    ) -> None: ...
    async def signal(self, signal: Callable[..., Any], *arguments: Any) -> None:
        handler = handler_of(self._declared, "signal", signal)
        await self.temporal.signal(handler.name, args=arguments_of(self._declared, handler, arguments))

    @overload
    async def query(self, query: Callable[[ContractT], Answer], /) -> Answer: ...
    @overload
    async def query(self, query: Callable[[ContractT, Argument], Answer], argument: Argument, /) -> Answer: ...
    async def query(self, query: Callable[..., Any], *arguments: Any) -> Any:
        handler = handler_of(self._declared, "query", query)
        given = arguments_of(self._declared, handler, arguments)
        return answer_of(
            self._declared, handler, await self.temporal.query(handler.name, args=given, result_type=RawValue)
        )

    async def update(
        self,
        update: Callable[[ContractT, Argument], Awaitable[Answer] | Answer],
        argument: Argument,
        /,
        *,
        update_id: str | None = None,
    ) -> Answer:
        """Sends an update and waits for its answer."""
        handler = handler_of(self._declared, "update", update)
        answer = await cast("Any", self.temporal).execute_update(
            handler.name, args=arguments_of(self._declared, handler, (argument,)), id=update_id, result_type=RawValue
        )
        return cast("Answer", answer_of(self._declared, handler, answer))

    async def cancel(self) -> None:
        """Asks the workflow to stop; it may clean up first."""
        await self.temporal.cancel()

    async def terminate(self, reason: str) -> None:
        """Stops the workflow without asking it."""
        await self.temporal.terminate(reason=reason)


def arguments_of(declared: DeclaredWorkflow, handler: Handler, values: tuple[Any, ...]) -> list[Any]:
    what = f"{handler.kind} {handler.name} of {declared.name}"
    return [sendable(value, handler.input, what) for value in values]


def answer_of(declared: DeclaredWorkflow, handler: Handler, raw: RawValue) -> Any:
    expected: Any = handler.output
    return receive(raw, expected, f"answer of {handler.kind} {handler.name} of {declared.name}")
