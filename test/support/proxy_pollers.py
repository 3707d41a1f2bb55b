"""A Python worker of the official SDK with autoscaled pollers; polls until its standard input ends.

python proxy_pollers.py ADDRESS NAMESPACE TOKEN QUEUE
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, Worker


@activity.defn(name="echo")
async def echo(text: str) -> str:
    return text


@workflow.defn(name="echo")
class Echo:
    @workflow.run
    async def run(self, text: str) -> str:
        return await workflow.execute_activity(echo, text, start_to_close_timeout=timedelta(seconds=20))


async def main(address: str, namespace: str, token: str, queue: str) -> None:
    client = await Client.connect(address, namespace=namespace, rpc_metadata={"authorization": f"Bearer {token}"})
    pollers = PollerBehaviorAutoscaling(initial=6, maximum=10)
    async with Worker(
        client,
        task_queue=queue,
        workflows=[Echo],
        activities=[echo],
        workflow_task_poller_behavior=pollers,
        activity_task_poller_behavior=pollers,
    ):
        await asyncio.to_thread(sys.stdin.read)


# The sandbox of workflows imports this file again.
if __name__ == "__main__":
    from run_and_exit import run_and_exit

    run_and_exit(main(*sys.argv[1:]))
