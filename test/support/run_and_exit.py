"""Runs a script that uses the SDK, and ends its process without tearing the interpreter down."""

import asyncio
import os
import sys
from collections.abc import Coroutine


def run_and_exit(main: Coroutine[object, object, None]) -> None:
    asyncio.run(main)
    sys.stdout.flush()
    sys.stderr.flush()
    # Core's threads may touch Python after it is gone and crash it: https://github.com/temporalio/sdk-python/issues/300
    os._exit(0)
