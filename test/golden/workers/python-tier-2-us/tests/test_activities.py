from invoice_mailer.activities import greet_by_name
from invoice_mailer_contracts import Recipient


async def test_a_guest_is_greeted_by_name() -> None:
    composed = await greet_by_name(Recipient(greeting="Hello", name="Ada"))
    assert composed.text == "Hello, Ada!"
