"""Against a real server."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio
import short_form
from orders_activities import counted, doubled, halved, waited
from orders_contracts import Amount, Cancels, Countdown, Misuse, Order, Signals, Text, Tree
from orders_workflows import (
    CancelsWorkflow,
    CountdownWorkflow,
    MisuseWorkflow,
    OrderWorkflow,
    SignalsWorkflow,
    TreeWorkflow,
)
from temporalio.client import (
    Client,
    ScheduleIntervalSpec,
    ScheduleSpec,
    WorkflowFailureError,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
)
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

from managed_worker import InvalidPayload, ManagedClient
from managed_worker.testing import serving


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def client(temporal: Client) -> AsyncGenerator[ManagedClient]:
    workflows = (OrderWorkflow, TreeWorkflow, CountdownWorkflow, MisuseWorkflow, CancelsWorkflow, SignalsWorkflow)
    activities = (doubled, halved, counted, waited)
    async with serving(temporal, *workflows, *activities, short_form.Shout, short_form.shout) as client:
        yield client


def some_id() -> str:
    return f"test-{uuid4()}"


async def test_signals_queries_and_updates_reach_the_workflow(client: ManagedClient) -> None:
    order = await client.start(Order, Amount(value=1), id=some_id())
    await order.signal(Order.add, Amount(value=2))
    assert (await order.query(Order.total)).value == 3
    assert (await order.query(Order.total_times, Amount(value=2))).value == 6
    assert (await order.update(Order.set_total, Amount(value=10))).value == 3
    await order.signal(Order.finish)
    assert (await order.result()).value == 10


async def test_a_client_of_the_official_sdk_keeps_to_the_contracts_too(client: ManagedClient, temporal: Client) -> None:
    plain = await Client.connect(temporal.service_client.config.target_host)
    official = ManagedClient(plain)
    assert (await official.execute(Tree, Amount(value=0), id=some_id())).value == 1
    assert ManagedClient(client.temporal).temporal is client.temporal


async def test_a_handle_can_be_had_again(client: ManagedClient) -> None:
    started = await client.start(Order, Amount(value=7), id=some_id())
    again = client.handle(Order, id=started.id)
    await again.signal(Order.finish)
    assert (await again.result()).value == 7


async def test_the_contracts_options_hold_for_every_run(client: ManagedClient) -> None:
    order = await client.start(Order, Amount(value=1), id=some_id())
    with pytest.raises(WorkflowAlreadyStartedError):
        await client.start(Order, Amount(value=1), id=order.id)
    described = await order.temporal.describe()
    assert await described.memo() == {"team": "orders"}
    assert described.raw_description.workflow_execution_info.priority.priority_key == 1
    started = (await order.temporal.fetch_history()).events[0].workflow_execution_started_event_attributes
    assert started.retry_policy.maximum_attempts == 2
    await order.terminate("done with it")


async def test_a_workflow_starts_itself_and_calls_activities_locally(client: ManagedClient) -> None:
    assert (await client.execute(Tree, Amount(value=3), id=some_id())).value == 8


async def test_a_workflow_continues_as_new(client: ManagedClient) -> None:
    assert (await client.execute(Countdown, Amount(value=2), id=some_id())).text != ""


async def test_a_workflow_signals_another(client: ManagedClient) -> None:
    order = await client.start(Order, Amount(value=1), id=some_id())
    await client.execute(Signals, Text(text=order.id), id=some_id())
    assert (await order.result()).value == 6


async def test_update_with_start_starts_once(client: ManagedClient) -> None:
    name = some_id()
    first = await client.update_with_start(Order, Amount(value=5), Order.set_total, Amount(value=6), id=name)
    second = await client.update_with_start(Order, Amount(value=5), Order.set_total, Amount(value=7), id=name)
    assert (first.value, second.value) == (0, 11)
    await client.handle(Order, id=name).terminate("done with it")


async def test_signal_with_start_starts_once(client: ManagedClient) -> None:
    order = await client.signal_with_start(Order, Amount(value=5), Order.add, Amount(value=6), id=some_id())
    await order.signal(Order.finish)
    assert (await order.result()).value == 11


async def test_a_schedule_starts_the_workflow(client: ManagedClient) -> None:
    name = some_id()
    spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(hours=1))])
    schedule = await client.schedule(Countdown, Amount(value=0), id=name, spec=spec)
    await schedule.trigger()
    for _ in range(100):
        if actions := (await schedule.describe()).info.recent_actions:
            break
        await asyncio.sleep(0.1)
    else:
        pytest.fail("the schedule started nothing")
    started = getattr(actions[0].action, "workflow_id", "")
    assert started.startswith(name)
    assert (await client.handle(Countdown, id=started).result()).text == ""
    await schedule.delete()


async def test_a_plain_function_runs_in_a_thread(client: ManagedClient) -> None:
    assert (await client.execute(Misuse, Text(text="halve"), id=some_id())).text == "4"


async def test_the_next_attempt_goes_on_from_the_last_heartbeat(client: ManagedClient) -> None:
    handle = await client.start(Misuse, Text(text="heartbeat"), id=some_id())
    assert (await handle.result()).text == "2"
    events = (await handle.temporal.fetch_history()).events
    scheduled = next(
        event.activity_task_scheduled_event_attributes
        for event in events
        if event.HasField("activity_task_scheduled_event_attributes")
    )
    assert (scheduled.priority.priority_key, scheduled.priority.fairness_key) == (2, "orders")
    assert (scheduled.task_queue.name, scheduled.retry_policy.maximum_attempts) == ("orders-activities", 2)
    assert scheduled.heartbeat_timeout.seconds == 5


async def test_cancelling_a_call_cancels_the_activity(client: ManagedClient) -> None:
    assert (await client.execute(Cancels, Amount(value=0), id=some_id())).text == "CancelledError"


async def test_cancelling_a_workflow_ends_it(client: ManagedClient) -> None:
    order = await client.start(Order, Amount(value=1), id=some_id())
    await order.cancel()
    with pytest.raises(WorkflowFailureError):
        await order.result()


async def test_the_short_form_runs_from_one_file(client: ManagedClient) -> None:
    shout = await client.start(short_form.Shout, short_form.Word(word="hello"), id=some_id())
    assert (await shout.update(short_form.Shout.peek, short_form.Word(word="n"))).word == "n0"
    await shout.signal(short_form.Shout.more, short_form.Word(word="there"))
    assert (await shout.result()).word == "HELLO THERE"


async def test_the_client_throws_before_it_sends(client: ManagedClient) -> None:
    name = some_id()
    with pytest.raises(
        InvalidPayload, match=r"^InvalidPayload: input of workflow Order: value: Input should be a valid integer$"
    ):
        await client.start(Order, Amount.model_construct(value="1"), id=name)
    order = await client.start(Order, Amount(value=1), id=name)
    with pytest.raises(InvalidPayload, match="signal add of Order"):
        await order.signal(Order.add, Amount.model_construct(value="1"))
    with pytest.raises(TypeError, match=r"^Order\.total is not a signal of the contract Order$"):
        await order.signal(Order.total)  # type: ignore[arg-type]
    await order.terminate("done with it")


async def test_bad_workflow_input_fails_the_workflow_for_good(client: ManagedClient) -> None:
    handle = await client.temporal.start_workflow("Order", {"value": "secret"}, id=some_id(), task_queue="orders")
    with pytest.raises(WorkflowFailureError) as raised:
        await handle.result()
    cause = raised.value.cause
    assert isinstance(cause, ApplicationError)
    assert (cause.type, cause.non_retryable) == ("InvalidPayload", True)
    assert cause.message == "Amount: value: Input should be a valid integer"


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("input", "InvalidPayload True input of activity double: value: Input should be a valid integer"),
        ("output", "InvalidPayload True output of activity count_up: value: Input should be a valid integer"),
    ],
)
async def test_a_bad_payload_of_an_activity_is_not_tried_again(client: ManagedClient, what: str, message: str) -> None:
    assert (await client.execute(Misuse, Text(text=what), id=some_id())).text == message


async def test_what_a_workflow_may_not_send_fails_it_for_good(client: ManagedClient) -> None:
    with pytest.raises(WorkflowFailureError) as raised:
        await client.execute(Misuse, Text(text="send"), id=some_id())
    assert isinstance(raised.value.cause, ApplicationError)
    assert raised.value.cause.message == "input of activity double: value: Input should be a valid integer"


async def test_a_bad_signal_is_dropped_and_logged(client: ManagedClient, caplog: pytest.LogCaptureFixture) -> None:
    order = await client.start(Order, Amount(value=1), id=some_id())
    with caplog.at_level(logging.WARNING, "temporalio.workflow"):
        await order.temporal.signal("add", {"value": "secret"})
        await order.signal(Order.add, Amount(value=2))
        await order.signal(Order.finish)
        assert (await order.result()).value == 3
    dropped = [record for record in caplog.records if "signal dropped" in record.getMessage()]
    assert [vars(record)["reason"] for record in dropped] == [
        "signal add of Order: value: Input should be a valid integer"
    ]
    assert "secret" not in caplog.text


async def test_a_bad_update_is_rejected_and_leaves_no_trace(client: ManagedClient) -> None:
    order = await client.start(Order, Amount(value=1), id=some_id())
    with pytest.raises(WorkflowUpdateFailedError) as raised:
        await order.temporal.execute_update("set_total", {"value": "secret"})
    assert isinstance(raised.value.cause, ApplicationError)
    assert raised.value.cause.message == "Amount: value: Input should be a valid integer"
    history = await order.temporal.fetch_history()
    assert not any(event.HasField("workflow_execution_update_accepted_event_attributes") for event in history.events)
    await order.signal(Order.finish)
    assert (await order.result()).value == 1


async def test_a_bad_query_fails_alone(client: ManagedClient) -> None:
    order = await client.start(Order, Amount(value=1), id=some_id())
    with pytest.raises(WorkflowQueryFailedError, match="value: Input should be a valid integer"):
        await order.temporal.query("total_times", {"value": "secret"})
    await order.signal(Order.finish)
    assert (await order.result()).value == 1
