from datetime import timedelta

import pytest
from image_render_contracts.define import Retry, managed_activity, managed_workflow
from orders_activities import doubled
from orders_contracts import Amount, Order, double, halve
from temporalio import workflow

from managed_worker import implements
from managed_worker.contracts import workflow_of


async def test_a_body_stays_the_function_it_is() -> None:
    assert await doubled(Amount(value=2)) == Amount(value=4)


async def test_a_contract_without_a_body_says_so_when_it_is_called() -> None:
    with pytest.raises(NotImplementedError, match="double is a contract"):
        await double(Amount(value=2))


async def test_a_contract_with_its_body_can_be_called() -> None:
    @managed_activity(task_queue="short", start_to_close=timedelta(seconds=1))
    def triple(amount: Amount) -> Amount:
        return Amount(value=amount.value * 3)

    assert await triple(Amount(value=2)) == Amount(value=6)


def test_a_contract_tells_its_types() -> None:
    assert (halve.input, halve.output) == (Amount, Amount)
    assert (workflow_of(Order).input, workflow_of(Order).output) == (Amount, Amount)
    assert sorted(handler.name for handler in workflow_of(Order).handlers("signal")) == ["add", "finish"]


def test_attempts_and_a_retry_policy_exclude_each_other() -> None:
    with pytest.raises(TypeError, match="not both"):
        managed_activity(task_queue="q", start_to_close=timedelta(seconds=1), attempts=1, retry=Retry())


class Incomplete:
    @workflow.run
    async def run(self, amount: Amount) -> Amount: ...

    @workflow.query
    def total(self) -> Amount: ...

    @workflow.query
    def total_times(self, amount: Amount) -> Amount: ...

    @workflow.update
    async def set_total(self, amount: Amount) -> Amount: ...


def test_a_class_without_a_handler_of_its_contract_does_not_load() -> None:
    missing = "@workflow.signal add is missing; @workflow.signal finish is missing"
    with pytest.raises(TypeError, match=f"^Incomplete does not carry out the contract Order: {missing}$"):
        implements(Order)(Incomplete)


def test_a_class_without_a_contract_is_no_workflow() -> None:
    class Plain:
        async def run(self, amount: Amount) -> Amount: ...

    with pytest.raises(TypeError, match="@managed_workflow is missing"):
        workflow_of(Plain)


def test_a_workflow_may_have_another_name_than_its_class() -> None:
    @managed_workflow(task_queue="q", name="Renamed")
    class Contract:
        async def run(self, amount: Amount) -> Amount: ...

    assert workflow_of(Contract).name == "Renamed"
