"""Bodies of the activities, with whatever they import. Workflow code never loads this module."""

from managed_worker import implements

from report_nightly_contracts import Composed, Recipient, compose_greeting


@implements(compose_greeting)
async def greet_by_name(recipient: Recipient) -> Composed:
    return Composed(text=f"{recipient.greeting}, {recipient.name}!")
