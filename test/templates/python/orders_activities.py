import asyncio

from orders_contracts import Amount, count_up, double, halve, wait_for_cancel
from temporalio import activity

from managed_worker import heartbeat, implements, last_heartbeat


@implements(double)
async def doubled(amount: Amount) -> Amount:
    return Amount(value=amount.value * 2)


@implements(halve)
def halved(amount: Amount) -> Amount:
    return Amount(value=amount.value // 2)


@implements(count_up)
async def counted(amount: Amount) -> Amount:
    """Gives up in the middle on the first attempt, and goes on from there on the second."""
    if amount.value < 0:
        return Amount.model_construct(value="secret")  # type: ignore[arg-type]
    reached = last_heartbeat(Amount)
    start = 0 if reached is None else reached.value
    for value in range(start + 1, amount.value + 1):
        heartbeat(Amount(value=value))
        if activity.info().attempt == 1 and value == 2:
            raise RuntimeError("gives up")
    return Amount(value=start)


@implements(wait_for_cancel)
async def waited(amount: Amount) -> None:
    while True:
        heartbeat()
        await asyncio.sleep(0.05)
