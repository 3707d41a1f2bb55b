"""A contract's options in the official SDK's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from temporalio.common import (
    Priority,
    RetryPolicy,
    SearchAttributeKey,
    SearchAttributePair,
    SearchAttributeUpdate,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)

from .contracts import ActivityOptions, RetryOptions, SearchValue, WorkflowOptions

_id_reuse = {
    None: WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    "allow-duplicate": WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    "allow-duplicate-failed-only": WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
    "reject-duplicate": WorkflowIDReusePolicy.REJECT_DUPLICATE,
}
_id_conflict = {
    None: WorkflowIDConflictPolicy.UNSPECIFIED,
    "fail": WorkflowIDConflictPolicy.FAIL,
    "use-existing": WorkflowIDConflictPolicy.USE_EXISTING,
    "terminate-existing": WorkflowIDConflictPolicy.TERMINATE_EXISTING,
}


def id_reuse_policy(name: str | None) -> WorkflowIDReusePolicy:
    return _id_reuse[name]


def id_conflict_policy(name: str | None) -> WorkflowIDConflictPolicy:
    return _id_conflict[name]


def retry_policy(retry: RetryOptions | None) -> RetryPolicy | None:
    if retry is None:
        return None
    return RetryPolicy(
        initial_interval=retry.initial_interval,
        backoff_coefficient=retry.backoff,
        maximum_interval=retry.maximum_interval,
        maximum_attempts=retry.attempts or 0,
        non_retryable_error_types=list(retry.non_retryable),
    )


def priority_of(options: ActivityOptions | WorkflowOptions) -> Priority:
    return Priority(priority_key=options.priority, fairness_key=options.fairness_key)


def search_attributes(values: Mapping[str, SearchValue]) -> TypedSearchAttributes | None:
    """Typed by the Python type of each value; text is a keyword. None when there are none."""
    pairs = [SearchAttributePair[Any](_key(name, value), cast("Any", value)) for name, value in values.items()]
    return TypedSearchAttributes(pairs) if pairs else None


def search_attribute_updates(values: Mapping[str, SearchValue]) -> list[SearchAttributeUpdate[Any]]:
    return [_key(name, value).value_set(value) for name, value in values.items()]


def _key(name: str, value: SearchValue) -> SearchAttributeKey[Any]:
    match value:
        case bool():
            return SearchAttributeKey.for_bool(name)
        case int():
            return SearchAttributeKey.for_int(name)
        case float():
            return SearchAttributeKey.for_float(name)
        case datetime():
            return SearchAttributeKey.for_datetime(name)
        case str():
            return SearchAttributeKey.for_keyword(name)
        case Sequence():
            return SearchAttributeKey.for_keyword_list(name)
