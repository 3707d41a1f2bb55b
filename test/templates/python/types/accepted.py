"""What a worker's code may say, and the types it gets without saying them."""

from datetime import timedelta
from typing import assert_type

from image_render_contracts.define import Activity, managed_activity
from orders_contracts import Amount, Countdown, Order, Text, Tree, double, halve
from temporalio import workflow
from temporalio.client import ScheduleSpec

from managed_worker import (
    ChildHandle,
    ExternalHandle,
    Handle,
    ManagedClient,
    call,
    call_local,
    continue_as_new,
    execute_child,
    external,
    implements,
    last_heartbeat,
    start_child,
    upsert_search_attributes,
)

assert_type(double, Activity[Amount, Amount])


@managed_activity(task_queue="q", start_to_close=timedelta(seconds=1))
async def shout(text: Text) -> Text:
    return text


@managed_activity(task_queue="q", start_to_close=timedelta(seconds=1))
def whisper(text: Text) -> Text:
    return text


assert_type(whisper, Activity[Text, Text])


@implements(double)
async def in_the_loop(amount: Amount) -> Amount:
    assert_type(last_heartbeat(Text), Text | None)
    return amount


@implements(halve)
def in_a_thread(amount: Amount) -> Amount:
    return amount


@implements(Tree)
class TreeWorkflow:
    def __init__(self) -> None:
        self.leaves = 0

    @workflow.run
    async def run(self, amount: Amount) -> Amount:
        assert_type(await call(shout, Text(text="a")), Text)
        assert_type(await call(double, amount, start_to_close=timedelta(minutes=1), summary="twice"), Amount)
        assert_type(await call_local(halve, amount), Amount)
        child = await start_child(Order, amount, id="child")
        assert_type(child, ChildHandle[Order, Amount])
        await child.signal(Order.add, amount)
        assert_type(await child.result(), Amount)
        assert_type(await execute_child(Countdown, amount, id="other"), Text)
        order = external(Order, id="order")
        assert_type(order, ExternalHandle[Order])
        await order.signal(Order.finish)
        upsert_search_attributes({"Amount": 3, "Customers": ["ada"]})
        continue_as_new(Tree, amount)


assert_type(TreeWorkflow, type[TreeWorkflow])


async def anywhere(client: ManagedClient, amount: Amount) -> None:
    handle = await client.start(Order, amount, id="order", execution_timeout=timedelta(days=1))
    assert_type(handle, Handle[Order, Amount])
    await handle.signal(Order.add, amount)
    await handle.signal(Order.finish)
    assert_type(await handle.query(Order.total), Amount)
    assert_type(await handle.query(Order.total_times, amount), Amount)
    assert_type(await handle.update(Order.set_total, amount), Amount)
    assert_type(await handle.result(), Amount)
    assert_type(await client.execute(Countdown, amount, id="count"), Text)
    assert_type(client.handle(Order, id="order"), Handle[Order, Amount])
    assert_type(await client.update_with_start(Order, amount, Order.set_total, amount, id="order"), Amount)
    await client.signal_with_start(Order, amount, Order.add, amount, id="order")
    await client.schedule(Order, amount, id="nightly", spec=ScheduleSpec(), run_timeout=timedelta(hours=1))
    assert_type(await shout(Text(text="a")), Text)
