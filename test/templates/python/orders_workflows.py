import asyncio
from datetime import timedelta

from orders_contracts import (
    Amount,
    Cancels,
    Countdown,
    Misuse,
    Order,
    Signals,
    Text,
    Tree,
    count_up,
    double,
    halve,
    wait_for_cancel,
)
from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from managed_worker import call, call_local, continue_as_new, execute_child, external, implements


@implements(Order)
class OrderWorkflow:
    def __init__(self) -> None:
        self._total = 0
        self._finished = False

    @workflow.run
    async def run(self, amount: Amount) -> Amount:
        self._total += amount.value
        await workflow.wait_condition(lambda: self._finished)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return Amount(value=self._total)

    @workflow.signal
    async def add(self, amount: Amount) -> None:
        self._total += amount.value

    @workflow.signal
    def finish(self) -> None:
        self._finished = True

    @workflow.query
    def total(self) -> Amount:
        return Amount(value=self._total)

    @workflow.query
    def total_times(self, amount: Amount) -> Amount:
        return Amount(value=self._total * amount.value)

    @workflow.update
    async def set_total(self, amount: Amount) -> Amount:
        previous, self._total = self._total, amount.value
        return Amount(value=previous)


@implements(Tree)
class TreeWorkflow:
    @workflow.run
    async def run(self, amount: Amount) -> Amount:
        if amount.value == 0:
            return Amount(value=1)
        child = await execute_child(
            Tree, Amount(value=amount.value - 1), id=f"{workflow.info().workflow_id}-{amount.value}"
        )
        return await call_local(double, child)


@implements(Countdown)
class CountdownWorkflow:
    @workflow.run
    async def run(self, amount: Amount) -> Text:
        if amount.value > 0:
            continue_as_new(Countdown, Amount(value=amount.value - 1))
        return Text(text=workflow.info().continued_run_id or "")


@implements(Misuse)
class MisuseWorkflow:
    @workflow.run
    async def run(self, what: Text) -> Text:
        try:
            if what.text == "input":
                await workflow.execute_activity(
                    "double",
                    {"value": "secret"},
                    task_queue="orders-activities",
                    start_to_close_timeout=timedelta(seconds=20),
                    retry_policy=RetryPolicy(maximum_attempts=0),
                )
            elif what.text == "output":
                await call(count_up, Amount(value=-1))
            elif what.text == "send":
                await call(double, Amount.model_construct(value="secret"))
            elif what.text == "halve":
                return Text(text=str((await call(halve, Amount(value=8))).value))
            elif what.text == "heartbeat":
                return Text(text=str((await call(count_up, Amount(value=3))).value))
        except ActivityError as error:
            cause = error.cause
            assert isinstance(cause, ApplicationError)
            return Text(text=f"{cause.type} {cause.non_retryable} {cause.message}")
        return Text(text="nothing was wrong")


@implements(Cancels)
class CancelsWorkflow:
    @workflow.run
    async def run(self, amount: Amount) -> Text:
        waiting = asyncio.create_task(
            call(wait_for_cancel, amount, cancellation=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
        )
        await workflow.sleep(timedelta(milliseconds=200))
        waiting.cancel()
        try:
            await waiting
        except ActivityError as error:
            return Text(text=type(error.cause).__name__)
        return Text(text="was not cancelled")


@implements(Signals)
class SignalsWorkflow:
    @workflow.run
    async def run(self, order_id: Text) -> None:
        order = external(Order, id=order_id.text)
        await order.signal(Order.add, Amount(value=5))
        await order.signal(Order.finish)
