"""The official Python client as many callers; prints what each may do as JSON.

python personas_round.py ADDRESS NAMESPACE WORKFLOW_ID, with `NAME TOKEN` of each caller on a line of stdin.
"""

from __future__ import annotations

import asyncio
import json
import sys

from run_and_exit import run_and_exit
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

CANARY = "canary-data"


async def seen_by(address: str, namespace: str, workflow_id: str, token: str) -> dict[str, bool]:
    nothing = {"read": False, "data": False}
    client = await Client.connect(
        address, namespace=namespace, rpc_metadata={"authorization": f"Bearer {token}"}, lazy=True
    )
    try:
        history = await client.get_workflow_handle(workflow_id).fetch_history()
    except RPCError as error:
        if error.status == RPCStatusCode.PERMISSION_DENIED:
            return nothing
        raise
    except RuntimeError as error:
        # So it says that it was not let in when it connects.
        if "Unauthenticated" in str(error):
            return nothing
        raise
    data = history.events[0].workflow_execution_started_event_attributes.input.payloads[0].data
    return {"read": True, "data": CANARY.encode() in data}


async def main() -> None:
    address, namespace, workflow_id = sys.argv[1:]
    callers = [line.split() for line in sys.stdin.read().splitlines()]
    seen = await asyncio.gather(*(seen_by(address, namespace, workflow_id, token) for _, token in callers))
    print(json.dumps({name: what for (name, _), what in zip(callers, seen, strict=True)}))


run_and_exit(main())
