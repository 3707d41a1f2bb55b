"""The first connection to Temporal, which may come up later than the worker does."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, ClientConnectConfig
from temporalio.service import RPCError, RPCStatusCode

from .errors import StartError

logger = logging.getLogger("managed_worker")

# A proxy beside the worker, or a restart of Temporal, takes seconds; what takes longer is better seen as an exit.
_patience = 20.0
_one_try = 5.0
_pauses = (0.1, 0.25, 0.5, 1.0)
_passing = frozenset({RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.RESOURCE_EXHAUSTED})


async def connect_patiently(config: ClientConnectConfig, tell: Callable[[str], None]) -> Client:
    """Tries until Temporal answers, telling why it does not; raises StartError when it is no use, or patience ends."""
    address = config.get("target_host", "")
    tell(f"Temporal at {address}")
    began, tries = time.monotonic(), 0
    while True:
        try:
            async with asyncio.timeout(_one_try):
                return await _connect(config)
        except (RuntimeError, RPCError, TimeoutError) as error:
            refused = isinstance(error, RPCError) and error.status not in _passing
            if refused or time.monotonic() - began > _patience:
                raise _unreachable(config, error) from error
            if tries == 0:
                logger.warning("Temporal does not answer yet", extra={"address": address, "reason": str(error)})
            tell(f"Temporal at {address}, which does not answer: {error or 'time is up'}")
        await asyncio.sleep(_pauses[min(tries, len(_pauses) - 1)])
        tries += 1


async def _connect(config: ClientConnectConfig) -> Client:
    client = await Client.connect(**config)
    await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    return client


def _unreachable(config: ClientConnectConfig, error: Exception) -> StartError:
    address = config.get("target_host", "")
    if isinstance(error, RPCError) and error.status == RPCStatusCode.NOT_FOUND:
        return StartError(f"there is no namespace {config.get('namespace')} at {address}", "Set TEMPORAL_NAMESPACE.")
    return StartError(f"Temporal does not answer at {address}: {error}", "Set TEMPORAL_ADDRESS, or start `make dev`.")
