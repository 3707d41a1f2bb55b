"""The paved road over the official Temporal SDK: contracts in, checked payloads out.

In bodies: `implements`, `call`, `call_local`, `execute_child`, `start_child`, `external`, `continue_as_new`,
`upsert_search_attributes`, `heartbeat`, `last_heartbeat`. Anywhere: `connect`, `ManagedClient`, `InvalidPayload`. All
else is the official SDK: `temporalio.workflow` and `temporalio.activity` work in bodies as ever, and every client and
handle here has the official one as `.temporal`.
"""

from .activities import heartbeat, last_heartbeat
from .client import ManagedClient, RunOptions, StartOptions, connect
from .handle import Handle
from .implementation import implements
from .payloads import InvalidPayload, data_converter
from .workflows import (
    ChildHandle,
    ExternalHandle,
    call,
    call_local,
    continue_as_new,
    execute_child,
    external,
    start_child,
    upsert_search_attributes,
)

__all__ = [
    "ChildHandle",
    "ExternalHandle",
    "Handle",
    "InvalidPayload",
    "ManagedClient",
    "RunOptions",
    "StartOptions",
    "call",
    "call_local",
    "connect",
    "continue_as_new",
    "data_converter",
    "execute_child",
    "external",
    "heartbeat",
    "implements",
    "last_heartbeat",
    "start_child",
    "upsert_search_attributes",
]
