"""A worker of its own for tests of the process: one slow workflow, written into a folder."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

contracts = """
from datetime import timedelta
from image_render_contracts.define import managed_activity, managed_workflow, signal
from pydantic import BaseModel

class Pause(BaseModel):
    seconds: float
    note: str

@managed_activity(task_queue="slow-activities", start_to_close=timedelta(seconds=30), attempts=1)
async def pause(pause: Pause) -> Pause: ...

@managed_activity(task_queue="slow-activities", start_to_close=timedelta(seconds=30), attempts=1)
def block(pause: Pause) -> Pause: ...

@managed_workflow(task_queue="slow")
class Slow:
    async def run(self, pause: Pause) -> Pause: ...

    @signal
    def hurry(self, pause: Pause) -> None: ...
"""
activities = """
import asyncio, pathlib, time
from managed_worker import implements
from slow_worker_contracts import Pause, block, pause

@implements(pause)
async def pausing(pause: Pause) -> Pause:
    pathlib.Path(pause.note).write_text("begun")
    await asyncio.sleep(pause.seconds)
    return pause

@implements(block)
def blocking(pause: Pause) -> Pause:
    time.sleep(pause.seconds)
    return pause
"""
short_form = """
from datetime import timedelta
from image_render_contracts.define import managed_activity

@managed_activity(task_queue="slow-activities", start_to_close=timedelta(seconds=30))
async def hidden(pause: Pause) -> Pause:
    return pause
"""
workflows = """
from temporalio import workflow
from managed_worker import call, implements
from slow_worker_contracts import Pause, Slow, block, pause

@implements(Slow)
class SlowWorkflow:
    @workflow.run
    async def run(self, given: Pause) -> Pause:
        paused = await call(pause, given)
        await call(block, Pause(seconds=0, note=paused.note))
        return paused

    @workflow.signal
    def hurry(self, pause: Pause) -> None: ...
"""
generated = """
WORKFLOWS: dict[str, str] = {"Slow": "slow_worker.workflows:SlowWorkflow"}
ACTIVITIES: dict[str, str] = {"pause": "slow_worker.activities:pausing", "block": "slow_worker.activities:blocking"}
PASSTHROUGH_MODULES: tuple[str, ...] = ("slow_worker_contracts", "managed_worker")
"""
customise = """
def client(config): return config
def worker(config): return config
"""
main = """
from managed_worker.bootstrap import main
main("slow_worker")
"""
workers = """
apiVersion: managed-temporal.dev/v1
kind: Worker
metadata: { name: slow-worker, owner: team-slow, tier: 2 }
spec:
  namespace: default
  manifests: kubernetes@1.0.0
  taskQueues:
    - { name: slow, workflows: [Slow] }
    - { name: slow-activities, activities: [block, pause] }
  scaling:
    workflowSlots: 10
    activitySlots: 10
    pollers: { minimum: 1, initial: 2, maximum: 10 }
    shutdownGrace: 10s
  versioning: none
"""


class Process:
    """A running worker whose lines are read as they come."""

    def __init__(self, root: Path, environment: dict[str, str]) -> None:
        path = os.pathsep.join([str(root), *sys.path])
        given = {
            **os.environ,
            "PYTHONPATH": path,
            "CONFIG_DIRECTORY": str(root / "config"),
            "HEALTH_PORT": "0",
            "METRICS_PORT": "0",
        }
        self._child = subprocess.Popen(
            [sys.executable, "-m", "slow_worker.main"],
            cwd=root,
            env={**given, **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.lines: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            self.lines.append(json.loads(line))

    def line(self, message: str, seconds: float = 20) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for line in list(self.lines):
                if line["message"] == message:
                    return line
            if self._child.poll() is not None and not self._reader.is_alive():
                break
            time.sleep(0.02)
        raise AssertionError(f"no line {message!r} in {self.lines}")

    def get(self, port: str, path: str) -> str:
        status, body = self.answer(port, path)
        assert status == 200, body
        return body

    def answer(self, port: str, path: str) -> tuple[int, str]:
        address = f"http://127.0.0.1:{self.line('worker starting')[port]}{path}"
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def ask_to_stop(self) -> None:
        self._child.send_signal(signal.SIGTERM)

    def ended(self, seconds: float = 30) -> int:
        code = self._child.wait(seconds)
        self._reader.join(5)
        return code

    def kill(self) -> None:
        if self._child.poll() is None:
            self._child.kill()
            self._child.wait()


def write_worker(root: Path, **replaced: str) -> Path:
    """Any of the texts above may be given; the rest is as above."""
    files = {
        "slow_worker_contracts/__init__.py": replaced.get("contracts", contracts),
        "slow_worker/__init__.py": "",
        "slow_worker/activities.py": replaced.get("activities", activities),
        "slow_worker/workflows.py": workflows,
        "slow_worker/generated.py": replaced.get("generated", generated),
        "slow_worker/customise.py": replaced.get("customise", customise),
        "slow_worker/main.py": main,
        "config/workers.yaml": replaced.get("workers", workers),
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def taken_port() -> tuple[socket.socket, int]:
    taken = socket.socket()
    taken.bind(("0.0.0.0", 0))
    taken.listen()
    return taken, taken.getsockname()[1]
