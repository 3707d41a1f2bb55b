"""Runs a command on a terminal of its own and says what happened there.

    on_terminal.py STEPS COMMAND ARGUMENT...

STEPS is a JSON list, done in order. Each waits `until` its pattern has been printed since the step before, then does what else it
names: `send` a text as if typed, `resize` to [rows, columns], `signal` the command by name, `close` the terminal. The answer is one
line of JSON: `output`, `code` (128 and the number after a signal), and whether the modes of the terminal are as they were.
"""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios

PATIENCE = 60  # seconds


class Session:
    def __init__(self, command: list[str]) -> None:
        self.master, self.terminal = pty.openpty()
        self.modes = termios.tcgetattr(self.terminal)
        self.output = ""
        self.seen = 0
        self.status: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.master)
            os.login_tty(self.terminal)
            os.execvp(command[0], command)

    def do(self, step: dict) -> None:
        self.wait_for(re.compile(step.get("until", "")))
        if "send" in step:
            os.write(self.master, step["send"].encode())
        if "resize" in step:
            fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", *step["resize"], 0, 0))
        if "signal" in step:
            os.kill(self.pid, signal.Signals[step["signal"]])
        if step.get("close"):
            os.close(self.master)
            self.master = -1

    def wait_for(self, pattern: re.Pattern) -> None:
        while (found := pattern.search(self.output, self.seen)) is None:
            if not self.read():
                raise SystemExit(f"ended without {pattern.pattern}: {self.output}")
        self.seen = found.end()

    def read(self) -> bool:
        """False once the command has ended and all that it has printed is read."""
        if self.master >= 0 and select.select([self.master], [], [], 0.02)[0]:
            self.output += os.read(self.master, 65536).decode(errors="replace")
            return True
        if self.status is None:
            ended, status = os.waitpid(self.pid, 0 if self.master < 0 else os.WNOHANG)
            self.status = status if ended else None
            return True
        return False

    def end(self) -> dict:
        while self.read():
            pass
        code = os.waitstatus_to_exitcode(self.status)
        restored = self.master >= 0 and termios.tcgetattr(self.terminal) == self.modes
        return {"output": self.output, "code": code if code >= 0 else 128 - code, "restored": restored}


def main() -> None:
    session = Session(sys.argv[2:])

    def give_up(*_: object) -> None:
        os.kill(session.pid, signal.SIGKILL)
        raise SystemExit(f"{PATIENCE} s have passed: {session.output}")

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    for step in json.loads(sys.argv[1]):
        session.do(step)
    print(json.dumps(session.end()))


main()
