from a_worker_whose_name_is_as_long_as_any_may_be_47.activities import greet_by_name
from a_worker_whose_name_is_as_long_as_any_may_be_47_contracts import Recipient


async def test_a_guest_is_greeted_by_name() -> None:
    composed = await greet_by_name(Recipient(greeting="Hello", name="Ada"))
    assert composed.text == "Hello, Ada!"
