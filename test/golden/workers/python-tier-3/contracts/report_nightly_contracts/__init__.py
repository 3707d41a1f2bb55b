"""What this worker offers: models and contracts, nothing heavy, so that any team may depend on it.

A contract's body stands elsewhere, in `src/`, under `@implements`. A field that is added needs a default: workflows
that run for months still carry the old form.
"""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from .define import managed_activity, managed_workflow, query, signal, update

Name = Annotated[str, Field(max_length=100)]
Text = Annotated[str, Field(max_length=300)]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class Recipient(Model):
    greeting: Name
    name: Name


class Composed(Model):
    text: Text


class Guests(Model):
    names: Annotated[list[Name], Field(max_length=100)]
    wait_seconds: Annotated[int, Field(ge=0, le=3600)] = 0


class Greetings(Model):
    greetings: Annotated[list[Text], Field(max_length=1000)]


class Guest(Model):
    name: Name


class Progress(Model):
    greeted: Annotated[int, Field(ge=0)]
    waiting: Annotated[int, Field(ge=0)]


class NewGreeting(Model):
    greeting: Name


class OldGreeting(Model):
    previous: Name


@managed_activity(task_queue="greetings-activities", start_to_close=timedelta(seconds=30), attempts=5)
async def compose_greeting(recipient: Recipient) -> Composed: ...


@managed_workflow(task_queue="greetings")
class Greet:
    """Greets every guest, then waits for more for as long as it is told to."""

    async def run(self, guests: Guests) -> Greetings: ...

    @signal
    def add_name(self, guest: Guest) -> None: ...

    @query
    def progress(self) -> Progress: ...

    @update
    def change_greeting(self, change: NewGreeting) -> OldGreeting: ...
