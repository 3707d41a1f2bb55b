"""`/livez`: the event loop turns. `/readyz`: every queue has been polled and no shutdown has begun; else why not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def serve_health(port: int, unready: Callable[[], str | None]) -> asyncio.Server:
    """Serves both probes on all addresses; 0 is any free port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), timeout=5)
            writer.write(_response(request, unready()))
            await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(answer, "0.0.0.0", port)  # noqa: S104 -- the kubelet calls from outside


def port_of(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


def _response(request: bytes, unready: str | None) -> bytes:
    path = request.split(b" ", 2)[1:2]
    if path == [b"/livez"]:
        status, body = "200 OK", "alive\n"
    elif path == [b"/readyz"]:
        status = "200 OK" if unready is None else "503 Service Unavailable"
        body = "ready\n" if unready is None else f"not ready: {unready}\n"
    else:
        status, body = "404 Not Found", "there are /livez and /readyz\n"
    content = body.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(content)}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode() + content
