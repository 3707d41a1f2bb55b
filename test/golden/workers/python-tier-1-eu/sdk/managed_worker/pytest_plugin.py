"""`temporal`: a server for the whole test run."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest_asyncio
from temporalio.client import Client

from .testing import local_temporal


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def temporal() -> AsyncGenerator[Client]:
    async with local_temporal() as client:
        yield client
