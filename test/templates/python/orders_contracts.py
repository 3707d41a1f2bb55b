"""Contracts that use everything a contract can say."""

from datetime import datetime, timedelta

from image_render_contracts.define import Retry, managed_activity, managed_workflow, query, signal, update
from pydantic import BaseModel


class Amount(BaseModel):
    value: int


class Text(BaseModel):
    text: str


class When(BaseModel):
    at: datetime


@managed_activity(task_queue="orders-activities", start_to_close=timedelta(seconds=20), attempts=3)
async def double(amount: Amount) -> Amount: ...


@managed_activity(task_queue="orders-activities", start_to_close=timedelta(seconds=20))
def halve(amount: Amount) -> Amount: ...


@managed_activity(
    task_queue="orders-activities",
    start_to_close=timedelta(seconds=20),
    heartbeat=timedelta(seconds=5),
    priority=2,
    fairness_key="orders",
    retry=Retry(initial_interval=timedelta(milliseconds=10), attempts=2),
)
async def count_up(amount: Amount) -> Amount: ...


@managed_activity(task_queue="orders-activities", start_to_close=timedelta(seconds=20), heartbeat=timedelta(seconds=5))
async def wait_for_cancel(amount: Amount) -> None: ...


@managed_workflow(task_queue="orders", memo={"team": "orders"}, id_conflict="fail", priority=1, retry=Retry(attempts=2))
class Order:
    async def run(self, amount: Amount) -> Amount: ...

    @signal
    async def add(self, amount: Amount) -> None: ...

    @signal
    def finish(self) -> None: ...

    @query
    def total(self) -> Amount: ...

    @query
    def total_times(self, amount: Amount) -> Amount: ...

    @update
    async def set_total(self, amount: Amount) -> Amount: ...


@managed_workflow(task_queue="orders")
class Tree:
    """Starts itself, one smaller, until there is nothing left."""

    async def run(self, amount: Amount) -> Amount: ...


@managed_workflow(task_queue="orders")
class Countdown:
    """Continues as new until there is nothing left."""

    async def run(self, amount: Amount) -> Text: ...


@managed_workflow(task_queue="orders")
class Misuse:
    """Calls activities past the wrapper, wrongly."""

    async def run(self, what: Text) -> Text: ...


@managed_workflow(task_queue="orders")
class Cancels:
    async def run(self, amount: Amount) -> Text: ...


@managed_workflow(task_queue="orders")
class Signals:
    """Signals another workflow."""

    async def run(self, order_id: Text) -> None: ...
