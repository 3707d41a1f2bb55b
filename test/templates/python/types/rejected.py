"""Every line marked `# wrong` must be an error under pyright strict, and no other line."""

from datetime import timedelta
from typing import assert_type

from image_render_contracts.define import managed_activity, managed_workflow
from orders_contracts import Amount, Countdown, Order, Text, Tree, double
from temporalio import workflow
from temporalio.client import ScheduleSpec

from managed_worker import (
    ManagedClient,
    call,
    call_local,
    continue_as_new,
    execute_child,
    external,
    heartbeat,
    implements,
    last_heartbeat,
    start_child,
)


@managed_activity(start_to_close=timedelta(seconds=1))  # wrong
async def without_a_queue(amount: Amount) -> Amount: ...


@managed_activity(task_queue="q")  # wrong
async def without_a_timeout(amount: Amount) -> Amount: ...


@managed_activity(task_queue="q", start_to_close=5)  # wrong
async def with_a_bare_number(amount: Amount) -> Amount: ...


@managed_activity(task_queue="q", start_to_close=timedelta(seconds=1))  # wrong
async def with_two_inputs(amount: Amount, text: Text) -> Amount: ...


@managed_workflow(task_queue="q", id_reuse="sometimes")  # wrong
class WithAnUnknownPolicy:
    async def run(self, amount: Amount) -> Amount: ...


@implements(double)  # wrong
async def of_another_input(text: Text) -> Amount: ...


@implements(double)  # wrong
async def of_another_output(amount: Amount) -> Text: ...


@implements(Tree)  # wrong
class OfAnotherInput:
    @workflow.run
    async def run(self, text: Text) -> Amount: ...


@implements(Tree)  # wrong
class OfAnotherOutput:
    @workflow.run
    async def run(self, amount: Amount) -> Text: ...


@implements(Tree)  # wrong
class WithoutARun:
    pass


async def in_a_workflow(amount: Amount, text: Text) -> None:
    await call(double, text)  # wrong
    await call(double)  # wrong
    await call(double, {"value": 1})  # wrong
    await call(double, amount, start_to_close=10)  # wrong
    await call(double, amount, timeout=timedelta(seconds=1))  # wrong
    await call_local(double, text)  # wrong
    await call_local(double, amount, heartbeat=timedelta(seconds=1))  # wrong
    await execute_child(Order, text, id="a")  # wrong
    await execute_child(Order, amount)  # wrong
    child = await start_child(Order, amount, id="a")
    await child.signal(Order.add, text)  # wrong
    await child.signal(Order.add)  # wrong
    await external(Order, id="a").signal(Order.add, text)  # wrong
    wrong: Text = await call(double, amount)  # wrong
    assert_type(wrong, Text)
    heartbeat({"done": 1})  # wrong
    last_heartbeat(int)  # wrong
    continue_as_new(Tree, text)  # wrong


async def anywhere(client: ManagedClient, amount: Amount, text: Text) -> None:
    await client.start(Order, text, id="a")  # wrong
    await client.start(Order, amount)  # wrong
    await client.execute(Order, {"value": 1}, id="a")  # wrong
    await client.start(Order, amount, id="a", queue="other")  # wrong
    await client.start(double, amount, id="a")  # wrong
    handle = await client.start(Order, amount, id="a")
    await handle.signal(Order.add, text)  # wrong
    await handle.signal(Order.total)  # wrong
    await handle.signal(Countdown.run, amount)  # wrong
    await handle.query(Order.total_times, text)  # wrong
    await handle.query(Order.total_times)  # wrong
    await handle.update(Order.set_total, text)  # wrong
    await handle.update(Order.set_total)  # wrong
    wrong: Text = await handle.result()  # wrong
    assert_type(wrong, Text)
    await client.update_with_start(Order, amount, Order.set_total, text, id="a")  # wrong
    await client.signal_with_start(Order, text, Order.add, amount, id="a")  # wrong
    await client.schedule(Order, text, id="a", spec=ScheduleSpec())  # wrong
    await client.schedule(Order, amount, id="a", spec=ScheduleSpec(), start_delay=timedelta(seconds=1))  # wrong
