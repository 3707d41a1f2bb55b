"""Runs a command in a terminal of its own and plays keys to it: each step waits for a text on the screen, then types.

Reads {"command": [...], "cwd": ..., "env": {...}, "steps": [[text, keys], ...]} on stdin, prints {"code", "output"}.
"""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

plan = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
    os.chdir(plan["cwd"])
    os.execvpe(plan["command"][0], plan["command"], plan["env"])

output = b""
seen = 0
steps = list(plan["steps"])
deadline = time.monotonic() + 40
while time.monotonic() < deadline:
    ready, _, _ = select.select([terminal], [], [], 0.1)
    if ready:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            break
        if not chunk:
            break
        output += chunk
    elif steps and steps[0][0].encode() in output[seen:]:
        # Only when the screen is quiet: keys typed before a question is drawn belong to the one before.
        seen = len(output)
        os.write(terminal, steps.pop(0)[1].encode())

if time.monotonic() >= deadline:
    os.kill(pid, signal.SIGKILL)
_, status = os.waitpid(pid, 0)
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "output": output.decode(), "left": steps}))
