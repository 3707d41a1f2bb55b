"""What an activity may return: a result that is too large to be sent fails for good, and says so.

The SDK would send it, be refused, and say nothing: the activity would time out and run again and again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from temporalio.client import Client
from temporalio.common import RawValue
from temporalio.converter import PayloadConverter
from temporalio.exceptions import ApplicationError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor, WorkerConfig

# Temporal's own limit, less what the proxy adds when it seals a payload.
usual_payload_limit = 2 * 1024 * 1024 - 4096


class PayloadTooLarge(ApplicationError):
    """Trying again cannot help, so nothing retries it."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            f"The result has {size} bytes, and {limit} is the most that can be sent. "
            "Store it elsewhere and return where it is.",
            type="PayloadTooLarge",
            non_retryable=True,
        )


def limit_results(config: WorkerConfig, client: Client, limit: int) -> WorkerConfig:
    """The same worker with results measured, unless a codec makes others of them: only it knows what is sent."""
    converter = client.data_converter
    if converter.payload_codec is not None:
        return config
    limited = _LimitResults(converter.payload_converter, limit)
    others: Sequence[Interceptor] = dict[str, Any](config).get("interceptors", ())
    return {**config, "interceptors": [limited, *others]}


class _LimitResults(Interceptor):
    def __init__(self, converter: PayloadConverter, limit: int) -> None:
        self._converter, self._limit = converter, limit

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Limited(next, self._converter, self._limit)


class _Limited(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, converter: PayloadConverter, limit: int) -> None:
        super().__init__(next)
        self._converter, self._limit = converter, limit

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        result: object = await super().execute_activity(input)
        # The payload is what the SDK goes on with, so that a result is converted once.
        raw = result if isinstance(result, RawValue) else RawValue(self._converter.to_payload(result))
        size = len(raw.payload.data)
        if size > self._limit:
            raise PayloadTooLarge(size, self._limit)
        return raw
