"""A Python client and worker of the official SDK; prints what it saw as JSON.

python proxy_round.py ADDRESS NAMESPACE TOKEN TEXT
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client, WorkflowFailureError, WorkflowQueryFailedError
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError
from temporalio.worker import Worker

QUEUE = "python"


@activity.defn
async def echo(text: str) -> str:
    return text


@activity.defn
async def beat_once(text: str) -> str:
    info = activity.info()
    if info.attempt > 1:
        return f"{info.heartbeat_details[0]} again"
    activity.heartbeat(text)
    await asyncio.sleep(0.3)
    raise RuntimeError(f"{text} after its heartbeat")


@activity.defn
async def fail(text: str) -> None:
    try:
        raise ValueError(f"{text} at the root")
    except ValueError as error:
        raise ApplicationError(f"{text} at the activity", {"deep": text}, non_retryable=True) from error


@workflow.defn
class Round:
    def __init__(self) -> None:
        self.words: list[str] = []
        self.stopped = False

    @workflow.run
    async def run(self, text: str) -> list[str]:
        options = {"start_to_close_timeout": timedelta(seconds=20), "retry_policy": RetryPolicy(initial_interval=timedelta(milliseconds=50))}
        self.words.append(await workflow.execute_activity(echo, text, **options))
        self.words.append(await workflow.execute_local_activity(echo, f"{text} nearby", **options))
        self.words.append(await workflow.execute_activity(beat_once, text, heartbeat_timeout=timedelta(seconds=5), **options))
        await workflow.wait_condition(lambda: self.stopped)
        return self.words

    @workflow.signal
    def say(self, word: str) -> None:
        self.words.append(word)

    @workflow.signal
    def stop(self) -> None:
        self.stopped = True

    @workflow.query
    def said(self) -> list[str]:
        return self.words

    @workflow.query
    def broken(self, text: str) -> str:
        raise ValueError(f"{text} cannot be told")

    @workflow.update
    async def change(self, word: str) -> str:
        self.words.append(word)
        return f"{word} is in"


@workflow.defn
class Failing:
    @workflow.run
    async def run(self, text: str) -> None:
        await workflow.execute_activity(fail, text, start_to_close_timeout=timedelta(seconds=20))


async def talk(client: Client, text: str) -> dict[str, object]:
    handle = await client.start_workflow(Round.run, text, id="python-round", task_queue=QUEUE, memo={"note": text}, static_summary=text)
    await handle.signal(Round.say, f"{text} by signal")
    updated = await handle.execute_update(Round.change, f"{text} by update")
    try:
        broken = str(await handle.query(Round.broken, text))
    except WorkflowQueryFailedError as error:
        broken = error.message
    said = await handle.query(Round.said)
    await handle.signal(Round.stop)
    result = await handle.result()
    description = await handle.describe()
    memo = await description.memo()
    summary = await description.static_summary()
    return {"updated": updated, "broken": broken, "said": len(said), "result": sorted(result), "memo": memo, "summary": summary}


async def failure(client: Client, text: str) -> list[str]:
    messages: list[str] = []
    try:
        await client.execute_workflow(Failing.run, text, id="python-failing", task_queue=QUEUE)
    except WorkflowFailureError as error:
        at: BaseException | None = error.cause
        while at is not None:
            messages.append(at.message if isinstance(at, FailureError) else str(at))
            at = at.__cause__
    return messages


async def main(address: str, namespace: str, token: str, text: str) -> None:
    client = await Client.connect(address, namespace=namespace, rpc_metadata={"authorization": f"Bearer {token}"})
    async with Worker(client, task_queue=QUEUE, workflows=[Round, Failing], activities=[echo, beat_once, fail]):
        print(json.dumps({**await talk(client, text), "failure": await failure(client, text)}))


# The sandbox of workflows imports this file again.
if __name__ == "__main__":
    from run_and_exit import run_and_exit

    run_and_exit(main(*sys.argv[1:]))
