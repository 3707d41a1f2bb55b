"""Bodies of the workflows: deterministic, no input or output but through activities."""

import asyncio
import contextlib
from datetime import timedelta

from temporalio import workflow

from managed_worker import call, implements

from a_contracts import (
    Greet,
    Greetings,
    Guest,
    Guests,
    NewGreeting,
    OldGreeting,
    Progress,
    Recipient,
    compose_greeting,
)


@implements(Greet)
class GreetWorkflow:
    def __init__(self) -> None:
        self._greeting = "Hello"
        self._waiting: list[str] = []
        self._greetings: list[str] = []

    @workflow.run
    async def run(self, guests: Guests) -> Greetings:
        deadline = workflow.now() + timedelta(seconds=guests.wait_seconds)
        self._waiting = [*guests.names, *self._waiting]
        while await self._wait_for_guests(deadline - workflow.now()):
            names, self._waiting = self._waiting, []
            composed = await asyncio.gather(
                *(call(compose_greeting, Recipient(greeting=self._greeting, name=name)) for name in names)
            )
            self._greetings += [greeting.text for greeting in composed]
        return Greetings(greetings=self._greetings)

    @workflow.signal
    def add_name(self, guest: Guest) -> None:
        self._waiting.append(guest.name)

    @workflow.query
    def progress(self) -> Progress:
        return Progress(greeted=len(self._greetings), waiting=len(self._waiting))

    @workflow.update
    def change_greeting(self, change: NewGreeting) -> OldGreeting:
        previous, self._greeting = self._greeting, change.greeting
        return OldGreeting(previous=previous)

    async def _wait_for_guests(self, patience: timedelta) -> bool:
        if not self._waiting and patience > timedelta():
            with contextlib.suppress(TimeoutError):
                await workflow.wait_condition(lambda: bool(self._waiting), timeout=patience)
        return bool(self._waiting)
