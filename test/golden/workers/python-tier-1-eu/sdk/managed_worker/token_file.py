"""A token that somebody else keeps fresh in a file, such as the projected token of a ServiceAccount."""

from __future__ import annotations

import asyncio
import logging
import re
from pathlib import Path

from temporalio.client import Client

from .errors import StartError

logger = logging.getLogger("managed_worker")

# Kubernetes writes a new token long before the old one runs out; to look this often costs nothing.
look_again_after = 10.0
# Anything else cannot stand in a header, and its error would show the token.
_token = re.compile(r"[!-~]+")


class _NoToken(Exception):
    pass


def read_token(path: Path, variable: str) -> str:
    """The token at the start; raises StartError naming `variable` when there is none."""
    try:
        return _read(path)
    except _NoToken as problem:
        raise StartError(
            f"{variable} is {str(path)!r}, and {problem}", f"Set {variable} to a file that holds a token."
        ) from problem


async def renew_token(client: Client, path: Path, *, every: float = look_again_after) -> None:
    """Hands every new token to the client, whose connection stays open; the last good one while the file has none."""
    complained = ""
    while True:
        await asyncio.sleep(every)
        try:
            token = _read(path)
        except _NoToken as problem:
            if str(problem) != complained:
                logger.warning("the token cannot be renewed", extra={"path": str(path), "reason": str(problem)})
            complained = str(problem)
            continue
        complained = ""
        if token != client.api_key:
            client.api_key = token
            logger.info("token renewed")


def _read(path: Path) -> str:
    try:
        token = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise _NoToken(f"the file cannot be read: {reason}") from error
    if not token:
        raise _NoToken("the file is empty")
    if not _token.fullmatch(token):
        raise _NoToken("the file holds more than one token")
    return token
