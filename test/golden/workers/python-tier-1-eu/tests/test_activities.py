from image_render.activities import greet_by_name
from image_render_contracts import Recipient


async def test_a_guest_is_greeted_by_name() -> None:
    composed = await greet_by_name(Recipient(greeting="Hello", name="Ada"))
    assert composed.text == "Hello, Ada!"
