from uuid import uuid4

from temporalio.client import Client

from managed_worker import implements
from managed_worker.testing import serving

from a.activities import greet_by_name
from a.workflows import GreetWorkflow
from a_contracts import (
    Composed,
    Greet,
    Guest,
    Guests,
    NewGreeting,
    Recipient,
    compose_greeting,
)


async def test_every_guest_is_greeted(temporal: Client) -> None:
    async with serving(temporal, GreetWorkflow, greet_by_name) as client:
        greetings = await client.execute(Greet, Guests(names=["Ada", "Grace"]), id=f"greet-{uuid4()}")
    assert greetings.greetings == ["Hello, Ada!", "Hello, Grace!"]


async def test_a_guest_who_comes_late_is_greeted_in_the_new_words(temporal: Client) -> None:
    async with serving(temporal, GreetWorkflow, greet_by_name) as client:
        handle = await client.start(Greet, Guests(names=[], wait_seconds=5), id=f"greet-{uuid4()}")
        changed = await handle.update(Greet.change_greeting, NewGreeting(greeting="Welcome"))
        await handle.signal(Greet.add_name, Guest(name="Edsger"))
        greetings = await handle.result()
        progress = await handle.query(Greet.progress)
    assert changed.previous == "Hello"
    assert greetings.greetings == ["Welcome, Edsger!"]
    assert (progress.greeted, progress.waiting) == (1, 0)


async def test_a_body_may_be_replaced_in_a_test(temporal: Client) -> None:
    @implements(compose_greeting)
    async def shout(recipient: Recipient) -> Composed:
        return Composed(text=recipient.name.upper())

    async with serving(temporal, GreetWorkflow, shout) as client:
        greetings = await client.execute(Greet, Guests(names=["Ada"]), id=f"greet-{uuid4()}")
    assert greetings.greetings == ["ADA"]
