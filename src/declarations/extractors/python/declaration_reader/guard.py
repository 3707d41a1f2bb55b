"""What modules may not do while they are only being read."""

from __future__ import annotations

import os
import sys
import threading
import traceback
from typing import Any

from .report import Place, Report

_denied = {
    "socket.bind": "open sockets",
    "socket.connect": "open sockets",
    "socket.getaddrinfo": "look up hosts",
    "socket.gethostbyaddr": "look up hosts",
    "socket.gethostbyname": "look up hosts",
    "socket.sendmsg": "open sockets",
    "socket.sendto": "open sockets",
    "os.exec": "start programs",
    "os.fork": "start programs",
    "os.forkpty": "start programs",
    "os.posix_spawn": "start programs",
    "os.spawn": "start programs",
    "os.startfile": "start programs",
    "os.system": "start programs",
    "pty.spawn": "start programs",
    "subprocess.Popen": "start programs",
}


class Refused(PermissionError):
    """An OSError, so that a library that can do without falls back as it would in a closed sandbox."""


class FromEnvironment(str):
    """Text that an environment variable gave."""

    __slots__ = ()


def deny_outside_world() -> None:
    def watch(event: str, _arguments: tuple[Any, ...]) -> None:
        if event in _denied:
            raise Refused(f"code that runs on import may not {_denied[event]}")

    sys.addaudithook(watch)


def mark_environment() -> None:
    """Makes every value of `os.environ` tell where it came from."""
    environment: Any = os.environ
    decode = environment.decodevalue

    def marked(value: Any) -> FromEnvironment:
        return FromEnvironment(decode(value))

    environment.decodevalue = marked


def stop_after(seconds: float, report: Report) -> None:
    """Ends the process with a problem that says where it was, when it has not ended by itself."""
    reader = threading.get_ident()

    def stop() -> None:
        frame = sys._current_frames().get(reader)
        frames = [(entry.filename, entry.lineno or 1) for entry in traceback.extract_stack(frame)]
        place = report.place_in_worker(frames) or Place("contracts", 1)
        report.problems.clear()
        report.add(place, f"was still running after {seconds:g} s; a contract only describes, so take the work out")
        report.finish(None, is_endless=True)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
