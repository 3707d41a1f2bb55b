"""From a contract that has been imported to its JSON form."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .declared import Declared
from .guard import FromEnvironment
from .report import Place, Report
from .schema import SchemaProblem, input_schema, output_schema

_activity_timeouts = {
    "start_to_close": "startToCloseTimeout",
    "schedule_to_close": "scheduleToCloseTimeout",
    "schedule_to_start": "scheduleToStartTimeout",
    "heartbeat": "heartbeatTimeout",
}
_workflow_timeouts = {
    "execution_timeout": "executionTimeout",
    "run_timeout": "runTimeout",
    "task_timeout": "taskTimeout",
}


def describe(
    declared: Declared, contract: Any, implementations: list[dict[str, Any]], report: Report
) -> dict[str, Any]:
    """A `DeclaredActivity` or `DeclaredWorkflow`; what it cannot describe becomes a problem."""
    described: dict[str, Any] = {
        "name": str(contract.name),
        "symbol": declared.symbol,
        "taskQueue": str(contract.task_queue),
        "source": declared.place.to_json(),
        "fields": {name: place.to_json() for name, place in sorted(declared.fields.items())},
        "implementations": implementations,
    }
    for name in ("worker", "namespace"):
        if getattr(contract, name) is not None:
            described[name] = str(getattr(contract, name))
    _refuse_environment(declared, contract, report)
    if declared.kind == "activity":
        described |= _schemas(declared, contract.body, declared.place, report)
        return {**described, "options": _activity_options(contract.options)}
    run: Any = contract.contract.__dict__.get("run")
    if run is None:
        report.add(declared.place, f"{declared.symbol} has no run: `async def run(self, value: Model) -> Model`")
        return described
    described |= _schemas(declared, run, _place_of(run, declared), report)
    handlers = {kind: _handlers(declared, contract, kind, report) for kind in ("signal", "query", "update")}
    return {
        **described,
        "signals": handlers["signal"],
        "queries": handlers["query"],
        "updates": handlers["update"],
        "options": _workflow_options(contract.options),
    }


def _handlers(declared: Declared, contract: Any, kind: Any, report: Report) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for handler in sorted(contract.handlers(kind), key=lambda one: one.name):
        place = _place_of(handler.method, declared)
        schemas = _schemas(declared, handler.method, place, report, optional_input=kind != "update")
        if kind == "signal":
            schemas.pop("output", None)
        found[handler.name] = schemas
    return found


def _schemas(
    declared: Declared, function: Callable[..., Any], place: Place, report: Report, *, optional_input: bool = False
) -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    for name, make in (("input", input_schema), ("output", output_schema)):
        try:
            schema = make(function)
        except SchemaProblem as problem:
            report.add(place, str(problem), name)
            continue
        if schema is not None:
            schemas[name] = schema
        elif not optional_input:
            report.add(place, f"{function.__qualname__} takes no input; give it one Pydantic model", name)
    return schemas


def _place_of(function: Callable[..., Any], declared: Declared) -> Place:
    """The `def` line: what the interpreter remembers is the line of the first decorator."""
    name = function.__name__
    for node in ast.walk(declared.module.tree):
        if isinstance(node, ast.ClassDef) and node.name == declared.symbol:
            for part in node.body:
                if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and part.name == name:
                    return Place.of(declared.place.file, part)
    return declared.place


def _refuse_environment(declared: Declared, contract: Any, report: Report) -> None:
    """What the syntax tree did not show: a name imported from a module that read the variable."""
    for name, field_name in (
        ("name", "name"),
        ("task_queue", "taskQueue"),
        ("worker", "worker"),
        ("namespace", "namespace"),
    ):
        place = declared.fields.get(field_name)
        if place is not None and isinstance(getattr(contract, name), FromEnvironment):
            message = (
                "comes from an environment variable; write the value itself, config must not depend on who reads it"
            )
            report.add(place, message, field_name)


def _activity_options(options: Any) -> dict[str, Any]:
    return {**_timeouts(options, _activity_timeouts), **_retry_and_priority(options)}


def _workflow_options(options: Any) -> dict[str, Any]:
    described = _timeouts(options, _workflow_timeouts)
    for name, spelled in (("id_reuse", "idReusePolicy"), ("id_conflict", "idConflictPolicy")):
        if getattr(options, name) is not None:
            described[spelled] = getattr(options, name).replace("-", "_").upper()
    described |= _retry_and_priority(options)
    if options.search_attributes:
        described["searchAttributes"] = sorted(options.search_attributes)
    return described


def _retry_and_priority(options: Any) -> dict[str, Any]:
    retry = {} if options.retry is None else _retry(options.retry)
    priority = {"priorityKey": options.priority, "fairnessKey": options.fairness_key}
    given = {"retry": retry, "priority": {name: value for name, value in priority.items() if value is not None}}
    return {name: value for name, value in given.items() if value}


def _timeouts(options: Any, names: dict[str, str]) -> dict[str, Any]:
    given = {spelled: getattr(options, name) for name, spelled in names.items()}
    return {spelled: _milliseconds(value) for spelled, value in given.items() if value is not None}


def _retry(retry: Any) -> dict[str, Any]:
    plain = type(retry)()
    given = {
        "maximumAttempts": (retry.attempts, plain.attempts),
        "initialInterval": (retry.initial_interval, plain.initial_interval),
        "backoffCoefficient": (retry.backoff, plain.backoff),
        "maximumInterval": (retry.maximum_interval, plain.maximum_interval),
        "nonRetryableErrorTypes": (list(retry.non_retryable), list(plain.non_retryable)),
    }
    return {
        name: _milliseconds(value) if isinstance(value, timedelta) else value
        for name, (value, default) in given.items()
        if value != default
    }


def _milliseconds(length: timedelta) -> int:
    return round(length / timedelta(milliseconds=1))
