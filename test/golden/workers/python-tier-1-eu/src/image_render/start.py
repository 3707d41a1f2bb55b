"""Starts the sample workflow and prints its result: `make start-workflow`."""

import asyncio
import sys
import uuid

from managed_worker.settings import connect_as_configured

from image_render_contracts import Greet, Guests


async def start(names: list[str]) -> None:
    client = await connect_as_configured()
    handle = await client.start(Greet, Guests(names=names), id=f"greet-{uuid.uuid4()}")
    print(f"started {handle.id}", file=sys.stderr)
    print((await handle.result()).model_dump_json())


if __name__ == "__main__":
    asyncio.run(start(sys.argv[1:] or ["Ada"]))
