"""When a worker is ready: once Temporal holds a poll of every queue, and not before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

from .metrics import Poll, Polls, read_polls

# Temporal refuses a poll within one round trip and holds for a minute what it takes, so a poll that lasts was taken.
_settled = 0.25


class Readiness:
    """What a worker still waits for; nothing once it is ready."""

    def __init__(self) -> None:
        self._awaited = "the start of the process"

    @property
    def reason(self) -> str | None:
        """Why it takes no work yet, for `/readyz`; None when it does."""
        return f"waiting for {self._awaited}" if self._awaited else None

    def waits_for(self, awaited: str) -> None:
        self._awaited = awaited


async def first_polls(wanted: Collection[Poll], metrics_port: int, tell: Callable[[str], None]) -> None:
    """Returns when every poll of `wanted` has been taken by Temporal; tells which have not."""
    waiting, before = set(wanted), dict[Poll, Polls]()
    while waiting:
        tell("the first poll of " + ", ".join(sorted(f"{queue} ({kind})" for kind, queue in waiting)))
        now = await asyncio.to_thread(read_polls, metrics_port)
        waiting -= {poll for poll in waiting if is_taken(before.get(poll), now.get(poll))}
        before = now
        if waiting:
            await asyncio.sleep(_settled)
    tell("")


def is_taken(before: Polls | None, now: Polls | None) -> bool:
    """Whether a poll outlived the time between two looks, none having failed meanwhile."""
    if before is None or now is None:
        return False
    return before.sent > before.failed and now.sent > now.failed == before.failed
